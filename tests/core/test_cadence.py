"""The grid: tables of boundaries, and what holds for every grid and every k."""

from __future__ import annotations

import calendar
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.strategies import days, grids
from drumbeat.core.cadence import AnchorDoesNotFit, Grid, grid_of
from drumbeat.core.terms import LAST_DAY, Anchor, Cadence

MONTH, QUARTER, YEAR = Cadence("month"), Cadence("month", 3), Cadence("month", 12)
WEEK, FORTNIGHT, HALF = Cadence("week"), Cadence("week", 2), Cadence("half month")

indexes = st.integers(-600, 600)
month_grids = grids(st.sampled_from([1, 3, 6, 12]).map(lambda n: Cadence("month", n)))
week_grids = grids(st.integers(1, 5).map(lambda n: Cadence("week", n)))

# cadence, anchor, starts, the boundaries from k = 0
BOUNDARIES = [
    (MONTH, None, "2026-01-31", "2026-01-31 2026-02-28 2026-03-31 2026-04-30"),
    (MONTH, None, "2024-01-30", "2024-01-30 2024-02-29 2024-03-30"),
    (MONTH, None, "2026-02-28", "2026-02-28 2026-03-28 2026-04-28"),
    (MONTH, Anchor(day=LAST_DAY), "2026-02-10", "2026-02-28 2026-03-31 2026-04-30"),
    (MONTH, Anchor(day=1), "2026-01-15", "2026-01-01 2026-02-01"),
    (
        MONTH,
        Anchor(on=date(2026, 1, 31)),
        "2026-04-30",
        "2026-01-31 2026-02-28 2026-03-31",
    ),
    (QUARTER, None, "2025-11-30", "2025-11-30 2026-02-28 2026-05-30 2026-08-30"),
    (QUARTER, Anchor(on=date(2026, 2, 1)), "2026-07-09", "2026-02-01 2026-05-01"),
    (
        YEAR,
        None,
        "2024-02-29",
        "2024-02-29 2025-02-28 2026-02-28 2027-02-28 2028-02-29",
    ),
    (WEEK, Anchor(weekday=0), "2026-01-15", "2026-01-12 2026-01-19"),
    (WEEK, Anchor(weekday=3), "2026-01-15", "2026-01-15 2026-01-22"),
    (FORTNIGHT, None, "2026-02-20", "2026-02-20 2026-03-06 2026-03-20"),
    (FORTNIGHT, Anchor(on=date(2026, 1, 1)), "2026-01-10", "2026-01-01 2026-01-15"),
    (HALF, None, "2026-02-10", "2026-02-01 2026-02-16 2026-03-01"),
    (HALF, Anchor(day=16), "2026-02-10", "2026-02-01 2026-02-16 2026-03-01"),
    (HALF, Anchor(day=15), "2026-02-10", "2026-02-15 2026-02-28 2026-03-15"),
    (HALF, Anchor(day=LAST_DAY), "2024-02-01", "2024-02-15 2024-02-29 2024-03-15"),
]


@pytest.mark.parametrize(("every", "anchor", "starts", "expected"), BOUNDARIES)
def test_boundaries(every, anchor, starts, expected):
    """[S-6] [S-7] [S-8] [S-9] [S-10]"""
    grid = grid_of(every, anchor, date.fromisoformat(starts))
    wanted = expected.split()
    assert [grid.boundary(k).isoformat() for k in range(len(wanted))] == wanted


@pytest.mark.parametrize(
    ("every", "anchor", "words"),
    [
        (WEEK, Anchor(day=1), "anchor 1 does not fit “week”: use a weekday"),
        (FORTNIGHT, Anchor(day=LAST_DAY), "“last” does not fit “2 weeks”"),
        (MONTH, Anchor(weekday=0), "“monday” does not fit “month”"),
        (HALF, Anchor(weekday=4), "“friday” does not fit “half month”"),
        (HALF, Anchor(day=10), "anchor 10 does not fit “half month”: use 1, 15, 16"),
        (HALF, Anchor(on=date(2026, 2, 28)), "anchor 2026-02-28 does not fit"),
    ],
)
def test_an_anchor_that_does_not_fit_is_refused(every, anchor, words):
    """[CAD-1] [S-8] [S-9]"""
    with pytest.raises(AnchorDoesNotFit) as refused:
        grid_of(every, anchor, date(2026, 1, 15))
    assert words in refused.value.sentence


@given(grids(), indexes)
def test_boundaries_rise_and_periods_tile(grid, k):
    """[I-01] [I-02]"""
    assert grid.boundary(k) < grid.boundary(k + 1)
    assert grid.period(k).end == grid.period(k + 1).start


@given(grids(), days)
def test_every_day_lies_in_exactly_the_period_found(grid, day):
    """[I-02] [I-10]: the neighbours do not contain it; counting agrees. [S-12]"""
    k = grid.index_of(day)
    assert [day in grid.period(k + n) for n in (-1, 0, 1)] == [False, True, False]
    assert grid.index_of(grid.boundary(k)) == k


@given(grids(), st.integers(1, 60))
def test_walking_from_period_to_period_meets_the_computed_boundary(grid, steps):
    """[I-03]"""
    day = grid.boundary(0)
    for _ in range(steps):
        day = grid.period(grid.index_of(day)).end
    assert day == grid.boundary(steps)


@given(month_grids, indexes)
def test_a_boundary_is_the_wanted_day_or_the_last_of_its_month(grid, k):
    """[I-04] [I-05]: also after any short month."""
    boundary = grid.boundary(k)
    last = calendar.monthrange(boundary.year, boundary.month)[1]
    assert boundary.day == min(grid.day, last)


@given(month_grids, indexes)
def test_months_keep_the_phase_of_the_anchor(grid, k):
    """[I-07]"""
    boundary = grid.boundary(k)
    months = (boundary.year - grid.anchor.year) * 12 + boundary.month
    assert (months - grid.anchor.month) % grid.cadence.count == 0


LENGTHS = {1: (28, 31), 3: (89, 92), 6: (181, 184), 12: (365, 366)}


@given(month_grids, indexes)
def test_lengths_of_months_stay_in_their_bounds(grid, k):
    """[I-06] [S-11]"""
    shortest, longest = LENGTHS[grid.cadence.count]
    assert shortest <= grid.period(k).days <= longest


@given(grids(st.just(HALF)), indexes)
def test_lengths_of_halves_stay_in_their_bounds(grid, k):
    """[I-06] [S-11]"""
    assert 13 <= grid.period(k).days <= 16


@given(week_grids, indexes)
def test_weeks_share_the_weekday_and_the_distance(grid, k):
    """[I-08]"""
    assert grid.boundary(k).weekday() == grid.anchor.weekday()
    assert grid.period(k).days == 7 * grid.cadence.count


@given(grids(st.just(HALF)), st.integers(2000, 2060))
def test_a_year_has_24_half_months(grid, year):
    """[I-09]"""
    first = grid.index_of(date(year, 1, 1) - timedelta(days=1)) + 1
    after = grid.index_of(date(year + 1, 1, 1) - timedelta(days=1)) + 1
    assert after - first == 24


@given(st.sampled_from([MONTH, QUARTER, YEAR, WEEK, FORTNIGHT]), days, days, days)
def test_a_full_date_gives_the_same_grid_whenever_asked(every, on, one, other):
    """[I-02]: the grid of a full date does not know when the engagement starts."""
    anchor = Anchor(on=on)
    assert grid_of(every, anchor, one) == grid_of(every, anchor, other)


@given(grids(), indexes)
def test_four_hundred_years_later_everything_is_the_same(grid, k):
    """[I-64]"""
    cycle = timedelta(days=146_097)
    later = Grid(grid.cadence, grid.anchor + cycle, grid.day)
    assert later.boundary(k) == grid.boundary(k) + cycle
