"""The receipt of a paid invoice, made from the entries of its ledger."""

from __future__ import annotations

from drumbeat.apps.invoices.queries import get_document, get_invoice
from drumbeat.apps.reports.invoice_page import EntryKind, EntryRow, list_entries
from drumbeat.core.documents import InvoiceDocument
from drumbeat.core.money import Money, total
from drumbeat.core.payment_receipt import NoReceipt, PaymentReceipt, receipt_of


def get_receipt(workspace: int, number: str) -> PaymentReceipt:
    """Return the receipt of an invoice.

    :raises NoSuchInvoice: it is not in this workspace
    :raises NoReceipt: something is open, or no money came
    """
    entries = list_entries(get_invoice(workspace, number))
    receipt = find_receipt(get_document(workspace, number), entries)
    if receipt is None:
        raise NoReceipt
    return receipt


def find_receipt(
    document: InvoiceDocument, entries: tuple[EntryRow, ...]
) -> PaymentReceipt | None:
    """Return the receipt of a document with these entries, or None without one."""
    if not entries:
        return None

    def reduced_by(kind: EntryKind) -> Money:
        return total((e.amount for e in entries if e.kind == kind), document.currency)

    return receipt_of(
        document,
        (entry.arrival for entry in entries if entry.arrival),
        credited=reduced_by("credit"),
        waived=reduced_by("write_off"),
        settled_on=max(entry.on for entry in entries),
    )
