"""One reminder at most, the right one, at a decent hour, and none where none helps."""

import itertools
from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drumbeat.core.money import Money
from drumbeat.core.reminders import (
    Circumstances,
    ReminderRow,
    is_final,
    next_action,
    replanned,
)

ZONE = ZoneInfo("Europe/Berlin")
DUE = date(2026, 3, 24)  # a Tuesday; the clocks change on the 29th
STEPS = ((-3, "friendly"), (1, "friendly"), (7, "clear"), (14, "firm"), (30, "final"))
OPEN = Circumstances("Europe/Berlin", DUE, Money(10000, "EUR"))


def moment(days, hour=9, minute=0):
    day = DUE + timedelta(days=days)
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=ZONE)


def working(day):
    return day + timedelta(days=max(7 - day.weekday(), 0) if day.weekday() > 4 else 0)


def plan(states=""):
    words = states.split() or ["planned"] * len(STEPS)
    rows = []
    for order, (days, tone) in enumerate(STEPS):
        day = working(DUE + timedelta(days=days))
        at = datetime(day.year, day.month, day.day, 9, tzinfo=ZONE)
        rows.append(ReminderRow(order, f"{days:+d}", tone, at, words[order]))
    return rows


def said(decision):
    skipped = " ".join(f"{skip.row.name}:{skip.why}" for skip in decision.skip)
    return decision.send.name if decision.send else decision.hold, skipped


@pytest.mark.parametrize(
    ("days", "states", "action", "skipped"),
    [
        (-5, "", None, ""),
        (-1, "", "-3", ""),  # −3 is a Saturday and goes out on the Monday
        (0, "", None, "-3:expired"),
        (1, "", "+1", "-3:expired"),
        (14, "", "+14", "-3:expired +1:superseded +7:superseded"),
        (14, "sent sent planned planned planned", "+14", "+7:superseded"),
        (14, "sent sent sent failed planned", "+14", ""),
        (8, "sent planned sent planned planned", None, "+1:superseded"),
        (14, "sent sent sending planned planned", "in flight", ""),
        (14, "sent sent unknown planned planned", "in flight", ""),
        (31, "sent sent sent sent planned", "call first", ""),
    ],
)
def test_s_63_and_s_64_only_the_latest_due_step(days, states, action, skipped):
    assert said(next_action(plan(states), OPEN, at=moment(days))) == (action, skipped)


@pytest.mark.parametrize(
    ("change", "hold"),
    [
        ({"disputed": True}, "question open"),
        ({"paused": True}, "paused"),
        ({"promised_until": DUE + timedelta(days=7)}, "promised"),
        ({"promised_until": DUE + timedelta(days=6)}, None),
        ({"last_sent_on": DUE + timedelta(days=7)}, "sent recently"),
        ({"last_sent_on": DUE + timedelta(days=5)}, "sent recently"),
        ({"last_sent_on": DUE + timedelta(days=4)}, None),
        (
            {"last_sent_on": DUE + timedelta(days=7), "min_gap_days": 0},
            "sent recently",
        ),
    ],
)
def test_i_51_and_s_66_what_holds_a_reminder_back(change, hold):
    decision = next_action(plan(), replace(OPEN, **change), at=moment(7))
    assert decision.hold == hold
    assert (decision.send is None) == (hold is not None)


@pytest.mark.parametrize("minor", [0, -5])
def test_i_51_nothing_open_cancels_what_waits(minor):
    settled = replace(OPEN, open=Money(minor, "EUR"), disputed=True)
    decision = next_action(plan(), settled, at=moment(7))
    assert (decision.cancel, decision.send, decision.skip) == ("settled", None, ())
    done = plan("sent sent sent skipped cancelled")
    assert next_action(done, settled, at=moment(7)).cancel is None


def test_a_final_notice_follows_a_logged_call():
    rows = plan("skipped sent sent sent planned")
    called = replace(OPEN, call_logged=True)
    assert next_action(rows, called, at=moment(30)).send == rows[-1]


@pytest.mark.parametrize(
    ("days", "hour", "hold"),
    [
        (9, 8, "before the sending hour"),
        (9, 9, None),
        (9, 23, None),
        (11, 12, "weekend"),
        (12, 12, "weekend"),
        (13, 8, "before the sending hour"),
        (13, 9, None),
    ],
)
def test_i_56_a_late_step_waits_for_the_clients_working_hours(days, hour, hold):
    decision = next_action(plan(), OPEN, at=moment(days, hour))
    assert decision.hold == hold


def test_s_64_release_of_a_dispute_sends_one_reminder_not_a_burst():
    held = next_action(plan(), replace(OPEN, disputed=True), at=moment(20))
    assert held.skip == tuple(s for s in held.skip if s.why == "expired")
    released = next_action(plan(), OPEN, at=moment(20))
    assert said(released)[0] == "+14"


def test_i_55_an_edit_keeps_what_was_sent_and_sends_nothing_itself():
    rows = plan("skipped sent planned planned planned")
    later = [replace(row, at=row.at + timedelta(days=5)) for row in plan()]
    edited = replanned(rows, later, at=moment(13))
    assert edited[:2] == tuple(rows[:2])
    assert [row.name for row in edited] == ["-3", "+1", "+14", "+30"]
    assert next_action(edited, OPEN, at=moment(13)).send is None
    assert [row.step for row in edited] == sorted(row.step for row in edited)


events = st.lists(
    st.tuples(
        st.integers(1, 40 * 24),  # hours of downtime
        st.sampled_from(
            ["", "", "", "dispute", "release", "pause", "resume", "promise", "call"]
        ),
        st.sampled_from(["sent", "sent", "failed", "unknown"]),
    ),
    max_size=60,
)


def happens(event, invoice, on):
    changes = {
        "dispute": {"disputed": True},
        "release": {"disputed": False},
        "pause": {"paused": True},
        "resume": {"paused": False},
        "promise": {"promised_until": on + timedelta(days=9)},
        "call": {"call_logged": True},
    }
    return replace(invoice, **changes.get(event, {}))


def apply(rows, decision, outcome):
    states = {skip.row.step: "skipped" for skip in decision.skip}
    if decision.send:
        states[decision.send.step] = outcome
    if decision.cancel:
        states = {
            row.step: "cancelled"
            for row in rows
            if row.state in {"planned", "due", "failed"}
        }
    return [replace(row, state=states.get(row.step, row.state)) for row in rows]


def person_settles(rows, event):
    if event != "call":
        return rows
    return [replace(r, state="sent") if r.state == "unknown" else r for r in rows]


@given(events, st.integers(0, 400))
def test_i_50_to_i_57_a_year_with_random_downtime(history, paid_after_days):
    rows, invoice, at, sends = plan(), OPEN, moment(-20, 0), []
    for hours, event, outcome in history:
        at = (at + timedelta(hours=hours)).astimezone(ZONE)
        rows = person_settles(rows, event)
        invoice = happens(event, invoice, at.date())
        if at > moment(paid_after_days):
            invoice = replace(invoice, open=Money(0, "EUR"))
        final_before = {row.step: row.state for row in rows if is_final(row)}
        decision = next_action(rows, invoice, at=at)
        if decision.send:
            assert invoice.open
            assert not invoice.disputed
            assert not invoice.paused
            assert decision.send.at <= at
            assert at.time() >= decision.send.at.time()
            assert at.weekday() < 5
            sends.append((decision.send.step, at.date(), outcome))
            if outcome != "failed":
                invoice = replace(invoice, last_sent_on=at.date())
        rows = apply(rows, decision, outcome)
        now = {row.step: row.state for row in rows}
        assert final_before.items() <= now.items()
        # I-53: a second run of the same moment sends nothing more.
        if outcome != "failed" or not decision.send:
            assert next_action(rows, invoice, at=at).send is None
    out = [(step, on) for step, on, outcome in sends if outcome != "failed"]
    steps = [step for step, _ in out]
    assert steps == sorted(set(steps))
    gaps = [(b - a).days for (_, a), (_, b) in itertools.pairwise(out)]
    assert all(gap >= 3 for gap in gaps)


@given(events)
def test_i_57_every_step_ends_in_one_final_state(history):
    rows, invoice, at = plan(), OPEN, moment(-20, 0)
    for hours, event, _ in history:
        at = (at + timedelta(hours=hours)).astimezone(ZONE)
        invoice = happens(event, invoice, at.date())
        decision = next_action(rows, invoice, at=at)
        if decision.send:
            invoice = replace(invoice, last_sent_on=at.date())
        rows = apply(rows, decision, "sent")
    paid = replace(invoice, open=Money(0, "EUR"))
    rows = apply(rows, next_action(rows, paid, at=at), "sent")
    assert all(is_final(row) for row in rows)
