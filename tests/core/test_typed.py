"""Amounts and numbers as people type them."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drumbeat.core.money import Money, NotAnAmount
from drumbeat.core.remittance import creditor_reference
from drumbeat.core.typed import WORDS_MAX, Sought, read_amount, read_search


@pytest.mark.parametrize(
    ("text", "minor"),
    [
        ("4800", 480000),
        ("4,800.00", 480000),
        ("4.800,00", 480000),
        ("€ 4 800,5", 480050),
        ("€9,196.00", 919600),
        ("1'234.50", 123450),
        ("EUR 12", 1200),
        ("12.30 EUR", 1230),
        ("1,234", 123400),
        ("1.234.567", 123456700),
        ("1.234.567,89", 123456789),
        ("0,05", 5),
        ("-5", -500),
        ("− 4.800,00", -480000),
    ],
)
def test_amounts_are_read_as_they_are_written(text, minor):
    assert read_amount(text, "EUR") == Money(minor, "EUR")


@pytest.mark.parametrize(
    "text",
    "|5-|1,23.45|1.2.3|1,234,5|12.345,678|12,3456|five|1e5|١٢".split("|"),
)
def test_what_is_no_amount_is_refused_with_what_was_typed(text):
    with pytest.raises(NotAnAmount) as refused:
        read_amount(text, "EUR")

    assert f"“{text}”" in refused.value.sentence


@given(st.integers(0, 10**12))
def test_an_amount_as_we_write_it_is_read_back(minor):
    amount = Money(minor, "EUR")
    whole, _, cents = str(amount).partition(".")

    assert read_amount(f"€{int(whole):,}.{cents}", "EUR") == amount
    assert read_amount(f"{int(whole):,}".replace(",", ".") + f",{cents}", "EUR") == (
        amount
    )


@pytest.mark.parametrize(
    ("text", "running"),
    [
        ("INV-2026-0053", ((2026, 53),)),
        ("inv 2026 53", ((2026, 53),)),
        (creditor_reference("INV-2026-0053"), ((2026, 53),)),
        ("2026-0053", ((2026, 53), (None, 20260053))),
        ("53", ((None, 53),)),
        ("0053", ((None, 53),)),
        ("CN-7", ((None, 7),)),
        ("2026", ((None, 2026),)),
        ("Halden", ()),
        ("", ()),
    ],
)
def test_numbers_are_read_however_they_are_spelled(text, running):
    assert read_search(text).running == running


def test_a_search_may_mean_several_things():
    assert read_search("9,196.00") == Sought(
        words=("9,196.00",), running=((None, 919600),), amount=Decimal("9196.00")
    )
    assert read_search("launch  page") == Sought(words=("launch", "page"))


@given(st.text(max_size=80))
def test_no_text_is_too_strange_to_look_for(text):
    assert len(read_search(text).words) <= WORDS_MAX
