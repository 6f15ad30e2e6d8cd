"""What people type into a field: amounts as they write them, numbers of invoices."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from drumbeat.core.money import Money, NotAnAmount
from drumbeat.core.remittance import reference_key

WORDS_MAX = 8  # of a search; what comes after them narrows nothing any more

_SIGNS = re.compile(r"[\s'’]|[€$£¥]|(?<![A-Za-z])[A-Z]{3}(?![A-Za-z])")
_PLAIN = re.compile(r"\d+(\.\d+)?")
_GROUPED = re.compile(r"\d{1,3}([.,])\d{3}(\1\d{3})*")
_RF = re.compile(r"^RF\d\d")
_NUMBER = re.compile(r"(?P<name>[A-Z]*)(?P<year>20\d\d)?(?P<running>\d{1,9})")


@dataclass(frozen=True, slots=True)
class Sought:
    """What a search may mean; each part is empty when the text cannot mean it."""

    words: tuple[str, ...] = ()  # all of them must be found
    running: tuple[tuple[int | None, int], ...] = ()  # (year, running number)
    amount: Decimal | None = None


def read_amount(text: str, currency: str) -> Money:
    """Read “1,234.50”, “1.234,50”, “€ 1234,5” or “-5”.

    :raises NotAnAmount: it is none, or has more decimals than the currency
    """
    size = text.strip().lstrip("-−")
    try:
        amount = Money.parse(_plain(size), currency)
        return amount if size == text.strip() else -amount
    except NotAnAmount as refused:
        # What was typed is what one looks for in the sentence.
        raise NotAnAmount(**(refused.facts | {"text": text})) from None


def read_search(text: str) -> Sought:
    """Return what the text may mean: words, the number of a document, an amount."""
    plain = _plain(text)
    return Sought(
        words=tuple(text.split()[:WORDS_MAX]),
        running=_running(text),
        amount=Decimal(plain) if plain else None,
    )


def _plain(text: str) -> str:
    """Return an amount as digits with at most one point, or nothing.

    Three digits after a single mark are thousands: nobody bills in tenths of a cent.
    """
    digits = _SIGNS.sub("", text.strip())
    marks = [place for place, sign in enumerate(digits) if sign in ".,"]
    if not marks or _GROUPED.fullmatch(digits):
        plain = _without_marks(digits)
    else:
        whole, cents = digits[: marks[-1]], digits[marks[-1] + 1 :]
        grouped = _GROUPED.fullmatch(whole)
        if not whole.isdecimal() and (not grouped or grouped[1] == digits[marks[-1]]):
            return ""
        plain = f"{_without_marks(whole)}.{cents}"
    return plain if plain.isascii() and _PLAIN.fullmatch(plain) else ""


def _without_marks(digits: str) -> str:
    return digits.replace(",", "").replace(".", "")


def _running(text: str) -> tuple[tuple[int | None, int], ...]:
    """Return every way to read “INV-2026-0053”, “2026-53”, “53” or an RF reference."""
    key = _RF.sub("", reference_key(text))
    found = _NUMBER.fullmatch(key)
    if found is None:
        return ()
    name, year, running = found["name"], found["year"], found["running"]
    ways: list[tuple[int | None, int]] = []
    if year:
        ways.append((int(year), int(running)))
    if not name:
        ways.append((None, int(f"{year or ''}{running}")))
    elif not year:
        ways.append((None, int(running)))
    return tuple(ways)
