"""Reminders are concrete rows: when, in which tone, to whom."""

from datetime import date, time
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drumbeat.core.dates import Convention, WeekdaysOnly
from drumbeat.core.party import Contact
from drumbeat.core.reminder_plan import planned_reminders, recipients_of
from drumbeat.core.terms import ReminderPolicy, ReminderStep

WEEKDAYS = WeekdaysOnly()
PAYER = Contact("Ines", "ap@x.example", ("payer",))
BOSS = Contact("Ben", "boss@x.example", ("approver",))
COPY = Contact("Cleo", "copy@x.example", ("copy",))


def plan(due, policy=None, zone="Europe/Berlin", **options):
    return planned_reminders(
        policy or ReminderPolicy(),
        due,
        zone=zone,
        working=WEEKDAYS,
        contacts=options.pop("contacts", (PAYER, BOSS)),
        **options,
    )


def test_the_standard_ladder_at_the_wall_clock_of_the_client():
    """Hold on S-63: adjusted date, local time, daylight saving included."""
    rows = plan(date(2026, 3, 26))

    assert [(row.step, row.tone, row.at.isoformat()) for row in rows] == [
        ("-3", "friendly", "2026-03-23T09:00:00+01:00"),
        ("+1", "friendly", "2026-03-27T09:00:00+01:00"),
        ("+7", "clear", "2026-04-02T09:00:00+02:00"),
        ("+14", "firm", "2026-04-09T09:00:00+02:00"),
        ("+30", "final", "2026-04-27T09:00:00+02:00"),
    ]


def test_a_courtesy_never_comes_after_the_due_date():
    policy = ReminderPolicy(steps=(ReminderStep(-1, "friendly"),))

    (row,) = plan(date(2026, 3, 1), policy)  # a Sunday; the day before is free too

    assert row.at.date() == date(2026, 2, 27)


def test_nothing_reminds_of_an_invoice_before_it_is_issued():
    rows = plan(date(2026, 3, 26), not_before=date(2026, 3, 24))

    assert [row.step for row in rows] == ["+1", "+7", "+14", "+30"]


@pytest.mark.parametrize(
    ("send_at", "due", "expected"),
    [
        # [S-4]: in a gap the first valid instant after it, in a fold the first one.
        (time(2, 30), date(2026, 3, 28), "2026-03-29T03:00:00+02:00"),
        (time(2, 30), date(2026, 10, 24), "2026-10-25T02:30:00+02:00"),
    ],
)
def test_clock_changes(send_at, due, expected):
    policy = ReminderPolicy(send_at, Convention.NONE, (ReminderStep(1, "friendly"),))

    (row,) = plan(due, policy)

    assert row.at.isoformat() == expected


@pytest.mark.parametrize(
    ("tone", "expected"),
    [
        ("friendly", (PAYER.email,)),
        ("clear", (PAYER.email, BOSS.email)),
        ("firm", (PAYER.email, BOSS.email)),
        ("final", (BOSS.email, PAYER.email)),
    ],
)
def test_recipients_by_tone(tone, expected):
    assert recipients_of(tone, (COPY, BOSS, PAYER, PAYER)) == expected


def test_without_a_payer_every_contact_is_asked():
    assert recipients_of("friendly", (COPY, BOSS)) == (COPY.email, BOSS.email)
    assert recipients_of("final", ()) == ()


@given(
    due=st.dates(date(2020, 1, 1), date(2040, 1, 1)),
    zone=st.sampled_from(["UTC", "Europe/Berlin", "America/New_York", "Asia/Tokyo"]),
    moves=st.sampled_from([c for c in Convention if c is not Convention.NONE]),
)
def test_rows_are_in_order_on_working_days_at_the_time_agreed(due, zone, moves):
    """Stay within the window also on days when clocks change: I-56."""
    rows = plan(due, ReminderPolicy(moves=moves), zone)

    assert [row.at for row in rows] == sorted(row.at for row in rows)
    for row in rows:
        local = row.at.astimezone(ZoneInfo(zone))
        assert (local.hour, local.minute) == (9, 0)
        assert local.weekday() < 5
