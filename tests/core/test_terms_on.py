"""What the terms say on a day, and from when a change alters nothing billed."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from drumbeat.core.documents import Tax
from drumbeat.core.money import Money
from drumbeat.core.terms import (
    Anchor,
    Cadence,
    Change,
    EngagementTerms,
    Pause,
    Retainer,
)
from drumbeat.core.terms_on import (
    coming_changes,
    next_pause,
    next_start,
    pause_on,
    standing,
    version_on,
)

RETAINER = Retainer(
    "Retainer, {period}", Money(300000, "EUR"), Cadence("month"), Tax("S", Decimal(21))
)
AUGUST = Pause(date(2026, 8, 1), date(2026, 8, 31))
RAISE = Change(date(2026, 7, 1), RETAINER.name, amount=Money(360000, "EUR"))


def terms(**more) -> EngagementTerms:
    return EngagementTerms(
        "Interim CMO", date(2026, 1, 15), "EUR", **{"retainers": (RETAINER,)} | more
    )


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        ("2026-01-14", "coming"),
        ("2026-01-15", "active"),
        ("2026-08-01", "paused"),
        ("2026-08-31", "paused"),
        ("2026-09-01", "active"),
        ("2026-10-31", "active"),
        ("2026-11-01", "ended"),
    ],
)
def test_a_day_has_one_standing(day, expected):
    agreed = terms(pauses=(AUGUST,), ends=date(2026, 10, 31))
    assert standing(agreed, date.fromisoformat(day)) == expected


def test_an_open_pause_lasts():
    agreed = terms(pauses=(Pause(date(2026, 8, 1)),))
    assert pause_on(agreed, date(2030, 1, 1)) == Pause(date(2026, 8, 1))


def test_the_next_pause_is_the_one_that_runs_or_comes():
    later = Pause(date(2026, 12, 24), date(2026, 12, 31))
    agreed = terms(pauses=(later, AUGUST))
    days = [date(2026, 1, 20), date(2026, 8, 31), date(2026, 9, 1), date(2027, 1, 1)]
    assert [next_pause(agreed, day) for day in days] == [AUGUST, AUGUST, later, None]


def test_a_change_holds_from_its_day_on():  # S-40
    agreed = terms(changes=(RAISE,))
    amounts = [
        version_on(agreed, RETAINER, day).amount.minor
        for day in (date(2026, 6, 30), date(2026, 7, 1))
    ]
    assert amounts == [300000, 360000]
    assert coming_changes(agreed, date(2026, 6, 30)) == (RAISE,)
    assert coming_changes(agreed, date(2026, 7, 1)) == ()


def test_a_change_to_nothing_is_a_change():
    free = replace(RAISE, amount=Money(0, "EUR"))
    agreed = terms(changes=(free,))
    assert version_on(agreed, RETAINER, date(2026, 7, 1)).amount == Money(0, "EUR")


def test_before_the_first_day_it_is_what_will_hold_then():
    agreed = terms(changes=(replace(RAISE, starts=date(2026, 1, 15)),))
    assert version_on(agreed, RETAINER, date(2025, 12, 1)).amount.minor == 360000


NEXT = [
    # timing, anchor, today, the first day of what is not billed yet
    ("in advance", 1, "2026-03-10", "2026-04-01"),
    ("in advance", 1, "2026-03-31", "2026-04-01"),
    ("in advance", 15, "2026-03-10", "2026-03-15"),
    ("in arrears", 1, "2026-03-10", "2026-04-01"),
]


@pytest.mark.parametrize(("timing", "day", "today", "expected"), NEXT)
def test_the_next_start_is_a_period_that_nobody_billed(timing, day, today, expected):
    retainer = replace(RETAINER, timing=timing, anchor=Anchor(day=day))
    agreed = terms(retainers=(retainer,))
    found = next_start(agreed, retainer, date.fromisoformat(today))
    assert found == date.fromisoformat(expected)


def test_what_is_billed_ahead_is_not_the_next_start():
    retainer = replace(RETAINER, bill_days_before=10, anchor=Anchor(day=1))
    agreed = terms(retainers=(retainer,))
    assert next_start(agreed, retainer, date(2026, 3, 25)) == date(2026, 5, 1)


def test_without_a_period_to_come_it_is_tomorrow():
    agreed = terms(ends=date(2026, 3, 31))
    assert next_start(agreed, RETAINER, date(2026, 5, 5)) == date(2026, 5, 6)
