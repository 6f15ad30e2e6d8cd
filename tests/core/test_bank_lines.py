"""Lines of a bank: each once, whatever the files; balances that must add up."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drumbeat.core.bank_lines import (
    BankLine,
    BankStatement,
    DoesNotAddUp,
    by_account,
    check_sum,
    counted,
    likeness,
    new_lines,
)
from drumbeat.core.money import Money


def eur(cents: int) -> Money:
    return Money(cents, "EUR")


ON = date(2026, 3, 2)
COFFEE = BankLine(ON, eur(-350), "Coffee", "Bar")
PAID = BankLine(ON, eur(363_000), "INV-2026-0001", "Halden", bank_id="A1")
lines = st.lists(
    st.builds(
        BankLine,
        st.sampled_from([ON, date(2026, 3, 3)]),
        st.sampled_from([eur(100), eur(-350)]),
        st.sampled_from(["", "Coffee"]),
        bank_id=st.sampled_from(["", "7"]),
    ),
    max_size=8,
)


def statement(*found: BankLine, **balances: Money) -> BankStatement:
    return BankStatement("NL91ABNA0417164300", "EUR", found, **balances)


def read(files: list[BankStatement]) -> list[BankLine]:
    """Read files one after the other; return what each brought that is new."""
    keys: list[str] = []
    likes: list[str] = []
    found = []
    for file in files:
        fresh = new_lines(file, counted(keys), Counter(likes))
        keys += [new.key for new in fresh]
        likes += [likeness(file.account, new.line) for new in fresh]
        found += [new.line for new in fresh]
    assert len(keys) == len(set(keys))
    return found


@given(lines, st.randoms())
def test_a_file_read_again_in_any_order_brings_nothing(found, random):
    """I11"""
    again = list(found)
    random.shuffle(again)
    assert read([statement(*found), statement(*again)]) == found


@given(lines, st.integers(0, 8), st.integers(0, 8))
def test_overlapping_files_bring_each_line_once(found, first, second):
    start, end = min(first, second), max(first, second)
    parts = [statement(*found[:end]), statement(*found[start:])]
    # What stands in both is the same lines only where equal ones do not straddle.
    whole, brought = Counter(found), Counter(read(parts))
    assert all(brought[line] <= count for line, count in whole.items())
    assert set(brought) == set(whole)


def test_two_equal_coffees_of_a_day_stay_two():
    assert read([statement(COFFEE, COFFEE), statement(COFFEE)]) == [COFFEE, COFFEE]
    assert read([statement(COFFEE), statement(COFFEE, COFFEE)]) == [COFFEE, COFFEE]


def test_another_id_of_the_same_movement_is_doubtful_and_not_dropped():
    fresh = new_lines(statement(PAID), Counter(), Counter())
    assert [new.is_doubtful for new in fresh] == [False]
    known = counted(new.key for new in fresh)
    alike = Counter([likeness("NL91ABNA0417164300", PAID)])
    again = new_lines(statement(replace(PAID, bank_id="B2")), known, alike)
    assert [new.is_doubtful for new in again] == [True]


def test_one_id_on_two_lines_is_two_lines():
    other = replace(PAID, text="INV-2026-0002")
    assert read([statement(PAID, other)]) == [PAID, other]


def test_case_and_spaces_of_a_text_are_no_difference():
    written = replace(COFFEE, text="COFFEE ", payer="bar")
    assert read([statement(COFFEE), statement(written)]) == [COFFEE]


def test_days_of_one_account_are_counted_together():
    dollars = replace(statement(COFFEE, opening=eur(1)), currency="USD")
    [mine, other] = by_account([statement(COFFEE), dollars, statement(COFFEE, PAID)])
    assert mine.lines == (COFFEE, COFFEE, PAID)
    assert (other.currency, other.opening) == ("USD", None)
    assert len(new_lines(mine, Counter(), Counter())) == 3


def test_a_statement_that_does_not_add_up_is_refused():
    good = statement(COFFEE, PAID, opening=eur(0), closing=eur(362_650))
    check_sum(good)
    check_sum(statement(COFFEE))
    with pytest.raises(DoesNotAddUp, match="and it says"):  # BNK-2
        check_sum(replace(good, closing=eur(362_649)))
