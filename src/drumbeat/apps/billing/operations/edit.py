"""Change what a draft says: its update, its lines; an approval given before is void."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime

from django.db import transaction

from drumbeat.apps.audit.operations import Actor
from drumbeat.apps.billing.content import Agreement, frozen, renewed, subject_of
from drumbeat.apps.billing.models import DRAFT_TAX_COLUMNS, Draft, DraftTax
from drumbeat.apps.billing.operations import steps
from drumbeat.apps.invoices.operations import tax_rows
from drumbeat.apps.rows import insert_rows
from drumbeat.apps.updates.operations import write_update
from drumbeat.core import line_edits
from drumbeat.core.documents import InvoiceDocument, UpdatePage
from drumbeat.core.lifecycle import DRAFT, DraftState, advance
from drumbeat.core.line_edits import LineEdits, ReasonMissing
from drumbeat.core.snapshot import snapshot_to_document


@transaction.atomic
def pair_update(
    workspace: int,
    draft: int,
    page: UpdatePage,
    *,
    actor: Actor,
    at: datetime,
    expected_hash: str | None = None,
) -> None:
    """Write the update and put it on the draft; what is there already changes nothing.

    `expected_hash` is the content the writer saw.

    :raises NotAllowedNow: it is issued or discarded
    :raises StaleRequest: somebody changed it meanwhile
    """
    row = steps.get(workspace, draft, expected_hash=expected_hash)
    state = advance(DRAFT, row.state, "edit")
    before = _document(row)
    after = replace(before, update=page)
    if after == before:
        return
    digest = _rewrite(row, after, state)
    write_update(workspace, row.engagement_id, row.bill_on, page, at=at)
    facts: dict[str, object] = {"content": digest}
    steps.record(workspace, draft, "update written", facts, actor, at)


@transaction.atomic
def renew_parties(
    workspace: int, draft: int, agreement: Agreement, *, actor: Actor, at: datetime
) -> None:
    """Put our details and the client's on the draft as they stand now.

    A draft keeps what was on record when it was composed; a corrected address or a
    contact added since is taken over only because a person says so.

    :raises NotAllowedNow: it is issued or discarded
    """
    row = steps.get(workspace, draft)
    state = advance(DRAFT, row.state, "edit")
    digest = _rewrite(row, renewed(_document(row), agreement), state)
    facts: dict[str, object] = {"content": digest}
    steps.record(workspace, draft, "details renewed", facts, actor, at)


@transaction.atomic
def name_order(
    workspace: int, draft: int, order: str, *, actor: Actor, at: datetime
) -> None:
    """Put a purchase order on the draft, in place of the one that it names.

    :raises NotAllowedNow: it is issued or discarded
    """
    row = steps.get(workspace, draft)
    state = advance(DRAFT, row.state, "edit")
    before = _document(row)
    after = line_edits.with_order(before, order)
    if after == before:
        return
    facts: dict[str, object] = {"content": _rewrite(row, after, state), "order": order}
    steps.record(workspace, draft, "order named", facts, actor, at)


@transaction.atomic
def edit_lines(
    workspace: int,
    draft: int,
    edits: LineEdits,
    *,
    reason: str,
    actor: Actor,
    at: datetime,
    expected_hash: str | None = None,
) -> None:
    """Change, drop and add lines; the charges they came from stay billed by them.

    What the terms want stays on record as it is, so that no run bills the difference
    later; the reason says why it is not asked for.

    :raises NotAllowedNow: it is issued or discarded
    :raises StaleRequest: somebody changed it meanwhile
    :raises ReasonMissing: amounts differ and nobody says why
    :raises LineRefused, NoLineLeft, CreditNoteStays: see `core.line_edits`
    """
    row = steps.get(workspace, draft, expected_hash=expected_hash)
    state = advance(DRAFT, row.state, "edit")
    before = _document(row)
    after = line_edits.edit_lines(before, edits)
    if after == before:
        return
    if _amounts(after) != _amounts(before) and not reason.strip():
        raise ReasonMissing
    digest = _rewrite(row, after, state)
    totals = after.totals
    Draft.objects.filter(id=draft).update(
        subject=subject_of(after.lanes),
        net_minor=totals.net.minor,
        tax_minor=totals.tax.minor,
        gross_minor=totals.gross.minor,
    )
    DraftTax.objects.filter(draft_id=draft).delete()
    insert_rows("billing_drafttax", DRAFT_TAX_COLUMNS, tax_rows(draft, after))
    facts: dict[str, object] = {
        "content": digest,
        "reason": reason.strip(),
        "net_minor": [before.totals.net.minor, totals.net.minor],
    }
    steps.record(workspace, draft, "lines edited", facts, actor, at)


def _document(row: Draft) -> InvoiceDocument:
    return snapshot_to_document(json.loads(row.content))


def _rewrite(row: Draft, document: InvoiceDocument, state: DraftState) -> str:
    """Store the content, without hold; return its hash."""
    content, digest = frozen(document)
    steps.move(row, state)
    steps.close_requests([row.id], "expire")  # it was about what stood there before
    Draft.objects.filter(id=row.id).update(
        content=content, content_hash=digest, send_at=None
    )
    return digest


def _amounts(document: InvoiceDocument) -> dict[str, int]:
    lines = [line for lane in document.lanes for line in lane.lines]
    return {line.charge_key: line.net.minor for line in lines}
