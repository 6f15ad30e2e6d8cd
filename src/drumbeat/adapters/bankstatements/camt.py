"""CAMT.052, .053 and .054 (ISO 20022) of any version."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from lxml import etree

from drumbeat.adapters.bankstatements.safe_xml import root_of
from drumbeat.adapters.bankstatements.values import (
    Balance,
    bounded,
    currency_of,
    day,
    iban,
    money,
    one_per_currency,
    shown,
    tidy,
    unreadable,
)
from drumbeat.core.bank_lines import BankLine, BankStatement
from drumbeat.core.money import Money, exponent, total

_MESSAGES = {"BkToCstmrStmt", "BkToCstmrAcctRpt", "BkToCstmrDbtCdtNtfctn"}
_STATEMENTS = {"Stmt", "Rpt", "Ntfctn"}
_OPENING, _CLOSING = ("OPBD", "PRCD"), ("CLBD",)
_DAY = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})(?:[TZ+-].*)?", re.DOTALL)
_BOOKED, _NOT_BOOKED = {"BOOK"}, {"PDNG", "FUTR", "INFO"}
_NO_ID = {"", "NOTPROVIDED", "NONREF"}


@dataclass(frozen=True, slots=True)
class _Part:
    """An element of the file, asked for its parts by path: `Acct/Id/IBAN`.

    `space` is the namespace of the document, which differs with every version.
    """

    element: etree._Element
    space: str

    def all(self, path: str) -> Iterator[_Part]:
        for element in self.element.iterfind(self._named(path)):
            yield _Part(element, self.space)

    def text(self, *paths: str) -> str:
        """Return the first of the paths that says something."""
        for path in paths:
            said = (self.element.findtext(self._named(path)) or "").strip()
            if said:
                return said
        return ""

    def joined(self, path: str) -> str:
        return tidy(" ".join(part.element.text or "" for part in self.all(path)))

    def _named(self, path: str) -> str:
        return _in_space(self.space, path)


@lru_cache(maxsize=256)
def _in_space(space: str, path: str) -> str:
    return "/".join(f"{space}{step}" for step in path.split("/"))


def read(content: bytes) -> tuple[BankStatement, ...]:
    """Return the statements in their order, one per currency of an account."""
    root = root_of(content)
    space = root.tag[: root.tag.rfind("}") + 1]
    found: list[BankStatement] = []
    for message in root:
        if etree.QName(message).localname not in _MESSAGES:
            continue
        for element in message:
            if etree.QName(element).localname in _STATEMENTS:
                found += _statements(_Part(element, space))
    if not found:
        raise unreadable(
            "This XML holds no statement of an account.",
            "Ask the bank for CAMT.053, CAMT.052 or CAMT.054.",
        )
    return tuple(found)


def _statements(statement: _Part) -> list[BankStatement]:
    account = statement.text("Acct/Id/IBAN", "Acct/Id/Othr/Id")
    where = f"The account {shown(account)}" if account else "The account"
    said = statement.text("Acct/Ccy")
    lines: list[BankLine] = []
    pending: list[str] = []
    for number, entry in enumerate(bounded(statement.all("Ntry")), start=1):
        place = f"Entry {number} of {shown(account) or 'the account'}"
        if _is_booked(entry, place):
            lines += _lines(entry, place)
        else:
            pending.append(_amount(entry, "Amt", place).currency)
    found = one_per_currency(
        tidy(account),
        currency_of(said, where) if said else "",
        lines,
        _balances(statement, where),
        pending,
    )
    if not found:
        raise unreadable(f"{where} does not say its currency.")
    return found


def _is_booked(entry: _Part, place: str) -> bool:
    status = entry.text("Sts/Cd", "Sts")
    if status not in _BOOKED | _NOT_BOOKED:
        raise unreadable(f"{place} does not say whether it is booked.")
    return status in _BOOKED


def _balances(statement: _Part, where: str) -> list[Balance]:
    """Return the booked balances; an opening one goes before a previous closing one."""
    ranked = []
    for balance in statement.all("Bal"):
        kind = balance.text("Tp/CdOrPrtry/Cd")
        if kind in (*_OPENING, *_CLOSING):
            amount = _signed(balance, _amount(balance, "Amt", where), where)
            rank = _OPENING.index(kind) if kind in _OPENING else 0
            ranked.append((rank, Balance(amount, kind in _OPENING)))
    return [balance for _, balance in sorted(ranked, key=lambda pair: pair[0])]


def _lines(entry: _Part, place: str) -> list[BankLine]:
    """Return one line for each payment of a batch that adds up, else one in all."""
    amount = _signed(entry, _amount(entry, "Amt", place), place)
    on = _booked_on(entry, place)
    details = list(entry.all("NtryDtls/TxDtls"))
    if len(details) == 1:
        return [_line(entry, details[0], amount, on)]
    shares = [_share(entry, detail, place) for detail in details]
    known = [share for share in shares if share is not None]
    if (
        details
        and len(known) == len(details)
        and {share.currency for share in known} == {amount.currency}
        and total(known, amount.currency) == amount
    ):
        return [
            _line(entry, detail, share, on)
            for detail, share in zip(details, known, strict=True)
        ]
    return [_in_one(entry, details, amount, on)]


def _share(entry: _Part, detail: _Part, place: str) -> Money | None:
    """Return the amount of one payment of a batch, None where none is given."""
    for path in ("Amt", "AmtDtls/TxAmt/Amt"):
        if detail.text(path):
            amount = _amount(detail, path, place)
            return _signed(detail if detail.text("CdtDbtInd") else entry, amount, place)
    return None


def _in_one(entry: _Part, details: list[_Part], amount: Money, on: date) -> BankLine:
    """Return an entry as one line that has every text, so that none is lost."""
    said = [detail.joined("RmtInf/Ustrd") for detail in details]
    named = [detail.joined("RmtInf/Strd/CdtrRefInf/Ref") for detail in details]
    return BankLine(
        booked_on=on,
        amount=amount,
        text=tidy(" ".join([entry.text("AddtlNtryInf"), *said])),
        reference=tidy(" ".join(named)),
        bank_id=tidy(entry.text("AcctSvcrRef")),
    )


def _line(entry: _Part, detail: _Part, amount: Money, on: date) -> BankLine:
    # A reversal names the parties of what it reverses.
    is_reversal = entry.text("RvslInd") in ("true", "1")
    role = "Dbtr" if (amount.minor >= 0) is not is_reversal else "Cdtr"
    end_to_end = detail.text("Refs/EndToEndId")
    return BankLine(
        booked_on=on,
        amount=amount,
        text=detail.joined("RmtInf/Ustrd")
        or tidy(detail.text("AddtlTxInf") or entry.text("AddtlNtryInf")),
        payer=tidy(detail.text(f"RltdPties/{role}/Pty/Nm", f"RltdPties/{role}/Nm")),
        payer_iban=iban(detail.text(f"RltdPties/{role}Acct/Id/IBAN")),
        reference=detail.joined("RmtInf/Strd/CdtrRefInf/Ref"),
        bank_id=tidy(
            end_to_end
            if end_to_end not in _NO_ID
            else detail.text("Refs/AcctSvcrRef") or entry.text("AcctSvcrRef")
        ),
    )


def _amount(part: _Part, path: str, where: str) -> Money:
    found = next(part.all(path), None)
    if found is None:
        raise unreadable(f"{where} has no amount.")
    currency = currency_of(found.element.get("Ccy", ""), where)
    text = (found.element.text or "").strip()
    # ISO 20022 allows five decimals of any currency, and only with a point: those
    # that are zeros say nothing.
    whole, point, decimals = text.partition(".")
    kept = exponent(currency)
    if point and not decimals[kept:].strip("0"):
        text = f"{whole}.{decimals[:kept]}"
    if text.startswith(("-", "+")):
        raise unreadable(f"{where}: “{shown(text)}” has a sign beside its direction.")
    return money(text, currency, where)


def _signed(part: _Part, amount: Money, where: str) -> Money:
    """Return the amount as it moved; that of a reversal says its own direction."""
    direction = part.text("CdtDbtInd")
    if direction not in ("CRDT", "DBIT"):
        raise unreadable(f"{where} does not say whether money came in or went out.")
    return amount if direction == "CRDT" else -amount


def _booked_on(entry: _Part, place: str) -> date:
    text = entry.text("BookgDt/Dt", "BookgDt/DtTm", "ValDt/Dt", "ValDt/DtTm")
    found = _DAY.fullmatch(text)
    if not found:
        raise unreadable(f"{place}: “{shown(text)}” is not a date.")
    year, month, of_month = (int(digits) for digits in found.groups())
    return day(year, month, of_month, text=text, where=place)
