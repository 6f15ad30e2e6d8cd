"""From a receipt to the texts that stand on its page, in reading order."""

from __future__ import annotations

from drumbeat.adapters.pdf.layout import head, sum_parts
from drumbeat.adapters.pdf.notation import Notation
from drumbeat.adapters.pdf.printable import Printed
from drumbeat.adapters.pdf.receipt_words import RECEIPT_WORDS, ReceiptWords
from drumbeat.core.payment_receipt import PaymentReceipt


def receipt_layout(receipt: PaymentReceipt) -> dict[str, Printed]:
    """Return everything the template prints; it formats and computes nothing."""
    document = receipt.document
    notation = Notation.of(document.buyer.language, document.buyer.address.country)
    words = RECEIPT_WORDS[document.buyer.language]
    issued = notation.day(document.issue_date)
    return {
        **head(document, notation, kind=words.receipt_for),
        "sum": sum_parts(receipt.received, notation),
        "due": [words.received_by, notation.day_with_weekday(receipt.arrived[-1].on)],
        "meta": [[notation.words.invoice, issued]],
        **_arrived(receipt, notation, words),
        "note": "",
        "totals": _totals(receipt, notation, words),
        "payable": [words.open, notation.money(receipt.rest)],
        "statement": words.statement.format(
            number=document.number,
            day=issued,
            settled=notation.day(receipt.settled_on),
        ),
    }


def _arrived(
    receipt: PaymentReceipt, notation: Notation, words: ReceiptWords
) -> dict[str, Printed]:
    """Return what came when, and how where that is known of any of it."""
    is_known = any(one.is_transfer for one in receipt.arrived)
    unknown = "–" if is_known else ""
    return {
        "columns": [
            words.received_on,
            words.means if is_known else "",
            notation.words.amount,
        ],
        "arrived": [
            [
                notation.day(one.on),
                words.transfer if one.is_transfer else unknown,
                notation.money(one.amount),
            ]
            for one in receipt.arrived
        ],
    }


def _totals(
    receipt: PaymentReceipt, notation: Notation, words: ReceiptWords
) -> list[Printed]:
    rows: list[Printed] = [
        [words.invoice_total, notation.money(receipt.document.totals.gross), ""],
        [words.received, notation.money(-receipt.received), ""],
    ]
    rows += [
        [label, notation.money(-amount), ""]
        for label, amount in (
            (words.credited, receipt.credited),
            (words.waived, receipt.waived),
        )
        if amount.minor
    ]
    return rows
