"""The schedule: tables of the trade, and properties against the slow oracle."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from itertools import groupby, pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.oracle import Expected, is_paused, slow_charges
from core.strategies import NAME, TAX, engagements
from drumbeat.core.dates import Period
from drumbeat.core.money import Money, total
from drumbeat.core.proration import share_of
from drumbeat.core.schedule import Charge, charges, unscheduled
from drumbeat.core.terms import (
    LAST_DAY,
    AddOn,
    Anchor,
    Cadence,
    Change,
    EngagementTerms,
    Instalment,
    Pause,
    Project,
    PromisedDeliverable,
    Retainer,
)

MONTH, QUARTER, FORTNIGHT = Cadence("month"), Cadence("month", 3), Cadence("week", 2)
HALF = Cadence("half month")
FIRST = Anchor(day=1)
YEAR_END = date(2026, 12, 31)
CYCLE = timedelta(days=146_097)  # 400 years


def eur(text: str) -> Money:
    return Money.parse(text, "EUR")


def d(text: str) -> date:
    return date.fromisoformat(f"2026-{text}")


def retainer(every: Cadence = MONTH, **differences) -> Retainer:
    return Retainer(NAME, eur("6000.00"), every, TAX, **differences)


def engagement(starts: str = "01-15", **differences) -> EngagementTerms:
    terms = EngagementTerms("Fractional CMO", d(starts), "EUR")
    return replace(terms, **{"retainers": (retainer(anchor=FIRST),), **differences})


def rows(terms: EngagementTerms, kind: str = "retainer") -> list[str]:
    """Bill date, service (last day inclusive), amount and part of each charge."""
    return [
        f"{c.bill_date:%m-%d} | {c.service.start:%m-%d}…{c.service.last_day:%m-%d} | "
        f"{c.amount} | {c.prorated or 'whole'}"
        for c in charges(terms, until=YEAR_END)
        if c.kind == kind
    ]


def test_a_year_of_the_sample_engagement():
    """[S-15] [S-17] [S-24]: prorated start, pause, new price."""
    terms = engagement(
        ends=YEAR_END,
        pauses=(Pause(d("08-10"), d("08-19")),),
        changes=(Change(d("07-01"), NAME, amount=eur("7500.00")),),
    )
    found = rows(terms)
    assert found[:2] == [
        "01-15 | 01-15…01-31 | 3290.32 | 17/31",
        "02-01 | 02-01…02-28 | 6000.00 | whole",
    ]
    assert found[6:] == [
        "07-01 | 07-01…07-31 | 7500.00 | whole",
        "08-01 | 08-01…08-09 | 2177.42 | 9/31",
        "08-01 | 08-20…08-31 | 2903.23 | 12/31",
        "09-01 | 09-01…09-30 | 7500.00 | whole",
        "10-01 | 10-01…10-31 | 7500.00 | whole",
        "11-01 | 11-01…11-30 | 7500.00 | whole",
        "12-01 | 12-01…12-31 | 7500.00 | whole",
    ]


# starts, ends, retainer, pauses and changes, what is charged
TABLE = {
    "the 31st comes back": (
        "01-31", "04-29", retainer(), (), (),
        ["01-31 | 01-31…02-27 | 6000.00 | whole",
         "02-28 | 02-28…03-30 | 6000.00 | whole",
         "03-31 | 03-31…04-29 | 6000.00 | whole"],
    ),
    "end of month": (
        "02-28", "04-29", retainer(anchor=Anchor(day=LAST_DAY)), (), (),
        ["02-28 | 02-28…03-30 | 6000.00 | whole",
         "03-31 | 03-31…04-29 | 6000.00 | whole"],
    ),
    "biweekly in arrears, final slice at its own end": (
        "01-05", "01-22", retainer(FORTNIGHT, timing="in arrears"), (), (),
        ["01-19 | 01-05…01-18 | 6000.00 | whole",
         "01-23 | 01-19…01-22 | 1714.29 | 4/14"],
    ),
    "half months": (
        "02-10", "03-15", retainer(HALF), (), (),
        ["02-10 | 02-10…02-15 | 2400.00 | 6/15",
         "02-16 | 02-16…02-28 | 6000.00 | whole",
         "03-01 | 03-01…03-15 | 6000.00 | whole"],
    ),
    "a quarter keeps its phase": (
        "02-01", "06-30",
        retainer(QUARTER, anchor=Anchor(on=date(2025, 10, 1))), (), (),
        ["02-01 | 02-01…03-31 | 3933.33 | 59/90",
         "04-01 | 04-01…06-30 | 6000.00 | whole"],
    ),
    "lead days": (
        "02-01", "03-31", retainer(bill_days_before=5), (), (),
        ["01-27 | 02-01…02-28 | 6000.00 | whole",
         "02-24 | 03-01…03-31 | 6000.00 | whole"],
    ),
    "first in full, last free": (
        "01-15", "03-10",
        retainer(anchor=FIRST, first_period="full", last_period="free"), (), (),
        ["01-15 | 01-15…01-31 | 6000.00 | whole",
         "02-01 | 02-01…02-28 | 6000.00 | whole"],
    ),
    "first free, last in full": (
        "01-15", "02-10",
        retainer(anchor=FIRST, first_period="free", last_period="full"), (), (),
        ["02-01 | 02-01…02-10 | 6000.00 | whole"],
    ),
    "free wins": (
        "01-15", "01-20",
        retainer(anchor=FIRST, first_period="full", last_period="free"), (), (),
        [],
    ),
    "in full, but paused for five days": (
        "01-15", "01-31", retainer(anchor=FIRST, first_period="full"),
        (Pause(d("01-20"), d("01-24")),), (),
        ["01-15 | 01-15…01-19 | 3677.42 | 19/31",
         "01-15 | 01-25…01-31 | 1354.84 | 7/31"],
    ),
    "a period that begins paused bills at resume": (
        "01-01", "02-28", retainer(), (Pause(d("01-20"), d("02-14")),), (),
        ["01-01 | 01-01…01-19 | 3677.42 | 19/31",
         "02-15 | 02-15…02-28 | 3000.00 | 14/28"],
    ),
    "an open pause stops, and is no end": (
        "01-01", None, retainer(timing="in arrears"), (Pause(d("02-15")),), (),
        ["02-01 | 01-01…01-31 | 6000.00 | whole",
         "03-01 | 02-01…02-14 | 3000.00 | 14/28"],
    ),
    "a new price in arrears: one invoice, two slices": (
        "06-01", "06-30", retainer(timing="in arrears"), (),
        (Change(d("06-16"), NAME, amount=eur("9000.00")),),
        ["07-01 | 06-01…06-15 | 3000.00 | 15/30",
         "07-01 | 06-16…06-30 | 4500.00 | 15/30"],
    ),
    "a new price in advance bills from its day": (
        "06-01", "06-30", retainer(), (),
        (Change(d("06-16"), NAME, amount=eur("9000.00")),),
        ["06-01 | 06-01…06-15 | 3000.00 | 15/30",
         "06-16 | 06-16…06-30 | 4500.00 | 15/30"],
    ),
    "a new grid cuts the period and bills it there": (
        "06-01", "06-29", retainer(timing="in arrears"), (),
        (Change(d("06-16"), NAME, every=FORTNIGHT, anchor=Anchor(on=d("06-16"))),),
        ["06-16 | 06-01…06-15 | 3000.00 | 15/30",
         "06-30 | 06-16…06-29 | 6000.00 | whole"],
    ),
    "a new cadence keeps the anchor": (
        "01-01", "06-30", retainer(), (), (Change(d("03-01"), NAME, every=QUARTER),),
        ["01-01 | 01-01…01-31 | 6000.00 | whole",
         "02-01 | 02-01…02-28 | 6000.00 | whole",
         "03-01 | 03-01…03-31 | 2066.67 | 31/90",
         "04-01 | 04-01…06-30 | 6000.00 | whole"],
    ),
    "a weekday becomes the date it stood for": (
        "01-07", "02-04", retainer(FORTNIGHT, anchor=Anchor(weekday=0)), (),
        (Change(d("01-19"), NAME, every=MONTH),),
        ["01-07 | 01-07…01-18 | 5142.86 | 12/14",
         "01-19 | 01-19…02-04 | 3290.32 | 17/31"],
    ),
    "a change before the start holds from the start": (
        "02-01", "02-28", retainer(), (),
        (Change(d("01-10"), NAME, amount=eur("7000.00")),),
        ["02-01 | 02-01…02-28 | 7000.00 | whole"],
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", TABLE)
def test_retainer(case):
    """[S-15] [S-17] [S-36] [S-38] [S-40] [S-41]"""
    starts, ends, agreed, pauses, changes, expected = TABLE[case]
    terms = engagement(
        starts,
        ends=d(ends) if ends else None,
        retainers=(agreed,),
        pauses=pauses,
        changes=changes,
    )
    assert rows(terms) == expected


def test_an_end_before_the_start_charges_nothing():
    """[S-44]"""
    assert charges(engagement(ends=d("01-14")), until=YEAR_END) == []
    assert rows(engagement(ends=d("01-15"))) == ["01-15 | 01-15…01-15 | 193.55 | 1/31"]


def test_an_end_nobody_will_see():
    terms = engagement(ends=date.max, pauses=(Pause(d("03-01"), date.max),))
    assert len(rows(terms)) == 2


def test_identity_of_a_charge():
    """[S-29]: stable names, the version's number, the period's, the first day."""
    change = Change(d("02-10"), NAME, amount=eur("7000.00"))
    keys = [c.key for c in charges(engagement(changes=(change,)), until=d("02-28"))]
    assert keys == [
        f"retainer:{NAME}#0#0#2026-01-15",
        f"retainer:{NAME}#0#1#2026-02-01",
        f"retainer:{NAME}#1#1#2026-02-10",
    ]


# Add-ons

ONCE = AddOn("Launch", eur("1800.00"), d("03-10"), TAX)
MONTHLY = AddOn("Hiring", eur("900.00"), d("03-10"), TAX, until=d("05-15"))
ADD_ONS = {
    "once, on the next invoice of the retainer": (
        retainer(anchor=FIRST), ONCE, None,
        ["04-01 | 03-10…03-31 | 1800.00 | whole"],
    ),
    "once in arrears, with the invoice of its period": (
        retainer(anchor=FIRST, timing="in arrears"), ONCE, None,
        ["04-01 | 03-10…03-31 | 1800.00 | whole"],
    ),
    "once with lead days": (
        retainer(anchor=FIRST, bill_days_before=12), ONCE, None,
        ["03-20 | 03-10…03-31 | 1800.00 | whole"],
    ),
    "once, and no invoice of the retainer follows": (
        retainer(anchor=FIRST), ONCE, d("03-20"),
        ["03-10 | 03-10…03-20 | 1800.00 | whole"],
    ),
    "recurring, by the day at both ends": (
        retainer(anchor=FIRST), MONTHLY, None,
        ["04-01 | 03-10…03-31 | 638.71 | 22/31",
         "04-01 | 04-01…04-30 | 900.00 | whole",
         "05-01 | 05-01…05-15 | 435.48 | 15/31"],
    ),
    "recurring in arrears": (
        retainer(anchor=FIRST, timing="in arrears"), MONTHLY, None,
        ["04-01 | 03-10…03-31 | 638.71 | 22/31",
         "05-01 | 04-01…04-30 | 900.00 | whole",
         "06-01 | 05-01…05-15 | 435.48 | 15/31"],
    ),
    "once without a retainer": (
        None, ONCE, None, ["03-10 | 03-10…03-10 | 1800.00 | whole"],
    ),
    "with an end but without a retainer to recur with": (
        None, MONTHLY, None, ["03-10 | 03-10…05-15 | 900.00 | whole"],
    ),
    "outside the engagement": (retainer(anchor=FIRST), ONCE, d("03-09"), []),
}  # fmt: skip


@pytest.mark.parametrize("case", ADD_ONS)
def test_add_on(case):
    """[S-27]: rides on the retainer's invoice; recurring ones prorate, others not."""
    agreed, add_on, ends, expected = ADD_ONS[case]
    terms = engagement(
        ends=ends, retainers=(agreed,) if agreed else (), add_ons=(add_on,)
    )
    assert rows(terms, "add_on") == expected


def test_a_new_price_of_the_retainer_leaves_the_add_on_whole():
    change = Change(d("04-10"), NAME, amount=eur("7000.00"))
    terms = engagement(add_ons=(MONTHLY,), changes=(change,))
    found = [c for c in charges(terms, until=YEAR_END) if c.kind == "add_on"]
    assert [(c.version, str(c.amount)) for c in found][1] == (0, "900.00")


# Projects

BOARD = PromisedDeliverable("Plan signed off", "approved by the board", eur("2000.00"))
TEAM = PromisedDeliverable("Team trained", "six people", eur("1200.00"))


SPRING = d("04-14")


def project(bill_on: date | str = SPRING, **differences) -> Project:
    return Project("Workshop", eur("3200.00"), bill_on, TAX, **differences)


def shares(terms: EngagementTerms) -> list[tuple[str, str, int, str]]:
    return [
        (f"{c.bill_date:%m-%d}", c.name, c.index, str(c.amount))
        for c in charges(terms, until=YEAR_END)
        if c.kind == "project"
    ]


def waiting(terms: EngagementTerms) -> list[tuple[str, str, str]]:
    return [(u.name, str(u.amount), u.trigger) for u in unscheduled(terms)]


def instalments(*parts: tuple[str, str | date]) -> tuple[Instalment, ...]:
    return tuple(
        Instalment(
            Decimal(percent), str(when), when if isinstance(when, date) else None
        )
        for percent, when in parts
    )


THIRDS = instalments(
    ("33.33", "approval"), ("33.33", d("03-01")), ("33.34", "completion")
)
# the project, what is charged, what waits
PROJECTS = {
    "on a date": (project(), [("04-14", "Workshop", 0, "3200.00")], []),
    "by deliverable": (
        project(deliverables=(BOARD, TEAM)),
        [("04-14", "Plan signed off", 1, "2000.00"),
         ("04-14", "Team trained", 2, "1200.00")],
        [],
    ),
    "deliverables that do not make up the price": (
        project(deliverables=(BOARD,)), [("04-14", "Workshop", 0, "3200.00")], [],
    ),
    "instalments": (
        project(instalments=THIRDS),
        [("03-01", "Workshop", 2, "1066.56"), ("04-14", "Workshop", 3, "1066.88")],
        [("Workshop", "1066.56", "approval")],
    ),
    "on acceptance": (
        project("acceptance"), [], [("Workshop", "3200.00", "acceptance")],
    ),
    "completion waits for the event": (
        project("event 7", instalments=instalments(("100", "completion"))),
        [], [("Workshop", "3200.00", "event 7")],
    ),
    "after the end": (
        project(d("12-01")),
        [], [("Workshop", "3200.00", "a date within the engagement")],
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", PROJECTS)
def test_project(case):
    """[S-26] [S-27]: never prorated; the last instalment is the remainder."""
    agreed, charged, awaited = PROJECTS[case]
    terms = engagement(ends=d("11-30"), projects=(agreed,))
    assert shares(terms) == charged
    assert waiting(terms) == awaited


def test_a_project_serves_the_day_it_bills_and_says_its_measure():
    terms = engagement(projects=(project(deliverables=(BOARD, TEAM)),))
    found = [c for c in charges(terms, until=YEAR_END) if c.kind == "project"]
    assert found[0].service == Period(d("04-14"), d("04-15"))
    assert [c.detail for c in found] == ["approved by the board", "six people"]
    assert found[0].prorated is None
    assert found[0].component == "project:Workshop"


def test_tiny_instalments_never_turn_negative():
    """[S-26]"""
    quarters = instalments(*[("25", "approval")] * 4)
    tiny = Project("Tiny", eur("0.02"), "acceptance", TAX, instalments=quarters)
    amounts = [u.amount for u in unscheduled(engagement(projects=(tiny,)))]
    assert [a.minor for a in amounts] == [1, 1, 0, 0]


# Properties


def as_expected(charge: Charge) -> Expected:
    return Expected(
        charge.component,
        charge.version,
        charge.service.start,
        charge.service.end,
        charge.billable_days,
        charge.whole_days,
        charge.amount.minor,
        charge.bill_date,
    )


def by_slice(expected: Expected) -> tuple[object, ...]:
    return (expected.component, expected.first_day, expected.version)


def counted(terms: EngagementTerms) -> list[Charge]:
    """Charges by the day: of the retainer and of what recurs with it."""
    once = {f"add_on:{a.name}" for a in terms.add_ons if a.until is None}
    until = terms.starts + timedelta(days=500)
    return [c for c in charges(terms, until=until) if c.component not in once]


@settings(deadline=None)
@given(engagements(), st.integers(-20, 500))
def test_the_schedule_agrees_with_counting_day_by_day(terms, horizon):
    """[I-18]: nothing missing, nothing twice, every cent and every bill date."""
    until = terms.starts + timedelta(days=horizon)
    found = [as_expected(c) for c in charges(terms, until=until)]
    slow = slow_charges(terms, until)
    assert sorted(found, key=by_slice) == sorted(slow, key=by_slice)


@given(engagements())
def test_no_day_is_charged_twice_and_no_key_is_used_twice(terms):
    """[I-17] [S-29]"""
    found = counted(terms)
    assert len({c.key for c in found}) == len(found)
    ordered = sorted(found, key=lambda c: (c.component, c.service))
    for _, slices in groupby(ordered, key=lambda c: c.component):
        assert all(a.service.end <= b.service.start for a, b in pairwise(slices))


@given(engagements(), st.integers(0, 500))
def test_nothing_is_billed_after_the_day_asked_or_before_its_version(terms, horizon):
    """[I-19] [S-16]"""
    until = terms.starts + timedelta(days=horizon)
    lead = timedelta(days=terms.retainers[0].bill_days_before)
    changes = sorted(terms.changes, key=lambda c: c.starts)
    begins = [terms.starts, *(change.starts for change in changes)]
    for charge in charges(terms, until=until):
        assert begins[charge.version] - lead <= charge.bill_date <= until


@given(engagements())
def test_nothing_is_charged_for_a_pause_or_outside_the_engagement(terms):
    """[I-60]"""
    for charge in counted(terms):
        for offset in range(charge.service.days):
            day = charge.service.start + timedelta(days=offset)
            assert terms.starts <= day
            assert terms.ends is None or day <= terms.ends
            assert not is_paused(terms, day)


@given(engagements())
def test_slices_of_a_period_add_up_and_never_exceed_the_price(terms):
    """[I-26] [I-27] [I-30]"""
    prices = {0: terms.retainers[0].amount}
    for number, change in enumerate(sorted(terms.changes, key=lambda c: c.starts), 1):
        unchanged = change.amount is None
        prices[number] = prices[number - 1] if unchanged else change.amount
    found = [c for c in counted(terms) if c.kind == "retainer"]
    found.sort(key=lambda c: (c.version, c.index))
    for (version, _), group in groupby(found, key=lambda c: (c.version, c.index)):
        slices = list(group)
        whole, days = slices[0].whole.days, sum(c.billable_days for c in slices)
        charged = total((c.amount for c in slices), "EUR")
        assert all(c.whole_days == whole and c.amount.minor >= 0 for c in slices)
        assert 0 < days <= whole
        assert charged.minor == share_of(prices[version].minor, days, whole)
        if days == whole:
            assert charged == prices[version]


@given(engagements(), st.integers(0, 400), st.integers(0, 100))
def test_since_only_leaves_out(terms, first, more):
    """[I-14]: asking in two parts finds the same as asking once."""
    middle = terms.starts + timedelta(days=first)
    until = middle + timedelta(days=more)
    early = charges(terms, until=middle)
    late = charges(terms, until=until, since=middle + timedelta(days=1))
    assert early + late == charges(terms, until=until)


@given(engagements(), st.integers(30, 300))
def test_an_end_changes_no_interior_boundary_and_undone_changes_nothing(terms, length):
    """[I-11] [I-61]"""
    open_ended = replace(terms, ends=None, changes=())
    last = terms.starts + timedelta(days=length)
    ended = replace(open_ended, ends=last)
    free = {c.key: c for c in counted(open_ended)}
    for charge in counted(ended):
        whole = free.get(charge.key, charge)
        assert charge.whole == whole.whole
        if charge.whole.end <= last and charge.kind == "retainer":
            assert charge.amount == whole.amount
    assert counted(replace(ended, ends=None)) == list(free.values())


def shifted(terms: EngagementTerms) -> EngagementTerms:
    def anchor(tied: Anchor | None) -> Anchor | None:
        return replace(tied, on=tied.on + CYCLE) if tied and tied.on else tied

    def later(day: date | None) -> date | None:
        return day + CYCLE if day else None

    def moved(value):
        return replace(value, starts=value.starts + CYCLE, until=later(value.until))

    return replace(
        terms,
        starts=terms.starts + CYCLE,
        ends=later(terms.ends),
        retainers=tuple(replace(r, anchor=anchor(r.anchor)) for r in terms.retainers),
        add_ons=tuple(moved(a) for a in terms.add_ons),
        pauses=tuple(moved(p) for p in terms.pauses),
        changes=tuple(
            replace(c, starts=c.starts + CYCLE, anchor=anchor(c.anchor))
            for c in terms.changes
        ),
    )


@given(engagements())
def test_four_hundred_years_later_the_charges_are_the_same(terms):
    """[I-64]"""
    until = terms.starts + timedelta(days=400)
    now = [as_expected(c) for c in charges(terms, until=until)]
    then = [as_expected(c) for c in charges(shifted(terms), until=until + CYCLE)]
    assert then == [
        replace(
            slice_,
            first_day=slice_.first_day + CYCLE,
            end=slice_.end + CYCLE,
            bill_date=slice_.bill_date + CYCLE,
        )
        for slice_ in now
    ]
