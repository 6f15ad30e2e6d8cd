"""From a document to the texts that stand on its pages, in reading order."""

from __future__ import annotations

import re
from collections.abc import Mapping

from drumbeat.adapters.pdf.colours import brand_colours
from drumbeat.adapters.pdf.notation import Notation
from drumbeat.adapters.pdf.payment_code import (
    grouped,
    is_creditor_reference,
    payment_payload,
)
from drumbeat.adapters.pdf.printable import Printed
from drumbeat.adapters.pdf.words import Words
from drumbeat.core.documents import (
    InvoiceDocument,
    Lane,
    Line,
    Tax,
    TaxCategory,
)
from drumbeat.core.lane_amounts import lane_amounts
from drumbeat.core.money import Money, exponent
from drumbeat.core.party import PostalAddress

_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
Pair = list[Printed]


def head(
    document: InvoiceDocument, notation: Notation, *, kind: str
) -> dict[str, Printed]:
    """Return what stands on every sheet of that kind about an invoice."""
    number = document.number or notation.words.number_at_issue
    colours = brand_colours(document.seller.brand_colour)
    return {
        "language": document.buyer.language,
        "paper": "us-letter" if document.buyer.address.country == "US" else "a4",
        "title": f"{kind} {number}",
        "kind": kind,
        "number": number,
        "seller": document.seller.name,
        "initial": document.seller.name.strip()[:1].upper(),
        "tile": colours.tile,
        "letter": colours.letter,
        "figures": colours.figures,
        "parties": [_seller(document, notation), _buyer(document, notation)],
        "legal": _legal(document, notation),
        "page_of": notation.words.page_of,
    }


def layout(document: InvoiceDocument) -> dict[str, Printed]:
    """Return everything the template prints; it formats and computes nothing."""
    notation = Notation.of(document.buyer.language, document.buyer.address.country)
    words = notation.words
    is_invoice = document.kind == "invoice"
    kind = words.invoice if is_invoice else words.credit_note
    return {
        **head(document, notation, kind=kind),
        "sum": sum_parts(document.totals.gross, notation),
        "due": _due(document, notation),
        "meta": _meta(document, notation),
        "columns": _columns(words),
        "lanes": [
            _lane(letter, lane, notation)
            for letter, lane in zip(_letters(document), document.lanes, strict=True)
        ],
        "note": _lanes_with_vat(document, notation),
        "totals": _totals(document, notation),
        "payable": _payable(document, notation),
        "pay": _payment(document, notation) if is_invoice else None,
        "settled": None if is_invoice else _settlement(document, notation),
        "update": _update(document, notation),
    }


def _columns(words: Words) -> list[Printed]:
    return [words.description, words.quantity, words.price, words.vat, words.amount]


def _letters(document: InvoiceDocument) -> list[str]:
    return [_LETTERS[i % len(_LETTERS)] for i in range(len(document.lanes))]


def sum_parts(amount: Money, notation: Notation) -> Pair:
    """Split the amount so that its decimals can be printed lighter."""
    text = notation.money(amount)
    cents = rf"(.*\d)([.,]\d{{{exponent(amount.currency)}}})(\D*)"
    parts = re.fullmatch(cents, text, re.DOTALL)
    return list(parts.groups()) if parts else [text, "", ""]


def _due(document: InvoiceDocument, notation: Notation) -> Pair:
    if document.kind == "invoice":
        due_date = notation.day_with_weekday(document.due_date)
        return [notation.words.due_on, due_date]
    return [notation.words.credit_for, document.preceding_invoice]


def _meta(document: InvoiceDocument, notation: Notation) -> list[Printed]:
    words = notation.words
    pairs = [(words.issued, notation.day(document.issue_date))]
    if document.kind == "invoice":
        pairs.append((words.terms, document.payment_terms))
    if len(document.lanes) > 1:
        named = zip(_letters(document), document.lanes, strict=True)
        lanes = ", ".join(f"{letter}\u00a0{lane.name}" for letter, lane in named)
        pairs.append((words.sections, lanes))
    return _present(pairs)


def _seller(document: InvoiceDocument, notation: Notation) -> dict[str, Printed]:
    seller, words = document.seller, notation.words
    lines = [
        _address(seller.address, notation, country=seller.address.country),
        f"{words.vat} {seller.vat_id}" if seller.vat_id else "",
        seller.email,
        seller.phone,
    ]
    return {"label": words.sender, "name": seller.name, "lines": _filled(lines)}


def _buyer(document: InvoiceDocument, notation: Notation) -> dict[str, Printed]:
    buyer, words = document.buyer, notation.words
    abroad = buyer.address.country != document.seller.address.country
    on_lanes = any(lane.purchase_order for lane in document.lanes)
    order = "" if on_lanes else document.purchase_order
    attention = words.attention.format(name=buyer.contact_name)
    lines = [
        attention if buyer.contact_name else "",
        _address(
            buyer.address, notation, country=buyer.address.country if abroad else ""
        ),
        f"{words.vat} {buyer.vat_id}" if buyer.vat_id else "",
        f"{words.your_reference} {buyer.buyer_reference}"
        if buyer.buyer_reference
        else "",
        f"{words.purchase_order} {order}" if order else "",
    ]
    return {"label": words.recipient, "name": buyer.name, "lines": _filled(lines)}


def _address(address: PostalAddress, notation: Notation, *, country: str) -> str:
    name = notation.country(country) if country else ""
    lines = [line for line in address.lines if line.strip()]
    if name and name not in lines:
        lines.append(name)
    return ", ".join(lines)


def _lane(letter: str, lane: Lane, notation: Notation) -> dict[str, Printed]:
    words = notation.words
    codes = [
        (words.purchase_order, lane.purchase_order),
        (words.cost_centre, lane.cost_centre),
        (words.agreed, lane.agreed),
    ]
    periods = {(line.service_start, line.service_end) for line in lane.lines}
    return {
        "letter": letter,
        "name": lane.name,
        "period": notation.month(*periods.pop()) if len(periods) == 1 else "",
        "net": notation.money(lane.net),
        "codes": _present(codes),
        "lines": [_line(line, notation) for line in lane.lines],
    }


def _line(line: Line, notation: Notation) -> dict[str, Printed]:
    words = notation.words
    period = notation.days(line.service_start, line.service_end)
    if line.prorated:
        period = f"{period} · {words.prorated.format(share=line.prorated)}"
    taxed = line.tax.category != "O"
    return {
        "description": line.description,
        "small": _filled([period, line.detail]),
        "quantity": notation.quantity(line.quantity),
        "price": notation.unit_price(line.unit_price, line.net.currency),
        "vat": notation.percent(line.tax.rate) if taxed else "–",
        "amount": notation.money(line.net),
    }


def _lanes_with_vat(document: InvoiceDocument, notation: Notation) -> str:
    if len(document.lanes) < 2 or not document.totals.tax:
        return ""
    words = notation.words
    sentences = [
        words.section_with_vat.format(letter=letter, amount=notation.money(gross))
        for letter, gross in lane_amounts(document).items()
    ]
    if document.kind == "invoice":
        sentences.append(words.one_transfer)
    return " ".join(sentences)


def _totals(document: InvoiceDocument, notation: Notation) -> list[Printed]:
    words = notation.words
    rows: list[Printed] = [
        [words.before_vat, notation.money(document.totals.net), ""],
    ]
    for subtotal in document.totals.subtotals:
        rate, base = notation.percent(subtotal.tax.rate), notation.money(subtotal.base)
        label, reason = words.vat_on.format(rate=rate, base=base), ""
        if subtotal.tax.category != "S":
            reason = _why_no_tax(subtotal.tax, words.no_tax)
        if subtotal.tax.category == "O":
            label, reason = reason, ""
        rows.append([label, notation.money(subtotal.amount), reason])
    return rows


def _why_no_tax(tax: Tax, no_tax: Mapping[TaxCategory, str]) -> str:
    """Return the words the law asks for (“Reverse charge”) and the seller's own."""
    legal, reason = no_tax[tax.category], tax.exemption_reason.strip()
    if reason.casefold().startswith(legal.casefold()):
        return reason
    return f"{legal}. {reason}" if reason else legal


def _payable(document: InvoiceDocument, notation: Notation) -> Pair:
    words = notation.words
    label = words.credit_note
    if document.kind == "invoice":
        day = notation.day_near(document.due_date, document.issue_date)
        label = words.due.format(day=day)
    return [label, notation.money(document.totals.gross)]


def _payment(
    document: InvoiceDocument, notation: Notation
) -> dict[str, Printed] | None:
    if document.totals.gross.minor <= 0:
        return None
    seller, words = document.seller, notation.words
    number = document.number or words.number_at_issue
    amount, iban = notation.money(document.totals.gross), grouped(seller.iban)
    reference, beside = document.reference or number, ""
    if is_creditor_reference(reference):
        reference, beside = grouped(reference), number
    rows: list[Printed] = [[words.pay_to, seller.name, "", True]]
    rows += [["IBAN", iban, "", True]] if iban else []
    rows += [["BIC", seller.bic, "", False]] if seller.bic else []
    rows += [[words.reference, reference, beside, True]]
    rows += [[words.amount, amount, "", True]]
    has_code = payment_payload(document) is not None
    return {
        "rows": rows,
        "has_code": has_code,
        "alt": words.qr_alt.format(amount=amount, iban=iban),
        "title": words.pay_by_transfer,
        "hint": words.scan,
    }


def _settlement(document: InvoiceDocument, notation: Notation) -> dict[str, Printed]:
    words = notation.words
    sentence = words.credit_settled.format(preceding=document.preceding_invoice)
    return {"label": words.reason, "reason": document.reason, "sentence": sentence}


def _legal(document: InvoiceDocument, notation: Notation) -> str:
    seller, words = document.seller, notation.words
    registration = seller.legal_id
    if registration[:1].isdigit():  # “KvK 76543210” names its register itself
        registration = f"{words.registration} {registration}"
    facts = [
        ("", registration),
        (words.vat, seller.vat_id),
        (words.tax_number, seller.tax_number),
    ]
    known = [f"{label} {fact}".strip() for label, fact in facts if fact]
    return " · ".join([seller.name, *known])


def _update(document: InvoiceDocument, notation: Notation) -> dict[str, Printed] | None:
    update = document.update
    if update is None or not document.has_update:
        return None
    words = notation.words
    author = update.author or document.seller.contact_name or document.seller.name
    following = update.next_title
    upcoming = words.next_in.format(period=following) if following else words.next_steps
    sections = [
        (words.talked, update.answer),
        (upcoming, update.next_steps),
        (words.needed, update.needed),
    ]
    return {
        "kind": words.update_with_invoice,
        "title": words.accomplished_in.format(period=update.title),
        "by": words.author_for.format(
            author=author,
            client=document.buyer.name,
            day=notation.day(document.issue_date),
        ),
        "accomplished": [[done.text, done.evidence] for done in update.accomplished],
        "sections": [
            [title, _filled(text.splitlines())]
            for title, text in sections
            if text.strip()
        ],
    }


def _present(pairs: list[tuple[str, str]]) -> list[Printed]:
    return [[label, text] for label, text in pairs if text.strip()]


def _filled(lines: list[str]) -> list[Printed]:
    return [line for line in lines if line.strip()]
