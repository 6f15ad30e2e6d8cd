"""When a component is served and billed, whatever it is called and costs.

Days alone decide here. Many engagements share them, so what follows is remembered: a
billing run asks for the same periods thousands of times.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from drumbeat.core.dates import ONE_DAY, Period
from drumbeat.core.proration import end_of_service, without_pauses
from drumbeat.core.retainer_versions import Rhythm, Version, versions_of
from drumbeat.core.terms import Change, PartPeriod

OPEN_END = date.max  # stands for an end that nobody has set


def day_after(last_day: date | None) -> date:
    """Return the first day without service."""
    return OPEN_END if last_day in {None, OPEN_END} else last_day + ONE_DAY


class Calendar(NamedTuple):
    """When a component is served and billed, whatever it is and costs."""

    days: Period  # from the first to the last day it could be given
    stop: date  # no service from here on: the end, or a pause up to it
    pauses: tuple[Period, ...]
    versions: tuple[Version, ...]
    first: PartPeriod = "prorate"
    last: PartPeriod = "prorate"


class Served(NamedTuple):
    """One service period of one version: its runs of days, billed together."""

    version: int
    nth: int  # on the version's grid
    whole: Period
    runs: tuple[Period, ...]
    counts: tuple[int, ...]  # the days charged for each run
    bill_date: date


class Once(NamedTuple):
    """When an add-on is served that does not recur."""

    service: Period
    whole: Period
    bill_date: date


@lru_cache(maxsize=1024)
def calendar_of(
    rhythm: Rhythm,
    changes: tuple[Change, ...],
    days: Period,
    pauses: tuple[Period, ...],
    first: PartPeriod,
    last: PartPeriod,
) -> Calendar:
    """Return the calendar of a retainer; changes and pauses are in order."""
    stop = end_of_service(days, pauses).end
    # A final slice in arrears bills at its own end; a pause that may still be lifted
    # is no end.
    end = OPEN_END if days.end == OPEN_END else stop
    versions = versions_of(rhythm, changes, days, end)
    return Calendar(days, stop, pauses, versions, first, last)


@lru_cache(maxsize=512)
def periods_billed(
    calendar: Calendar, until: date, since: date | None
) -> tuple[Served, ...]:
    """Return what is billed up to `until`, and perhaps some from before `since`.

    Remembered: in one billing run many engagements ask for the same days.
    """
    return tuple(_up_to(calendar, until, since))


def _up_to(calendar: Calendar, until: date, since: date | None) -> Iterator[Served]:
    for version in calendar.versions:
        for index, whole in _periods(calendar, version, since):
            if whole.start - version.lead > until:
                break
            served = _served(calendar, version, index, whole)
            if served is not None:
                yield served


def _periods(
    calendar: Calendar, version: Version, since: date | None
) -> Iterator[tuple[int, Period]]:
    """Yield each period with its index.

    From the first that can bill on or after `since`, found by arithmetic.
    """
    grid = version.grid
    index = grid.index_of(version.valid.start)
    if since is not None and since > version.valid.start:
        index = max(index, grid.index_of(since) - 1)
    end = min(version.valid.end, calendar.stop)
    whole = grid.period(index)
    while whole.start < end:
        yield index, whole
        index += 1
        whole = Period(whole.end, grid.boundary(index + 1))


def _served(
    calendar: Calendar, version: Version, index: int, whole: Period
) -> Served | None:
    """Return the runs of days of one period and version, None when there are none.

    All of them bill together: in advance on the first day that is served, less the
    lead; in arrears on the day after the period. [S-15]
    """
    uncharged = _days_outside(calendar, version, whole)
    runs = without_pauses(whole.overlap(version.valid), calendar.pauses)
    if uncharged is None or not runs:
        return None
    counts = [run.days for run in runs]
    counts[0] += uncharged[0]
    counts[-1] += uncharged[1]
    if version.timing == "in advance":
        bill_date = runs[0].start - version.lead
    else:
        bill_date = min(whole.end, version.cut)
    return Served(version.number, index, whole, tuple(runs), tuple(counts), bill_date)


def _days_outside(
    calendar: Calendar, version: Version, whole: Period
) -> tuple[int, int] | None:
    """Return the days before and after all service that are charged nevertheless.

    None when the part period at either end is free. [S-17] The days belong to the
    version that begins or ends the service.
    """
    days = calendar.days
    starts_within = whole.start < days.start < whole.end
    ends_within = whole.start < days.end < whole.end
    if starts_within and calendar.first == "free":
        return None
    if ends_within and calendar.last == "free":
        return None
    before = after = 0
    if starts_within and calendar.first == "full" and version.valid.start == days.start:
        before = (days.start - whole.start).days
    if ends_within and calendar.last == "full" and version.valid.end == days.end:
        after = (whole.end - days.end).days
    return before, after


@lru_cache(maxsize=1024)
def served_once(
    starts: date, until: date | None, parent: Calendar | None, days: Period
) -> Once | None:
    """Return when an add-on is served once, None when no day is left of it."""
    version = _version_on(parent, starts)
    if version is not None:
        whole = version.period_on(starts)
    elif until is not None:
        whole = Period(starts, day_after(until))
    else:
        whole = Period(starts, starts + ONE_DAY)
    service = Period(starts, whole.end).overlap(days)
    bill_date = starts
    if version is not None and version.timing == "in advance":
        bill_date = starts - version.lead
    elif version is not None:
        bill_date = service.end
    return Once(service, whole, bill_date) if service.days else None


def _version_on(parent: Calendar | None, day: date) -> Version | None:
    versions = parent.versions if parent is not None else ()
    return next((v for v in versions if day in v.valid), None)


@lru_cache(maxsize=1024)
def calendar_within(
    parent: Calendar, days: Period, pauses: tuple[Period, ...]
) -> Calendar:
    """Return the calendar of a recurring add-on on the grid of the retainer.

    It takes grid, timing and lead from the retainer's version of the day; a new
    price of the retainer alone is no new version of the add-on.
    """
    merged: list[Version] = []
    for version in parent.versions:
        if merged and merged[-1].continues(version):
            valid = Period(merged[-1].valid.start, version.valid.end)
            merged[-1] = merged[-1]._replace(valid=valid, cut=version.cut)
        else:
            merged.append(version)
    stop = end_of_service(days, pauses).end
    versions = [
        version._replace(valid=version.valid.overlap(days), cut=min(version.cut, stop))
        for version in merged
    ]
    served = tuple(version for version in versions if version.valid.days)
    return Calendar(days, stop, pauses, served)


@lru_cache(maxsize=1024)
def first_bill_date(parent: Calendar | None, own: date) -> date:
    """Return the first bill date of the retainer on or after `own`.

    When it has none any more, or there is no retainer, the add-on's own.
    """
    if parent is None:
        return own
    dates = []
    for version in parent.versions:
        for index, whole in _periods(parent, version, own):
            served = _served(parent, version, index, whole)
            if served is not None and served.bill_date >= own:
                dates.append(served.bill_date)
                break
    return min(dates, default=own)
