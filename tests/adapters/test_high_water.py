"""The high-water file: nothing that was committed is missing, nothing torn counts."""

from __future__ import annotations

from datetime import date

import pytest

from drumbeat.adapters.numbers.high_water import HighWaterFile
from drumbeat.core.errors import OutsideFailure
from drumbeat.core.numbering import HighWater
from drumbeat.core.ports import GivenNumber

SERIES = "books/invoice/2026"
ON = date(2026, 1, 5)


@pytest.fixture
def path(tmp_path):
    return tmp_path / "high-water.jsonl"


@pytest.fixture
def register(path):
    return HighWaterFile(path)


def numbers(first: int, last: int, *, series: str = SERIES) -> list[GivenNumber]:
    return [
        GivenNumber(series, place, f"INV-2026-{place:04}", "0" * 64, ON)
        for place in range(first, last + 1)
    ]


def test_nothing_is_known_at_the_beginning(register):
    assert register.high_water(SERIES) == HighWater()
    assert register.list_series("books/") == []


def test_each_number_has_its_line(register, path):
    register.give(numbers(1, 3))

    assert len(path.read_text().splitlines()) == 3
    assert path.stat().st_mode & 0o777 == 0o600
    assert register.high_water(SERIES) == HighWater(given=3, kept=0, on=ON)


def test_what_is_kept_is_told_from_what_was_only_given(register):
    register.give(numbers(1, 2))
    register.keep(SERIES, 2)
    register.give(numbers(3, 5))

    assert register.high_water(SERIES) == HighWater(given=5, kept=2, on=ON)


def test_the_last_line_counts_not_the_highest(register):
    register.give(numbers(1, 500))  # never committed
    register.give(numbers(1, 1))

    assert register.high_water(SERIES).given == 1


def test_series_do_not_mix(register):
    register.give(numbers(1, 7, series="books/invoice/2025"))
    register.give(numbers(1, 2, series="books/invoice/20"))
    register.give(numbers(1, 4, series="others/invoice/2025"))

    assert register.high_water("books/invoice/2025").given == 7
    assert register.high_water("books/invoice/202") == HighWater()
    assert register.list_series("books/") == ["books/invoice/20", "books/invoice/2025"]


@pytest.mark.parametrize("lost_bytes", [1, 2, 20, 60])
def test_a_torn_line_counts_as_not_written(register, path, lost_bytes):
    register.give(numbers(1, 2))
    path.write_bytes(path.read_bytes()[:-lost_bytes])

    assert register.high_water(SERIES).given == 1
    register.give(numbers(2, 2))
    assert register.high_water(SERIES).given == 2
    assert register.list_series("books/") == [SERIES]


def test_another_process_sees_what_is_written(register, path):
    register.give(numbers(1, 1))
    HighWaterFile(path).give(numbers(2, 2))

    assert register.high_water(SERIES).given == 2


def test_a_full_disk_is_said_in_a_sentence(path):
    path.symlink_to("/dev/full")

    with pytest.raises(OutsideFailure, match="No space left on device") as failure:
        HighWaterFile(path).give(numbers(1, 1))

    assert "Nothing was issued" in str(failure.value)
