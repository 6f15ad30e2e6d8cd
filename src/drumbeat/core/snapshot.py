"""Canonical JSON, its hash, and the way back from the frozen form of a document.

`snapshot_text` is the way there.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from unicodedata import normalize

from drumbeat.core.documents import (
    Deliverable,
    InvoiceDocument,
    Lane,
    Line,
    PlannedReminder,
    Tax,
    TaxSubtotal,
    Totals,
    UpdatePage,
)
from drumbeat.core.money import Money
from drumbeat.core.party import Buyer, Contact, PostalAddress, Seller

SCHEMA = 1
Json = dict[str, Any]
# One for all documents: making an encoder costs as much as spelling a small one.
_CANONICAL = json.JSONEncoder(
    sort_keys=True, ensure_ascii=False, separators=(",", ":"), check_circular=False
)


def canonical_json(value: object) -> bytes:
    """Return one spelling of a value: sorted keys, NFC text, no floats (RFC 8785).

    Money becomes {"currency", "minor"}, decimals and days become strings.
    """
    return json.dumps(
        _plain(value), sort_keys=True, ensure_ascii=False, separators=(",", ":")
    ).encode()


def canonical_text(plain: Mapping[str, Any]) -> str:
    """Spell plain JSON values, as a snapshot has them, the same way but quicker.

    Nothing is converted, and text is normalised all at once.
    """
    return nfc(_CANONICAL.encode(plain))


def sha256_hex(content: bytes) -> str:
    """Return the SHA-256 of the bytes, in hex."""
    return hashlib.sha256(content).hexdigest()


def _plain(value: object) -> object:
    kind = type(value)
    if kind is str:
        return nfc(str(value))
    if kind is int or kind is bool or value is None:
        return value
    if isinstance(value, Mapping):
        return {nfc(key): _plain(member) for key, member in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(member) for member in value]
    return _plain_value(value)


def _plain_value(value: object) -> object:
    if isinstance(value, Money):
        return _money(value)
    if isinstance(value, Decimal) and value.is_finite():
        return format(value, "f")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, str):
        return nfc(str(value))
    raise TypeError(f"{type(value).__name__} has no canonical form")


def nfc(text: str) -> str:
    """Return the text with one spelling of each letter (Unicode NFC)."""
    return text if text.isascii() else normalize("NFC", text)


def snapshot_to_document(snapshot: Mapping[str, Any]) -> InvoiceDocument:
    """Return the document the snapshot was made of."""
    return InvoiceDocument(
        kind=snapshot["kind"],
        number=snapshot["number"],
        issue_date=date.fromisoformat(snapshot["issue_date"]),
        due_date=date.fromisoformat(snapshot["due_date"]),
        payment_terms=snapshot["payment_terms"],
        seller=read_seller(snapshot["seller"]),
        buyer=read_buyer(snapshot["buyer"]),
        currency=snapshot["currency"],
        lanes=tuple(_read_lane(lane) for lane in snapshot["lanes"]),
        totals=_read_totals(snapshot["totals"]),
        reference=snapshot["reference"],
        update=_read_update(snapshot["update"]) if snapshot["update"] else None,
        purchase_order=snapshot["purchase_order"],
        preceding_invoice=snapshot["preceding_invoice"],
        reason=snapshot["reason"],
        engagement=snapshot["engagement"],
        contacts=tuple(
            Contact(c["name"], c["email"], tuple(c["roles"]))
            for c in snapshot["contacts"]
        ),
        reminders=tuple(
            PlannedReminder(
                r["step"],
                r["tone"],
                datetime.fromisoformat(r["at"]),
                tuple(r["recipients"]),
            )
            for r in snapshot["reminders"]
        ),
    )


def _money(amount: Money) -> Json:
    return {"currency": amount.currency, "minor": amount.minor}


def _read_money(plain: Json) -> Money:
    return Money(plain["minor"], plain["currency"])


def _read_address(plain: Json) -> PostalAddress:
    return PostalAddress(tuple(plain["lines"]), plain["country"])


def read_seller(plain: Json) -> Seller:
    """Return who sells, as a snapshot keeps it."""
    return Seller(**{**plain, "address": _read_address(plain["address"])})


def read_buyer(plain: Json) -> Buyer:
    """Return who buys, as a snapshot keeps it."""
    return Buyer(**{**plain, "address": _read_address(plain["address"])})


def _read_tax(plain: Json) -> Tax:
    return Tax(plain["category"], Decimal(plain["rate"]), plain["exemption_reason"])


def _read_lane(plain: Json) -> Lane:
    lines = tuple(_read_line(line) for line in plain["lines"])
    return Lane(**{**plain, "lines": lines})


def _read_line(plain: Json) -> Line:
    return Line(
        lane=plain["lane"],
        description=plain["description"],
        service_start=date.fromisoformat(plain["service_start"]),
        service_end=date.fromisoformat(plain["service_end"]),
        quantity=Decimal(plain["quantity"]),
        unit_price=Decimal(plain["unit_price"]),
        net=_read_money(plain["net"]),
        tax=_read_tax(plain["tax"]),
        prorated=plain["prorated"],
        charge_key=plain["charge_key"],
        detail=plain["detail"],
    )


def _read_totals(plain: Json) -> Totals:
    return Totals(
        net=_read_money(plain["net"]),
        tax=_read_money(plain["tax"]),
        gross=_read_money(plain["gross"]),
        subtotals=tuple(
            TaxSubtotal(
                _read_tax(s["tax"]), _read_money(s["base"]), _read_money(s["amount"])
            )
            for s in plain["subtotals"]
        ),
    )


def _read_update(plain: Json) -> UpdatePage:
    accomplished = tuple(Deliverable(**done) for done in plain["accomplished"])
    return UpdatePage(**{**plain, "accomplished": accomplished})
