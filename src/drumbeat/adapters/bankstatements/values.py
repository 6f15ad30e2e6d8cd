"""Amounts, days and texts as the files of banks write them: exact, or refused."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from drumbeat.core.bank_lines import BankLine, BankStatement, StatementUnreadable
from drumbeat.core.money import CURRENCIES, Money, NotAnAmount, exponent

Thing = TypeVar("Thing")

LINES_MAX = 100_000
_AMOUNT = re.compile(r"[+-]?(?:[0-9]{1,15}(?:\.([0-9]{0,6}))?|\.([0-9]{1,6}))")
_IBAN = re.compile(r"[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}")
_FIRST_YEAR, _LAST_YEAR = 1970, 2999
_TEXT_MAX = 1_000
_SHOWN_MAX = 40
_AGAIN = "Ask the bank for the file again; nothing was read."


@dataclass(frozen=True, slots=True)
class Balance:
    """What a file says an account held, before or after its lines."""

    amount: Money
    is_opening: bool


def unreadable(problem: str, advice: str = _AGAIN) -> StatementUnreadable:
    """Return the refusal that says what is wrong, where, and what to do."""
    return StatementUnreadable(problem=f"{problem} {advice}")


def money(text: str, currency: str, where: str) -> Money:
    """Read “-1234.50”: a point before the decimals and nothing between thousands.

    More decimals than the currency has are refused even when they are zeros:
    “2.000” may be two thousand.
    """
    found = _AMOUNT.fullmatch(text)
    digits = len((found[1] or found[2] or "") if found else "")
    try:
        if found and digits <= exponent(currency):
            return Money.parse(text, currency)
    except NotAnAmount:
        pass  # beyond what any amount may be
    raise unreadable(f"{where}: “{shown(text)}” is not an amount in {currency}.")


def currency_of(text: str, where: str) -> str:
    """Read the code of a currency in use (ISO 4217)."""
    code = text.strip().upper()
    if code not in CURRENCIES:
        raise unreadable(f"{where}: “{shown(text)}” is not a currency.")
    return code


def day(year: int, month: int, of_month: int, *, text: str, where: str) -> date:
    """Return a day of the calendar; `text` is what the file says."""
    try:
        found = date(year, month, of_month)
    except ValueError:
        found = date.min
    if not _FIRST_YEAR <= found.year <= _LAST_YEAR:
        raise unreadable(f"{where}: “{shown(text)}” is not a date.")
    return found


def bounded(things: Iterable[Thing], most: int = LINES_MAX) -> Iterator[Thing]:
    """Yield what a file holds, and refuse it where that is more than any account's."""
    for number, thing in enumerate(things):
        if number >= most:
            raise unreadable(
                "The file holds more lines than can be read at once.",
                "Export a shorter period.",
            )
        yield thing


def tidy(text: str | None) -> str:
    """Return one line of printable characters, bounded."""
    line = " ".join((text or "")[: 4 * _TEXT_MAX].split())
    if not line.isprintable():
        line = "".join(letter for letter in line if letter.isprintable())
    return line[:_TEXT_MAX]


def shown(text: str) -> str:
    """Return what of a text goes into a sentence."""
    line = tidy(text)
    return line if len(line) <= _SHOWN_MAX else f"{line[:_SHOWN_MAX]}…"


def iban(text: str | None) -> str:
    """Return the IBAN without spaces, or nothing where it is no IBAN."""
    compact = "".join((text or "").split()).upper()
    return compact if _IBAN.fullmatch(compact) else ""


def one_per_currency(
    account: str,
    currency: str,
    lines: Iterable[BankLine],
    balances: Iterable[Balance] = (),
    pending: Iterable[str] = (),
) -> list[BankStatement]:
    """Return a statement for each currency of an account, `currency` (if any) first.

    `pending` names the currency of each line that is not booked yet. Of several
    balances the first counts.
    """
    by_currency: dict[str, list[BankLine]] = {currency: []} if currency else {}
    for line in lines:
        by_currency.setdefault(line.amount.currency, []).append(line)
    held: dict[tuple[str, bool], Money] = {}
    for balance in balances:
        by_currency.setdefault(balance.amount.currency, [])
        held.setdefault((balance.amount.currency, balance.is_opening), balance.amount)
    waiting = list(pending)
    for code in waiting:
        by_currency.setdefault(code, [])
    return [
        BankStatement(
            account=account,
            currency=code,
            lines=tuple(booked),
            opening=held.get((code, True)),
            closing=held.get((code, False)),
            pending=waiting.count(code),
        )
        for code, booked in by_currency.items()
    ]
