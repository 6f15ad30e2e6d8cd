"""Days: half-open periods, business days, wall clocks."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drumbeat.core.dates import Convention, Period, WeekdaysOnly, local_instant, moved

days = st.dates(date(2000, 1, 1), date(2100, 12, 31))
SATURDAY = date(2026, 10, 31)
CONVENTIONS = [
    (Convention.NONE, SATURDAY),
    (Convention.FOLLOWING, date(2026, 11, 2)),
    (Convention.PRECEDING, date(2026, 10, 30)),
    (Convention.MODIFIED_FOLLOWING, date(2026, 10, 30)),
]


@pytest.mark.parametrize(("convention", "expected"), CONVENTIONS)
def test_a_saturday_at_the_end_of_a_month(
    convention: Convention, expected: date
) -> None:
    """S-18."""
    assert moved(SATURDAY, convention, WeekdaysOnly()) == expected


@given(days, st.sampled_from(Convention))
def test_moving_is_done_once(day: date, convention: Convention) -> None:
    """S-19: what is adjusted is not adjusted again."""
    working = WeekdaysOnly()
    once = moved(day, convention, working)
    assert moved(once, convention, working) == once
    assert abs(once - day) <= timedelta(days=2)
    if convention is Convention.MODIFIED_FOLLOWING:
        assert once.month == day.month


@given(days, st.integers(0, 400))
def test_a_period_is_shown_with_its_last_day(start: date, length: int) -> None:
    """S-13: stored half-open, shown inclusive."""
    period = Period(start, start + timedelta(days=length))
    assert period.days == length
    assert (start in period) == (length > 0)
    assert period.end not in period
    assert period.last_day == period.end - timedelta(days=1)


def test_a_time_in_the_gap_is_the_first_valid_instant_after() -> None:
    """S-4, I-56: Berlin skips 02:00 to 03:00 on 29 March 2026."""
    at = local_instant(date(2026, 3, 29), time(2, 30), ZoneInfo("Europe/Berlin"))
    assert at.astimezone(UTC) == datetime(2026, 3, 29, 1, 0, tzinfo=UTC)


def test_a_time_that_comes_twice_is_the_first_one() -> None:
    """S-4: Berlin repeats 02:00 to 03:00 on 25 October 2026."""
    at = local_instant(date(2026, 10, 25), time(2, 30), ZoneInfo("Europe/Berlin"))
    assert at.astimezone(UTC) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


@given(days, st.times(), st.sampled_from(["Europe/Berlin", "America/New_York"]))
def test_an_instant_is_on_its_day(day: date, at: time, zone: str) -> None:
    """S-1: business dates are dates on the wall of the billing zone."""
    instant = local_instant(day, at.replace(microsecond=0), ZoneInfo(zone))
    assert instant.astimezone(ZoneInfo(zone)).date() == day
