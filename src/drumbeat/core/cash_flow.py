"""Money on the axis of time: columns by week or month, lanes by client, the floor."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from itertools import pairwise

from drumbeat.core.dates import Period, month_shifted
from drumbeat.core.forecast import Arrival, Expected, Stage
from drumbeat.core.money import Money, by_currency, exponent, total

SOON = timedelta(days=30)
MONTHS_SHOWN = 3  # against the floor: this month and the next two
_ROUND = (1, 2, 4, 6, 8, 10)  # tops of a scale whose half is round as well


class Span(StrEnum):
    """What the page looks at: so much behind today, and more ahead."""

    WEEKS = "20 weeks"
    MONTHS = "12 months"

    @property
    def unit(self) -> str:
        """Return what a column stands for: “week” or “month”."""
        return "week" if self is Span.WEEKS else "month"

    def periods(self, on: date) -> tuple[Period, ...]:
        """Return the weeks (8 past, 12 to come) or months (3 past, 9 to come)."""
        if self is Span.WEEKS:
            this = on - timedelta(days=on.weekday())
            starts = [this + timedelta(weeks=n) for n in range(-8, 13)]
        else:
            starts = [_month(on, n) for n in range(-3, 10)]
        return tuple(Period(*pair) for pair in pairwise(starts))


def _month(on: date, later: int) -> date:
    return date(*month_shifted(on.year, on.month, later), 1)


def months_ahead(on: date) -> tuple[Period, ...]:
    """Return the months that are held against the floor."""
    starts = [_month(on, n) for n in range(MONTHS_SHOWN + 1)]
    return tuple(Period(*pair) for pair in pairwise(starts))


@dataclass(frozen=True, slots=True)
class Part:
    """What of a column has come so far, and no further."""

    stage: Stage
    amount: Money


@dataclass(frozen=True, slots=True)
class Column:
    """The money of one period in one currency, the most certain part first."""

    period: Period
    currency: str
    parts: tuple[Part, ...] = ()

    @property
    def total(self) -> Money:
        """Return all of it."""
        return total((part.amount for part in self.parts), self.currency)

    def amount(self, stage: Stage) -> Money:
        """Return what is at that stage."""
        parts = (part.amount for part in self.parts if part.stage is stage)
        return total(parts, self.currency)


@dataclass(frozen=True, slots=True)
class Lane:
    """What one client paid and should pay, in the order of the days."""

    client: str
    arrivals: tuple[Arrival, ...]


def columns(
    arrivals: Iterable[Arrival], periods: Sequence[Period], currency: str
) -> tuple[Column, ...]:
    """Return a column for each of the touching `periods`. [FOR-5]

    Other currencies and other days are left out: nothing is converted, and every
    amount stands in one column at most.
    """
    starts = [period.start for period in periods]
    minors: dict[tuple[int, Stage], int] = defaultdict(int)
    for each in arrivals:
        place = bisect_right(starts, each.day) - 1
        is_shown = place >= 0 and each.day in periods[place]
        if is_shown and each.amount.currency == currency:
            minors[place, each.stage] += each.amount.minor
    return tuple(
        Column(
            period,
            currency,
            tuple(
                Part(stage, Money(minors[place, stage], currency))
                for stage in Stage
                if minors.get((place, stage))
            ),
        )
        for place, period in enumerate(periods)
    )


def lanes(arrivals: Iterable[Arrival], span: Period, currency: str) -> tuple[Lane, ...]:
    """Return a lane for each client with money in the span, the largest sum first."""
    by_client: dict[str, list[Arrival]] = defaultdict(list)
    for each in arrivals:
        if each.amount.currency == currency and each.day in span:
            by_client[each.client].append(each)
    found = [
        Lane(client, tuple(sorted(mine, key=lambda a: (a.day, a.subject))))
        for client, mine in by_client.items()
    ]
    sums = {lane.client: sum(a.amount.minor for a in lane.arrivals) for lane in found}
    return tuple(sorted(found, key=lambda lane: (-sums[lane.client], lane.client)))


def top_of_scale(amounts: Iterable[Money], currency: str) -> Money:
    """Return the round amount a scale must reach to hold them all."""
    highest = max((amount.minor for amount in amounts), default=0)
    unit = 10 ** exponent(currency)
    while _ROUND[-1] * unit < highest:
        unit *= 10
    return Money(next(n * unit for n in _ROUND if n * unit >= highest), currency)


def share(amount: Money, whole: Money) -> int:
    """Return how much of the whole it is, in thousandths: enough for a drawing."""
    return amount.minor * 1000 // whole.minor if whole else 0


@dataclass(frozen=True, slots=True)
class Soon:
    """What should arrive within 30 days, by currency; what needs a yes stands apart."""

    sure: tuple[Money, ...]
    overdue: tuple[Money, ...]
    unapproved: tuple[Money, ...]


def soon(expected: Iterable[Expected], *, on: date) -> Soon:
    """Return the sums of the sentence. [FOR-6]"""
    near = [each for each in expected if each.day <= on + SOON]
    sure = [e for e in near if e.stage is not Stage.IF_APPROVED]
    return Soon(
        by_currency(e.receivable.amount for e in sure),
        by_currency(e.receivable.amount for e in sure if e.stage is Stage.OVERDUE),
        by_currency(e.receivable.amount for e in near if e.stage is Stage.IF_APPROVED),
    )


def main_currency(arrivals: Iterable[Arrival], home: str) -> str:
    """Return the currency of the chart: the workspace's, else the one used most."""
    uses: dict[str, int] = defaultdict(int)
    for each in arrivals:
        uses[each.amount.currency] += 1
    if home in uses or not uses:
        return home
    return min(uses, key=lambda currency: (-uses[currency], currency))
