"""One thing of the queue, seen closely."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from drumbeat.apps.billing.checks import list_draft_findings
from drumbeat.apps.billing.queries import get_draft, list_contents
from drumbeat.apps.reminders.queries import PlannedRow, get_plan
from drumbeat.apps.reports.draft_facts import document_of
from drumbeat.apps.seen import Seen, may_see, seen_clause
from drumbeat.apps.sql import day, read
from drumbeat.core.documents import InvoiceDocument
from drumbeat.core.errors import Refusal
from drumbeat.core.money import Money
from drumbeat.core.queue_page import (
    PeekLine,
    PeekPage,
    PeekRecipient,
    PeekReminder,
    PeekTax,
)
from drumbeat.core.reminder_plan import step_name
from drumbeat.core.tax import tax_name

_PARTS = {"approver": "approves", "payer": "pays", "copy": "gets a copy"}
_INVOICE = """
SELECT i.id, c.id, c.name, i.subject, coalesce(b.open_minor, 0), i.currency, i.due_date,
  i.snapshot, (SELECT count(*) FROM reminders_dispute d
    WHERE d.invoice_id = i.id AND d.closed_at IS NULL)
FROM invoices_invoice i
  JOIN parties_client c ON c.id = i.client_id
  LEFT JOIN payments_invoicebalance b ON b.invoice_id = i.id
WHERE i.workspace_id = %(workspace)s AND i.number = %(number)s
  AND {seen}
"""


def look_closely(
    workspace: int, subject_id: str, *, on: date, seen: Seen = None
) -> PeekPage | None:
    """Return one thing of the queue seen closely, or None when it is not there."""
    kind, _, key = subject_id.partition(":")
    try:
        if kind == "draft" and key.isdigit():
            return _peek_draft(workspace, int(key), seen)
        if kind == "invoice":
            return _peek_invoice(workspace, key, seen, on=on)
    except Refusal:
        return None
    return None


def _peek_draft(workspace: int, draft: int, seen: Seen) -> PeekPage | None:
    row = get_draft(workspace, draft)
    if not may_see(seen, row.client):
        return None
    document = list_contents(workspace, [draft])[draft]
    plan = get_plan(workspace, "draft", draft)
    findings = list_draft_findings(workspace, [row])[draft]
    page = _peek_document(document, row.client_name, row.subject, plan)
    is_open = row.state in {"draft", "awaiting_approval", "approved"}
    blocked = any(finding.blocking for finding in findings)
    return replace(
        page,
        subject_id=f"draft:{draft}",
        client_id=row.client,
        status="Draft" if blocked else "Ready",
        amount=row.gross,
        due=row.due_date,
        findings=tuple(findings),
        actions=("approve",) if is_open and not blocked else (),
        approval_hash=row.content_hash,
    )


def _peek_invoice(
    workspace: int, number: str, seen: Seen, *, on: date
) -> PeekPage | None:
    statement = _INVOICE.format(seen=seen_clause(seen, "i.client_id"))
    for invoice, client_id, client, subject, *money, due, snapshot, asked in read(
        statement, workspace=workspace, number=number
    ):
        plan = get_plan(workspace, "invoice", invoice)
        open_ = Money(*money)
        late = open_.minor > 0 and day(due) < on
        status = "Overdue" if late else "Sent" if open_.minor > 0 else "Paid"
        page = _peek_document(document_of(snapshot), client, subject, plan)
        return replace(
            page,
            subject_id=f"invoice:{number}",
            client_id=client_id,
            status="Question" if asked else status,
            amount=open_,
            due=day(due),
            number=number,
        )
    return None


def _peek_document(
    document: InvoiceDocument, client: str, subject: str, plan: Sequence[PlannedRow]
) -> PeekPage:
    update = document.update
    steps = [PeekReminder(r.due_at.date(), _step_words(r)) for r in plan]
    due = PeekReminder(document.due_date, "Due", is_due=True)
    return PeekPage(
        subject_id="",
        client=client,
        what=subject,
        status="",
        amount=None,
        due=document.due_date,
        lines=tuple(
            PeekLine("ABCD"[place % 4], lane.name, lane.net)
            for place, lane in enumerate(document.lanes)
        ),
        taxes=tuple(
            PeekTax(tax_name(s.tax), s.amount) for s in document.totals.subtotals
        ),
        total=document.totals.gross,
        update_title=update.title if update else "",
        update=tuple(d.text for d in update.accomplished) if update else (),
        reminders=tuple(sorted([*steps, due], key=lambda r: (r.when, not r.is_due))),
        goes_to=tuple(
            PeekRecipient(
                ", ".join(filter(None, (c.name, c.email))),
                " and ".join(_PARTS[role] for role in c.roles),
            )
            for c in document.contacts
        ),
    )


def _step_words(row: PlannedRow) -> str:
    if row.state == "sent":
        return f"{row.tone.capitalize()}, sent"
    return step_name(row.step, row.tone)
