"""What is charged and when: terms and a horizon → one charge per slice of service."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import NamedTuple

from drumbeat.core.charge import Charge
from drumbeat.core.dates import Period
from drumbeat.core.documents import LaneKind
from drumbeat.core.money import Money
from drumbeat.core.project_shares import ProjectShare, shares_of
from drumbeat.core.proration import slice_amounts
from drumbeat.core.retainer_versions import (
    Price,
    Version,
    in_order,
    prices_of,
    rhythm_of,
)
from drumbeat.core.service_days import (
    Calendar,
    Once,
    Served,
    calendar_of,
    calendar_within,
    day_after,
    first_bill_date,
    periods_billed,
    served_once,
)
from drumbeat.core.terms import AddOn, EngagementTerms, Pause, Retainer

__all__ = ["Charge", "ProjectShare", "charges", "due_charges", "unscheduled"]

_LANE_ORDER = {"retainer": 0, "add_on": 1, "project": 2, "correction": 3}


@dataclass(frozen=True, slots=True)
class _Component:
    """A retainer or a recurring add-on, ready to be counted."""

    kind: LaneKind
    name: str
    calendar: Calendar
    prices: Sequence[Price]  # by the number of the version


class DueCharges(NamedTuple):
    """What is due, in order, and the first day on which more will be."""

    charges: list[Charge]
    next_on: date | None


def charges(
    terms: EngagementTerms, *, until: date, since: date | None = None
) -> list[Charge]:
    """Return every charge with a bill date from `since` up to and with `until`. [S-16]

    Ordered by bill date, kind of lane, name and first day of service. Nothing is
    charged outside the days of the engagement; one that ends before it starts
    charges nothing. [S-44]
    """
    return due_charges(terms, until=until, horizon=until, since=since).charges


def due_charges(
    terms: EngagementTerms, *, until: date, horizon: date, since: date | None
) -> DueCharges:
    """Return the charges up to `until`, and the next day up to `horizon` with any.

    What comes later is not counted out, only its day.
    """
    days = _days_of(terms)
    if not days.days:
        return DueCharges([], None)
    earliest = date.min if since is None else since
    pauses = _by_start(terms.pauses)
    retainers = [_retainer(r, terms, days, pauses) for r in terms.retainers]
    found: list[Charge] = []
    coming: list[date] = []
    for retainer in retainers:
        for served in periods_billed(retainer.calendar, horizon, since):
            if served.bill_date > until:
                coming.append(served.bill_date)
            elif served.bill_date >= earliest:
                found += _charges_of(retainer, served, served.bill_date)
    parent = retainers[0].calendar if retainers else None
    for add_on in terms.add_ons:
        found += _add_on_charges(add_on, parent, days, pauses, horizon)
    found += _project_charges(terms, days)
    coming += [charge.bill_date for charge in found if charge.bill_date > until]
    due = [charge for charge in found if earliest <= charge.bill_date <= until]
    next_on = min((day for day in coming if day <= horizon), default=None)
    return DueCharges(sorted(due, key=_order), next_on)


def _project_charges(terms: EngagementTerms, days: Period) -> Iterator[Charge]:
    for share in shares_of(terms):
        if share.on is not None and (share.given_on or share.on in days):
            yield share.charge(share.on)


def unscheduled(terms: EngagementTerms) -> list[ProjectShare]:
    """Return the shares of projects that wait for something other than a date.

    A date outside the engagement is not billed by itself and is listed here too, so
    that no money is lost silently.
    """
    days = _days_of(terms)
    waiting = [share for share in shares_of(terms) if share.on is None]
    outside = [
        share
        for share in shares_of(terms)
        if share.on is not None and share.given_on is None and share.on not in days
    ]
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


def _days_of(terms: EngagementTerms) -> Period:
    return Period(terms.starts, max(terms.starts, day_after(terms.ends)))


def _by_start(pauses: Sequence[Pause]) -> tuple[Period, ...]:
    return tuple(sorted(Period(p.starts, day_after(p.until)) for p in pauses))


# Retainers


def _retainer(
    retainer: Retainer, terms: EngagementTerms, days: Period, pauses: tuple[Period, ...]
) -> _Component:
    changes = in_order(terms.changes, retainer.name)
    calendar = calendar_of(
        rhythm_of(retainer),
        changes,
        days,
        pauses,
        retainer.first_period,
        retainer.last_period,
    )
    prices = prices_of(retainer, changes)
    return _Component("retainer", retainer.name, calendar, prices)


def _charges_of(
    component: _Component, served: Served, bill_date: date
) -> Iterator[Charge]:
    """Yield one charge for each run of days of a period."""
    price = component.prices[served.version]
    currency = price.amount.currency
    whole_days = served.whole.days
    amounts = slice_amounts(price.amount.minor, served.counts, whole_days)
    for run, count, amount in zip(served.runs, served.counts, amounts, strict=True):
        yield Charge(
            component=f"{component.kind}:{component.name}",
            kind=component.kind,
            name=component.name,
            version=served.version,
            index=served.nth,
            service=run,
            whole=served.whole,
            billable_days=count,
            whole_days=whole_days,
            amount=Money(amount, currency),
            tax=price.tax,
            bill_date=bill_date,
        )


# Add-ons


def _add_on_charges(
    add_on: AddOn,
    parent: Calendar | None,
    days: Period,
    pauses: tuple[Period, ...],
    until: date,
) -> Iterator[Charge]:
    """Yield the charges of an add-on, each on an invoice of the first retainer."""
    if add_on.until is None or parent is None:
        once = served_once(add_on.starts, add_on.until, parent, days)
        if once is not None and once.bill_date <= until:
            yield _charge_of(add_on, once, first_bill_date(parent, once.bill_date))
        return
    asked = Period(add_on.starts, day_after(add_on.until))
    own = calendar_within(parent, asked.overlap(days), pauses)
    prices = [Price(add_on.amount, add_on.tax)] * (1 + _latest(own.versions))
    component = _Component("add_on", add_on.name, own, prices)
    for served in periods_billed(own, until, None):
        if served.bill_date <= until:
            rides_on = first_bill_date(parent, served.bill_date)
            yield from _charges_of(component, served, rides_on)


def _latest(versions: Iterable[Version]) -> int:
    return max((version.number for version in versions), default=0)


def _charge_of(add_on: AddOn, once: Once, bill_date: date) -> Charge:
    """Return the one charge of an add-on, in full: a one-off is never prorated."""
    whole_days = once.whole.days
    return Charge(
        component=f"add_on:{add_on.name}",
        kind="add_on",
        name=add_on.name,
        version=0,
        index=0,
        service=once.service,
        whole=once.whole,
        billable_days=whole_days,
        whole_days=whole_days,
        amount=add_on.amount,
        tax=add_on.tax,
        bill_date=bill_date,
    )
