"""Days and amounts read as people say them."""

from datetime import date

import pytest

from drumbeat.core.money import Money
from drumbeat.core.queue_words import day_text, money_text

ON = date(2026, 11, 3)


@pytest.mark.parametrize(
    ("day", "text"),
    [
        (date(2026, 11, 17), "Tue 17 Nov"),
        (date(2027, 1, 1), "Fri 1 Jan 2027"),
        (date(2025, 12, 31), "Wed 31 Dec 2025"),
    ],
)
def test_the_year_appears_when_it_is_not_this_one(day, text):
    assert day_text(day, on=ON) == text


@pytest.mark.parametrize(
    ("amount", "text"),
    [
        (Money(480000, "EUR"), "€4,800.00"),
        (Money(5, "GBP"), "£0.05"),
        (Money(-120050, "EUR"), "−€1,200.50"),
        (Money(1234567, "JPY"), "JPY 1,234,567"),
        (Money(1234567, "CHF"), "CHF 12,345.67"),
    ],
)
def test_amounts_in_sentences(amount, text):
    assert money_text(amount) == text
