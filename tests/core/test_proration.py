"""Part periods: days, runs and cents."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drumbeat.core.dates import Period
from drumbeat.core.proration import (
    end_of_service,
    share_of,
    slice_amounts,
    without_pauses,
)

prices = st.integers(0, 10**9)
run_lengths = st.lists(st.integers(1, 60), min_size=1, max_size=6)


def day(number: int) -> date:
    return date(2026, 3, number)


def span(first: int, end: int) -> Period:
    return Period(day(first), day(end))


@pytest.mark.parametrize(
    ("price", "days", "whole", "expected"),
    [
        (600000, 17, 31, 329032),
        (600000, 31, 31, 600000),
        (600000, 0, 31, 0),
        (5, 1, 2, 3),  # half a cent goes up
        (-5, 1, 2, -3),  # away from zero
        (2995, 24, 30, 2396),
    ],
)
def test_share(price, days, whole, expected):
    """[S-22] [S-23]"""
    assert share_of(price, days, whole) == expected


def test_slices_of_a_period_that_is_paused_in_between():
    """[S-24]: 10.00 over 3 × 1/3 is 3.33, 3.34, 3.33, not 3 × 3.33."""
    assert slice_amounts(1000, [1, 1, 1], 3) == [333, 334, 333]


@given(prices, run_lengths, st.integers(0, 60))
def test_slices_add_up_to_the_price_of_all_their_days(price, runs, unserved):
    """[I-26]"""
    whole = sum(runs) + unserved
    amounts = slice_amounts(price, runs, whole)
    assert sum(amounts) == share_of(price, sum(runs), whole) <= price
    assert min(amounts) >= 0
    assert amounts[0] == share_of(price, runs[0], whole)


@given(prices, run_lengths)
def test_a_full_period_costs_exactly_the_price(price, runs):
    """[I-27]"""
    assert sum(slice_amounts(price, runs, sum(runs))) == price


@given(prices, st.integers(1, 366), st.integers(1, 50), st.data())
def test_scaling_the_price_scales_the_target(price, whole, factor, data):
    """[I-34]: and rounding never moves it by more than half a cent."""
    days = data.draw(st.integers(0, whole))
    exact = Fraction(price * days, whole)
    assert abs(share_of(price * factor, days, whole) - exact * factor) <= Fraction(1, 2)


PAUSES = [
    # period, pauses, runs left
    (span(1, 31), [], [span(1, 31)]),
    (span(1, 31), [span(5, 8)], [span(1, 5), span(8, 31)]),
    (span(1, 31), [span(1, 8)], [span(8, 31)]),
    (span(1, 31), [span(20, 31)], [span(1, 20)]),
    (span(5, 10), [span(1, 31)], []),
    (span(5, 10), [span(1, 5), span(10, 12)], [span(5, 10)]),
    (span(1, 31), [span(3, 9), span(5, 7), span(9, 10)], [span(1, 3), span(10, 31)]),
    (span(5, 5), [], []),
]


@pytest.mark.parametrize(("period", "pauses", "runs"), PAUSES)
def test_what_pauses_leave(period, pauses, runs):
    """[S-37] [S-38]"""
    assert without_pauses(period, pauses) == runs


@pytest.mark.parametrize(
    ("pauses", "end"),
    [
        ([], 31),
        ([span(5, 8)], 31),
        ([span(20, 31)], 20),
        ([span(10, 20), span(20, 31)], 10),
        ([Period(day(15), date.max)], 15),
        ([Period(date(2026, 1, 1), date.max)], 1),
    ],
)
def test_service_ends_with_the_last_day_not_paused(pauses, end):
    """[S-36]"""
    assert end_of_service(span(1, 31), pauses) == span(1, end)
