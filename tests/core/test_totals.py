"""Totals follow EN 16931: one rounding per category and rate, then only sums."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drumbeat.core.documents import Line, Tax
from drumbeat.core.money import CurrenciesDiffer, Money, round_half_up, total
from drumbeat.core.tax import tax_name, tax_of
from drumbeat.core.totals import totals_of

DAY = date(2026, 1, 1)
S19 = Tax("S", Decimal(19))


def line(minor, tax=S19, currency="EUR"):
    net = Money(minor, currency)
    return Line("CMO", "CMO", DAY, DAY, Decimal(1), net.decimal, net, tax)


taxes = st.sampled_from(
    [
        S19,
        Tax("S", Decimal("7.7")),
        Tax("S", Decimal("0.01")),
        Tax("Z"),
        Tax("AE"),
        Tax("E", Decimal(0), "VATEX-EU-132"),
        Tax("E", Decimal(0), "education"),
    ]
)
documents = st.lists(st.builds(line, st.integers(-(10**9), 10**9), taxes), max_size=8)


def test_tax_is_rounded_once_per_category_and_rate():
    # Per line 0.06 × 3 = 0.18; per band 0.19. [S-58]
    totals = totals_of([line(33), line(33), line(33)], "EUR")

    assert [str(totals.net), str(totals.tax), str(totals.gross)] == [
        "0.99",
        "0.19",
        "1.18",
    ]


def test_half_a_cent_goes_away_from_zero():
    assert tax_of(Money(50, "EUR"), Tax("S", Decimal(5))) == Money(3, "EUR")
    assert tax_of(Money(-50, "EUR"), Tax("S", Decimal(5))) == Money(-3, "EUR")


@given(documents)
def test_en_16931_sums_hold_exactly(lines):
    """Name the business rules: I-38 and I-42."""
    totals = totals_of(lines, "EUR")

    nets = total((each.net for each in lines), "EUR")
    assert totals.net == nets == total((s.base for s in totals.subtotals), "EUR")
    assert totals.tax == total((s.amount for s in totals.subtotals), "EUR")
    assert totals.gross == totals.net + totals.tax
    for subtotal in totals.subtotals:
        exact = subtotal.base.minor * Fraction(subtotal.tax.rate) / 100
        assert subtotal.amount.minor == round_half_up(exact)


@given(st.data(), documents)
def test_the_order_of_lines_changes_nothing(data, lines):
    """Permute the lines: I-39."""
    shuffled = data.draw(st.permutations(lines))

    assert totals_of(shuffled, "EUR") == totals_of(lines, "EUR")


@given(st.integers(1, 10**9), st.integers(0, 10**9), taxes)
def test_splitting_a_line_changes_no_tax(whole, part, tax):
    """Split within the cent: nothing is rounded per category again. [I-40]"""
    part = min(part, whole)

    split = totals_of([line(part, tax), line(whole - part, tax)], "EUR")

    assert split == totals_of([line(whole, tax)], "EUR")


def test_subtotals_go_by_category_then_falling_rate():
    s7 = Tax("S", Decimal(7))
    lines = [line(1, tax) for tax in (Tax("AE"), s7, Tax("Z"), S19)]

    found = [subtotal.tax for subtotal in totals_of(lines, "EUR").subtotals]

    assert found == [S19, s7, Tax("Z"), Tax("AE")]


def test_other_currencies_are_refused():
    with pytest.raises(CurrenciesDiffer):
        totals_of([line(1, currency="CHF")], "EUR")


def test_a_currency_without_decimals_is_rounded_to_whole_units():
    totals = totals_of([line(1005, Tax("S", Decimal(10)), "JPY")], "JPY")

    assert str(totals.gross) == "1106"


@pytest.mark.parametrize(
    ("tax", "name"),
    [
        (Tax("S", Decimal("7.70")), "VAT 7.70%"),
        (Tax("AE"), "Reverse charge"),
        (Tax("K"), "VAT 0%"),
    ],
)
def test_a_tax_is_named_as_people_say_it(tax, name):
    assert tax_name(tax) == name
