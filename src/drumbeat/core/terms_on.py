"""What the terms say on a day: the price in force, what comes, paused or ended."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Literal, NamedTuple

from drumbeat.core.cadence import Grid
from drumbeat.core.dates import Period
from drumbeat.core.documents import Tax
from drumbeat.core.money import Money
from drumbeat.core.retainer_versions import (
    in_order,
    prices_of,
    rhythm_of,
    versions_of,
)
from drumbeat.core.schedule import charges
from drumbeat.core.terms import Change, EngagementTerms, Pause, Retainer, Timing

Standing = Literal["coming", "active", "paused", "ended"]

_SEARCHED = timedelta(days=800)  # two years: the longest period is one of them


def standing(terms: EngagementTerms, on: date) -> Standing:
    """Say whether there is service on a day, or why not."""
    if terms.ends is not None and terms.ends < on:
        return "ended"
    if on < terms.starts:
        return "coming"
    return "active" if pause_on(terms, on) is None else "paused"


def pause_on(terms: EngagementTerms, on: date) -> Pause | None:
    """Return the pause that a day lies in."""
    return next(
        (
            p
            for p in terms.pauses
            if p.starts <= on and (p.until is None or on <= p.until)
        ),
        None,
    )


def next_pause(terms: EngagementTerms, on: date) -> Pause | None:
    """Return the pause that runs on a day, else the first one to come."""
    left = [p for p in terms.pauses if p.until is None or on <= p.until]
    return min(left, key=lambda pause: pause.starts, default=None)


class HeldTerms(NamedTuple):
    """What holds for a retainer on a day."""

    amount: Money
    tax: Tax
    grid: Grid
    timing: Timing


def version_on(terms: EngagementTerms, retainer: Retainer, on: date) -> HeldTerms:
    """Return what holds for a retainer on a day: price, grid, timing, tax.

    Before the first day of service it is what will hold then.
    """
    own = in_order(terms.changes, retainer.name)
    always = Period(terms.starts, date.max)
    versions = versions_of(rhythm_of(retainer), own, always, date.max)
    held = next((v for v in reversed(versions) if v.valid.start <= on), versions[0])
    price = prices_of(retainer, own)[held.number]
    return HeldTerms(price.amount, price.tax, held.grid, held.timing)


def coming_changes(terms: EngagementTerms, on: date) -> tuple[Change, ...]:
    """Return the agreed changes that do not hold yet, by day."""
    day = max(on, terms.starts)
    coming = [change for change in terms.changes if change.starts > day]
    return tuple(sorted(coming, key=lambda change: change.starts))


def next_start(terms: EngagementTerms, retainer: Retainer, on: date) -> date:
    """Return the first day of a service period after `on` that is not billed by then.

    A change from that day on alters no invoice that exists. Without such a period it
    is the day after `on`.
    """
    found = charges(
        terms, until=on + _SEARCHED, since=min(on + timedelta(days=1), date.max)
    )
    return min(
        (
            charge.service.start
            for charge in found
            if charge.kind == "retainer"
            and charge.name == retainer.name
            and min(charge.service.start, charge.bill_date) > on
        ),
        default=max(on + timedelta(days=1), terms.starts),
    )
