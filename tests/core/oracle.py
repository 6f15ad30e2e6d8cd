"""The schedule once more, slowly: day by day, counting, with exact fractions."""

from __future__ import annotations

import calendar
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from functools import cache
from itertools import pairwise
from math import floor

from drumbeat.core.terms import AddOn, Anchor, Cadence, EngagementTerms, Retainer

DAY = timedelta(days=1)
HORIZON = timedelta(days=1200)


@dataclass(frozen=True)
class Rule:
    """When a period begins: enough to look at one day and say yes or no."""

    unit: str
    count: int
    anchor: date
    wanted: int


@dataclass(frozen=True)
class Expected:
    """What the schedule must say about one slice."""

    component: str
    version: int
    first_day: date
    end: date
    days: int
    whole_days: int
    minor: int
    bill_date: date


@dataclass(frozen=True)
class DayTerms:
    """What holds for a retainer on one day."""

    number: int
    rule: Rule
    minor: int
    timing: str


def last_of_month(day: date) -> int:
    return calendar.monthrange(day.year, day.month)[1]


def begins_period(rule: Rule, day: date) -> bool:
    if rule.unit == "week":
        return (day - rule.anchor).days % (7 * rule.count) == 0
    last = last_of_month(day)
    if rule.unit == "half month":
        return day.day in ({1, 16} if rule.wanted in {1, 16} else {15, last})
    months = day.year * 12 + day.month - rule.anchor.year * 12 - rule.anchor.month
    return months % rule.count == 0 and day.day == min(rule.wanted, last)


@cache
def period_around(rule: Rule, day: date) -> tuple[date, date]:
    start, end = day, day + DAY
    while not begins_period(rule, start):
        start -= DAY
    while not begins_period(rule, end):
        end += DAY
    return start, end


def rule_of(every: Cadence, anchor: Anchor | None, starts: date) -> Rule:
    tied, wanted = starts, starts.day
    if every.unit == "half month":
        wanted = 1
    if anchor is not None and anchor.weekday is not None:
        while tied.weekday() != anchor.weekday:
            tied -= DAY
    if anchor is not None and anchor.on is not None:
        tied, wanted = anchor.on, anchor.on.day
    if anchor is not None and anchor.day is not None:
        wanted = anchor.day
    return Rule(every.unit, every.count, tied, wanted)


def is_paused(terms: EngagementTerms, day: date) -> bool:
    return any(
        p.starts <= day and (p.until is None or day <= p.until) for p in terms.pauses
    )


def terms_on(terms: EngagementTerms, retainer: Retainer, day: date) -> DayTerms:
    every, anchor, tied = retainer.every, retainer.anchor, terms.starts
    number, minor, timing = 0, retainer.amount.minor, retainer.timing
    for change in sorted(terms.changes, key=lambda c: c.starts):
        if change.retainer != retainer.name or change.starts > day:
            continue
        number += 1
        if change.amount is not None:
            minor = change.amount.minor
        timing = change.timing or timing
        every = change.every or every
        if change.anchor is not None:
            anchor, tied = change.anchor, change.starts
    return DayTerms(number, rule_of(every, anchor, tied), minor, timing)


def rounded(exact: Fraction) -> int:
    return floor(exact + Fraction(1, 2))


def last_served(terms: EngagementTerms, last: date | None) -> date | None:
    while last is not None and last >= terms.starts and is_paused(terms, last):
        last -= DAY
    return last


class Slow:
    """All the answers about one engagement up to a day."""

    def __init__(self, terms: EngagementTerms, until: date) -> None:
        self.terms = terms
        self.until = until
        after = until + HORIZON
        self.last = min(terms.ends, after) if terms.ends else after
        count = max((self.last - terms.starts).days + 1, 0)
        self.days = [terms.starts + n * DAY for n in range(count)]

    def expected(self) -> list[Expected]:
        if not self.days:
            return []
        by_retainer = [list(self.of_retainer(r)) for r in self.terms.retainers]
        found = [slice_ for slices in by_retainer for slice_ in slices]
        dates = sorted({s.bill_date for s in by_retainer[0]}) if by_retainer else []
        for add_on in self.terms.add_ons:
            for own in self.of_add_on(add_on):
                ride = next((d for d in dates if d >= own.bill_date), own.bill_date)
                found.append(Expected(**{**vars(own), "bill_date": ride}))
        return [slice_ for slice_ in found if slice_.bill_date <= self.until]

    def of_retainer(self, retainer: Retainer) -> Iterator[Expected]:
        holds = {d: terms_on(self.terms, retainer, d) for d in self.days}
        served = [d for d in self.days if not is_paused(self.terms, d)]
        policy = (retainer.first_period, retainer.last_period)
        end = last_served(self.terms, self.terms.ends)
        component = f"retainer:{retainer.name}"
        yield from self.slices(component, holds, served, policy, end, retainer)

    def of_add_on(self, add_on: AddOn) -> Iterator[Expected]:
        parent = self.terms.retainers[0]
        component = f"add_on:{add_on.name}"
        raw = {d: terms_on(self.terms, parent, d) for d in self.days}
        if add_on.until is None:
            yield from self.once(component, add_on, raw, parent)
            return
        holds: dict[date, DayTerms] = {}
        group: DayTerms | None = None
        for day, held in raw.items():
            same = group and (group.rule, group.timing) == (held.rule, held.timing)
            if group is None or not same:
                group = held
            holds[day] = DayTerms(
                group.number, held.rule, add_on.amount.minor, held.timing
            )
        asked = [d for d in self.days if add_on.starts <= d <= add_on.until]
        served = [d for d in asked if not is_paused(self.terms, d)]
        end = last_served(self.terms, asked[-1]) if asked else None
        prorate = ("prorate", "prorate")
        yield from self.slices(component, holds, served, prorate, end, parent)

    def once(
        self,
        component: str,
        add_on: AddOn,
        holds: dict[date, DayTerms],
        parent: Retainer,
    ) -> Iterator[Expected]:
        if add_on.starts not in holds:
            return
        held = holds[add_on.starts]
        start, whole_end = period_around(held.rule, add_on.starts)
        end = min(whole_end, self.last + DAY)
        bill = end
        if held.timing == "in advance":
            bill = add_on.starts - timedelta(days=parent.bill_days_before)
        days = (whole_end - start).days
        minor = add_on.amount.minor
        yield Expected(component, 0, add_on.starts, end, days, days, minor, bill)

    def broken_off(self, holds: dict[date, DayTerms], first: date, end: date) -> date:
        """Return the first day that lies in a period of another grid, else `end`."""
        whole = period_around(holds[first].rule, first)
        day = first
        while day < end and day in holds:
            if period_around(holds[day].rule, day) != whole:
                return day
            day += DAY
        return end

    def slices(
        self,
        component: str,
        holds: dict[date, DayTerms],
        served: list[date],
        policy: tuple[str, str],
        final: date | None,
        retainer: Retainer,
    ) -> Iterator[Expected]:
        groups: dict[tuple[int, tuple[date, date]], list[date]] = {}
        for day in served:
            held = holds[day]
            around = period_around(held.rule, day)
            groups.setdefault((held.number, around), []).append(day)
        for (number, whole), days in groups.items():
            if self.is_free(whole, policy):
                continue
            held = holds[days[0]]
            bill = min(whole[1], self.broken_off(holds, days[0], whole[1]))
            if final is not None:
                bill = min(bill, final + DAY)
            if held.timing == "in advance":
                bill = days[0] - timedelta(days=retainer.bill_days_before)
            counted = self.counted(number, whole, days, policy, holds)
            length = (whole[1] - whole[0]).days
            for first, end, before, after in runs(days, counted):
                minor = rounded(Fraction(held.minor * after, length)) - rounded(
                    Fraction(held.minor * before, length)
                )
                yield Expected(
                    component, number, first, end, after - before, length, minor, bill
                )

    def is_free(self, whole: tuple[date, date], policy: tuple[str, str]) -> bool:
        starts, ends = self.terms.starts, self.terms.ends
        first_free = policy[0] == "free" and whole[0] < starts < whole[1]
        last_free = ends and policy[1] == "free" and whole[0] <= ends < whole[1] - DAY
        return bool(first_free or last_free)

    def counted(
        self,
        number: int,
        whole: tuple[date, date],
        days: list[date],
        policy: tuple[str, str],
        holds: dict[date, DayTerms],
    ) -> set[date]:
        """Return the days of the period that are paid for: served or given away."""
        counted = set(days)
        day = whole[0]
        while day < whole[1]:
            early = day < self.terms.starts and policy[0] == "full"
            late = (
                self.terms.ends is not None
                and day > self.terms.ends
                and policy[1] == "full"
            )
            if early and holds[self.terms.starts].number == number:
                counted.add(day)
            if late and holds[self.last].number == number:
                counted.add(day)
            day += DAY
        return counted


def runs(days: list[date], counted: set[date]) -> Iterator[tuple[date, date, int, int]]:
    """Yield each run: first day, day after, paid days before and up to its end."""
    bounds = [0]
    bounds += [i for i in range(1, len(days)) if days[i] - days[i - 1] != DAY]
    bounds.append(len(days))
    for nth, (low, high) in enumerate(pairwise(bounds)):
        first, end = days[low], days[high - 1] + DAY
        before = 0 if nth == 0 else sum(day < first for day in counted)
        after = sum(day < end for day in counted)
        if high == len(days):
            after = len(counted)
        yield first, end, before, after


def slow_charges(terms: EngagementTerms, until: date) -> list[Expected]:
    """Return every slice of retainers and add-ons billed up to `until`."""
    return Slow(terms, until).expected()
