"""Numbers of a series are readable, unique and in the order of their days."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drumbeat.core.numbering import (
    HighWater,
    IssueDateRefused,
    PatternRefused,
    check_pattern,
    format_number,
    lost_numbers,
    may_issue_on,
    series_year,
)

DAY = date(2026, 11, 17)


@pytest.mark.parametrize(
    ("pattern", "number", "expected"),
    [
        ("INV-{year}-{number:04}", 1, "INV-2026-0001"),
        ("INV-{year}-{number:04}", 9999, "INV-2026-9999"),
        ("INV-{year}-{number:04}", 12345, "INV-2026-12345"),
        ("CN-{number}", 7, "CN-7"),
        ("{year}/{number:03}", 42, "2026/042"),
    ],
)
def test_number_is_padded_and_never_cut(pattern, number, expected):
    check_pattern(pattern)
    assert format_number(pattern, year=2026, number=number) == expected


@pytest.mark.parametrize(
    "pattern",
    [
        "INV-{year}",
        "INV",
        "",
        "{number}-{number}",
        "{year}-{year}-{number}",
        "{year}{number:04}",
        "INV9{number}",
        "{number}9",
        "INV-{month}-{number}",
        "INV {number}",
        "A-RATHER-LONG-NAME-{number:04}",
    ],
)
def test_pattern_that_could_repeat_or_confuse_is_refused(pattern):
    with pytest.raises(PatternRefused) as refusal:
        check_pattern(pattern)
    assert refusal.value.rule == "NUM-1"
    assert "INV-{year}-{number:04}" in refusal.value.sentence


@given(
    st.lists(
        st.tuples(st.integers(2020, 2040), st.integers(1, 10**6)),
        min_size=2,
        max_size=2,
        unique=True,
    )
)
def test_i_35_two_places_in_a_series_never_share_a_number(places):
    first, second = (
        format_number("INV-{year}-{number:04}", year=year, number=number)
        for year, number in places
    )
    assert first != second


def test_s_47_a_yearly_pattern_restarts_and_another_does_not():
    assert series_year("INV-{year}-{number:04}", DAY) == 2026
    assert series_year("INV-{number:04}", DAY) == 0


@given(before=st.integers(-400, 400), today=st.integers(-400, 400))
def test_s_48_dates_are_monotone_and_not_in_the_future(before, today):
    last, now = DAY + timedelta(days=before), DAY + timedelta(days=today)
    if last <= DAY <= now:
        may_issue_on(DAY, last_issue_date=last, today=now)
    else:
        with pytest.raises(IssueDateRefused) as refusal:
            may_issue_on(DAY, last_issue_date=last, today=now)
        assert refusal.value.rule == "NUM-2"


def test_s_46_the_first_document_of_a_series_has_no_day_before_it():
    may_issue_on(DAY, last_issue_date=None, today=DAY)
    with pytest.raises(IssueDateRefused):
        may_issue_on(DAY, last_issue_date=None, today=DAY - timedelta(days=1))


@pytest.mark.parametrize(
    ("known", "written", "kept", "of_ours", "restored"),
    [
        (5, 5, 5, [], []),  # all is well
        (5, 7, 5, [], [6, 7]),  # a crash before COMMIT, or a restore
        (5, 7, 7, [6, 7], [6, 7]),  # put back by hand, or a restore
        (5, 7, 6, [6], [6, 7]),
        (5, 2, 2, [], []),  # another host's file
        (5, 2, 6, [6], [6]),  # later lines were lost with the disk's cache
        (0, 0, 0, [], []),
    ],
)
def test_lost_is_what_was_given_and_is_not_known(
    known, written, kept, of_ours, restored
):
    seen = HighWater(written, kept)

    assert list(lost_numbers(known, seen, is_restored=False)) == of_ours
    assert list(lost_numbers(known, seen, is_restored=True)) == restored
