"""A document in the words and shapes of its sheet: parties, sections, totals, plan."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from drumbeat.core.documents import InvoiceDocument, Lane, Line
from drumbeat.core.money import Money
from drumbeat.core.party import PostalAddress
from drumbeat.core.tax import tax_name
from drumbeat.web import formats

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_COUNTS = ("No", "One", "Two", "Three", "Four")


@dataclass(frozen=True, slots=True)
class LineView:
    """A line as it is written; `figures` is empty for one thing at its price."""

    text: str
    figures: str
    days: str
    detail: str
    net: Money


@dataclass(frozen=True, slots=True)
class LaneView:
    """A section as it is written: letter, name, what it is booked on, its lines."""

    letter: str
    name: str
    codes: tuple[tuple[str, str], ...]
    lines: tuple[LineView, ...]
    net: Money


@dataclass(frozen=True, slots=True)
class DocumentView:
    """A sheet as it is written."""

    title: str
    number: str
    seller: str
    seller_lines: tuple[str, ...]
    buyer: str
    buyer_lines: tuple[str, ...]
    facts: tuple[str, ...]
    gross: Money
    due: str
    lanes: tuple[LaneView, ...]
    note: str
    net: Money
    taxes: tuple[tuple[str, Money], ...]
    total: str


@dataclass(frozen=True, slots=True)
class StepView:
    """A dated step of the plan: `kind` is send, due, done, off or nothing."""

    when: str
    what: str
    kind: str = ""


def document_view(document: InvoiceDocument) -> DocumentView:
    """Write the document; a draft has no number yet."""
    seller, buyer = document.seller, document.buyer
    is_invoice = document.kind == "invoice"
    due = f"{document.due_date:%a} {formats.long_date(document.due_date)}"
    return DocumentView(
        title="Invoice" if is_invoice else "Credit note",
        number=document.number or "number at issue",
        seller=seller.name,
        seller_lines=_party(seller.address, seller.vat_id),
        buyer=buyer.name,
        buyer_lines=_party(buyer.address, buyer.vat_id),
        facts=_facts(document),
        gross=document.totals.gross,
        due=f"due {due}" if is_invoice else f"credits {document.preceding_invoice}",
        lanes=tuple(
            _lane(letter, lane)
            for letter, lane in zip(LETTERS, document.lanes, strict=False)
        ),
        note=_note(document),
        net=document.totals.net,
        taxes=tuple((tax_name(s.tax), s.amount) for s in document.totals.subtotals),
        total=f"Due {document.due_date.day} {document.due_date:%B}"
        if is_invoice
        else "Credit",
    )


def _party(address: PostalAddress, vat_id: str) -> tuple[str, ...]:
    lines = [", ".join(line for line in address.lines if line)]
    lines.append(f"VAT {vat_id}" if vat_id else "")
    return tuple(line for line in lines if line)


def _facts(document: InvoiceDocument) -> tuple[str, ...]:
    facts = [formats.long_date(document.issue_date)]
    if document.kind == "invoice":
        facts.append(document.payment_terms)
    on_lanes = any(lane.purchase_order for lane in document.lanes)
    if document.purchase_order and not on_lanes:
        facts.append(f"PO {document.purchase_order}")
    return tuple(facts)


def _lane(letter: str, lane: Lane) -> LaneView:
    codes = (
        ("PO", lane.purchase_order),
        ("Cost centre", lane.cost_centre),
        ("Agreed", lane.agreed),
    )
    return LaneView(
        letter=letter,
        name=lane.name,
        codes=tuple((name, code) for name, code in codes if code),
        lines=tuple(_line(line) for line in lane.lines),
        net=lane.net,
    )


def _line(line: Line) -> LineView:
    price = formats.exact_price(line.unit_price, line.net.currency)
    figures = f"{formats.figure(line.quantity)} × {price}"
    share = f", {line.prorated} of the period" if line.prorated else ""
    return LineView(
        text=line.description,
        figures="" if line.quantity == Decimal(1) else figures,
        days=formats.day_range(line.service_start, line.service_end) + share,
        detail=line.detail,
        net=line.net,
    )


def _note(document: InvoiceDocument) -> str:
    count = len(document.lanes)
    if count < 2:
        return ""
    many = _COUNTS[count] if count < len(_COUNTS) else str(count)
    return f"{many} sections. Each can be approved, questioned and booked on its own."


def steps(
    plan: Iterable[tuple[date, str, str]],
    *,
    sent: tuple[date, str],
    due: date,
    on: date,
) -> tuple[StepView, ...]:
    """Write the plan in its order: what is sent, the steps, the due date among them.

    `plan` has (day, words, kind) for each step.
    """
    day, words = sent
    rows = [(day, 0, words, "send"), (due, 2, "Due", "due")]
    rows += [(when, 1 if when <= due else 3, what, kind) for when, what, kind in plan]
    return tuple(
        StepView(
            "Today" if when == on else formats.weekday_day(when, on=on), what, kind
        )
        for when, _, what, kind in sorted(rows, key=lambda row: row[:2])
    )
