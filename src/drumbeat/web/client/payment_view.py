"""Paying, in the words of the reader: the four values, the code, whom to trust."""

from __future__ import annotations

from datetime import timedelta

from drumbeat.adapters.pdf.payment_code import (
    grouped,
    is_creditor_reference,
    payment_modules,
    payment_payload,
)
from drumbeat.core.client_page import ClientPage
from drumbeat.core.settlement import SettlementStatus
from drumbeat.web.client.pen import Pen
from drumbeat.web.client.shapes import BankRow, PaymentView

_WARNED = timedelta(days=90)  # after a change of the bank account


def payment(page: ClientPage, pen: Pen) -> PaymentView | None:
    """Return how to pay what is asked for, or None when nothing is or by others."""
    document = page.document
    asks = document.kind == "invoice" and page.payable.minor > 0
    if not asks or not page.reader.may_pay:
        return None
    amount, iban = pen.money(page.payable), grouped(document.seller.iban)
    payload = payment_payload(document, page.payable)
    changed = page.bank_since is not None and pen.on - page.bank_since <= _WARNED
    return PaymentView(
        amount=amount,
        code=payment_modules(payload) if payload else None,
        code_says=pen.printed.qr_alt.format(amount=amount, iban=iban),
        rows=_rows(page, pen, abroad=payload is None),
        trust=_trust(page, pen, changed=changed),
        is_changed=changed,
        promised=_promised(page, pen),
        today=pen.on.isoformat(),
        tell=pen.words.tell.format(owner=page.owner),
    )


def closing(page: ClientPage, pen: Pen) -> tuple[str, str] | None:
    """Return what stands instead of paying once nothing is open: title, sentence."""
    words, settlement = pen.words, page.settlement
    if page.document.kind == "credit_note":
        preceding = page.document.preceding_invoice
        said = pen.printed.credit_settled.format(preceding=preceding)
        return words.amount_credited, said
    if settlement.open.minor:
        return None
    if settlement.status is SettlementStatus.PAID:
        day = words.paid_when.format(day=pen.day(page.paid_on)) if page.paid_on else ""
        return words.paid_thanks, day
    if page.credited_by:
        said = words.cancelled_by.format(number=page.credited_by)
        return words.status_cancelled, said
    return words.nothing_left, ""


def _rows(page: ClientPage, pen: Pen, *, abroad: bool) -> tuple[BankRow, ...]:
    """Return the values to type; within the euro area a bank asks for no BIC."""
    seller, printed = page.document.seller, pen.printed
    reference = page.document.reference or page.document.number
    if is_creditor_reference(reference):
        reference = grouped(reference)
    compact = seller.iban.replace(" ", "")
    found = (
        (printed.pay_to, seller.name, seller.name),
        ("IBAN", grouped(seller.iban), compact),
        ("BIC", seller.bic if abroad else "", seller.bic),
        (printed.reference, reference, reference.replace(" ", "")),
        (printed.amount, pen.money(page.payable), pen.figure(page.payable).typed),
    )
    return tuple(
        BankRow(label, text, copied, pen.words.copy.format(what=label))
        for label, text, copied in found
        if text
    )


def _trust(page: ClientPage, pen: Pen, *, changed: bool) -> str:
    if page.bank_since is None:
        return pen.words.trust_always
    day = pen.day(page.bank_since)
    if changed:
        sender = page.document.seller.name
        return pen.words.bank_changed.format(day=day, sender=sender)
    return pen.words.trust.format(day=day)


def _promised(page: ClientPage, pen: Pen) -> str:
    if page.promised is None or page.promised < pen.on:
        return ""
    return pen.words.promised.format(day=pen.day(page.promised))
