"""What is charged and when: terms and a horizon → one charge per slice of service."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from drumbeat.core.charge import Charge
from drumbeat.core.dates import ONE_DAY, Period
from drumbeat.core.documents import LaneKind
from drumbeat.core.money import Money
from drumbeat.core.project_shares import ProjectShare, shares_of
from drumbeat.core.proration import end_of_service, slice_amounts, without_pauses
from drumbeat.core.retainer_versions import Version, versions_of
from drumbeat.core.terms import AddOn, EngagementTerms, PartPeriod, Pause, Retainer

__all__ = ["Charge", "ProjectShare", "charges", "unscheduled"]

_OPEN = date.max  # stands for an end that nobody has set
_LANE_ORDER = {"retainer": 0, "add_on": 1, "project": 2, "correction": 3}


@dataclass(frozen=True, slots=True)
class _Component:
    """A retainer or a recurring add-on, ready to be counted."""

    kind: LaneKind
    name: str
    days: Period  # from the first to the last day it could be given
    stop: date  # no service from here on: the end, or a pause up to it
    pauses: tuple[Period, ...]
    versions: tuple[Version, ...]
    first: PartPeriod = "prorate"
    last: PartPeriod = "prorate"


def charges(
    terms: EngagementTerms, *, until: date, since: date | None = None
) -> list[Charge]:
    """Return every charge with a bill date from `since` up to and with `until`. [S-16]

    Ordered by bill date, kind of lane, name and first day of service. Nothing is
    charged outside the days of the engagement; one that ends before it starts
    charges nothing. [S-44]
    """
    days = _days_of(terms)
    if not days.days:
        return []
    pauses = _in_order(terms.pauses)
    retainers = [_retainer(r, terms, days, pauses) for r in terms.retainers]
    found = [c for r in retainers for c in _up_to(r, until, since)]
    parent = retainers[0] if retainers else None
    for add_on in terms.add_ons:
        found += _add_on_charges(add_on, parent, days, pauses, until)
    for share in shares_of(terms):
        if share.on is not None and share.on in days:
            found.append(share.charge(share.on))
    earliest = date.min if since is None else since
    return sorted((c for c in found if earliest <= c.bill_date <= until), key=_order)


def unscheduled(terms: EngagementTerms) -> list[ProjectShare]:
    """Return the shares of projects that wait for something other than a date.

    A date outside the engagement is not billed by itself and is listed here too, so
    that no money is lost silently.
    """
    days = _days_of(terms)
    waiting = [share for share in shares_of(terms) if share.on is None]
    outside = [s for s in shares_of(terms) if s.on is not None and s.on not in days]
    return waiting + [
        replace(share, trigger="a date within the engagement") for share in outside
    ]


def _order(charge: Charge) -> tuple[date, int, str, date, str, int]:
    lane = _LANE_ORDER[charge.kind]
    return (
        charge.bill_date,
        lane,
        charge.name,
        charge.service.start,
        charge.component,
        charge.index,
    )


def _day_after(last_day: date | None) -> date:
    return _OPEN if last_day in {None, _OPEN} else last_day + ONE_DAY


def _days_of(terms: EngagementTerms) -> Period:
    return Period(terms.starts, max(terms.starts, _day_after(terms.ends)))


def _in_order(pauses: Sequence[Pause]) -> tuple[Period, ...]:
    return tuple(sorted(Period(p.starts, _day_after(p.until)) for p in pauses))


# Retainers


def _retainer(
    retainer: Retainer, terms: EngagementTerms, days: Period, pauses: tuple[Period, ...]
) -> _Component:
    own = [change for change in terms.changes if change.retainer == retainer.name]
    stop = end_of_service(days, pauses).end
    # A final slice in arrears bills at its own end; a pause that may still be lifted
    # is no end.
    end = _OPEN if days.end == _OPEN else stop
    return _Component(
        kind="retainer",
        name=retainer.name,
        days=days,
        stop=stop,
        pauses=pauses,
        versions=versions_of(retainer, own, days, end),
        first=retainer.first_period,
        last=retainer.last_period,
    )


def _up_to(component: _Component, until: date, since: date | None) -> Iterator[Charge]:
    """Yield what a component bills up to `until`, and perhaps some before `since`."""
    for version in component.versions:
        for index, whole in _periods(component, version, since):
            if whole.start - version.lead > until:
                break
            yield from _slices(component, version, index, whole)


def _periods(
    component: _Component, version: Version, since: date | None
) -> Iterator[tuple[int, Period]]:
    """Yield each period with its index.

    From the first that can bill on or after `since`, found by arithmetic.
    """
    grid = version.grid
    index = grid.index_of(version.valid.start)
    if since is not None and since > version.valid.start:
        index = max(index, grid.index_of(since) - 1)
    end = min(version.valid.end, component.stop)
    whole = grid.period(index)
    while whole.start < end:
        yield index, whole
        index += 1
        whole = Period(whole.end, grid.boundary(index + 1))


def _slices(
    component: _Component, version: Version, index: int, whole: Period
) -> list[Charge]:
    """Return one charge for each run of days of one period and version.

    All of them bill together: in advance on the first day that is served, less the
    lead; in arrears on the day after the period. [S-15]
    """
    uncharged = _days_outside(component, version, whole)
    runs = without_pauses(whole.overlap(version.valid), component.pauses)
    if uncharged is None or not runs:
        return []
    counts = [run.days for run in runs]
    counts[0] += uncharged[0]
    counts[-1] += uncharged[1]
    whole_days = whole.days
    amounts = slice_amounts(version.amount.minor, counts, whole_days)
    if version.timing == "in advance":
        bill_date = runs[0].start - version.lead
    else:
        bill_date = min(whole.end, version.cut)
    currency = version.amount.currency
    return [
        Charge(
            component=f"{component.kind}:{component.name}",
            kind=component.kind,
            name=component.name,
            version=version.number,
            index=index,
            service=run,
            whole=whole,
            billable_days=count,
            whole_days=whole_days,
            amount=Money(amount, currency),
            tax=version.tax,
            bill_date=bill_date,
        )
        for run, count, amount in zip(runs, counts, amounts, strict=True)
    ]


def _days_outside(
    component: _Component, version: Version, whole: Period
) -> tuple[int, int] | None:
    """Return the days before and after all service that are charged nevertheless.

    None when the part period at either end is free. [S-17] The days belong to the
    version that begins or ends the service.
    """
    days = component.days
    starts_within = whole.start < days.start < whole.end
    ends_within = whole.start < days.end < whole.end
    if starts_within and component.first == "free":
        return None
    if ends_within and component.last == "free":
        return None
    before = after = 0
    if (
        starts_within
        and component.first == "full"
        and version.valid.start == days.start
    ):
        before = (days.start - whole.start).days
    if ends_within and component.last == "full" and version.valid.end == days.end:
        after = (whole.end - days.end).days
    return before, after


# Add-ons


def _add_on_charges(
    add_on: AddOn,
    parent: _Component | None,
    days: Period,
    pauses: tuple[Period, ...],
    until: date,
) -> Iterator[Charge]:
    """Yield the charges of an add-on, each on an invoice of the first retainer.

    That is the retainer's first bill date on or after the add-on's own; when it has
    none any more, or there is no retainer, the add-on's own.
    """
    if add_on.until is None or parent is None:
        own = _once(add_on, parent, days)
    else:
        asked = Period(add_on.starts, _day_after(add_on.until))
        own = _up_to(
            _following(add_on, parent, asked.overlap(days), pauses), until, None
        )
    for charge in own:
        if charge.bill_date <= until:
            ride = _ride(parent, charge.bill_date)
            if ride == charge.bill_date:
                yield charge
            else:
                yield replace(charge, bill_date=ride)


def _once(add_on: AddOn, parent: _Component | None, days: Period) -> Iterator[Charge]:
    """Yield the one charge of an add-on, in full: a one-off is never prorated."""
    whole = Period(add_on.starts, add_on.starts + ONE_DAY)
    if add_on.until is not None:
        whole = Period(add_on.starts, _day_after(add_on.until))
    version = _version_on(parent, add_on.starts)
    if version is not None:
        whole = version.period_on(add_on.starts)
    service = Period(add_on.starts, whole.end).overlap(days)
    bill_date = add_on.starts
    if version is not None and version.timing == "in advance":
        bill_date = add_on.starts - version.lead
    elif version is not None:
        bill_date = service.end
    if service.days:
        yield Charge(
            component=f"add_on:{add_on.name}",
            kind="add_on",
            name=add_on.name,
            version=0,
            index=0,
            service=service,
            whole=whole,
            billable_days=whole.days,
            whole_days=whole.days,
            amount=add_on.amount,
            tax=add_on.tax,
            bill_date=bill_date,
        )


def _version_on(parent: _Component | None, day: date) -> Version | None:
    versions = parent.versions if parent is not None else ()
    return next((v for v in versions if day in v.valid), None)


def _following(
    add_on: AddOn, parent: _Component, days: Period, pauses: tuple[Period, ...]
) -> _Component:
    """Return a recurring add-on as a component on the grid of the retainer.

    It takes grid, timing and lead from the retainer's version of the day; a new
    price of the retainer alone is no new version of the add-on.
    """
    merged: list[Version] = []
    for version in parent.versions:
        if merged and merged[-1].continues(version):
            valid = Period(merged[-1].valid.start, version.valid.end)
            merged[-1] = replace(merged[-1], valid=valid, cut=version.cut)
        else:
            merged.append(version)
    stop = end_of_service(days, pauses).end
    versions = [
        replace(
            version,
            valid=version.valid.overlap(days),
            amount=add_on.amount,
            tax=add_on.tax,
            cut=min(version.cut, stop),
        )
        for version in merged
    ]
    return _Component(
        kind="add_on",
        name=add_on.name,
        days=days,
        stop=stop,
        pauses=pauses,
        versions=tuple(v for v in versions if v.valid.days),
    )


def _ride(parent: _Component | None, own: date) -> date:
    """Return the first bill date of the retainer on or after `own`, else `own`."""
    if parent is None:
        return own
    dates = []
    for version in parent.versions:
        for index, whole in _periods(parent, version, own):
            found = _slices(parent, version, index, whole)
            if found and found[0].bill_date >= own:
                dates.append(found[0].bill_date)
                break
    return min(dates, default=own)
