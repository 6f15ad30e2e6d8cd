"""Amounts and days as pages write them."""

from datetime import date

import pytest

from drumbeat.core.money import Money
from drumbeat.web import formats

ON = date(2026, 11, 3)


@pytest.mark.parametrize(
    ("minor", "currency", "whole", "cents"),
    [
        (919600, "EUR", "€9,196", ".00"),
        (123456789, "EUR", "€1,234,567", ".89"),
        (-5, "GBP", "−£0", ".05"),
        (1200, "JPY", "¥1,200", ""),
        (1234567, "KWD", "KWD\N{NO-BREAK SPACE}1,234", ".567"),
        (100, "CHF", "CHF\N{NO-BREAK SPACE}1", ".00"),
    ],
)
def test_an_amount_has_a_sign_groups_and_cents(minor, currency, whole, cents):
    assert formats.amount_parts(Money(minor, currency)) == formats.AmountParts(
        whole, cents
    )


def test_sums_of_two_currencies_stand_side_by_side():
    both = (Money(1635800, "EUR"), Money(240050, "GBP"))

    assert formats.sums(both) == "€16,358 + £2,400.50"


def test_cents_are_left_out_only_when_they_are_zero():
    assert formats.short_amount(Money(100001, "EUR")) == "€1,000.01"
    assert formats.short_amount(Money(0, "EUR")) == "€0"


@pytest.mark.parametrize(
    ("day", "written"),
    [(date(2026, 11, 17), "Tue 17 Nov"), (date(2027, 1, 1), "Fri 1 Jan 2027")],
)
def test_the_year_appears_when_it_is_another_one(day, written):
    assert formats.weekday_day(day, on=ON) == written


def test_the_day_of_the_page_is_written_out():
    assert formats.long_day(ON) == "Tuesday 3 November"


@pytest.mark.parametrize(("days", "words"), [(1, "1 day late"), (12, "12 days late")])
def test_lateness_counts_days(days, words):
    assert formats.days_late(days) == words


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("Halden Robotics", "HR"),
        ("Sable & Finch", "SF"),
        ("Koru", "KO"),
        ("ABC", "AB"),
        ("&", "–"),
        ("", "–"),
    ],
)
def test_a_mark_has_two_letters(name, letters):
    assert formats.initials(name) == letters
