"""What a client sees of an invoice on a day, in a fixed number of queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from drumbeat.apps.engagements.project_queries import project_days
from drumbeat.apps.engagements.queries import get_terms
from drumbeat.apps.identity.queries import get_workspace
from drumbeat.apps.invoices.queries import (
    IssuedRow,
    get_invoice,
    list_documents,
    sha256_of,
)
from drumbeat.apps.parties.queries import bank_changed_at, find_logo
from drumbeat.apps.reminders.models import Dispute, PromiseToPay, Reply
from drumbeat.apps.reminders.queries import get_plan, list_files
from drumbeat.apps.reports.invoice_page import EntryRow, list_entries, settlement_of
from drumbeat.apps.reports.plans import Calendars
from drumbeat.apps.reports.receipts import find_receipt
from drumbeat.apps.sharing.queries import (
    ApprovedRow,
    NoSuchLink,
    find_feedback,
    find_order,
    find_reader,
    list_approvals,
    list_forwarded,
)
from drumbeat.core.billing_plan import bill_plan
from drumbeat.core.client_page import (
    LASTS,
    UNDO_FOR,
    Announced,
    ClientPage,
    GivenApproval,
    Reader,
    Said,
    SharedLane,
    Thread,
)
from drumbeat.core.dates import ONE_DAY
from drumbeat.core.documents import InvoiceDocument
from drumbeat.core.lane_amounts import lane_amounts, left_beside, lettered
from drumbeat.core.money import Money
from drumbeat.core.project_shares import with_days
from drumbeat.core.settlement import Settlement

_COMING = 2  # invoices that are announced
_AHEAD = timedelta(days=62)


def shared_page(
    workspace: int, link: int, *, calendars: Calendars, on: date, at: datetime
) -> ClientPage:
    """Return the page of one reader.

    :raises NoSuchLink: it is revoked, or its document was settled long ago
    """
    reader, invoice = find_reader(workspace, link)
    document = list_documents(workspace, [invoice])[invoice]
    row = get_invoice(workspace, document.number)
    entries = list_entries(row)
    settlement = settlement_of(row, entries, on=on)
    settled_on = None if settlement.open else _last_day(entries)
    if settled_on is not None and on > settled_on + LASTS:
        raise NoSuchLink
    zone = ZoneInfo(get_workspace(workspace).time_zone)
    threads = list_threads(invoice, document)
    disputed = {thread.lane for thread in threads if thread.is_open}
    logo = find_logo(workspace)
    given = list_approvals(workspace, invoice)
    return ClientPage(
        reader=reader,
        document=document,
        shown=sha256_of(workspace, invoice),
        owner=document.seller.contact_name or document.seller.name,
        settlement=settlement,
        payable=_payable(document, settlement, disputed),
        lanes=_lanes(given, document, disputed, reader, at=at),
        threads=threads,
        feedback=find_feedback(link),
        promised=_promised(invoice, on=on),
        paid_on=settled_on if any(e.kind == "payment" for e in entries) else None,
        credited_by=next((e.what for e in entries if e.kind == "credit"), ""),
        bank_since=_day(bank_changed_at(workspace), zone),
        reminders=_reminders(workspace, invoice, settlement, zone),
        coming=_coming(workspace, row, calendars, on=on),
        logo=logo.sha256 if logo else "",
        order=find_order(invoice),
        forwarded=list_forwarded(link),
        receipt=find_receipt(document, entries),
    )


def _last_day(entries: tuple[EntryRow, ...]) -> date | None:
    return max((entry.on for entry in entries), default=None)


def _payable(
    document: InvoiceDocument, settlement: Settlement, disputed: set[str]
) -> Money:
    """Return what is asked for now; who wants to pay what is in question may."""
    if not disputed or "" in disputed:
        return settlement.open
    rest = left_beside(document, settlement.open, disputed)
    return rest if rest.minor > 0 else settlement.open


def _lanes(
    given: Iterable[ApprovedRow],
    document: InvoiceDocument,
    disputed: set[str],
    reader: Reader,
    *,
    at: datetime,
) -> tuple[SharedLane, ...]:
    approvals = {
        row.lane: GivenApproval(
            row.by,
            row.at,
            may_be_undone=row.link == reader.link and at - row.at <= UNDO_FOR,
        )
        for row in given
    }
    amounts = lane_amounts(document)
    return tuple(
        SharedLane(
            letter=letter,
            lane=lane,
            gross=amounts[letter],
            approval=approvals.get(letter),
            is_disputed=letter in disputed,
        )
        for letter, lane in lettered(document)
    )


def list_threads(invoice: int, document: InvoiceDocument) -> tuple[Thread, ...]:
    """Return every question about the invoice with what was said to it."""
    letters = {lane.name: letter for letter, lane in lettered(document)}
    files = {(row.thread, row.reply): row.file for row in list_files(invoice)}
    replies: dict[int, list[Said]] = defaultdict(list)
    for said in Reply.objects.filter(dispute__invoice_id=invoice).order_by("id"):
        file = files.get((said.dispute_id, said.id))
        replies[said.dispute_id].append(
            Said(said.by, said.text, said.at, is_ours=said.is_ours, file=file)
        )
    return tuple(
        Thread(
            id=asked.id,
            reason=asked.reason,
            messages=(
                Said(
                    asked.person,
                    asked.text,
                    asked.opened_at,
                    file=files.get((asked.id, None)),
                ),
                *replies[asked.id],
            ),
            lane=letters.get(asked.lane, asked.lane),
            line=asked.line,
            is_open=asked.closed_at is None,
            is_dispute=asked.kind == "dispute",
        )
        for asked in Dispute.objects.filter(invoice_id=invoice).order_by("id")
    )


def _promised(invoice: int, *, on: date) -> date | None:
    promises = PromiseToPay.objects.filter(invoice_id=invoice).order_by("-id")
    until = promises.values_list("until", flat=True).first()
    return until if until is not None and until >= on else None


def _reminders(
    workspace: int, invoice: int, settlement: Settlement, zone: ZoneInfo
) -> tuple[Announced, ...]:
    if not settlement.open:
        return ()
    return tuple(
        Announced(row.due_at.astimezone(zone).date(), tone=row.tone)
        for row in get_plan(workspace, "invoice", invoice)
        if row.state == "planned"
    )


def _coming(
    workspace: int, row: IssuedRow, calendars: Calendars, *, on: date
) -> tuple[Announced, ...]:
    known = project_days([row.engagement]).get(row.engagement, {})
    terms = with_days(get_terms(workspace, row.engagement), known)
    planned = bill_plan(
        terms,
        since=on + ONE_DAY,
        until=on + _AHEAD,
        working=calendars(terms.holidays),
        zone=terms.time_zone or get_workspace(workspace).time_zone,
    )
    return tuple(
        Announced(
            invoice.bill_on,
            subject=", ".join(lane.name for lane in invoice.lanes),
            amount=invoice.totals.gross,
        )
        for invoice in planned[:_COMING]
    )


def _day(moment: datetime | None, zone: ZoneInfo) -> date | None:
    return moment and moment.astimezone(zone).date()
