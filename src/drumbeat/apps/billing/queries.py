"""Read drafts and charges."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Q

from drumbeat.apps.billing.models import Approval, Charge, Draft
from drumbeat.apps.sharing.queries import OPEN_TALKS
from drumbeat.apps.sql import Among, Sent, day, moment, read
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


_DRAFTS = """
SELECT d.id, d.kind, d.client_id, c.name, d.engagement_id, e.name, d.subject,
  d.bill_on, d.due_date, d.state, d.missed, d.net_minor, d.tax_minor, d.gross_minor,
  d.currency, d.content_hash, d.composed_at, d.send_at, d.preceding_id
FROM billing_draft d
  JOIN parties_client c ON c.id = d.client_id
  JOIN engagements_engagement e ON e.id = d.engagement_id
WHERE d.workspace_id = %(workspace)s AND {only} ORDER BY d.bill_on, d.id
"""
_ONLY = {
    "open": "d.state IN ('draft', 'awaiting_approval', 'approved')",
    "approved": "d.state = 'approved'",
    "among": "d.id {among}",
}
_CONTENT = (
    "SELECT content FROM billing_draft "
    "WHERE workspace_id = %(workspace)s AND id {among}"
)
_WANTED = """
SELECT ch.draft_id, sum(ch.amount_minor)
FROM billing_charge ch JOIN billing_draft d ON d.id = ch.draft_id
WHERE d.workspace_id = %(workspace)s AND ch.draft_id {among} GROUP BY ch.draft_id
"""


def list_drafts(
    workspace: int, ids: Iterable[int] | None = None, *, approved: bool = False
) -> list[DraftRow]:
    """Return open drafts (or the given ones, whatever their state), by bill date."""
    only = [_ONLY["open"] if ids is None else _ONLY["among"]]
    if approved:
        only.append(_ONLY["approved"])
    listed: dict[str, Sent] = {} if ids is None else {"ids": ids}
    statement = _DRAFTS.replace("{only}", " AND ".join(only))
    return [_row(row) for row in read(statement, workspace=workspace, **listed)]


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
    for (content,) in read(_CONTENT, workspace=workspace, ids=[draft]):
        return snapshot_to_document(json.loads(content))
    raise NoSuchDraft(id=draft)


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
    rows = read(_WANTED, workspace=workspace, ids=drafts)
    return {draft: int(minor) for draft, minor in rows}


@dataclass(frozen=True, slots=True)
class TalkRow:
    """Somebody asked to talk about an invoice, and nobody noted that they did."""

    id: int
    person: str
    number: str
    text: str

    def __str__(self) -> str:
        """Return who asked, about what."""
        return f"{self.person} ({self.number})"


_TALKS = f"""
SELECT d.id, t.id, t.person, i.number, t.text FROM (
  SELECT f.id, f.invoice_id, f.text, coalesce(nullif(l.name, ''), l.email) AS person
  {OPEN_TALKS}) t
  JOIN invoices_invoice i ON i.id = t.invoice_id
  JOIN billing_draft d ON d.engagement_id = i.engagement_id AND d.kind = 'invoice'
WHERE i.workspace_id = %(workspace)s AND d.id {{among}} ORDER BY d.id, t.id
"""  # noqa: S608  (the statement is ours)


def open_talks(workspace: int, drafts: Iterable[int]) -> dict[int, list[TalkRow]]:
    """Return the talks that clients of the drafts' engagements asked for, by draft."""
    found: dict[int, list[TalkRow]] = defaultdict(list)
    for draft, *talk in read(_TALKS, workspace=workspace, ids=drafts):
        found[draft].append(TalkRow(*talk))
    return found


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


_TOUCHED = """
SELECT DISTINCT k.engagement_id FROM billing_charge k
  JOIN billing_draft d ON d.id = k.draft_id
WHERE d.workspace_id = %(workspace)s AND k.draft_id {among}
  AND k.component LIKE 'project:%%' AND k.kind = 'base'
"""


def list_billed_projects(
    workspace: int, drafts: Iterable[int]
) -> dict[int, set[tuple[str, int]]]:
    """Return what is issued of projects, of the engagements these drafts bill one of.

    By engagement: the component and index of each charge.
    """
    touched = [row for (row,) in read(_TOUCHED, workspace=workspace, ids=drafts)]
    billed: dict[int, set[tuple[str, int]]] = defaultdict(set)
    if not touched:  # as nearly always: most drafts bill retainers
        return billed
    issued = Charge.objects.filter(
        engagement__workspace_id=workspace,
        engagement_id__in=touched,
        component__startswith="project:",
        kind="base",
        draft__state="issued",
    )
    for engagement, component, index in issued.values_list(
        "engagement_id", "component", "period_index"
    ):
        billed[engagement].add((component, index))
    return billed


def _row(row: tuple[Any, ...]) -> DraftRow:
    id_, kind, client, client_name, engagement, engagement_name, subject, *dated = row
    bill_on, due_date, state, missed, net, tax, gross, currency, *last = dated
    digest, composed_at, send_at, preceding = last
    return DraftRow(
        id=id_,
        kind=kind,
        client=client,
        client_name=client_name,
        engagement=engagement,
        engagement_name=engagement_name,
        subject=subject,
        bill_on=day(bill_on),
        due_date=day(due_date),
        state=state,
        missed=bool(missed),
        net=Money(net, currency),
        tax=Money(tax, currency),
        gross=Money(gross, currency),
        content_hash=digest,
        composed_at=moment(composed_at),
        send_at=send_at and moment(send_at),
        preceding=preceding,
    )
