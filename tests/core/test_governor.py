"""Accepted work: on which day it is billed, and when a limit brings it forward."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drumbeat.core.billing_run import StoredCharge, plan_run
from drumbeat.core.dates import WeekdaysOnly
from drumbeat.core.documents import Tax
from drumbeat.core.governor import accepted_unbilled, hastened
from drumbeat.core.money import Money
from drumbeat.core.project_shares import (
    collecting_day,
    handed_over,
    shares_of,
    with_days,
)
from drumbeat.core.schedule import charges, unscheduled
from drumbeat.core.terms import (
    EngagementTerms,
    Instalment,
    Project,
    ProjectDays,
    PromisedDeliverable,
)

STARTS = date(2026, 1, 5)  # a Monday
WORKING = WeekdaysOnly()


def eur(units: int) -> Money:
    return Money(units * 100, "EUR")


FILM = Project(
    "Film",
    eur(600),
    "acceptance",
    Tax("AE"),
    deliverables=tuple(
        PromisedDeliverable(f"Cut {n}", "shown to the board", eur(n * 100))
        for n in (1, 2, 3)
    ),
    collected="week",
)
TERMS = EngagementTerms("Film", STARTS, "EUR", projects=(FILM,))


def known(terms: EngagementTerms = TERMS, **days: Any) -> EngagementTerms:
    return with_days(terms, {"Film": ProjectDays(**days)})


def billed_on(terms: EngagementTerms) -> dict[int, date]:
    return {c.index: c.bill_date for c in charges(terms, until=date(2026, 12, 31))}


@given(
    st.sampled_from(["week", "2 weeks"]),
    st.dates(date(2025, 1, 1), date(2027, 1, 1)),
    st.integers(0, 700),
)
def test_work_is_collected_on_one_day_of_each_span(span, starts, after):
    """Never before it was accepted, never a span later, always on the grid."""
    days = {"week": 7, "2 weeks": 14}[span]
    accepted = starts + timedelta(days=after)
    on = collecting_day(replace(FILM, collected=span), starts, accepted)
    assert 0 <= (on - accepted).days < days
    assert (on - starts).days % days == 0


def test_accepted_deliverables_come_together_and_the_rest_waits():
    terms = known(accepted=((1, date(2026, 1, 7)), (2, date(2026, 1, 12))))
    assert billed_on(terms) == {1: date(2026, 1, 12), 2: date(2026, 1, 12)}
    assert [share.name for share in unscheduled(terms)] == ["Cut 3"]
    [first, second] = charges(terms, until=date(2026, 12, 31))
    assert (first.service.start, second.service.start) == (
        date(2026, 1, 7),
        date(2026, 1, 12),
    )


def test_the_whole_is_billed_with_what_was_accepted_before():
    terms = known(accepted=((1, date(2026, 1, 7)),), accepted_on=date(2026, 1, 20))
    assert billed_on(terms) == {
        1: date(2026, 1, 12),
        2: date(2026, 1, 26),
        3: date(2026, 1, 26),
    }


def test_without_collecting_each_is_billed_on_its_day():
    terms = replace(TERMS, projects=(replace(FILM, collected=""),))
    on = date(2026, 1, 7)
    assert billed_on(known(terms, accepted=((3, on),))) == {3: on}


def test_an_instalment_on_approval_waits_for_the_yes_to_the_offer():
    halves = tuple(
        Instalment(Decimal(50), trigger) for trigger in ("approval", "completion")
    )
    terms = replace(TERMS, projects=(replace(FILM, instalments=halves, collected=""),))
    assert handed_over(terms.projects[0]) == {0: "Film"}
    assert billed_on(terms) == {}
    assert billed_on(known(terms, approved_on=STARTS)) == {1: STARTS}
    done = known(terms, approved_on=STARTS, accepted_on=date(2026, 2, 2))
    assert billed_on(done) == {1: STARTS, 2: date(2026, 2, 2)}


def test_what_was_accepted_after_the_end_is_billed_all_the_same():
    terms = known(replace(TERMS, ends=date(2026, 1, 6)), accepted=((1, STARTS),))
    late = known(replace(TERMS, ends=STARTS), accepted=((1, date(2026, 2, 3)),))
    assert billed_on(terms) == {1: STARTS}
    assert billed_on(late) == {1: date(2026, 2, 9)}


# The governor


LIMITED = replace(TERMS, unbilled_limit=eur(250))
BOTH = ((1, date(2026, 1, 6)), (2, date(2026, 1, 7)))


@pytest.mark.parametrize(
    ("accepted", "expected"),
    [
        (((1, date(2026, 1, 6)),), {1: date(2026, 1, 12)}),
        (BOTH, {1: date(2026, 1, 7), 2: date(2026, 1, 7)}),
    ],
)
def test_a_limit_brings_work_forward(accepted, expected):
    looked = hastened(
        known(LIMITED, accepted=accepted), {}, last=None, as_of=date(2026, 1, 7)
    )
    assert billed_on(looked.terms) == expected


def test_days_without_an_invoice_bring_work_forward():
    terms = known(replace(TERMS, days_without_invoice_limit=3), accepted=BOTH[:1])
    early = hastened(terms, {}, last=STARTS, as_of=date(2026, 1, 8))
    assert early.next_look == date(2026, 1, 9)
    looked = hastened(terms, {}, last=STARTS, as_of=date(2026, 1, 9))
    assert billed_on(looked.terms) == {1: date(2026, 1, 9)}


def test_a_run_that_looks_again_changes_nothing():
    """I-15: what the governor put on a draft stays there, issued or not."""
    on = date(2026, 1, 7)
    terms = known(LIMITED, accepted=BOTH)
    [group] = plan_run(terms, (), as_of=on, working=WORKING).groups
    assert [c.amount for c in group.charges] == [eur(100), eur(200)]
    for issued in (False, True):
        kept = [
            StoredCharge(
                (c.component, c.version, c.index),
                "base",
                c.service.start,
                c.amount.minor,
                1,
                group.bill_on,
                issued,
            )
            for c in group.charges
        ]
        for day in (on, date(2026, 1, 12), date(2026, 3, 1)):
            again = plan_run(terms, kept, as_of=day, working=WORKING)
            assert (again.groups, again.discard, again.corrections) == (
                (),
                frozenset(),
                (),
            )


def test_a_run_names_the_day_on_which_the_governor_looks_again():
    terms = known(replace(TERMS, days_without_invoice_limit=3), accepted=BOTH[:1])
    plan = plan_run(terms, (), as_of=date(2026, 1, 6), working=WORKING)
    assert (plan.groups, plan.next_bill_on) == ((), date(2026, 1, 9))


def test_what_is_accepted_and_on_no_invoice_is_unbilled():
    assert accepted_unbilled(TERMS) == eur(0)
    assert accepted_unbilled(known(accepted=BOTH)) == eur(300)
    assert accepted_unbilled(known(accepted=BOTH, billed=BOTH[:1])) == eur(200)
    assert accepted_unbilled(known(accepted_on=STARTS, is_invoiced=True)) == eur(0)
    assert accepted_unbilled(known(accepted_on=STARTS)) == eur(600)
    assert [share.number for share in shares_of(TERMS)] == [1, 2, 3]
