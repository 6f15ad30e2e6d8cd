"""Issue approved drafts: numbers, snapshots, balances, plans and mail in one go."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db import transaction

from drumbeat.apps.audit import operations as audit
from drumbeat.apps.audit.operations import Actor, Event
from drumbeat.apps.billing.checks import check_documents
from drumbeat.apps.billing.content import dated
from drumbeat.apps.billing.models import Draft
from drumbeat.apps.billing.operations.waiting import (
    Calendars,
    DraftRow,
    Waiting,
    lock_drafts,
    read_waiting,
)
from drumbeat.apps.billing.queries import list_billed_projects, override_reasons
from drumbeat.apps.delivery import operations as delivery
from drumbeat.apps.delivery.operations import Envelope
from drumbeat.apps.engagements import operations as engagements
from drumbeat.apps.identity.queries import WorkspaceRow, get_workspace
from drumbeat.apps.invoices import operations as invoices
from drumbeat.apps.invoices.operations import Issued, Numbers, ToIssue
from drumbeat.apps.payments import operations as payments
from drumbeat.apps.reminders import operations as reminders
from drumbeat.apps.rows import without_collection
from drumbeat.apps.sql import change
from drumbeat.core.approval import StaleRequest
from drumbeat.core.documents import InvoiceDocument
from drumbeat.core.errors import Finding, Refusal
from drumbeat.core.lifecycle import DraftState, NotAllowedNow
from drumbeat.core.ports import NumberRegister
from drumbeat.core.project_shares import wholly_billed
from drumbeat.core.remittance import creditor_reference
from drumbeat.core.validation import NO_UPDATE

CHUNK = 500


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
class _Asked:
    """What is asked of one issue: where, when, by whom, with what at hand."""

    workspace: WorkspaceRow
    today: date  # the seller's
    at: datetime
    actor: Actor
    calendars: Calendars
    domain: str
    register: NumberRegister
    override_reason: str


_Pair = tuple[Waiting, Issued]


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
    row = get_workspace(workspace)
    asked = _Asked(
        workspace=row,
        today=at.astimezone(ZoneInfo(row.time_zone)).date(),
        at=at,
        actor=actor,
        calendars=calendars,
        domain=domain,
        register=register,
        override_reason=override_reason,
    )
    issued: list[IssuedDraft] = []
    for start in range(0, len(drafts), CHUNK):
        with without_collection(), transaction.atomic():
            issued += _issue_chunk(asked, drafts[start : start + CHUNK])
    return issued


def _issue_chunk(asked: _Asked, drafts: Sequence[int]) -> list[IssuedDraft]:
    """Lock what issuing touches, in the order of all; then decide and write. [S-48]"""
    rows = lock_drafts(asked.workspace.id, drafts)
    if not rows:
        return []
    numbers = _take_numbers(asked, rows)
    end = audit.hold_trail(asked.workspace.id)
    waiting = read_waiting(asked.workspace, rows, asked.calendars)
    reasons = _refuse_unfit(asked, waiting)
    pairs: list[_Pair] = []
    given: list[tuple[Numbers, list[Issued]]] = []
    for taken in numbers:
        own = [item for item in waiting if item.row.kind == taken.kind]
        issued = _numbered(asked, own, taken)
        pairs += zip(own, issued, strict=True)
        given.append((taken, issued))
    _mark_issued(pairs)
    _start_life(asked, pairs)
    events = [
        _event(item, done, asked.override_reason or reasons.get(item.row.id, ""))
        for item, done in pairs
    ]
    audit.record(asked.workspace.id, events, actor=asked.actor, at=asked.at, end=end)
    _note_projects(asked, waiting)
    invoices.write_down(given, asked.register)
    return [IssuedDraft(item.row.id, done.number) for item, done in pairs]


def _take_numbers(asked: _Asked, rows: Sequence[DraftRow]) -> list[Numbers]:
    """Take as many numbers as there are drafts of a kind, invoices first."""
    kinds = [row.kind for row in rows]
    return [
        invoices.take_numbers(
            asked.workspace,
            kind,
            kinds.count(kind),
            on=asked.today,
            register=asked.register,
        )
        for kind in ("invoice", "credit_note")
        if kind in kinds
    ]


def _event(item: Waiting, done: Issued, override_reason: str) -> Event:
    facts = {"sha256": done.sha256, "draft": item.row.id}
    if override_reason:
        facts["override"] = override_reason
    payload = json.dumps(facts, sort_keys=True, separators=(",", ":"))
    kind = done.document.kind.replace("_", " ")
    return Event(f"{kind} issued", f"invoice:{done.number}", payload)


def _refuse_unfit(asked: _Asked, waiting: Sequence[Waiting]) -> dict[int, str]:
    """Refuse what is not fit; return why drafts go without an update, where they do."""
    if asked.override_reason:
        return {}
    clients = {item.row.id: item.agreement.client for item in waiting}
    documents = {item.row.id: item.document for item in waiting}
    found = check_documents(
        asked.workspace.id,
        documents,
        clients,
        update_required=asked.workspace.update_required,
    )
    silent = {
        item.row.id: item.row.content_hash
        for item in waiting
        if any(finding.rule == NO_UPDATE for finding in found[item.row.id])
    }
    reasons = override_reasons(asked.workspace.id, silent) if silent else {}
    for draft, findings in found.items():
        blocking: list[Finding] = [
            finding
            for finding in findings
            if finding.blocking and not (finding.rule == NO_UPDATE and draft in reasons)
        ]
        if blocking:
            problem = " ".join(f"{f.message} [{f.rule}]" for f in blocking)
            raise NotFitToIssue(draft=draft, problem=problem)
    return reasons


def _numbered(
    asked: _Asked, waiting: Sequence[Waiting], numbers: Numbers
) -> list[Issued]:
    return invoices.issue(
        asked.workspace.id,
        numbers,
        [_to_issue(item, on=asked.today) for item in waiting],
        on=asked.today,
        today=asked.today,
        at=asked.at,
        by=asked.actor.name,
    )


def _to_issue(item: Waiting, *, on: date) -> ToIssue:
    document = dated(item.document, item.agreement, on=on)

    def numbered(number: str) -> InvoiceDocument:
        return replace(document, number=number, reference=creditor_reference(number))

    return ToIssue(
        document=numbered,
        bound=item.bound,
        client=item.row.client_id,
        engagement=item.row.engagement_id,
        preceding=item.row.preceding_id,
        subject=item.row.subject,
        calendar_version=item.agreement.working.version,
    )


def _mark_issued(pairs: Sequence[_Pair]) -> None:
    """Tie drafts to their documents; a draft that moved meanwhile undoes it all."""
    changed = change(
        "UPDATE billing_draft SET state = 'issued', invoice_id = %s, "
        "send_at = NULL WHERE id = %s AND state = 'approved'",
        [(done.id, item.row.id) for item, done in pairs],
    )
    if changed != len(pairs):
        raise StaleRequest


def _start_life(asked: _Asked, pairs: Sequence[_Pair]) -> None:
    """Open balances, carry the reminder plans over, queue the mail."""
    workspace = asked.workspace.id
    payments.open_balances(
        workspace,
        [
            (
                done.id,
                item.row.client_id,
                done.document.currency,
                done.document.due_date.isoformat(),
                done.document.totals.gross.minor,
            )
            for item, done in pairs
            if done.document.kind == "invoice"
        ],
    )
    for item, done in pairs:
        if item.row.preceding_id is not None:
            payments.apply_credit_note(
                asked.workspace.id,
                done.id,
                item.row.preceding_id,
                done.document.totals.gross,
                on=asked.today,
                at=asked.at,
            )
    reminders.detach_from_drafts([item.row.id for item, _ in pairs])
    reminders.attach(
        [
            row
            for _, done in pairs
            for row in reminders.plan_rows(
                workspace, done.document.reminders, invoice=done.id
            )
        ]
    )
    delivery.queue(
        workspace,
        [
            envelope
            for _, done in pairs
            for envelope in _envelopes(workspace, done, asked.at)
        ],
        domain=asked.domain,
    )


def _note_projects(asked: _Asked, waiting: Sequence[Waiting]) -> None:
    """Move on the projects of which these documents bill the last share."""
    billed = list_billed_projects(asked.workspace.id, [item.row.id for item in waiting])
    terms = {item.row.engagement_id: item.agreement.terms for item in waiting}
    done = {
        engagement: wholly_billed(terms[engagement], shares)
        for engagement, shares in sorted(billed.items())
    }
    engagements.note_invoiced(
        asked.workspace.id, done, on=asked.today, actor=asked.actor, at=asked.at
    )
    if billed:
        engagements.note_parts_invoiced(asked.workspace.id, billed)


def _envelopes(workspace: int, done: Issued, at: datetime) -> list[Envelope]:
    """Return one letter for each person, in the version of their part."""
    return [
        Envelope(
            invoice=done.id,
            kind="invoice",
            step="",
            send_key=f"invoice:{workspace}:{done.number}:1:{contact.email}",
            recipients=((contact.name, contact.email),),
            audience=contact.audience,
            send_at=at,
        )
        for contact in done.document.readers
    ]
