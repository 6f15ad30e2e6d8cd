"""OFX 1 (SGML) and OFX 2 (XML): bank and card statements."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from xml.sax.saxutils import unescape

from lxml import etree

from drumbeat.adapters.bankstatements.encodings import beginning, decoded
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
from drumbeat.core.money import Money

_TAG = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9._]*)([^<>]*)>([^<]*)")
_TAGS_MAX, _STATEMENTS_MAX = 2_000_000, 1_000
_ENTITIES = {"&quot;": '"', "&apos;": "'", "&nbsp;": " "}
_CHARSETS = {"1252": "cp1252", "8859-1": "latin-1", "ISO-8859-1": "latin-1"}
_DECLARED = re.compile(
    r"(ENCODING|CHARSET)\s*:\s*([A-Za-z0-9-]+?)(?=COMPRESSION|CHARSET|\s|$)"
)
_DAY = re.compile(
    r"([0-9]{4})([0-9]{2})([0-9]{2})(?:[0-9]{2,6}(?:\.[0-9]+)?)?(?:\[[^\]]*\])?"
)
_STATEMENTS = {"STMTRS", "CCSTMTRS"}
# Where a tag means something else than elsewhere: NAME in PAYEE, ACCTID in BANKACCTTO.
_AGGREGATES = {
    "BANKACCTFROM",
    "CCACCTFROM",
    "BANKACCTTO",
    "CCACCTTO",
    "BANKTRANLIST",
    "BANKTRANLISTP",
    "STMTTRN",
    "STMTTRNP",
    "PAYEE",
    "CURRENCY",
    "ORIGCURRENCY",
    "LEDGERBAL",
    "AVAILBAL",
    "BALLIST",
    "IMAGEDATA",
}


@dataclass(slots=True)
class _Draft:
    """A statement while its tags are read: what it said by aggregate and tag."""

    said: dict[str, str] = field(default_factory=dict)
    entries: list[dict[str, str]] = field(default_factory=list)
    pending: int = 0
    amounts: int = 0
    inside: list[str] = field(default_factory=list)

    def enter(self, tag: str) -> None:
        """Begin an aggregate; one that is open already lacks its end."""
        self.leave(tag)
        self.inside.append(tag)
        if tag == "STMTTRN":
            self.entries.append({})
        elif tag == "STMTTRNP":
            self.pending += 1

    def leave(self, tag: str) -> None:
        """End an aggregate, and those within it."""
        if tag in self.inside:
            del self.inside[self.inside.index(tag) :]

    def note(self, tag: str, said: str) -> None:
        """Keep what a tag says where it first stands in its aggregate."""
        self.amounts += tag == "TRNAMT"
        target = self.entries[-1] if "STMTTRN" in self.inside else self.said
        at_top = not self.inside or self.inside[-1] == "STMTTRN"
        path = tag if at_top else f"{self.inside[-1]}/{tag}"
        target.setdefault(path, unescape(said, _ENTITIES) if "&" in said else said)


def read(content: bytes) -> tuple[BankStatement, ...]:
    """Return the statements in their order, one per currency of an account."""
    found = [
        statement
        for draft in bounded(_drafts(_text(content)), _STATEMENTS_MAX)
        for statement in _statements(draft)
    ]
    if not found:
        raise unreadable(
            "This OFX file holds no statement of a bank account or card.",
            "Export the transactions of an account or a card, not of investments.",
        )
    return tuple(found)


def _text(content: bytes) -> str:
    """Return the tags of either version, those of XML only after its checks."""
    head = beginning(content)
    if head.startswith("<?"):
        return str(etree.tostring(root_of(content.lstrip()), encoding="unicode"))
    said = head.partition("<")[0].upper()
    declared = dict(_DECLARED.findall(said))
    is_utf8 = declared.get("ENCODING", "") in ("UTF-8", "UTF8")
    text = decoded(
        content, "utf-8" if is_utf8 else _CHARSETS.get(declared.get("CHARSET", ""), "")
    )
    if "<!DOCTYPE" in text or "<!ENTITY" in text:
        raise unreadable("The file brings a document type, which no bank's has.")
    if "</OFX>" not in text.upper():
        raise unreadable("The OFX file breaks off before its end (</OFX>).")
    return text


def _drafts(text: str) -> Iterator[_Draft]:
    current: _Draft | None = None
    for match in bounded(_TAG.finditer(text), _TAGS_MAX):
        closing, name, rest, value = match.groups()
        tag = name.upper()
        if tag in _STATEMENTS:
            if current is not None:
                yield current
            current = None if closing else _Draft()
        elif current is not None:
            _take(current, tag, is_end=bool(closing), is_empty=rest.endswith("/"))
            if not closing and tag not in _AGGREGATES and (said := value.strip()):
                current.note(tag, said)
    if current is not None:
        yield current


def _take(draft: _Draft, tag: str, *, is_end: bool, is_empty: bool) -> None:
    if tag not in _AGGREGATES:
        return
    if is_end:
        draft.leave(tag)
    elif not is_empty:
        draft.enter(tag)


def _statements(draft: _Draft) -> list[BankStatement]:
    said = draft.said
    account = tidy(said.get("BANKACCTFROM/ACCTID") or said.get("CCACCTFROM/ACCTID"))
    where = f"The account {shown(account)}" if account else "The account"
    currency = currency_of(said["CURDEF"], where) if "CURDEF" in said else ""
    lines = [
        _line(entry, currency, f"Transaction {number} of {shown(account) or where}")
        for number, entry in enumerate(draft.entries, start=1)
    ]
    if draft.amounts != len(lines) + draft.pending:
        # A lost <STMTTRN> would hide a transaction in the one before it.
        raise unreadable(
            f"{where} has {draft.amounts} amounts for {len(lines)} transactions."
        )
    balances = []
    if currency and (held := said.get("LEDGERBAL/BALAMT")):
        balances.append(Balance(_amount(held, currency, where), is_opening=False))
    found = one_per_currency(
        account,
        currency,
        lines,
        balances,
        [currency] * draft.pending if currency else [],
    )
    if not found:
        raise unreadable(f"{where} does not say its currency (CURDEF).")
    return found


def _line(entry: dict[str, str], currency: str, where: str) -> BankLine:
    said = entry.get("CURRENCY/CURSYM")
    code = currency_of(said, where) if said else currency
    if not code:
        raise unreadable(f"{where} does not say its currency (CURDEF).")
    return BankLine(
        booked_on=_booked_on(entry.get("DTPOSTED", ""), where),
        amount=_amount(entry.get("TRNAMT", ""), code, where),
        text=tidy(entry.get("MEMO")),
        payer=tidy(entry.get("NAME") or entry.get("PAYEE/NAME")),
        payer_iban=iban(entry.get("BANKACCTTO/ACCTID")),
        reference=tidy(entry.get("REFNUM")),
        bank_id=tidy(entry.get("FITID")),
    )


def _amount(text: str, currency: str, where: str) -> Money:
    """Read an amount; the one comma or point stands before its decimals."""
    compact = "".join(text.split())
    if compact.count(",") == 1 and "." not in compact:
        compact = compact.replace(",", ".")
    return money(compact, currency, where)


def _booked_on(text: str, where: str) -> date:
    found = _DAY.fullmatch(text)
    if not found:
        raise unreadable(f"{where}: “{shown(text)}” is not a date (YYYYMMDD).")
    year, month, of_month = (int(digits) for digits in found.groups())
    return day(year, month, of_month, text=text, where=where)
