"""QIF: it names no currency and no order of day and month, so both must be sure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from drumbeat.adapters.bankstatements.encodings import decoded
from drumbeat.adapters.bankstatements.values import (
    bounded,
    day,
    money,
    shown,
    tidy,
    unreadable,
)
from drumbeat.core.bank_lines import BankLine, BankStatement
from drumbeat.core.money import Money

_ACCOUNTS = {"!type:bank", "!type:ccard", "!type:cash", "!type:oth a", "!type:oth l"}
_ISO = re.compile(r"([0-9]{4})[-/]([0-9]{1,2})[-/]([0-9]{1,2})")
# “1/31/2026”, “31.01.2026”, “1/31'26”, “1/31' 6”.
_SHORT = re.compile(r"([0-9]{1,2})[-/. ]+([0-9]{1,2})[-/.' ]+([0-9]{4}|[0-9]{1,2})")
_GROUPED = re.compile(
    r"([+-]?[0-9]{1,3}(?:,[0-9]{3})+)(\.[0-9]{1,3})|([+-]?[0-9]+(?:\.[0-9]*)?)"
)
_ONCE = {"D", "T"}
_MONTHS = 12
_CENTURY = 2000


@dataclass(slots=True)
class _Record:
    """The fields of one transaction by their letter, the first of each."""

    line: int
    said: dict[str, str] = field(default_factory=dict)

    @property
    def where(self) -> str:
        return f"The transaction in line {self.line}"


def read(content: bytes, currency: str) -> tuple[BankStatement, ...]:
    """Return the one account of the file, in `currency`, which the file cannot say."""
    if not currency:
        raise unreadable(
            "A QIF file does not say its currency.",
            "Ask the bank for OFX or CAMT.053 instead.",
        )
    records = list(bounded(_records(decoded(content))))
    month_first = _month_first(records)
    lines = tuple(_line(record, currency, month_first) for record in records)
    return (BankStatement(account="", currency=currency, lines=lines),)


def _records(text: str) -> Iterator[_Record]:
    """Yield the transactions of the file's one account."""
    record: _Record | None = None
    for number, line in _account_lines(text):
        if not line.startswith("^"):
            record = record or _Record(number)
            if line[0] in _ONCE and line[0] in record.said:
                raise unreadable(f"{record.where} runs into the next: a ^ is missing.")
            record.said.setdefault(line[0], line[1:].strip())
        elif record is not None:
            yield record
            record = None
    if record is not None:
        raise unreadable(f"{record.where} is not ended (^): the file breaks off.")


def _account_lines(text: str) -> Iterator[tuple[int, str]]:
    """Yield the numbered lines of the account; lists of names are passed over."""
    is_account, accounts = False, 0
    for number, line in enumerate(text.split("\n"), start=1):
        if line.startswith("!"):
            is_account = line.strip().casefold() in _ACCOUNTS
            accounts += is_account
        elif is_account and line.strip():
            yield number, line
    if accounts != 1:
        raise unreadable(
            f"This QIF file holds {accounts} bank, card or cash accounts.",
            "Export one account at a time.",
        )


def _line(record: _Record, currency: str, month_first: bool) -> BankLine:
    said = record.said
    return BankLine(
        booked_on=_booked_on(record, month_first),
        amount=_amount(said.get("T") or said.get("U", ""), currency, record.where),
        text=tidy(said.get("M")),
        payer=tidy(said.get("P")),
        reference=tidy(said.get("N")),
    )


def _amount(text: str, currency: str, where: str) -> Money:
    """Read “1,234.50” and “1234.5”; a comma without a point may mean either."""
    found = _GROUPED.fullmatch(text)
    if not found:
        raise unreadable(f"{where}: “{shown(text)}” is not an amount in {currency}.")
    plain = found[3] or f"{found[1].replace(',', '')}{found[2]}"
    return money(plain, currency, where)


def _month_first(records: list[_Record]) -> bool:
    """Tell from all dates whether the month comes first; both ways must not be open."""
    firsts, seconds = set(), set()
    for record in records:
        found = _SHORT.fullmatch(record.said.get("D", ""))
        if found:
            firsts.add(int(found[1]))
            seconds.add(int(found[2]))
    if not firsts:
        return True
    month_first, day_first = max(firsts) <= _MONTHS, max(seconds) <= _MONTHS
    if month_first == day_first:
        raise unreadable(
            "The dates of this QIF file may be read with the day or the month first.",
            "Export a longer period, or ask the bank for OFX or CAMT.053 instead.",
        )
    return month_first


def _booked_on(record: _Record, month_first: bool) -> date:
    text = record.said.get("D", "")
    if found := _ISO.fullmatch(text):
        year, month, of_month = (int(digits) for digits in found.groups())
    elif found := _SHORT.fullmatch(text):
        one, two, year = (int(digits) for digits in found.groups())
        month, of_month = (one, two) if month_first else (two, one)
        year += 0 if len(found[3]) == len("2026") else _CENTURY
    else:
        raise unreadable(f"{record.where}: “{shown(text)}” is not a date.")
    return day(year, month, of_month, text=text, where=record.where)
