"""A reminder on a person's wish: the same letter, the same stops, another day."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drumbeat.core.money import Money
from drumbeat.core.remind_now import NothingToRemind, RemindersRest, brought_forward
from drumbeat.core.reminders import Circumstances, ReminderRow, next_action

ZONE = ZoneInfo("Europe/Berlin")
DUE = date(2026, 3, 24)  # a Tuesday
STEPS = ((-3, "friendly"), (1, "friendly"), (7, "clear"), (14, "firm"), (30, "final"))
OPEN = Circumstances("Europe/Berlin", DUE, Money(10000, "EUR"))


def moment(days, hour=15):
    day = DUE + timedelta(days=days)
    return datetime(day.year, day.month, day.day, hour, tzinfo=ZONE)


def plan(states=""):
    words = states.split() or ["planned"] * len(STEPS)
    return [
        ReminderRow(place, f"{days:+d}", tone, moment(days, 9), words[place])
        for place, (days, tone) in enumerate(STEPS)
    ]


def wished(rows, invoice, at):
    return brought_forward(rows, invoice, number="INV-1", at=at)


@pytest.mark.parametrize(
    ("days", "states", "step"),
    [
        (-6, "", "-3"),  # the next one of all
        (0, "", "+1"),  # an announcement of a day that has come helps nobody
        (2, "", "+1"),  # overdue for sending: what is due goes
        (8, "", "+7"),  # only the latest
        (2, "sent planned planned planned planned", "+1"),
        (9, "sent sent planned planned planned", "+7"),
        (16, "sent sent skipped planned planned", "+14"),
    ],
)
def test_s_64_the_latest_due_step_or_the_next_one(days, states, step):
    row = wished(plan(states), OPEN, moment(days))
    assert (row.name, row.at) == (step, moment(days))


@pytest.mark.parametrize(
    ("change", "states", "days", "sentence"),
    [
        ({"disputed": True}, "", 2, "A question about INV-1 is open; answer it first."),
        (
            {"paused": True},
            "",
            2,
            "Reminders of INV-1 are paused; let them go on first.",
        ),
        (
            {"promised_until": DUE + timedelta(days=3)},
            "",
            2,
            "Payment of INV-1 is promised; reminders rest until that day.",
        ),
        (
            {},
            "sent sending planned planned planned",
            2,
            "A reminder of INV-1 is on its way already.",
        ),
        (
            {},
            "sent sent sent sent planned",
            16,
            "Next for INV-1 comes the final notice; note a call first.",
        ),
        (
            {"last_sent_on": DUE + timedelta(days=1)},
            "sent sent planned planned planned",
            3,
            "The last reminder of INV-1 went out less than 3 days ago.",
        ),
        (
            {},
            "",
            4,  # a Saturday
            "Reminders go out on weekdays; it is a weekend where the client is.",
        ),
    ],
)
def test_s_65_and_s_66_what_stops_a_due_letter_stops_this_one(
    change, states, days, sentence
):
    with pytest.raises(RemindersRest) as refusal:
        wished(plan(states), replace(OPEN, **change), moment(days))
    assert refusal.value.sentence == sentence


@pytest.mark.parametrize(
    ("change", "states"),
    [
        ({"open": Money(0, "EUR")}, ""),
        ({}, "sent sent sent sent sent"),
        ({}, "skipped cancelled cancelled cancelled cancelled"),
    ],
)
def test_nothing_left_is_said(change, states):
    with pytest.raises(NothingToRemind) as refusal:
        wished(plan(states), replace(OPEN, **change), moment(2))
    assert refusal.value.sentence == "INV-1 has no reminder left to send."


STATES = st.lists(
    st.sampled_from("planned sent skipped cancelled sending unknown".split()),
    min_size=len(STEPS),
    max_size=len(STEPS),
)


@given(STATES, st.integers(-10, 60), st.booleans(), st.booleans())
def test_what_is_wished_is_what_the_pass_then_sends(states, days, disputed, called):
    invoice = replace(OPEN, disputed=disputed, call_logged=called)
    rows, at = plan(" ".join(states)), moment(days)
    try:
        row = wished(rows, invoice, at)
    except (NothingToRemind, RemindersRest):
        return
    moved = [row if each.step == row.step else each for each in rows]
    decision = next_action(moved, invoice, at=at + timedelta(seconds=30))
    assert decision.send == row
