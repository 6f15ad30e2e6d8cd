"""A document → canonical JSON, written straight from its values.

Spelling every member once and in order costs a third of building plain values and
encoding them; `snapshot.canonical_text` of what is read back gives the same bytes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, tzinfo
from functools import lru_cache
from json.encoder import encode_basestring as _quoted

from drumbeat.core.documents import (
    InvoiceDocument,
    Lane,
    Line,
    PlannedReminder,
    Tax,
    Totals,
    UpdatePage,
)
from drumbeat.core.money import Money
from drumbeat.core.party import Buyer, Contact, PostalAddress, Seller
from drumbeat.core.snapshot import SCHEMA, nfc


def snapshot_text(document: InvoiceDocument) -> str:
    """Return the canonical JSON of a document, as stored and hashed (D3)."""
    return joined(bound_members(document), issue_members(document))


def bound_members(document: InvoiceDocument) -> dict[str, str]:
    """Return what an approval is bound to, each member as `"name":value`. [I-43]"""
    return _named(
        buyer=_buyer(document.buyer),
        contacts=_list(map(_contact, document.contacts)),
        currency=_quoted(document.currency),
        engagement=_quoted(document.engagement),
        kind=_quoted(document.kind),
        lanes=_list(map(_lane, document.lanes)),
        payment_terms=_quoted(document.payment_terms),
        preceding_invoice=_quoted(document.preceding_invoice),
        purchase_order=_quoted(document.purchase_order),
        reason=_quoted(document.reason),
        schema=str(SCHEMA),
        seller=_seller(document.seller),
        totals=_totals(document.totals),
        update=_update(document.update) if document.update else "null",
    )


def issue_members(document: InvoiceDocument) -> dict[str, str]:
    """Return what only the issue decides, each member as `"name":value`."""
    return _named(
        due_date=f'"{document.due_date.isoformat()}"',
        issue_date=f'"{document.issue_date.isoformat()}"',
        number=_quoted(document.number),
        reference=_quoted(document.reference),
        reminders=_list(map(_reminder, document.reminders)),
    )


def joined(*parts: Mapping[str, str]) -> str:
    """Return the members of all parts as one JSON object, in canonical order."""
    members = [member for part in parts for member in part.items()]
    return "{" + ",".join([text for _, text in sorted(members)]) + "}"


def _named(**members: str) -> dict[str, str]:
    return {name: f'"{name}":{nfc(text)}' for name, text in members.items()}


def _list(texts: Iterable[str]) -> str:
    return "[" + ",".join(texts) + "]"


def _texts(texts: Iterable[str]) -> str:
    return _list(map(_quoted, texts))


def _money(amount: Money) -> str:
    return f'{{"currency":{_quoted(amount.currency)},"minor":{amount.minor}}}'


def _address(address: PostalAddress) -> str:
    lines = _texts(address.lines)
    return f'{{"country":{_quoted(address.country)},"lines":{lines}}}'


@lru_cache(maxsize=64)
def _seller(seller: Seller) -> str:
    return (
        f'{{"address":{_address(seller.address)},'
        f'"bic":{_quoted(seller.bic)},'
        f'"brand_colour":{_quoted(seller.brand_colour)},'
        f'"contact_name":{_quoted(seller.contact_name)},'
        f'"email":{_quoted(seller.email)},'
        f'"iban":{_quoted(seller.iban)},'
        f'"legal_id":{_quoted(seller.legal_id)},'
        f'"name":{_quoted(seller.name)},'
        f'"phone":{_quoted(seller.phone)},'
        f'"tax_number":{_quoted(seller.tax_number)},'
        f'"vat_id":{_quoted(seller.vat_id)}}}'
    )


def _buyer(buyer: Buyer) -> str:
    return (
        f'{{"address":{_address(buyer.address)},'
        f'"buyer_reference":{_quoted(buyer.buyer_reference)},'
        f'"contact_name":{_quoted(buyer.contact_name)},'
        f'"language":{_quoted(buyer.language)},'
        f'"name":{_quoted(buyer.name)},'
        f'"vat_id":{_quoted(buyer.vat_id)}}}'
    )


def _contact(contact: Contact) -> str:
    return (
        f'{{"email":{_quoted(contact.email)},'
        f'"name":{_quoted(contact.name)},'
        f'"roles":{_texts(contact.roles)}}}'
    )


def _tax(tax: Tax) -> str:
    return (
        f'{{"category":{_quoted(tax.category)},'
        f'"exemption_reason":{_quoted(tax.exemption_reason)},'
        f'"rate":"{tax.rate:f}"}}'
    )


def _lane(lane: Lane) -> str:
    return (
        f'{{"agreed":{_quoted(lane.agreed)},'
        f'"cost_centre":{_quoted(lane.cost_centre)},'
        f'"kind":{_quoted(lane.kind)},'
        f'"lines":{_list(map(_line, lane.lines))},'
        f'"name":{_quoted(lane.name)},'
        f'"purchase_order":{_quoted(lane.purchase_order)}}}'
    )


def _line(line: Line) -> str:
    prorated = "null" if line.prorated is None else _quoted(line.prorated)
    return (
        f'{{"charge_key":{_quoted(line.charge_key)},'
        f'"description":{_quoted(line.description)},'
        f'"detail":{_quoted(line.detail)},'
        f'"lane":{_quoted(line.lane)},'
        f'"net":{_money(line.net)},'
        f'"prorated":{prorated},'
        f'"quantity":"{line.quantity:f}",'
        f'"service_end":"{line.service_end.isoformat()}",'
        f'"service_start":"{line.service_start.isoformat()}",'
        f'"tax":{_tax(line.tax)},'
        f'"unit_price":"{line.unit_price:f}"}}'
    )


def _totals(totals: Totals) -> str:
    subtotals = [
        f'{{"amount":{_money(s.amount)},"base":{_money(s.base)},"tax":{_tax(s.tax)}}}'
        for s in totals.subtotals
    ]
    return (
        f'{{"gross":{_money(totals.gross)},'
        f'"net":{_money(totals.net)},'
        f'"subtotals":{_list(subtotals)},'
        f'"tax":{_money(totals.tax)}}}'
    )


def _update(update: UpdatePage) -> str:
    accomplished = [
        f'{{"evidence":{_quoted(done.evidence)},"text":{_quoted(done.text)}}}'
        for done in update.accomplished
    ]
    # A field that came later is left out while it says nothing: equal documents keep
    # their text, and so their hash.
    answer = f'"answer":{_quoted(update.answer)},' if update.answer else ""
    return (
        f'{{"accomplished":{_list(accomplished)},{answer}'
        f'"author":{_quoted(update.author)},'
        f'"needed":{_quoted(update.needed)},'
        f'"next_steps":{_quoted(update.next_steps)},'
        f'"next_title":{_quoted(update.next_title)},'
        f'"title":{_quoted(update.title)}}}'
    )


def _reminder(reminder: PlannedReminder) -> str:
    at = reminder.at
    return (
        f'{{"at":"{_instant(at, at.fold, at.tzinfo)}",'
        f'"recipients":{_texts(reminder.recipients)},'
        f'"step":{_quoted(reminder.step)},'
        f'"tone":{_quoted(reminder.tone)}}}'
    )


@lru_cache(maxsize=4096)
def _instant(at: datetime, _fold: int, _zone: tzinfo | None) -> str:
    """Spell an instant once for all invoices that are due on one day.

    Instants of two zones can be equal and those of one hour that comes twice are, but
    they are not spelled alike: so fold and zone are part of the key.
    """
    return at.isoformat()
