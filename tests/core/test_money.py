"""Money: exact, rounded in one place, never lost."""

import typing
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drumbeat.core.money import (
    CurrenciesDiffer,
    Money,
    NotAnAmount,
    exponent,
    round_half_up,
    total,
)

minor = st.integers(-(10**12), 10**12)
ROUNDING = [
    ("0.5", 1),
    ("-0.5", -1),
    ("1.5", 2),
    ("2.5", 3),
    ("2.4999", 2),
    ("-2.5", -3),
]


@pytest.mark.parametrize(("exact", "rounded"), ROUNDING)
def test_half_goes_away_from_zero(exact: str, rounded: int) -> None:
    """S-23."""
    assert round_half_up(Fraction(exact)) == rounded


READING = [
    ("6000.00", "EUR", 600000),
    ("6000", "EUR", 600000),
    ("1234", "JPY", 1234),
    ("1.234", "BHD", 1234),
    ("-0.01", "EUR", -1),
]


@pytest.mark.parametrize(("text", "currency", "expected"), READING)
def test_an_amount_has_the_decimals_of_its_currency(
    text: str, currency: str, expected: int
) -> None:
    """S-60: zero-decimal currencies use none."""
    assert Money.parse(text, currency).minor == expected


@pytest.mark.parametrize(
    ("text", "currency"),
    [
        ("1.005", "EUR"),
        ("1.5", "JPY"),
        ("abc", "EUR"),
        ("NaN", "EUR"),
        ("Infinity", "EUR"),
        ("1e999", "EUR"),
        ("", "EUR"),
        ("10000000000000000.00", "EUR"),
    ],
)
def test_what_is_no_amount_is_refused_with_an_example(text: str, currency: str) -> None:
    with pytest.raises(NotAnAmount, match="write it like"):
        Money.parse(text, currency)


def test_currencies_are_never_added() -> None:
    for operation in ("__add__", "__sub__", "__lt__", "__le__"):
        with pytest.raises(CurrenciesDiffer):
            getattr(Money(1, "EUR"), operation)(Money(1, "GBP"))


@given(minor, st.sampled_from(["EUR", "JPY", "BHD"]))
def test_text_and_back(value: int, currency: str) -> None:
    """I-32: reading a stored amount again does not change it."""
    amount = Money(value, currency)
    assert Money.parse(str(amount), currency) == amount
    assert amount.decimal.as_tuple().exponent == -exponent(currency)
    assert amount.times(1) == amount


@given(minor, st.lists(st.integers(0, 1000), min_size=1, max_size=12).filter(any))
def test_a_split_keeps_every_cent(value: int, weights: list[int]) -> None:
    """S-26, I-31: the whole, each within one cent of its share, nothing for nothing."""
    parts = Money(value, "EUR").split(weights)
    assert total(parts, "EUR").minor == value
    for part, weight in zip(parts, weights, strict=True):
        exact = Fraction(value * weight, sum(weights))
        assert abs(part.minor - exact) < 1
        assert weight or not part


@given(minor, st.integers(-1000, 1000))
def test_a_product_is_at_most_half_a_cent_off(value: int, percent: int) -> None:
    exact = Fraction(value * percent, 100)
    rounded = Money(value, "EUR").times(Decimal(percent) / 100).minor
    assert abs(rounded - exact) <= Fraction(1, 2)


def test_no_float_comes_near_an_amount() -> None:
    """I-33: the fields of Money are whole numbers, checked by the types."""
    assert typing.get_type_hints(Money)["minor"] is int
    assert isinstance(Money(1, "EUR").decimal, Decimal)
