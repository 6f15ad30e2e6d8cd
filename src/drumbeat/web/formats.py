"""How amounts and days are written on pages (DESIGN §11)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache

from babel.numbers import get_currency_name, get_currency_symbol
from babel.units import format_unit

from drumbeat.core.money import Money, exponent, whole_units
from drumbeat.core.sent_file import KeptFile
from drumbeat.core.terms_grammar import ordinal_suffix

MINUS = "−"
NO_BREAK_SPACE = "\N{NO-BREAK SPACE}"


@dataclass(frozen=True, slots=True)
class AmountParts:
    """An amount in two parts, because the cents are set in a quieter ink."""

    whole: str
    cents: str

    def __str__(self) -> str:
        return self.whole + self.cents


@cache
def currency_sign(currency: str) -> str:
    """Return “€”, or the code and a space for a currency without a sign."""
    sign = str(get_currency_symbol(currency, locale="en"))
    return sign + NO_BREAK_SPACE if sign[-1].isalpha() else sign


def amount_parts(amount: Money) -> AmountParts:
    """Split “€9,196.00” into “€9,196” and “.00”; a minus is never a bracket."""
    digits = str(amount)
    minus = MINUS if digits.startswith("-") else ""
    whole, point, cents = digits.lstrip("-").partition(".")
    sign = currency_sign(amount.currency)
    return AmountParts(f"{minus}{sign}{int(whole):,}", point + cents)


def short_amount(amount: Money) -> str:
    """Return the amount, without its cents when they are zero."""
    parts = amount_parts(amount)
    return str(parts) if parts.cents.strip(".0") else parts.whole


def whole_amount(amount: Money) -> str:
    """Return the amount in whole units, as sentences and charts have it."""
    return amount_parts(whole_units(amount)).whole


def compact_amount(amount: Money) -> str:
    """Return “920”, “14.0k” or “1.2m”: enough above a bar, without its sign."""
    units = int(whole_units(amount).decimal)
    for size, letter in ((1_000_000, "m"), (1_000, "k")):
        if units >= size:
            return f"{units // size}.{units * 10 // size % 10}{letter}"
    return str(units)


def currency_name(currency: str) -> str:
    """Return “Euro”, or the code of a currency without a name."""
    return str(get_currency_name(currency, locale="en"))


def sums(amounts: Iterable[Money]) -> str:
    """Set sums of different currencies side by side; they are never added."""
    return " + ".join(short_amount(amount) for amount in amounts)


def short_day(day: date, *, on: date) -> str:
    """Return “17 Nov”, with the year when it is not the year of `on`."""
    return f"{day.day} {day:%b}" + _other_year(day, on)


def weekday_day(day: date, *, on: date) -> str:
    """Return “Tue 17 Nov”, with the year when it is not the year of `on`."""
    return f"{day:%a} {short_day(day, on=on)}"


def long_day(day: date) -> str:
    """Return “Tuesday 17 November”."""
    return f"{day:%A} {day.day} {day:%B}"


def _other_year(day: date, on: date) -> str:
    return "" if day.year == on.year else f" {day.year}"


def days_late(days: int) -> str:
    """Return “1 day late” or “12 days late”."""
    return "1 day late" if days == 1 else f"{days} days late"


def long_date(day: date) -> str:
    """Return “17 November 2026”."""
    return f"{day.day} {day:%B %Y}"


def day_range(first: date, last: date) -> str:
    """Return “1 to 30 November 2026”; both ends are included."""
    if first == last:
        return long_date(first)
    start = str(first.day)
    if first.year != last.year:
        start = long_date(first)
    elif first.month != last.month:
        start = f"{first.day} {first:%B}"
    return f"{start} to {long_date(last)}"


def figure(number: Decimal) -> str:
    """Return “2”, “0.5” or “−1”, without idle zeros."""
    text = f"{number:f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return text.replace("-", MINUS)


def exact_price(price: Decimal, currency: str) -> str:
    """Return “€1,250.00”, with more decimals where the price has them."""
    return f"{currency_sign(currency)}{price:,.{_decimals(price, currency)}f}"


def plain_price(price: Decimal, currency: str) -> str:
    """Return “1250.00”, as it is typed."""
    return f"{price:.{_decimals(price, currency)}f}"


def _decimals(price: Decimal, currency: str) -> int:
    return max(exponent(currency), -int(price.normalize().as_tuple().exponent))


def names(people: Sequence[str]) -> str:
    """Return “Ada”, “Ada and Ben” or “Ada, Ben and Cleo”."""
    if len(people) < 2:
        return "".join(people)
    return f"{', '.join(people[:-1])} and {people[-1]}"


def addresses(people: str | tuple[str, ...]) -> str:
    """Set one or more addresses in a line."""
    return people if isinstance(people, str) else ", ".join(people)


def count_of(count: int, thing: str) -> str:
    """Return “1 invoice” or “3 invoices”."""
    return f"{count:,} {thing}{'' if count == 1 else 's'}"


def ordinal(day: int) -> str:
    """Return “1st”, “2nd”, “13th”."""
    return f"{day}{ordinal_suffix(day)}"


def initials(name: str) -> str:
    """Return two letters that stand for a name: of two words, or the first two."""
    words = [word for word in name.split() if word[0].isalnum()]
    if not words:
        return "–"
    letters = words[0][:2] if len(words) == 1 else words[0][0] + words[1][0]
    return letters.upper()


def capitalised(text: str) -> str:
    """Return the text with a capital first letter and the rest as it was."""
    return text[:1].upper() + text[1:]


# Each browser also names those it descends from, so the order decides.
_BROWSERS = {
    "Edg/": "Edge",
    "OPR/": "Opera",
    "Firefox/": "Firefox",
    "Chrome/": "Chrome",
    "Safari/": "Safari",
}
_SYSTEMS = {
    "iPhone": "an iPhone",
    "iPad": "an iPad",
    "Android": "Android",
    "Windows": "Windows",
    "Mac OS": "a Mac",
    "Linux": "Linux",
}


def browser(user_agent: str) -> str:
    """Return “Firefox on Linux” for what a browser says of itself."""

    def named(names: dict[str, str], otherwise: str) -> str:
        return next((n for sign, n in names.items() if sign in user_agent), otherwise)

    return f"{named(_BROWSERS, 'A browser')} on {named(_SYSTEMS, 'another system')}"


def file_size(file: KeptFile, locale: str = "en_GB") -> str:
    """Return “340 kB” or “1.2 MB”, as they write it there."""
    size, unit = file.measured
    return str(format_unit(size, f"digital-{unit}", "short", locale=locale))
