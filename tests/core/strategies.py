"""Engagements of every shape, for properties."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from hypothesis import strategies as st

from drumbeat.core.cadence import Grid, grid_of
from drumbeat.core.documents import Tax
from drumbeat.core.money import Money
from drumbeat.core.terms import (
    LAST_DAY,
    AddOn,
    Anchor,
    Cadence,
    Change,
    EngagementTerms,
    Pause,
    Retainer,
)

TAX = Tax("S", Decimal(19))
NAME = "Retainer, {period}"

days = st.dates(date(2023, 10, 1), date(2025, 6, 30))
lengths = st.integers(0, 120).map(lambda n: timedelta(days=n))
amounts = st.integers(0, 2_000_000).map(lambda minor: Money(minor, "EUR"))
part_periods = st.sampled_from(["prorate", "prorate", "full", "free"])
timings = st.sampled_from(["in advance", "in arrears"])

cadences = st.one_of(
    st.integers(1, 5).map(lambda n: Cadence("week", n)),
    st.sampled_from([1, 1, 2, 3, 6, 12]).map(lambda n: Cadence("month", n)),
    st.just(Cadence("half month")),
)


def anchors(every: Cadence) -> st.SearchStrategy[Anchor]:
    """Anchors that fit the cadence."""
    full = days.map(lambda day: Anchor(on=day))
    if every.unit == "week":
        return st.integers(0, 6).map(lambda day: Anchor(weekday=day)) | full
    if every.unit == "half month":
        return st.sampled_from([1, 15, 16, LAST_DAY]).map(lambda day: Anchor(day=day))
    wanted = st.integers(1, 31) | st.just(LAST_DAY)
    return wanted.map(lambda day: Anchor(day=day)) | full


@st.composite
def grids(draw: st.DrawFn, every: st.SearchStrategy[Cadence] = cadences) -> Grid:
    """Grids with and without a stated anchor."""
    cadence = draw(every)
    return grid_of(cadence, draw(st.none() | anchors(cadence)), draw(days))


@st.composite
def pauses(draw: st.DrawFn, starts: date) -> tuple[Pause, ...]:
    """Up to three pauses that do not overlap; the last may be open."""
    found = []
    day = starts - timedelta(days=10)
    for _ in range(draw(st.integers(0, 3))):
        first = day + draw(lengths)
        last = first + draw(st.integers(0, 70).map(lambda n: timedelta(days=n)))
        found.append(Pause(first, last))
        day = last + timedelta(days=1)
    if found and draw(st.integers(0, 5)) == 0:
        found[-1] = Pause(found[-1].starts)
    return tuple(found)


@st.composite
def changes(draw: st.DrawFn, retainer: Retainer, starts: date) -> tuple[Change, ...]:
    """Up to three changes: of price, timing, cadence with or without its anchor."""
    found = []
    every = retainer.every
    for day in sorted(draw(st.lists(st.integers(0, 300), max_size=3))):
        new = draw(st.none() | cadences)
        anchor = None
        if new is not None:
            keeps = new.unit == every.unit == "month" and draw(st.booleans())
            anchor = None if keeps else draw(anchors(new))
            every = new
        found.append(
            Change(
                starts=starts + timedelta(days=day),
                retainer=retainer.name,
                amount=draw(st.none() | amounts),
                every=new,
                anchor=anchor,
                timing=draw(st.none() | timings),
            )
        )
    return tuple(draw(st.permutations(found)))


@st.composite
def retainers(draw: st.DrawFn) -> Retainer:
    """One retainer."""
    every = draw(cadences)
    return Retainer(
        name=NAME,
        amount=draw(amounts),
        every=every,
        tax=TAX,
        anchor=draw(st.none() | anchors(every)),
        timing=draw(timings),
        bill_days_before=draw(st.sampled_from([0, 0, 3, 10])),
        first_period=draw(part_periods),
        last_period=draw(part_periods),
    )


@st.composite
def add_ons(draw: st.DrawFn, name: str, starts: date) -> AddOn:
    """An add-on within a year, once or recurring."""
    first = starts + draw(lengths)
    until = draw(st.none() | lengths.map(lambda length: first + length))
    return AddOn(name, draw(amounts), first, TAX, until)


@st.composite
def engagements(draw: st.DrawFn) -> EngagementTerms:
    """One retainer with pauses, changes, add-ons and perhaps an end."""
    starts = draw(days)
    retainer = draw(retainers())
    lasts = st.integers(-1, 400).map(lambda n: starts + timedelta(days=n))
    names = ("Launch", "Hiring")[: draw(st.integers(0, 2))]
    return EngagementTerms(
        name="Fractional CMO",
        starts=starts,
        currency="EUR",
        ends=draw(st.none() | lasts),
        retainers=(retainer,),
        add_ons=tuple(draw(add_ons(name, starts)) for name in names),
        pauses=draw(pauses(starts)),
        changes=draw(changes(retainer, starts)),
    )
