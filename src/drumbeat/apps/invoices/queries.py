"""Read issued documents."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from drumbeat.apps.identity.queries import WorkspaceRow, get_workspace
from drumbeat.apps.invoices.models import (
    Invoice,
    InvoiceLine,
    NumberSeries,
)
from drumbeat.apps.sql import read
from drumbeat.core.documents import InvoiceDocument
from drumbeat.core.errors import Refusal
from drumbeat.core.money import Money
from drumbeat.core.numbering import lost_numbers, series_year
from drumbeat.core.ports import NumberRegister
from drumbeat.core.snapshot import snapshot_to_document

PATTERNS = {"invoice": "INV-{year}-{number:04}", "credit_note": "CN-{year}-{number:04}"}


class NoSuchInvoice(Refusal):
    """The workspace has no document of that number."""

    rule = "INV-1"
    message = "There is no invoice or credit note {number}."


@dataclass(frozen=True, slots=True)
class IssuedRow:
    """An issued document as lists show it."""

    id: int
    kind: str
    number: str
    client: int
    client_name: str
    engagement: int
    engagement_name: str
    subject: str
    issue_date: date
    due_date: date
    net: Money
    tax: Money
    gross: Money
    reference: str
    preceding: int | None


@dataclass(frozen=True, slots=True)
class LostNumbers:
    """Numbers of one series that were given and that these books do not know."""

    kind: str
    year: int
    first: int
    last: int
    on: date | None  # the issue date of the last one


def get_document(workspace: int, number: str) -> InvoiceDocument:
    """Return the frozen document.

    :raises NoSuchInvoice: it is not in this workspace
    """
    found = (
        Invoice.objects.filter(workspace_id=workspace, number=number)
        .values_list("snapshot", flat=True)
        .first()
    )
    if found is None:
        raise NoSuchInvoice(number=number)
    return snapshot_to_document(json.loads(found))


def sha256_of(workspace: int, invoice: int) -> str:
    """Return the hash of a frozen document, by which an approval names it."""
    found = Invoice.objects.filter(workspace_id=workspace, id=invoice)
    return found.values_list("sha256", flat=True).get()


def number_of(workspace: int, invoice: int) -> str:
    """Return the number of a document."""
    found = Invoice.objects.filter(workspace_id=workspace, id=invoice)
    return found.values_list("number", flat=True).get()


def engagement_of(workspace: int, invoice: int) -> int:
    """Return the engagement that a document bills.

    :raises NoSuchInvoice: it is not in this workspace
    """
    found = Invoice.objects.filter(workspace_id=workspace, id=invoice)
    engagement = found.values_list("engagement_id", flat=True).first()
    if engagement is None:
        raise NoSuchInvoice(number=invoice)
    return engagement


def list_documents(workspace: int, ids: Iterable[int]) -> dict[int, InvoiceDocument]:
    """Return the frozen documents of several rows in one query."""
    found = Invoice.objects.filter(workspace_id=workspace, id__in=list(ids))
    return {
        row: snapshot_to_document(json.loads(snapshot))
        for row, snapshot in found.values_list("id", "snapshot")
    }


def get_invoice(workspace: int, number: str) -> IssuedRow:
    """Return the row of that number.

    :raises NoSuchInvoice: it is not in this workspace
    """
    found = (
        Invoice.objects.filter(workspace_id=workspace, number=number)
        .defer("snapshot")
        .select_related("client", "engagement")
        .first()
    )
    if found is None:
        raise NoSuchInvoice(number=number)
    return _row(found)


def list_invoices(
    workspace: int,
    ids: Iterable[int] | None = None,
    *,
    kind: str = "invoice",
    client: int | None = None,
) -> list[IssuedRow]:
    """Return documents of a kind (of one client), in the order of their numbers."""
    found = (
        Invoice.objects.filter(workspace_id=workspace, kind=kind)
        .defer("snapshot")
        .select_related("client", "engagement")
        .order_by("issue_date", "series_id", "sequence")
    )
    if ids is not None:
        found = found.filter(id__in=list(ids))
    if client is not None:
        found = found.filter(client_id=client)
    return [_row(invoice) for invoice in found]


@dataclass(frozen=True, slots=True)
class SeriesRow:
    """How the documents of a kind are numbered today."""

    kind: str
    pattern: str  # of the series of today
    last_number: int  # 0 while the series has none
    later: str  # the pattern of the series after this one


_PATTERN = (
    "SELECT pattern FROM invoices_numberpattern "
    "WHERE workspace_id = %(workspace)s AND kind = %(kind)s"
)


def pattern_for(workspace: int, kind: str) -> str:
    """Return the pattern with which a new series of a kind is opened."""
    chosen = read(_PATTERN, workspace=workspace, kind=kind)
    return chosen[0][0] if chosen else PATTERNS[kind]


def list_series(workspace: int, *, on: date) -> dict[str, SeriesRow]:
    """Return how each kind of document is numbered on a day, by kind."""
    rows = {}
    for kind in PATTERNS:
        later = pattern_for(workspace, kind)
        series = NumberSeries.objects.filter(
            workspace_id=workspace, kind=kind, year=series_year(later, on)
        )
        found = series.values_list("pattern", "last_number").first()
        pattern, last = found or (later, 0)
        rows[kind] = SeriesRow(kind, pattern, last, later)
    return rows


def register_name(books: WorkspaceRow, kind: str, year: int) -> str:
    """Return what the register calls a series: the same before and after a restore."""
    return f"{books.key}/{kind}/{year}"


def list_lost(workspace: int, register: NumberRegister) -> list[LostNumbers]:
    """Return the numbers that the register knows and these books do not, by series.

    A series opened after the backup was made is unknown here altogether.
    """
    books = get_workspace(workspace)
    series = NumberSeries.objects.filter(workspace_id=workspace)
    known = {register_name(books, s.kind, s.year): s.last_number for s in series}
    found = []
    for name in register.list_series(f"{books.key}/"):
        seen = register.high_water(name)
        lost = lost_numbers(known.get(name, 0), seen, is_restored=books.restored)
        if lost:
            _, kind, year = name.split("/")
            found.append(LostNumbers(kind, int(year), lost[0], lost[-1], seen.on))
    return found


def credited_by_line(workspace: int, invoice: int) -> dict[str, int]:
    """Return what credit notes took off each charge of an invoice, in minor units."""
    rows = InvoiceLine.objects.filter(
        invoice__workspace_id=workspace, invoice__preceding_id=invoice
    ).values_list("charge_key", "net_minor")
    credited: dict[str, int] = {}
    for key, minor in rows:
        credited[key] = credited.get(key, 0) + minor
    return credited


def _row(invoice: Invoice) -> IssuedRow:
    return IssuedRow(
        id=invoice.id,
        kind=invoice.kind,
        number=invoice.number,
        client=invoice.client_id,
        client_name=invoice.client.name,
        engagement=invoice.engagement_id,
        engagement_name=invoice.engagement.name,
        subject=invoice.subject,
        issue_date=invoice.issue_date,
        due_date=invoice.due_date,
        net=Money(invoice.net_minor, invoice.currency),
        tax=Money(invoice.tax_minor, invoice.currency),
        gross=Money(invoice.gross_minor, invoice.currency),
        reference=invoice.reference,
        preceding=invoice.preceding_id,
    )
