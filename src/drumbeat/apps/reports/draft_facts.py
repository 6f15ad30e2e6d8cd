"""The drafts of the queue, with what stands between them and their issue."""

from __future__ import annotations

import json
from datetime import date, datetime
from functools import lru_cache
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from drumbeat.apps.billing.checks import check_documents
from drumbeat.apps.seen import Seen, seen_clause
from drumbeat.apps.sql import day, moment, read
from drumbeat.core.dates import ONE_DAY
from drumbeat.core.documents import InvoiceDocument
from drumbeat.core.money import Money
from drumbeat.core.queue import DraftFact
from drumbeat.core.snapshot import snapshot_to_document

_DRAFTS = """
SELECT d.id, d.kind, c.name, e.name, d.subject, d.gross_minor, d.currency, d.bill_on,
  d.due_date, d.state, d.missed, d.composed_at, d.content,
  c.purchase_order_required, c.e_invoice, w.update_required,
  (SELECT sum(amount_minor) FROM billing_charge WHERE draft_id = d.id),
  d.send_at, w.time_zone
FROM billing_draft d
  JOIN parties_client c ON c.id = d.client_id
  JOIN engagements_engagement e ON e.id = d.engagement_id
  JOIN identity_workspace w ON w.id = d.workspace_id
WHERE d.workspace_id = %(workspace)s AND (d.send_at IS NULL OR d.send_at >= %(later)s)
  AND d.state IN ('draft', 'awaiting_approval', 'approved')
  AND %(client)s IN ('', c.name) AND {seen}
ORDER BY d.bill_on, d.id LIMIT %(most)s
"""
_STEPS = """
SELECT draft_id, min(due_at), count(*) FROM reminders_reminder
WHERE workspace_id = %(workspace)s AND draft_id {among} GROUP BY draft_id
"""
_NO_STEPS: tuple[datetime | None, int] = (None, 0)


class _Row(NamedTuple):
    id: int
    kind: str
    client: str
    engagement: str
    subject: str
    gross_minor: int
    currency: str
    bill_on: Any
    due_date: Any
    state: str
    missed: bool
    composed_at: Any
    content: str
    purchase_order_required: bool
    e_invoice: str
    update_required: bool
    wanted_minor: Any  # PostgreSQL adds up to a numeric, and nothing to null
    send_at: Any
    time_zone: str


def draft_facts(
    workspace: int, *, on: date, client: str, most: int, seen: Seen = None
) -> tuple[DraftFact, ...]:
    """Return the first `most` drafts that wait for somebody or a day, by bill date.

    What goes out today is in its undo hold, which a toast shows and no row.
    """
    found = read(
        _DRAFTS.format(seen=seen_clause(seen, "c.id")),
        workspace=workspace,
        client=client,
        most=most,
        later=str(on + ONE_DAY),
    )
    rows = [_Row(*row) for row in found]
    if not rows:
        return ()
    documents = {row.id: document_of(row.content) for row in rows}
    findings = check_documents(
        workspace,
        documents,
        {row.id: row for row in rows},
        {row.id: int(row.wanted_minor) for row in rows if row.wanted_minor is not None},
        update_required=bool(rows[0].update_required),
    )
    steps = {
        draft: (moment(first), count)
        for draft, first, count in read(_STEPS, workspace=workspace, ids=documents)
    }
    return tuple(
        DraftFact(
            id=row.id,
            client=row.client,
            engagement=row.engagement,
            subject=row.subject,
            gross=Money(row.gross_minor, row.currency),
            bill_on=day(row.bill_on),
            due_date=day(row.due_date),
            state=row.state,
            findings=tuple(findings[row.id]),
            missed_periods=1 if row.missed else 0,
            is_credit_note=row.kind == "credit_note",
            first_reminder=steps.get(row.id, _NO_STEPS)[0],
            reminder_count=steps.get(row.id, _NO_STEPS)[1],
            update_written=documents[row.id].has_update,
            prepared_on=moment(row.composed_at).date(),
            sends_at=_local(row),
        )
        for row in rows
    )


def _local(row: _Row) -> datetime | None:
    """Return when it goes, by the clock of the workspace."""
    return (
        moment(row.send_at).astimezone(ZoneInfo(row.time_zone)) if row.send_at else None
    )


@lru_cache(maxsize=500)
def document_of(content: str) -> InvoiceDocument:
    """Return the document of a text; the same draft is looked at again and again."""
    return snapshot_to_document(json.loads(content))
