"""Days: half-open periods, months that keep their day, business days."""

from __future__ import annotations

import calendar
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

from drumbeat.core.ports import WorkingDays

ONE_DAY = timedelta(days=1)


class Period(NamedTuple):
    """Days from `start` up to, not including, `end`. [S-13]"""

    start: date
    end: date

    @property
    def days(self) -> int:
        """Return how many days the period has; never negative."""
        return max((self.end - self.start).days, 0)

    @property
    def last_day(self) -> date:
        """Return the inclusive end, as documents show it."""
        return self.end - ONE_DAY

    def __contains__(self, day: object) -> bool:
        return isinstance(day, date) and self.start <= day < self.end

    def overlap(self, other: Period) -> Period:
        """Return the days both have in common; may be empty."""
        start = max(self.start, other.start)
        return Period(start, max(start, min(self.end, other.end)))


def days_in_month(year: int, month: int) -> int:
    """Return the length of the month."""
    return calendar.monthrange(year, month)[1]


@lru_cache(maxsize=16384)
def clamped(year: int, month: int, day: int) -> date:
    """Return that day, or the last one of a month that is too short. [S-7]"""
    return date(year, month, min(day, days_in_month(year, month)))


def month_shifted(year: int, month: int, months: int) -> tuple[int, int]:
    """Return year and month, `months` later (or earlier)."""
    index = year * 12 + month - 1 + months
    return index // 12, index % 12 + 1


def end_of_month(day: date) -> date:
    """Return the last day of the month of `day`."""
    return date(day.year, day.month, days_in_month(day.year, day.month))


class Convention(StrEnum):
    """What happens to a day that is not worked. [S-18]"""

    NONE = "none"
    FOLLOWING = "following"
    PRECEDING = "preceding"
    MODIFIED_FOLLOWING = "modified following"


class WeekdaysOnly:
    """The calendar without holidays: only weekends are free."""

    version = "weekdays"

    def is_working_day(self, day: date) -> bool:
        """Say whether `day` is Monday to Friday."""
        return day.weekday() < 5


def moved(day: date, convention: Convention, working: WorkingDays) -> date:
    """Move the unadjusted day to a working day, once. [S-19]"""
    if convention is Convention.NONE or working.is_working_day(day):
        return day
    if convention is Convention.PRECEDING:
        return _next_working(day, -ONE_DAY, working)
    following = _next_working(day, ONE_DAY, working)
    if convention is Convention.MODIFIED_FOLLOWING and following.month != day.month:
        return _next_working(day, -ONE_DAY, working)
    return following


def _next_working(day: date, step: timedelta, working: WorkingDays) -> date:
    while not working.is_working_day(day):
        day += step
    return day


def local_instant(day: date, at: time, zone: ZoneInfo) -> datetime:
    """Return the wall-clock time of the day as an aware instant. [S-4]

    In a gap the first valid instant after it; in a fold the first of the two.
    """
    wall = datetime.combine(day, at, tzinfo=zone)
    there_and_back = wall.astimezone(ZoneInfo("UTC")).astimezone(zone)
    if there_and_back.replace(tzinfo=None) == wall.replace(tzinfo=None):
        return wall
    # The gap: walk to its end, minute by minute (gaps are whole minutes, ≤ 24 h).
    probe = wall.replace(tzinfo=None)
    while True:
        probe += timedelta(minutes=1)
        candidate = probe.replace(tzinfo=zone)
        back = candidate.astimezone(ZoneInfo("UTC")).astimezone(zone)
        if back.replace(tzinfo=None) == probe:
            return candidate
