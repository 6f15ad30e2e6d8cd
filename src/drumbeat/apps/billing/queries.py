"""Read drafts and charges."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q, Sum

from drumbeat.apps.billing.models import Approval, Charge, Draft
from drumbeat.apps.sql import Among
from drumbeat.core.billing_run import StoredCharge
from drumbeat.core.documents import InvoiceDocument
from drumbeat.core.errors import Refusal
from drumbeat.core.money import Money
from drumbeat.core.snapshot import snapshot_to_document

OPEN_STATES = ("draft", "awaiting_approval", "approved")


class NoSuchDraft(Refusal):
    """The workspace has no such draft."""

    rule = "DRF-1"
    message = "There is no draft {id}."


@dataclass(frozen=True, slots=True)
class DraftRow:
    """A draft as lists and the queue show it."""

    id: int
    kind: str
    client: int
    client_name: str
    engagement: int
    engagement_name: str
    subject: str
    bill_on: date
    due_date: date
    state: str
    missed: bool
    net: Money
    tax: Money
    gross: Money
    content_hash: str
    composed_at: datetime
    send_at: datetime | None
    preceding: int | None


def list_drafts(
    workspace: int, ids: Iterable[int] | None = None, *, approved: bool = False
) -> list[DraftRow]:
    """Return open drafts (or the given ones, whatever their state), by bill date."""
    found = (
        Draft.objects.filter(workspace_id=workspace)
        .defer("content")
        .select_related("client", "engagement")
        .order_by("bill_on", "id")
    )
    found = (
        found.filter(state__in=OPEN_STATES)
        if ids is None
        else found.filter(id__in=list(ids))
    )
    if approved:
        found = found.filter(state="approved")
    return [_row(draft) for draft in found]


def get_draft(workspace: int, draft: int) -> DraftRow:
    """Return one draft.

    :raises NoSuchDraft: it is not in this workspace
    """
    found = list_drafts(workspace, [draft])
    if not found:
        raise NoSuchDraft(id=draft)
    return found[0]


def get_content(workspace: int, draft: int) -> InvoiceDocument:
    """Return the document the draft would become.

    :raises NoSuchDraft: it is not in this workspace
    """
    content = (
        Draft.objects.filter(workspace_id=workspace, id=draft)
        .values_list("content", flat=True)
        .first()
    )
    if content is None:
        raise NoSuchDraft(id=draft)
    return snapshot_to_document(json.loads(content))


def find_number(workspace: int, draft: int) -> str | None:
    """Return the number the draft was issued under, or None while it is not."""
    mine = Draft.objects.filter(workspace_id=workspace, id=draft)
    return mine.values_list("invoice__number", flat=True).first()


def list_contents(workspace: int, drafts: Iterable[int]) -> dict[int, InvoiceDocument]:
    """Return the documents of several drafts in one query."""
    found = Draft.objects.filter(Among("id", drafts), workspace_id=workspace)
    return {
        draft: snapshot_to_document(json.loads(content))
        for draft, content in found.values_list("id", "content")
    }


def count_drafts(workspace: int, *, until: date) -> int:
    """Return how many drafts up to that bill date are open or issued."""
    return (
        Draft.objects.filter(workspace_id=workspace, bill_on__lte=until)
        .exclude(state="discarded")
        .count()
    )


def wanted_nets(workspace: int, drafts: Iterable[int]) -> dict[int, int]:
    """Return what the terms alone give for drafts, in minor units, in one query."""
    sums = (
        Charge.objects.filter(draft_id__in=list(drafts), draft__workspace_id=workspace)
        .values_list("draft_id")
        .annotate(Sum("amount_minor"))
        .order_by()
    )
    return dict(sums)


def override_reasons(workspace: int, contents: Mapping[int, str]) -> dict[int, str]:
    """Return why drafts may go without an update, where their approval says so.

    `contents` are the hashes by draft: a yes to another content says nothing here.
    """
    given = Approval.objects.filter(
        draft_id__in=contents, draft__workspace_id=workspace, state="approved"
    ).order_by("id")
    latest = {
        draft: reason
        for draft, digest, reason in given.values_list(
            "draft_id", "content_hash", "override_reason"
        )
        if digest == contents[draft]
    }
    return {draft: reason for draft, reason in latest.items() if reason}


def list_stored(
    whole: Iterable[int], recent: Iterable[int], *, since: date
) -> dict[int, list[StoredCharge]]:
    """Return charges by engagement: all of `whole`, those of `recent` since a day."""
    wanted = Q(Among("engagement_id", whole)) | Q(
        Among("engagement_id", recent), bill_on__gte=since
    )
    rows = Charge.objects.filter(wanted).values_list(
        "engagement_id",
        "component",
        "version",
        "period_index",
        "kind",
        "service_start",
        "amount_minor",
        "draft_id",
        "bill_on",
        "draft__state",
    )
    stored: dict[int, list[StoredCharge]] = defaultdict(list)
    for engagement, component, version, index, kind, start, minor, draft, on, s in rows:
        stored[engagement].append(
            StoredCharge(
                period=(component, version, index),
                kind=kind,
                service_start=start,
                minor=minor,
                draft=draft,
                bill_on=on,
                is_issued=s == "issued",
            )
        )
    return stored


def list_billed_projects(
    workspace: int, drafts: Iterable[int]
) -> dict[int, set[tuple[str, int]]]:
    """Return what is issued of projects, of the engagements these drafts bill one of.

    By engagement: the component and index of each charge.
    """
    shares = Charge.objects.filter(
        engagement__workspace_id=workspace,
        component__startswith="project:",
        kind="base",
    )
    touched = set(
        shares.filter(draft_id__in=list(drafts)).values_list("engagement_id", flat=True)
    )
    billed: dict[int, set[tuple[str, int]]] = defaultdict(set)
    if not touched:  # as nearly always: most drafts bill retainers
        return billed
    issued = shares.filter(engagement_id__in=touched, draft__state="issued")
    for engagement, component, index in issued.values_list(
        "engagement_id", "component", "period_index"
    ):
        billed[engagement].add((component, index))
    return billed


def _row(draft: Draft) -> DraftRow:
    return DraftRow(
        id=draft.id,
        kind=draft.kind,
        client=draft.client_id,
        client_name=draft.client.name,
        engagement=draft.engagement_id,
        engagement_name=draft.engagement.name,
        subject=draft.subject,
        bill_on=draft.bill_on,
        due_date=draft.due_date,
        state=draft.state,
        missed=draft.missed,
        net=Money(draft.net_minor, draft.currency),
        tax=Money(draft.tax_minor, draft.currency),
        gross=Money(draft.gross_minor, draft.currency),
        content_hash=draft.content_hash,
        composed_at=draft.composed_at,
        send_at=draft.send_at,
        preceding=draft.preceding_id,
    )
