"""MT940 and MT942 (SWIFT), with the German and the Dutch way to fill field 86."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date

from drumbeat.adapters.bankstatements.encodings import decoded
from drumbeat.adapters.bankstatements.mt940_details import Details, details_of
from drumbeat.adapters.bankstatements.values import (
    Balance,
    bounded,
    currency_of,
    day,
    money,
    one_per_currency,
    shown,
    tidy,
    unreadable,
)
from drumbeat.core.bank_lines import BankLine, BankStatement

_FIELD = re.compile(r"^:\n?([0-9A-Z]{2,3}):", re.MULTILINE)
_KNOWN = frozenset(
    """13 13D 20 21 25 25P 28 28C 34F 60 60F 60M 61 62 62F 62M 64 65 86 90C 90D
    NS""".split()
)
_ENVELOPE = re.compile(r"\{[1245]:|^-\}?$|^-?\}", re.MULTILINE)
_LINE = re.compile(
    r"(?P<day>[0-9]{6})(?P<entry>[0-9]{4}|[ ]{4})?(?P<mark>R?[CD])[A-Z]?[ \n]?"
    r"(?P<amount>[0-9]{1,12},[0-9]{0,3})[A-Z][A-Z0-9 ]{3}(?P<references>[^\n]*)"
)
_BALANCE = re.compile(
    r"(?P<mark>[CD])(?P<day>[0-9]{6})(?P<currency>[A-Z]{3})"
    r"(?P<amount>[0-9]{1,15},[0-9]{0,3})"
)
_FLOOR = re.compile(r"([A-Z]{3})[CD]?[0-9]{1,15},[0-9]{0,3}")
# SWIFT: the reversal of a credit takes money out, that of a debit brings it back.
_OUT = {"D", "RC"}
_CENTURY_TURNS = 80
_FIELDS_MAX = 250_000
# Dates of one statement lie together; written day first they read as decades apart.
_DAYS_MAX = 3 * 366
# Words that say there is none, or that field 86 has it.
_NO_REFERENCE = {"", "NONREF", "NOTPROVIDED", "EREF", "PREF", "MARF", "KREF+"}


@dataclass(frozen=True, slots=True)
class _Field:
    """A field of the file, and the line of the file it begins in."""

    tag: str
    text: str
    line: int

    @property
    def where(self) -> str:
        return f"Line {self.line} (field :{self.tag}:)"


@dataclass(slots=True)
class _Draft:
    """A statement while its fields are read."""

    account: str = ""
    currency: str = ""
    opening: _Field | None = None
    closing: _Field | None = None
    entries: list[tuple[_Field, _Field | None]] = field(default_factory=list)

    @property
    def goes_on(self) -> bool:
        """Say whether it is a further page of the statement before it."""
        return self.opening is not None and self.opening.tag == "60M"


def read(content: bytes) -> tuple[BankStatement, ...]:
    """Return the statements in their order, their pages put together."""
    found: list[BankStatement] = []
    for draft in _drafts(_fields(decoded(content))):
        statement = _statement(draft)
        if draft.goes_on and found and _follows(found[-1], statement):
            found[-1] = replace(
                found[-1],
                lines=found[-1].lines + statement.lines,
                closing=statement.closing,
            )
        else:
            found.append(statement)
    if not found:
        raise unreadable("The file holds no statement (field :20:).")
    return tuple(found)


def _follows(earlier: BankStatement, later: BankStatement) -> bool:
    return (
        (earlier.account, earlier.currency) == (later.account, later.currency)
        and earlier.closing is not None
        and earlier.closing == later.opening
    )


def _fields(text: str) -> Iterator[_Field]:
    matches = list(bounded(_FIELD.finditer(text), _FIELDS_MAX))
    ends = [*(match.start() for match in matches[1:]), len(text)]
    line, counted = 1, 0
    # Without any field there is still the end of the text.
    for match, end in zip(matches, ends, strict=False):
        line += text.count("\n", counted, match.start())
        counted = match.start()
        if match[1] not in _KNOWN:
            raise unreadable(f"Line {line} begins with the unknown field :{match[1]}:.")
        said = text[match.end() : end]
        if "{" in said or "}" in said or "\n-" in said:
            said = _ENVELOPE.split(said, maxsplit=1)[0]
        yield _Field(match[1], said.strip("\n"), line)


def _drafts(fields: Iterator[_Field]) -> Iterator[_Draft]:
    """Yield what stands between two fields 20; field 86 belongs to the 61 before it."""
    draft: _Draft | None = None
    before = ""
    for one in fields:
        if one.tag == "20":
            if draft is not None:
                yield draft
            draft = _Draft()
        elif draft is None:
            raise unreadable(f"{one.where} stands before the first statement (:20:).")
        else:
            _take(draft, one, before)
        before = one.tag
    if draft is not None:
        yield draft


def _take(draft: _Draft, one: _Field, before: str) -> None:
    kind = one.tag[:2]
    if kind == "25":
        draft.account = tidy(one.text)
    elif kind == "34" and not draft.currency:
        draft.currency = _currency_of_floor(one)
    elif kind == "60":
        draft.opening = draft.opening or one
    elif kind == "61":
        draft.entries.append((one, None))
    elif kind == "62":
        draft.closing = one
    elif kind == "86" and before == "61":  # after field 62 it is of the statement
        draft.entries[-1] = (draft.entries[-1][0], one)


def _currency_of_floor(one: _Field) -> str:
    found = _FLOOR.fullmatch(one.text.strip())
    if not found:
        raise unreadable(f"{one.where}: “{shown(one.text)}” is no amount.")
    return currency_of(found[1], one.where)


def _statement(draft: _Draft) -> BankStatement:
    balances, days = [], []
    for one in (draft.opening, draft.closing):
        if one is not None:
            balance, on = _balance(one)
            balances.append(balance)
            days.append(on)
    if draft.opening and not draft.closing:
        raise unreadable(
            f"The statement of {draft.account or 'the account'} breaks off before "
            "its closing balance (:62F:)."
        )
    currency = balances[0].amount.currency if balances else draft.currency
    if not currency:
        raise unreadable(
            f"The statement of {draft.account or 'the account'} does not say its "
            "currency."
        )
    lines = [_line(entry, told, currency) for entry, told in draft.entries]
    _check_days([*days, *(line.booked_on for line in lines)], draft)
    statements = one_per_currency(draft.account, currency, lines, balances)
    if len(statements) > 1:
        raise unreadable(
            f"The balances of {draft.account or 'the account'} are in two currencies."
        )
    return statements[0]


def _check_days(days: list[date], draft: _Draft) -> None:
    if days and (max(days) - min(days)).days > _DAYS_MAX:
        raise unreadable(
            f"The dates of {draft.account or 'the account'} lie years apart "
            f"({min(days)} and {max(days)}), so they are not written YYMMDD."
        )


def _balance(one: _Field) -> tuple[Balance, date]:
    found = _BALANCE.fullmatch(one.text.strip())
    if not found:
        raise unreadable(f"{one.where}: “{shown(one.text)}” is no balance.")
    currency = currency_of(found["currency"], one.where)
    amount = money(_pointed(found["amount"]), currency, one.where)
    amount = -amount if found["mark"] == "D" else amount
    return Balance(amount, one.tag.startswith("60")), _day(found["day"], one.where)


def _line(entry: _Field, told: _Field | None, currency: str) -> BankLine:
    found = _LINE.match(entry.text)
    if not found:
        raise unreadable(f"{entry.where}: “{shown(entry.text)}” is no statement line.")
    amount = money(_pointed(found["amount"]), currency, entry.where)
    customer, _, bank = found["references"].partition("//")
    customer = "" if customer.strip() in _NO_REFERENCE else tidy(customer)
    details = details_of(told.text) if told else Details()
    text = details.text or tidy(entry.text[found.end() :])
    if customer not in text:
        text = tidy(f"{customer} {text}")
    return BankLine(
        booked_on=_booked_on(found, entry.where),
        amount=-amount if found["mark"] in _OUT else amount,
        text=text,
        payer=details.payer,
        payer_iban=details.payer_iban,
        reference=details.reference,
        bank_id=details.end_to_end or tidy(bank),
    )


def _pointed(amount: str) -> str:
    return amount.replace(",", ".")


def _booked_on(found: re.Match[str], where: str) -> date:
    """Return the day of entry, whose year is that nearest to the value date."""
    value = _day(found["day"], where)
    entry = (found["entry"] or "").strip()
    if not entry:
        return value
    near = []
    for year in (value.year - 1, value.year, value.year + 1):
        try:
            near.append(date(year, int(entry[:2]), int(entry[2:])))
        except ValueError:
            continue  # 29 February is not in every year
    if not near:
        raise unreadable(f"{where}: “{entry}” is not a date (MMDD).")
    return min(near, key=lambda on: abs(on - value))


def _day(text: str, where: str) -> date:
    year = int(text[:2])
    century = 1900 if year >= _CENTURY_TURNS else 2000
    return day(century + year, int(text[2:4]), int(text[4:]), text=text, where=where)
