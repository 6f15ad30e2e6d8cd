"""A retainer through its changes: which terms hold on which days of service."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from drumbeat.core.cadence import AnchorDoesNotFit, Grid, grid_of
from drumbeat.core.dates import Period
from drumbeat.core.documents import Tax
from drumbeat.core.money import Money
from drumbeat.core.terms import Anchor, Cadence, Change, Retainer, Timing


@dataclass(frozen=True, slots=True)
class Version:
    """What holds for a component on the days of `valid`."""

    number: int
    valid: Period
    grid: Grid
    amount: Money
    tax: Tax
    timing: Timing
    lead: timedelta  # how long before its period an advance is billed
    cut: date  # arrears never wait longer: here the service or the grid breaks off

    def continues(self, other: Version) -> bool:
        """Say whether both have the same grid and bill at the same moments."""
        return (self.grid, self.timing) == (other.grid, other.timing)

    def period_on(self, day: date) -> Period:
        """Return the service period that contains `day`."""
        return self.grid.period(self.grid.index_of(day))


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


def versions_of(
    retainer: Retainer, changes: Sequence[Change], days: Period, end: date
) -> tuple[Version, ...]:
    """Return the original terms and one version for each change, by date. [S-40]

    Each is valid up to the next; those without a day of service are left out.
    """
    tie = _Tie(retainer.every, retainer.anchor, days.start)
    version = Version(
        number=0,
        valid=days,
        grid=tie.grid,
        amount=retainer.amount,
        tax=retainer.tax,
        timing=retainer.timing,
        lead=timedelta(days=retainer.bill_days_before),
        cut=end,
    )
    if not changes:
        return (version,) if days.days else ()
    versions = []
    for number, change in enumerate(sorted(changes, key=lambda c: c.starts), start=1):
        until = Period(version.valid.start, change.starts)
        versions.append(replace(version, valid=until.overlap(days)))
        tie = tie.changed(change)
        version = replace(
            version,
            number=number,
            valid=Period(change.starts, days.end),
            grid=tie.grid,
            amount=version.amount if change.amount is None else change.amount,
            tax=change.tax or version.tax,
            timing=change.timing or version.timing,
        )
    versions.append(replace(version, valid=version.valid.overlap(days)))
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
        closed.append(replace(version, cut=cut))
    return tuple(reversed(closed))
