"""The grid of service periods: every boundary is counted from the anchor."""

from __future__ import annotations

from datetime import date, timedelta
from typing import NamedTuple

from drumbeat.core.dates import Period, clamped, month_shifted
from drumbeat.core.errors import Refusal
from drumbeat.core.terms import LAST_DAY, Anchor, Cadence

# Twice a month: the two days that begin a half, by the first of them. [S-9]
_HALVES = {1: (1, 16), 15: (15, LAST_DAY)}
_HALF_OF_DAY = {1: 1, 16: 1, 15: 15, LAST_DAY: 15}


class AnchorDoesNotFit(Refusal):
    """The anchor says nothing about the grid of this cadence."""

    rule = "CAD-1"
    message = (
        "The anchor {anchor} does not fit “{every}”: use {fitting}, or leave it out."
    )


class Grid(NamedTuple):
    """Boundaries without end in both directions, tied to one anchor.

    For months and half months only the month of `anchor` counts, and `day` is the
    wanted day (LAST_DAY: always the last one), or the first day of the pair of
    halves. For weeks `anchor` is itself a boundary and `day` is None.
    """

    cadence: Cadence
    anchor: date
    day: int | None

    def boundary(self, k: int) -> date:
        """Return the k-th boundary.

        Counted from the anchor, never from its neighbour: the 31st comes back after
        a short month. [S-6] [S-7]
        """
        if self.day is None:
            return self.anchor + timedelta(weeks=self.cadence.count * k)  # [S-8]
        if self.cadence.unit == "month":
            # The phase is the anchor's, whatever was paused or changed. [S-10]
            return self._in_month(k * self.cadence.count, self.day)
        months, half = divmod(k, 2)
        return self._in_month(months, _HALVES[self.day][half])

    def period(self, k: int) -> Period:
        """Return the k-th service period."""
        return Period(self.boundary(k), self.boundary(k + 1))

    def index_of(self, day: date) -> int:
        """Return k of the period that contains `day`.

        Counted on the grid, so it never shifts when a period is skipped. [S-12]
        """
        if self.day is None:
            return (day - self.anchor).days // (7 * self.cadence.count)
        months = (day.year - self.anchor.year) * 12 + day.month - self.anchor.month
        if self.cadence.unit == "month":
            k = months // self.cadence.count
        else:
            k = 2 * months + 1
        while self.boundary(k) > day:  # at most twice: both halves of the month
            k -= 1
        return k

    def _in_month(self, months: int, day: int) -> date:
        year, month = month_shifted(self.anchor.year, self.anchor.month, months)
        return clamped(year, month, day)


def grid_of(every: Cadence, anchor: Anchor | None, starts: date) -> Grid:
    """Tie the grid of a cadence to its anchor, by default to the day of `starts`.

    The month of `starts` is the anchor month unless the anchor is a full date. A
    full date 2026-01-31 means day 31, not the end of the month.

    :raises AnchorDoesNotFit: for instance a day of the month for weeks
    """
    if every.unit == "week":
        return _weeks(every, anchor, starts)
    if anchor is not None and anchor.weekday is not None:
        raise _unfit(every, anchor)
    tied = anchor.on if anchor is not None and anchor.on is not None else starts
    if every.unit == "month":
        day = anchor.day if anchor is not None and anchor.day is not None else tied.day
        return Grid(every, tied, day)
    if anchor is None:
        return Grid(every, tied, 1)
    wanted = tied.day if anchor.day is None else anchor.day
    if wanted not in _HALF_OF_DAY:
        raise _unfit(every, anchor)
    return Grid(every, tied, _HALF_OF_DAY[wanted])


def _weeks(every: Cadence, anchor: Anchor | None, starts: date) -> Grid:
    if anchor is None:
        return Grid(every, starts, None)
    if anchor.weekday is not None:
        since = (starts.weekday() - anchor.weekday) % 7
        return Grid(every, starts - timedelta(days=since), None)
    if anchor.on is not None:
        return Grid(every, anchor.on, None)
    raise _unfit(every, anchor)


_WEEKDAYS = "monday tuesday wednesday thursday friday saturday sunday".split()
_FITTING = {
    "week": "a weekday or a full date",
    "half month": "1, 15, 16 or “last”",
    "month": "a day of the month, “last” or a full date",
}


def _unfit(every: Cadence, anchor: Anchor) -> AnchorDoesNotFit:
    count = f"{every.count} {every.unit}s" if every.count > 1 else every.unit
    fitting = _FITTING[every.unit]
    return AnchorDoesNotFit(anchor=_wording(anchor), every=count, fitting=fitting)


def _wording(anchor: Anchor) -> str:
    if anchor.on is not None:
        return anchor.on.isoformat()
    if anchor.weekday is not None:
        return f"“{_WEEKDAYS[anchor.weekday]}”"
    return "“last”" if anchor.day == LAST_DAY else str(anchor.day)
