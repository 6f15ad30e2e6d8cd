"""Issue approved drafts: numbers, snapshots, balances, plans and mail in one go."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db import connection, transaction

from drumbeat.apps.audit import operations as audit
from drumbeat.apps.audit.operations import Actor, Event
from drumbeat.apps.billing.checks import list_findings
from drumbeat.apps.billing.content import Agreement, content_hash, dated
from drumbeat.apps.billing.models import Draft
from drumbeat.apps.billing.queries import list_billed_projects
from drumbeat.apps.delivery import operations as delivery
from drumbeat.apps.delivery.operations import Envelope
from drumbeat.apps.engagements import operations as engagements
from drumbeat.apps.engagements.queries import list_terms
from drumbeat.apps.identity.queries import get_workspace
from drumbeat.apps.invoices import operations as invoices
from drumbeat.apps.invoices.operations import Issued, Series, ToIssue
from drumbeat.apps.parties.queries import ClientRow, get_seller, list_clients
from drumbeat.apps.payments import operations as payments
from drumbeat.apps.reminders import operations as reminders
from drumbeat.apps.rows import without_collection
from drumbeat.core.approval import StaleRequest
from drumbeat.core.documents import InvoiceDocument
from drumbeat.core.errors import Finding, Refusal
from drumbeat.core.lifecycle import DRAFT, DraftState, NotAllowedNow, advance
from drumbeat.core.ports import NumberRegister, WorkingDays
from drumbeat.core.project_shares import wholly_billed
from drumbeat.core.remittance import creditor_reference
from drumbeat.core.snapshot import snapshot_to_document

CHUNK = 500
Calendars = Callable[[str], WorkingDays]


class NotFitToIssue(Refusal):
    """A blocking finding stands in the way."""

    rule = "ISS-0"
    message = "Draft {draft} cannot be issued: {problem}"


@dataclass(frozen=True, slots=True)
class IssuedDraft:
    """A draft and the number it got."""

    draft: int
    number: str


@dataclass(frozen=True, slots=True)
class _Waiting:
    draft: Draft
    document: InvoiceDocument
    agreement: Agreement


def issue_held(
    workspace: int,
    *,
    at: datetime,
    actor: Actor,
    calendars: Calendars,
    domain: str,
    register: NumberRegister,
) -> list[IssuedDraft]:
    """Issue what was approved and whose undo hold is over.

    What is not fit waits on, without its hold, and stops no other.
    """
    over = Draft.objects.filter(
        workspace_id=workspace, state=DraftState.APPROVED, send_at__lte=at
    )
    held = list(over.order_by("bill_on", "id").values_list("id", flat=True))

    def issue_now(drafts: Sequence[int]) -> list[IssuedDraft]:
        return issue_drafts(
            workspace,
            drafts,
            at=at,
            actor=actor,
            calendars=calendars,
            domain=domain,
            register=register,
        )

    try:
        return issue_now(held)
    except (NotFitToIssue, StaleRequest, NotAllowedNow):
        return [one for draft in held for one in _issue_alone(draft, issue_now)]


def _issue_alone(
    draft: int, issue_now: Callable[[Sequence[int]], list[IssuedDraft]]
) -> list[IssuedDraft]:
    """Issue one, or let it wait for a person; it stops no other."""
    try:
        return issue_now([draft])
    except (NotFitToIssue, StaleRequest, NotAllowedNow):
        Draft.objects.filter(id=draft).update(send_at=None)
        return []


def issue_drafts(
    workspace: int,
    drafts: Sequence[int],
    *,
    at: datetime,
    actor: Actor,
    calendars: Calendars,
    domain: str,
    register: NumberRegister,
    override_reason: str = "",
) -> list[IssuedDraft]:
    """Make approved drafts numbered documents, in order, and queue their delivery.

    One transaction for each chunk: a number is taken and stored together or not at
    all. A draft somebody else issued meanwhile is left out. [S-46, I-36]

    :raises NotAllowedNow: a draft is not approved
    :raises NotFitToIssue: a blocking finding stands and no reason overrides it
    :raises IssueDateRefused: the day is before the last issue date of the series
    :raises NumbersLost: the register knows numbers that these books do not
    """
    issued: list[IssuedDraft] = []
    for start in range(0, len(drafts), CHUNK):
        with without_collection(), transaction.atomic():
            events: list[Event] = []
            given: list[tuple[Series, list[Issued]]] = []
            chunk = drafts[start : start + CHUNK]
            locked = _lock(workspace, chunk, at=at, register=register)
            for kind, series in locked.items():
                done = _issue_chunk(
                    workspace,
                    chunk,
                    kind,
                    series,
                    at=at,
                    actor=actor,
                    calendars=calendars,
                    domain=domain,
                    override_reason=override_reason,
                )
                issued += [IssuedDraft(item.draft.id, one.number) for item, one in done]
                events += [_event(item, one, override_reason) for item, one in done]
                given.append((series, [one for _, one in done]))
            audit.record(workspace, events, actor=actor, at=at)
            invoices.write_down(given, register)
    return issued


def _lock(
    workspace: int,
    drafts: Collection[int],
    *,
    at: datetime,
    register: NumberRegister,
) -> dict[str, Series]:
    """Lock what issuing touches, in the order of all; return the series by kind.

    Lock first, read afterwards: whoever waited here sees what the other issued. [S-48]
    """
    rows = Draft.objects.filter(workspace_id=workspace, id__in=list(drafts))
    engagements.lock(workspace, set(rows.values_list("engagement_id", flat=True)))
    locked = rows.order_by("id").select_for_update(no_key=True)
    kinds = set(locked.values_list("kind", flat=True))
    on = _today(workspace, at)
    series: dict[str, Series] = {
        kind: invoices.lock_series(workspace, kind, on=on, register=register)
        for kind in ("invoice", "credit_note")
        if kind in kinds
    }
    audit.hold_trail(workspace)
    return series


def _today(workspace: int, at: datetime) -> date:
    return at.astimezone(ZoneInfo(get_workspace(workspace).time_zone)).date()


def _event(item: _Waiting, done: Issued, override_reason: str) -> Event:
    facts = {"sha256": done.sha256, "draft": item.draft.id}
    if override_reason:
        facts["override"] = override_reason
    payload = json.dumps(facts, sort_keys=True, separators=(",", ":"))
    kind = done.document.kind.replace("_", " ")
    return Event(f"{kind} issued", f"invoice:{done.number}", payload)


def _issue_chunk(
    workspace: int,
    drafts: Collection[int],
    kind: str,
    series: Series,
    *,
    at: datetime,
    actor: Actor,
    calendars: Calendars,
    domain: str,
    override_reason: str,
) -> list[tuple[_Waiting, Issued]]:
    today = _today(workspace, at)
    waiting = _waiting(workspace, drafts, kind, calendars)
    _refuse_unfit(workspace, waiting, override_reason)
    issued = invoices.issue(
        workspace,
        series,
        [_to_issue(item, on=today) for item in waiting],
        on=today,
        today=today,
        at=at,
        by=actor.name,
    )
    _mark_issued(waiting, issued)
    _start_life(workspace, waiting, issued, on=today, at=at, domain=domain)
    _note_projects(workspace, waiting, on=today, actor=actor, at=at)
    return list(zip(waiting, issued, strict=True))


def _waiting(
    workspace: int, drafts: Collection[int], kind: str, calendars: Calendars
) -> list[_Waiting]:
    order = {draft: place for place, draft in enumerate(drafts)}
    rows = sorted(
        Draft.objects.filter(workspace_id=workspace, id__in=list(drafts), kind=kind),
        key=lambda d: order[d.id],
    )
    # S-49: issuing twice is no fault; what is issued keeps its number.
    rows = [row for row in rows if row.state != DraftState.ISSUED]
    for row in rows:
        advance(DRAFT, row.state, "issue")
    clients = list_clients(workspace, {row.client_id for row in rows})
    seller = get_seller(workspace)
    zone = get_workspace(workspace).time_zone
    terms = list_terms(workspace, {row.engagement_id for row in rows})
    found = []
    for row in rows:
        plain = json.loads(row.content)
        if content_hash(plain) != row.content_hash:
            raise StaleRequest
        agreed = terms[row.engagement_id]
        agreement = Agreement(
            id=row.engagement_id,
            terms=agreed,
            client=clients[row.client_id],
            seller=seller,
            working=calendars(agreed.holidays),
            zone=agreed.time_zone or zone,
        )
        found.append(_Waiting(row, snapshot_to_document(plain), agreement))
    return found


def _refuse_unfit(
    workspace: int, waiting: Sequence[_Waiting], override_reason: str
) -> None:
    clients: dict[int, ClientRow] = {w.draft.id: w.agreement.client for w in waiting}
    documents = {w.draft.id: w.document for w in waiting}
    if override_reason:
        return
    for draft, findings in list_findings(workspace, documents, clients).items():
        blocking: list[Finding] = [f for f in findings if f.blocking]
        if blocking:
            problem = " ".join(f"{f.message} [{f.rule}]" for f in blocking)
            raise NotFitToIssue(draft=draft, problem=problem)


def _to_issue(item: _Waiting, *, on: date) -> ToIssue:
    document = dated(item.document, item.agreement, on=on)

    def numbered(number: str) -> InvoiceDocument:
        return replace(document, number=number, reference=creditor_reference(number))

    return ToIssue(
        document=numbered,
        client=item.draft.client_id,
        engagement=item.draft.engagement_id,
        preceding=item.draft.preceding_id,
        subject=item.draft.subject,
        calendar_version=item.agreement.working.version,
    )


def _mark_issued(waiting: Sequence[_Waiting], issued: Sequence[Issued]) -> None:
    """Tie drafts to their documents; a draft that moved meanwhile undoes it all."""
    with connection.cursor() as cursor:
        cursor.executemany(
            "UPDATE billing_draft SET state = 'issued', invoice_id = %s, "
            "send_at = NULL WHERE id = %s AND state = 'approved'",
            [
                (done.id, item.draft.id)
                for item, done in zip(waiting, issued, strict=True)
            ],
        )
        if cursor.rowcount != len(waiting):
            raise StaleRequest


def _start_life(
    workspace: int,
    waiting: Sequence[_Waiting],
    issued: Sequence[Issued],
    *,
    on: date,
    at: datetime,
    domain: str,
) -> None:
    """Open balances, carry the reminder plans over, queue the mail."""
    pairs = list(zip(waiting, issued, strict=True))
    payments.open_balances(
        workspace,
        [
            (
                done.id,
                item.draft.client_id,
                done.document.currency,
                done.document.due_date.isoformat(),
                done.document.totals.gross.minor,
            )
            for item, done in pairs
            if done.document.kind == "invoice"
        ],
    )
    for item, done in pairs:
        if item.draft.preceding_id is not None:
            payments.apply_credit_note(
                workspace,
                done.id,
                item.draft.preceding_id,
                done.document.totals.gross,
                on=on,
                at=at,
            )
    reminders.detach_from_drafts([item.draft.id for item in waiting])
    reminders.attach(
        [
            row
            for done in issued
            for row in reminders.plan_rows(
                workspace, done.document.reminders, invoice=done.id
            )
        ]
    )
    delivery.queue(
        workspace,
        [envelope for done in issued for envelope in _envelopes(workspace, done, at)],
        domain=domain,
    )


def _note_projects(
    workspace: int,
    waiting: Sequence[_Waiting],
    *,
    on: date,
    actor: Actor,
    at: datetime,
) -> None:
    """Move on the projects of which these documents bill the last share."""
    billed = list_billed_projects(workspace, [item.draft.id for item in waiting])
    terms = {w.draft.engagement_id: w.agreement.terms for w in waiting}
    done = {
        engagement: wholly_billed(terms[engagement], shares)
        for engagement, shares in sorted(billed.items())
    }
    engagements.note_invoiced(workspace, done, on=on, actor=actor, at=at)


def _envelopes(workspace: int, done: Issued, at: datetime) -> list[Envelope]:
    """Return one letter for each person, in the version of their part."""
    return [
        Envelope(
            invoice=done.id,
            kind="invoice",
            step="",
            send_key=f"invoice:{workspace}:{done.number}:1:{contact.email}",
            recipients=((contact.name, contact.email),),
            audience="payer" if contact.roles == ("payer",) else "approver",
            send_at=at,
        )
        for contact in {c.email: c for c in done.document.contacts}.values()
    ]
