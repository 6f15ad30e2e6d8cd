"""Amounts, figures and days as the reader of a document writes them."""

from __future__ import annotations

import calendar
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from babel import Locale
from babel.dates import format_date
from babel.numbers import format_currency, format_decimal

from drumbeat.adapters.pdf.words import WORDS, Words
from drumbeat.core.money import Money
from drumbeat.core.party import Language

_AMERICAN = replace(
    WORDS["en"],
    locale="en_US",
    date="MMMM d, y",
    date_with_weekday="EEEE, MMMM d, y",
    day_and_month="MMMM d",
)
_LOCALES = {
    words.locale: Locale.parse(words.locale) for words in (*WORDS.values(), _AMERICAN)
}


@dataclass(frozen=True, slots=True)
class Notation:
    """The words of one reader and how that reader writes figures."""

    words: Words

    @classmethod
    def of(cls, language: Language, country: str) -> Notation:
        """Return what a reader of that language and country expects."""
        american = language == "en" and country == "US"
        return cls(_AMERICAN if american else WORDS[language])

    @property
    def _locale(self) -> Locale:
        return _LOCALES[self.words.locale]

    def money(self, amount: Money) -> str:
        """Return “€9,196.00” or “9.196,00 €”; the minus is never a bracket."""
        return self.unit_price(amount.decimal, amount.currency)

    def unit_price(self, price: Decimal, currency: str) -> str:
        """Return a price with all of its decimals."""
        text = str(
            format_currency(
                price, currency, locale=self._locale, decimal_quantization=False
            )
        )
        return text.replace("-", "−")

    def quantity(self, quantity: Decimal) -> str:
        """Return “1” or “2.5”, without idle zeros."""
        text = str(
            format_decimal(
                quantity, "#,##0.##", locale=self._locale, decimal_quantization=False
            )
        )
        return text.replace("-", "−")

    def percent(self, rate: Decimal) -> str:
        """Return “21%” or “21 %”."""
        return self.words.percent.format(rate=self.quantity(rate))

    def day(self, day: date) -> str:
        """Return “3 November 2026”."""
        return self._date(day, self.words.date)

    def day_with_weekday(self, day: date) -> str:
        """Return “Tuesday 17 November 2026”."""
        return self._date(day, self.words.date_with_weekday)

    def day_near(self, day: date, other: date) -> str:
        """Return the day without its year when that is the year of `other`."""
        if day.year == other.year:
            return self._date(day, self.words.day_and_month)
        return self.day(day)

    def days(self, first: date, last: date) -> str:
        """Return “1 to 30 November 2026”; both ends are included."""
        if first == last:
            return self.day(first)
        start = self.day(first)
        if first.year == last.year:
            start = self._date(first, self._start_pattern(first, last))
        return f"{start}{self.words.range_joiner}{self.day(last)}"

    def month(self, first: date, last: date) -> str:
        """Return “November 2026” for exactly that month, else nothing."""
        month_end = calendar.monthrange(first.year, first.month)[1]
        if first.day == 1 and last == first.replace(day=month_end):
            return self._date(first, "LLLL y")
        return ""

    def country(self, code: str) -> str:
        """Return the name of the country, or the code if it is not known."""
        return str(self._locale.territories.get(code, code))

    def _start_pattern(self, first: date, last: date) -> str:
        day_and_month = self.words.day_and_month
        if first.month == last.month and day_and_month.startswith("d"):
            return "d." if day_and_month.startswith("d.") else "d"
        return day_and_month

    def _date(self, day: date, pattern: str) -> str:
        if day.day == 1 and self.words.locale == "fr_FR":
            pattern = pattern.replace("d", "d'er'", 1)
        return str(format_date(day, pattern, locale=self._locale))
