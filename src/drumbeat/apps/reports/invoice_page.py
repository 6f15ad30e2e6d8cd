"""One issued document with everything its page shows, in a fixed number of queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from drumbeat.apps.audit.queries import HistoryRow, list_history
from drumbeat.apps.billing.models import Draft
from drumbeat.apps.delivery.queries import DispatchRow, list_dispatches
from drumbeat.apps.engagements.queries import get_terms
from drumbeat.apps.identity.queries import get_workspace
from drumbeat.apps.invoices.queries import IssuedRow, get_document, get_invoice
from drumbeat.apps.payments.models import Allocation, WriteOff
from drumbeat.apps.reminders.models import Dispute, PromiseToPay, Reply
from drumbeat.apps.reminders.queries import (
    FileRow,
    PlannedRow,
    get_plan,
    list_files,
)
from drumbeat.apps.reports.queries import held_sends
from drumbeat.apps.seen import Seen
from drumbeat.apps.sharing.queries import (
    ApprovedRow,
    FeedbackRow,
    LinkRow,
    find_order,
    list_approvals,
    list_feedback,
    list_links,
)
from drumbeat.core.client_page import NamedOrder, Said
from drumbeat.core.documents import InvoiceDocument
from drumbeat.core.money import Money
from drumbeat.core.payment_receipt import Arrival
from drumbeat.core.queue_page import HeldSend
from drumbeat.core.sent_file import KeptFile
from drumbeat.core.settlement import Reduction, ReductionKind, Settlement, settle

_BY_BANK = "bank"  # the source of payments that a file of a bank brought
EntryKind = Literal["payment", "credit", "write_off"]


@dataclass(frozen=True, slots=True)
class EntryRow:
    """What made the debt smaller (negative: its reversal), and what it was."""

    on: date
    kind: EntryKind
    what: str  # the payer’s reference, the credit note’s number, the reason
    amount: Money
    arrival: Arrival | None = None  # of a payment


@dataclass(frozen=True, slots=True)
class QuestionRow:
    """An open question or dispute, in the client’s words, and what was said to it.

    `is_by_link`: they asked on their page, so our answer goes to them by mail.
    """

    id: int
    kind: str
    person: str
    text: str
    opened_on: date
    lane: str
    is_by_link: bool
    file: KeptFile | None = None
    replies: tuple[Said, ...] = ()


@dataclass(frozen=True, slots=True)
class InvoicePage:
    """An issued document and its life until the day.

    `waiting` are open drafts of credit notes over it; `sending` those of them that
    can still be undone; `files` came with questions that are settled now.
    """

    row: IssuedRow
    document: InvoiceDocument
    zone: str
    settlement: Settlement
    entries: tuple[EntryRow, ...]
    plan: tuple[PlannedRow, ...]
    letters: tuple[DispatchRow, ...]
    questions: tuple[QuestionRow, ...]
    files: tuple[KeptFile, ...]
    promised_until: date | None
    waiting: tuple[int, ...]
    links: tuple[LinkRow, ...]
    approvals: tuple[ApprovedRow, ...]
    feedback: tuple[FeedbackRow, ...]
    order: NamedOrder | None
    held: tuple[HeldSend, ...]
    history: tuple[HistoryRow, ...]


def invoice_page(
    workspace: int, number: str, *, on: date, seen: Seen = None
) -> InvoicePage:
    """Return the page of one document; the sends beside it are about clients `seen`.

    :raises NoSuchInvoice: it is not in this workspace
    """
    row = get_invoice(workspace, number)
    entries = list_entries(row)
    asked = list(Dispute.objects.filter(invoice_id=row.id).order_by("id"))
    files = list_files(row.id) if asked else []
    drafts = list(
        Draft.objects.filter(workspace_id=workspace, invoice_id=row.id).values_list(
            "id", flat=True
        )
    )
    subjects = [f"invoice:{number}", *(f"draft:{draft}" for draft in drafts)]
    return InvoicePage(
        row=row,
        document=get_document(workspace, number),
        zone=_zone(workspace, row.engagement),
        settlement=settlement_of(row, entries, on=on),
        entries=entries,
        plan=get_plan(workspace, "invoice", row.id),
        letters=tuple(list_dispatches(workspace, [row.id]).get(row.id, ())),
        questions=_questions([one for one in asked if not one.closed_at], files),
        files=tuple(kept.file for kept in files if not kept.is_open),
        promised_until=_promised(row.id),
        waiting=_waiting(workspace, row.id),
        links=tuple(list_links(workspace, invoice=row.id)),
        approvals=tuple(list_approvals(workspace, row.id)),
        feedback=tuple(list_feedback(row.id)),
        order=find_order(row.id),
        held=held_sends(workspace, seen=seen),
        history=tuple(list_history(workspace, subjects)),
    )


def _zone(workspace: int, engagement: int) -> str:
    terms = get_terms(workspace, engagement)
    return terms.time_zone or get_workspace(workspace).time_zone


def list_entries(row: IssuedRow) -> tuple[EntryRow, ...]:
    """Return what made the debt smaller, by day."""
    currency = row.gross.currency
    allocations = Allocation.objects.filter(invoice_id=row.id).order_by("on", "id")
    entries = []
    for (
        day,
        note,
        minor,
        payment,
        reference,
        arrived_on,
        source,
    ) in allocations.values_list(
        "on",
        "credit_note__number",
        "amount_minor",
        "payment_id",
        "payment__reference",
        "payment__received_on",
        "payment__source",
    ):
        amount = Money(minor, currency)
        if note:
            entries.append(EntryRow(day, "credit", note, amount))
            continue
        arrival = Arrival(payment, arrived_on, amount, source == _BY_BANK)
        entries.append(EntryRow(day, "payment", reference, amount, arrival))
    losses = WriteOff.objects.filter(invoice_id=row.id)
    entries += [
        EntryRow(day, "write_off", reason, Money(minor, currency))
        for day, reason, minor in losses.values_list("on", "reason", "amount_minor")
    ]
    return tuple(sorted(entries, key=lambda entry: entry.on))


_REDUCTIONS: dict[EntryKind, ReductionKind] = {
    "payment": "allocation",
    "credit": "credit",
    "write_off": "write_off",
}


def settlement_of(
    row: IssuedRow, entries: tuple[EntryRow, ...], *, on: date
) -> Settlement:
    """Return how a document stands on a day, from its entries alone."""
    reductions = [Reduction(_REDUCTIONS[e.kind], e.amount) for e in entries]
    return settle(row.gross, reductions, due_date=row.due_date, on=on)


def _questions(
    asked: Sequence[Dispute], files: Iterable[FileRow]
) -> tuple[QuestionRow, ...]:
    came = {(kept.thread, kept.reply): kept.file for kept in files}
    said: dict[int, list[Said]] = defaultdict(list)
    for r in Reply.objects.filter(dispute__in=asked).order_by("id"):
        file = came.get((r.dispute_id, r.id))
        said[r.dispute_id].append(
            Said(r.by, r.text, r.at, is_ours=r.is_ours, file=file)
        )
    return tuple(
        QuestionRow(
            id=row.id,
            kind=row.kind,
            person=row.person,
            text=row.text,
            opened_on=row.opened_on,
            lane=row.lane,
            is_by_link=row.link_id is not None,
            file=came.get((row.id, None)),
            replies=tuple(said[row.id]),
        )
        for row in asked
    )


def _promised(invoice: int) -> date | None:
    promises = PromiseToPay.objects.filter(invoice_id=invoice).order_by("-id")
    return promises.values_list("until", flat=True).first()


def _waiting(workspace: int, invoice: int) -> tuple[int, ...]:
    drafts = Draft.objects.filter(
        workspace_id=workspace, preceding_id=invoice, invoice=None
    ).exclude(state="discarded")
    return tuple(drafts.order_by("id").values_list("id", flat=True))
