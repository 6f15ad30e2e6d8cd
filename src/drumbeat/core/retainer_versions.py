"""A retainer through its changes: which terms hold on which days of service.

When something is billed and what it costs are kept apart: many engagements share their
days, and what follows from days alone is worked out once for all of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache
from typing import NamedTuple

from drumbeat.core.cadence import AnchorDoesNotFit, Grid, grid_of
from drumbeat.core.dates import Period
from drumbeat.core.documents import Tax
from drumbeat.core.money import Money
from drumbeat.core.terms import Anchor, Cadence, Change, Retainer, Timing


class Price(NamedTuple):
    """What a whole service period costs in one version."""

    amount: Money
    tax: Tax


class Rhythm(NamedTuple):
    """When a retainer serves and bills, as first agreed."""

    every: Cadence
    anchor: Anchor | None
    timing: Timing
    bill_days_before: int


class Version(NamedTuple):
    """When a component serves and bills on the days of `valid`."""

    number: int
    valid: Period
    grid: Grid
    timing: Timing
    lead: timedelta  # how long before its period an advance is billed
    cut: date  # arrears never wait longer: here the service or the grid breaks off

    def continues(self, other: Version) -> bool:
        """Say whether both have the same grid and bill at the same moments."""
        return (self.grid, self.timing) == (other.grid, other.timing)

    def period_on(self, day: date) -> Period:
        """Return the service period that contains `day`."""
        return self.grid.period(self.grid.index_of(day))


def rhythm_of(retainer: Retainer) -> Rhythm:
    """Return how a retainer serves and bills as first agreed."""
    return Rhythm(
        every=retainer.every,
        anchor=retainer.anchor,
        timing=retainer.timing,
        bill_days_before=retainer.bill_days_before,
    )


@dataclass(frozen=True, slots=True)
class _Tie:
    """A cadence, its anchor as agreed, and the day the anchor is read from."""

    every: Cadence
    anchor: Anchor | None
    on: date

    @property
    def grid(self) -> Grid:
        return grid_of(self.every, self.anchor, self.on)

    def changed(self, change: Change) -> _Tie:
        """Keep the anchor unless the change gives one; then tie anew at its day. [S-41]

        An anchor that says nothing to the new cadence (a weekday to months) is kept
        as the date it stood for.
        """
        every = change.every or self.every
        if change.anchor is not None:
            return _Tie(every, change.anchor, change.starts)
        kept = _Tie(every, self.anchor, self.on)
        try:
            grid_of(every, self.anchor, self.on)
        except AnchorDoesNotFit:
            return replace(kept, anchor=Anchor(on=self.grid.boundary(0)))
        return kept


def in_order(changes: Iterable[Change], retainer: str) -> tuple[Change, ...]:
    """Return the changes of one retainer by the day they begin to hold."""
    own = [change for change in changes if change.retainer == retainer]
    return tuple(sorted(own, key=lambda change: change.starts))


def prices_of(retainer: Retainer, changes: Sequence[Change]) -> list[Price]:
    """Return the price of each version by its number; `changes` are in order."""
    prices = [Price(retainer.amount, retainer.tax)]
    for change in changes:
        amount, tax = prices[-1]
        prices.append(
            Price(
                amount=amount if change.amount is None else change.amount,
                tax=change.tax or tax,
            )
        )
    return prices


@lru_cache(maxsize=1024)
def versions_of(
    rhythm: Rhythm, changes: tuple[Change, ...], days: Period, end: date
) -> tuple[Version, ...]:
    """Return the original terms and one version for each change, in order. [S-40]

    Each is valid up to the next; those without a day of service are left out.
    """
    tie = _Tie(rhythm.every, rhythm.anchor, days.start)
    version = Version(
        number=0,
        valid=days,
        grid=tie.grid,
        timing=rhythm.timing,
        lead=timedelta(days=rhythm.bill_days_before),
        cut=end,
    )
    versions = []
    for number, change in enumerate(changes, start=1):
        until = Period(version.valid.start, change.starts)
        versions.append(version._replace(valid=until.overlap(days)))
        tie = tie.changed(change)
        version = version._replace(
            number=number,
            valid=Period(change.starts, days.end),
            grid=tie.grid,
            timing=change.timing or version.timing,
        )
    versions.append(version._replace(valid=version.valid.overlap(days)))
    return _with_cuts([v for v in versions if v.valid.days], end)


def _with_cuts(versions: Sequence[Version], end: date) -> tuple[Version, ...]:
    """Say of each version how long its arrears may wait.

    A new grid cuts the period short and bills it there; a new price alone does not,
    so that one invoice in arrears shows both slices.
    """
    cut = end
    closed: list[Version] = []
    for version in reversed(versions):
        border = version.valid.end
        if closed and version.period_on(border) != closed[-1].period_on(border):
            cut = min(border, end)
        closed.append(version._replace(cut=cut))
    return tuple(reversed(closed))
