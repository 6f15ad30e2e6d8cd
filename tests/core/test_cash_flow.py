"""Sums over weeks are the sums of what is in them, and currencies never meet."""

from collections import Counter
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drumbeat.core.cash_flow import (
    Span,
    columns,
    lanes,
    main_currency,
    months_ahead,
    share,
    soon,
    top_of_scale,
)
from drumbeat.core.dates import Period
from drumbeat.core.forecast import Arrival, Expected, Receivable, Stage
from drumbeat.core.money import Money, by_currency, whole_units

ON = date(2026, 11, 3)

arrivals = st.lists(
    st.builds(
        Arrival,
        day=st.dates(date(2026, 8, 1), date(2027, 4, 1)),
        client=st.sampled_from(["Atlas", "Halden", "Koru"]),
        subject=st.just("Retainer"),
        amount=st.builds(
            Money, st.integers(1, 10**7), st.sampled_from(["EUR", "GBP", "JPY"])
        ),
        stage=st.sampled_from(Stage),
    )
)
spans = st.sampled_from(Span)
days = st.dates(date(2020, 1, 1), date(2030, 12, 31))


def eur(units: int) -> Money:
    return Money(units * 100, "EUR")


@given(span=spans, on=days)
def test_periods_touch_and_hold_today(span, on):
    periods = span.periods(on)

    assert len(periods) == int(span.split()[0])
    assert all(a.end == b.start for a, b in pairwise(periods))
    assert sum(on in period for period in periods) == 1
    # Every month held against the floor is within what is looked at, or just after.
    assert months_ahead(on)[-1].end <= periods[-1].end + timedelta(days=14)


def test_weeks_begin_on_monday_and_months_on_the_first():
    assert Span.WEEKS.periods(ON)[0] == Period(date(2026, 9, 7), date(2026, 9, 14))
    assert Span.MONTHS.periods(ON)[0] == Period(date(2026, 8, 1), date(2026, 9, 1))
    assert Span.MONTHS.periods(ON)[-1].start == date(2027, 7, 1)
    assert [month.start.month for month in months_ahead(date(2026, 12, 31))] == [
        *(12, 1, 2)
    ]


@given(all_of_them=arrivals, span=spans)
def test_the_sum_over_columns_is_the_sum_of_what_is_in_them(all_of_them, span):
    """FOR-5"""
    periods = span.periods(ON)
    inside = [a for a in all_of_them if periods[0].start <= a.day < periods[-1].end]
    totals = [
        column.total
        for currency in ("EUR", "GBP", "JPY")
        for column in columns(all_of_them, periods, currency)
    ]
    stages = Counter()
    for currency in ("EUR", "GBP", "JPY"):
        for column in columns(all_of_them, periods, currency):
            for stage in Stage:
                stages[currency, stage] += column.amount(stage).minor
    wanted = Counter()
    for a in inside:
        wanted[a.amount.currency, a.stage] += a.amount.minor

    assert by_currency(totals) == by_currency(a.amount for a in inside)
    assert +stages == wanted


@given(all_of_them=arrivals)
def test_each_mark_is_in_one_lane_of_its_client(all_of_them):
    span = Period(date(2026, 9, 1), date(2027, 1, 1))
    found = lanes(all_of_them, span, "EUR")

    marks = [mark for lane in found for mark in lane.arrivals]
    shown = [a for a in all_of_them if a.day in span and a.amount.currency == "EUR"]
    assert Counter(marks) == Counter(shown)
    assert all(m.client == lane.client for lane in found for m in lane.arrivals)
    assert len({lane.client for lane in found}) == len(found)


@given(minor=st.integers(0, 10**14))
def test_a_scale_holds_the_highest_and_is_round(minor):
    highest = Money(minor, "EUR")
    top = top_of_scale([highest], "EUR")

    assert 0 <= share(highest, top) <= 1000
    assert str(top.minor).strip("0") in {"1", "2", "4", "6", "8"}
    assert top.minor <= max(100, 2 * minor)


def test_nothing_is_no_share_of_nothing():
    assert share(Money(0, "EUR"), Money(0, "EUR")) == 0
    assert top_of_scale([], "JPY") == Money(1, "JPY")


def expected(day: date, stage: Stage, amount: Money) -> Expected:
    what = Receivable(
        f"invoice:{day}{stage}", "invoice", "Halden", "", amount, day, day
    )
    return Expected(day, stage, "", what)


def test_the_sentence_counts_30_days_and_keeps_currencies_and_maybes_apart():
    """FOR-6"""
    last = ON + timedelta(days=30)
    found = soon(
        [
            expected(ON, Stage.OVERDUE, eur(100)),
            expected(last, Stage.SENT, eur(20)),
            expected(last, Stage.QUESTION, Money(4_800_00, "GBP")),
            expected(last, Stage.IF_APPROVED, eur(7)),
            expected(last + timedelta(days=1), Stage.SCHEDULED, eur(900)),
        ],
        on=ON,
    )

    assert found.sure == (Money(4_800_00, "GBP"), eur(120))
    assert found.overdue == (eur(100),)
    assert found.unapproved == (eur(7),)


@pytest.mark.parametrize(
    ("used", "main"),
    [
        ([], "EUR"),
        (["GBP", "EUR", "GBP"], "EUR"),
        (["GBP", "USD", "GBP"], "GBP"),
        (["USD", "GBP"], "GBP"),
    ],
)
def test_the_chart_speaks_the_workspaces_currency_when_it_can(used, main):
    marks = [
        Arrival(ON, "Halden", "", Money(1, currency), Stage.SENT) for currency in used
    ]
    assert main_currency(marks, "EUR") == main


@pytest.mark.parametrize(
    ("minor", "currency", "whole"),
    [(149, "EUR", 100), (150, "EUR", 200), (-150, "EUR", -200), (7, "JPY", 7)],
)
def test_charts_and_sentences_speak_in_whole_units(minor, currency, whole):
    assert whole_units(Money(minor, currency)) == Money(whole, currency)
