"""The names of periods in five languages."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.strategies import days, grids
from drumbeat.core.dates import Period
from drumbeat.core.period_names import period_name, update_titles

languages = st.sampled_from(["en", "de", "fr", "nl", "es"])

# first day, last day, language, name
NAMES = [
    ("2026-03-01", "2026-03-31", "en", "March 2026"),
    ("2026-03-01", "2026-03-31", "de", "März 2026"),
    ("2026-03-01", "2026-03-31", "fr", "mars 2026"),
    ("2026-03-01", "2026-03-31", "nl", "maart 2026"),
    ("2026-03-01", "2026-03-31", "es", "marzo de 2026"),
    ("2024-02-01", "2024-02-29", "en", "February 2024"),
    ("2026-12-01", "2026-12-31", "de", "Dezember 2026"),
    ("2026-04-01", "2026-06-30", "en", "Q2 2026 (1 Apr – 30 Jun)"),
    ("2026-04-01", "2026-06-30", "de", "Q2 2026 (1. Apr. – 30. Juni)"),
    ("2026-10-01", "2026-12-31", "fr", "T4 2026 (1er oct. – 31 déc.)"),
    ("2026-01-01", "2026-03-31", "nl", "K1 2026 (1 jan – 31 mrt)"),
    ("2026-07-01", "2026-09-30", "es", "T3 2026 (1 jul – 30 sept)"),
    ("2026-02-01", "2026-04-30", "en", "1 Feb – 30 Apr 2026"),
    ("2026-03-16", "2026-03-31", "en", "16–31 March 2026"),
    ("2026-03-16", "2026-03-31", "de", "16.–31. März 2026"),
    ("2026-03-01", "2026-03-15", "fr", "1er–15 mars 2026"),
    ("2026-03-16", "2026-03-31", "es", "16–31 de marzo de 2026"),
    ("2026-01-31", "2026-02-27", "en", "31 Jan – 27 Feb 2026"),
    ("2026-01-31", "2026-02-27", "de", "31. Jan. – 27. Feb. 2026"),
    ("2026-12-16", "2027-01-15", "nl", "16 dec 2026 – 15 jan 2027"),
    ("2026-04-14", "2026-04-14", "en", "14 April 2026"),
    ("2026-01-01", "2026-12-31", "en", "1 Jan – 31 Dec 2026"),
]


@pytest.mark.parametrize(("first", "last", "language", "name"), NAMES)
def test_name(first, last, language, name):
    """[S-14]"""
    end = date.fromisoformat(last) + timedelta(days=1)
    assert period_name(Period(date.fromisoformat(first), end), language) == name


@given(grids(), st.integers(-200, 200), st.integers(1, 30), languages)
def test_periods_of_one_grid_have_their_own_names(grid, k, distance, language):
    """[I-12]"""
    period = grid.period(k)
    other = grid.period(k + distance)
    assert period_name(period, language) != period_name(other, language)


@given(days, days, st.integers(1, 400), st.integers(1, 400), languages)
def test_equal_dates_have_equal_names_and_no_others(one, other, long, longer, language):
    """[I-12]"""
    first = Period(one, one + timedelta(days=long))
    second = Period(other, other + timedelta(days=longer))
    names = period_name(first, language), period_name(second, language)
    assert (names[0] == names[1]) == (first == second)


def test_an_update_speaks_of_the_month_before_and_of_this_one():
    assert update_titles(date(2027, 1, 15), "de") == ("Dezember 2026", "Januar 2027")
    assert update_titles(date(2026, 3, 31), "en") == ("February 2026", "March 2026")
