"""The billing run: due terms become drafts, a chunk of engagements at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from django.db import connection, transaction

from drumbeat.apps.audit import operations as audit
from drumbeat.apps.audit.operations import Actor, Event
from drumbeat.apps.billing import queries
from drumbeat.apps.billing.content import (
    Agreement,
    compose,
    frozen,
    lanes_for,
    subject_of,
)
from drumbeat.apps.billing.models import DRAFT_TAX_COLUMNS
from drumbeat.apps.billing.operations import discard_drafts, draft_corrections
from drumbeat.apps.engagements import operations as engagements
from drumbeat.apps.engagements.operations import Progress
from drumbeat.apps.engagements.queries import DueEngagement, list_due
from drumbeat.apps.identity.queries import WorkspaceRow
from drumbeat.apps.invoices.operations import tax_rows
from drumbeat.apps.parties.queries import get_seller, list_clients
from drumbeat.apps.reminders import operations as reminders
from drumbeat.apps.rows import (
    Row,
    insert_rows,
    instant,
    reserve_ids,
    without_collection,
)
from drumbeat.apps.updates.queries import list_updates
from drumbeat.core.billing_run import LOOK_BACK, RunPlan, StoredCharge, plan_run
from drumbeat.core.composition import ChargeGroup
from drumbeat.core.documents import InvoiceDocument, UpdatePage
from drumbeat.core.errors import Refusal
from drumbeat.core.party import Seller
from drumbeat.core.ports import WorkingDays

CHUNK = 1_000
Calendars = Callable[[str], WorkingDays]

_DRAFT_COLUMNS = (
    "id",
    "workspace_id",
    "engagement_id",
    "client_id",
    "kind",
    "reason",
    "subject",
    "bill_on",
    "due_date",
    "currency",
    "net_minor",
    "tax_minor",
    "gross_minor",
    "content",
    "content_hash",
    "state",
    "missed",
    "composed_at",
)
_CHARGE_COLUMNS = (
    "engagement_id",
    "draft_id",
    "position",
    "component",
    "version",
    "period_index",
    "kind",
    "service_start",
    "service_end",
    "bill_on",
    "amount_minor",
)


@dataclass(slots=True)
class RunReport:
    """What a run did: new drafts, what was parked and why, what was there already."""

    drafts: list[int] = field(default_factory=list)
    parked: list[tuple[str, str]] = field(default_factory=list)
    already: int = 0


@dataclass(frozen=True, slots=True)
class _Composed:
    """A draft to be stored: what it says and which charges it holds."""

    agreement: Agreement
    group: ChargeGroup
    document: InvoiceDocument
    is_missed: bool


@dataclass(slots=True)
class _Chunk:
    """What one chunk writes, gathered before anything is stored."""

    composed: list[_Composed] = field(default_factory=list)
    corrections: list[tuple[Agreement, RunPlan, date]] = field(default_factory=list)
    discard: set[int] = field(default_factory=set)
    progress: list[Progress] = field(default_factory=list)
    parked: list[tuple[int, str, str]] = field(default_factory=list)


def run_billing(
    workspace: WorkspaceRow, *, at: datetime, actor: Actor, calendars: Calendars
) -> RunReport:
    """Draft everything that is due and not yet billed, by each client's own date.

    Convergent: a second run writes nothing; any number of missed runs gives the same
    charges. Each chunk is one transaction, so a crash loses at most one. [S-30, I-13,
    I-16, I-20, I-22]
    """
    report = RunReport(already=queries.count_drafts(workspace.id, until=at.date()))
    seller = get_seller(workspace.id)
    after: int | None = 0
    while after is not None:
        with without_collection(), transaction.atomic():
            after = _run_next(
                workspace,
                after,
                seller,
                report,
                at=at,
                actor=actor,
                calendars=calendars,
            )
    return report


def _latest_date(at: datetime) -> date:
    return (at + timedelta(hours=14)).date()  # the most easterly zone


def _lock(workspace: int) -> None:
    """Let one run at a time work on a workspace; the unique keys are the guarantee.

    SQLite's IMMEDIATE transaction is such a lock already.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [4711, workspace])


def _run_next(
    workspace: WorkspaceRow,
    after: int,
    seller: Seller,
    report: RunReport,
    *,
    at: datetime,
    actor: Actor,
    calendars: Calendars,
) -> int | None:
    """Run the chunk beyond `after`; return its last engagement, None without any.

    All it gathers is let go with the call, before garbage is collected again.
    """
    _lock(workspace.id)
    due = list_due(workspace.id, until=_latest_date(at), after=after, most=CHUNK)
    if not due:
        return None
    chunk = _plan_chunk(workspace, due, seller, at=at, calendars=calendars)
    discard_drafts(chunk.discard)
    new, events = _store(workspace.id, chunk.composed, at=at)
    for agreement, plan, on in chunk.corrections:
        corrected = draft_corrections(
            workspace.id, agreement, plan.corrections, on=on, at=at
        )
        new += corrected
        events += [Event("draft composed", f"draft:{draft}") for draft in corrected]
    events += [Event("draft discarded", f"draft:{d}") for d in sorted(chunk.discard)]
    for engagement, name, reason in chunk.parked:
        engagements.park(workspace.id, engagement, reason)
        events.append(Event("engagement parked", f"engagement:{engagement}"))
        report.parked.append((name, reason))
    engagements.note_progress(chunk.progress)
    audit.record(workspace.id, events, actor=actor, at=at)
    report.drafts += new
    return due[-1].id


def _plan_chunk(
    workspace: WorkspaceRow,
    due: Sequence[DueEngagement],
    seller: Seller,
    *,
    at: datetime,
    calendars: Calendars,
) -> _Chunk:
    """Decide for each engagement, without writing anything."""
    ids = [row.id for row in due]
    clients = list_clients(workspace.id, {row.client for row in due})
    updates = list_updates(workspace.id, ids)
    stored = _stored(due)
    chunk = _Chunk()
    for row in due:
        agreement = Agreement(
            id=row.id,
            terms=row.terms,
            client=clients[row.client],
            seller=seller,
            working=calendars(row.terms.holidays),
            zone=row.terms.time_zone or workspace.time_zone,
        )
        try:
            _plan_one(chunk, row, agreement, stored.get(row.id, ()), updates, at=at)
        except Refusal as refusal:
            # One that cannot be counted waits for a person; the others go on. [I-24]
            chunk.parked.append((row.id, row.terms.name, str(refusal)))
    return chunk


def _plan_one(
    chunk: _Chunk,
    row: DueEngagement,
    agreement: Agreement,
    stored: Iterable[StoredCharge],
    updates: Mapping[tuple[int, date], UpdatePage],
    *,
    at: datetime,
) -> None:
    """Add what one engagement needs to the chunk, or nothing when it is refused."""
    as_of = _local_date(at, agreement.zone)
    plan = plan_run(
        row.terms,
        stored,
        as_of=as_of,
        working=agreement.working,
        since=row.since,
    )
    composed = []
    for group in plan.groups:
        update = updates.get((row.id, group.bill_on))
        lanes = lanes_for(agreement, group)
        document = compose(agreement, lanes, bill_on=group.bill_on, update=update)
        missed = plan.missed and not group.project
        composed.append(_Composed(agreement, group, document, missed))
    chunk.composed += composed
    chunk.progress.append(Progress(row.id, as_of, row.version, plan.next_bill_on))
    chunk.discard |= plan.discard
    if plan.corrections:
        chunk.corrections.append((agreement, plan, as_of))
    if plan.parked:
        chunk.parked.append((row.id, row.terms.name, plan.parked))


def _stored(due: Sequence[DueEngagement]) -> dict[int, list[StoredCharge]]:
    """Return the charges on record that the run must compare with."""
    whole = [row.id for row in due if row.since is None]
    recent = [row.id for row in due if row.since is not None]
    since = min((row.since for row in due if row.since is not None), default=date.max)
    if recent:
        since -= LOOK_BACK  # a charge due since then may have been billed earlier
    return queries.list_stored(whole, recent, since=since)


@lru_cache(maxsize=512)
def _zone(name: str) -> ZoneInfo:
    return ZoneInfo(name)


def _local_date(at: datetime, zone: str) -> date:
    return at.astimezone(_zone(zone)).date()


def _store(
    workspace: int, composed: Sequence[_Composed], *, at: datetime
) -> tuple[list[int], list[Event]]:
    """Store drafts with their charges, taxes and reminder plans, set by set."""
    ids = list(reserve_ids("billing_draft", len(composed)))
    drafts: list[Row] = []
    charges: list[Row] = []
    taxes: list[Row] = []
    plans: list[Row] = []
    events: list[Event] = []
    composed_at = instant(at)
    for draft, item in zip(ids, composed, strict=True):
        content, digest = frozen(item.document)
        drafts.append(_draft_row(draft, workspace, item, content, digest, composed_at))
        charges += _charge_rows(draft, item)
        taxes += tax_rows(draft, item.document)
        plans += reminders.plan_rows(workspace, item.document.reminders, draft=draft)
        payload = f'{{"content":"{digest}"}}'
        events.append(Event("draft composed", f"draft:{draft}", payload))
    insert_rows("billing_draft", _DRAFT_COLUMNS, drafts)
    insert_rows("billing_charge", _CHARGE_COLUMNS, charges)
    insert_rows("billing_drafttax", DRAFT_TAX_COLUMNS, taxes)
    reminders.attach(plans)
    return ids, events


def _draft_row(
    draft: int,
    workspace: int,
    item: _Composed,
    content: str,
    digest: str,
    composed_at: str,
) -> Row:
    document = item.document
    totals = document.totals
    return (
        draft,
        workspace,
        item.agreement.id,
        item.agreement.client.id,
        "invoice",
        "",
        subject_of(document.lanes),
        item.group.bill_on.isoformat(),
        document.due_date.isoformat(),
        document.currency,
        totals.net.minor,
        totals.tax.minor,
        totals.gross.minor,
        content,
        digest,
        "draft",
        int(item.is_missed),
        composed_at,
    )


def _charge_rows(draft: int, item: _Composed) -> list[Row]:
    bill_on = item.group.bill_on.isoformat()
    return [
        (
            item.agreement.id,
            draft,
            position,
            charge.component,
            charge.version,
            charge.index,
            "base",
            charge.service.start.isoformat(),
            charge.service.last_day.isoformat(),
            bill_on,
            charge.amount.minor,
        )
        for position, charge in enumerate(item.group.charges)
    ]
