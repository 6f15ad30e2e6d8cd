"""Attach reminder plans, hold them, and hand what is due to delivery."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from drumbeat.apps.audit import operations as audit
from drumbeat.apps.audit.operations import Actor, Event
from drumbeat.apps.delivery import operations as delivery
from drumbeat.apps.delivery.operations import Envelope
from drumbeat.apps.delivery.queries import furthest, list_dispatches
from drumbeat.apps.engagements.queries import get_terms
from drumbeat.apps.invoices.queries import list_documents
from drumbeat.apps.payments.queries import list_open_of
from drumbeat.apps.reminders.models import (
    CallLog,
    Dispute,
    PromiseToPay,
    Reminder,
    UsualPolicy,
)
from drumbeat.apps.reminders.queries import OpenPlan, list_plans_due, plan_of
from drumbeat.apps.rows import Row, insert_rows, instant
from drumbeat.apps.sql import run
from drumbeat.core.documents import PlannedReminder
from drumbeat.core.errors import Refusal
from drumbeat.core.ports import WorkingDays
from drumbeat.core.reminder_plan import planned_reminders
from drumbeat.core.reminders import Decision, ReminderRow, next_action, replanned
from drumbeat.core.terms import ReminderPolicy
from drumbeat.core.terms_grammar import step_words

_COLUMNS = (
    "workspace_id",
    "draft_id",
    "invoice_id",
    "position",
    "step",
    "tone",
    "due_at",
    "recipients",
    "state",
    "reason",
)

_IN_FLIGHT = ("sending", "unknown", "failed")
# What a dispatch has become → the reminder's state; while it waits, it is on its way.
_STATES = {
    "sent": "sent",
    "possibly_sent": "unknown",
    "suppressed": "cancelled",
    "failed": "failed",
    "bounced": "failed",
}


class NothingDisputed(Refusal):
    """No question or dispute is open on the invoice."""

    rule = "REM-1"
    message = "No question is open on {number}."


@dataclass(frozen=True, slots=True)
class Doubt:
    """What a client asks or disputes, in their words."""

    kind: str  # question · dispute
    person: str
    text: str
    lane: str = ""


def plan_rows(
    workspace: int,
    planned: Sequence[PlannedReminder],
    *,
    draft: int | None = None,
    invoice: int | None = None,
) -> list[Row]:
    """Return the rows of a plan for a draft or an invoice. [S-62]"""
    return [
        (
            workspace,
            draft,
            invoice,
            position,
            reminder.step,
            reminder.tone,
            instant(reminder.at),
            " ".join(reminder.recipients),
            "planned",
            "",
        )
        for position, reminder in enumerate(planned, start=1)
    ]


def attach(rows: Sequence[Row]) -> None:
    """Store the rows of any number of plans at once."""
    insert_rows("reminders_reminder", _COLUMNS, rows)


def detach_from_drafts(drafts: Iterable[int]) -> None:
    """Remove the plans of drafts that became invoices or were discarded."""
    run("DELETE FROM reminders_reminder WHERE draft_id {among}", ids=drafts)


def remind(workspace: int, *, at: datetime, domain: str) -> list[str]:
    """Decide every plan that has come due; queue at most one step an invoice.

    Each invoice is decided in its own transaction, from facts read inside it, so a
    payment recorded meanwhile stops the letter. Returns the send keys queued.
    [S-64, S-65, I-53]
    """
    queued: list[str] = []
    for invoice in list_plans_due(workspace, at=at):
        with transaction.atomic():
            plan = plan_of(workspace, invoice, lock=True)
            if plan is None:
                continue
            decision = next_action(plan.rows, plan.circumstances, at=at)
            queued += _carry_out(workspace, plan, decision, at=at, domain=domain)
    return queued


def _carry_out(
    workspace: int, plan: OpenPlan, decision: Decision, *, at: datetime, domain: str
) -> list[str]:
    """Write the decision down; queue a letter for each reader, with their own link."""
    rows = Reminder.objects.filter(invoice_id=plan.invoice)
    if decision.cancel:
        rows.filter(state="planned").update(
            state="cancelled", reason=decision.cancel, decided_at=at
        )
        return []
    for skip in decision.skip:
        rows.filter(step=skip.row.name, state="planned").update(
            state="skipped", reason=skip.why, decided_at=at
        )
    send = decision.send
    if send is None:
        return []
    claimed = rows.filter(step=send.name, state="planned")
    if claimed.update(state="sending", decided_at=at) != 1:
        return []
    envelopes = [
        Envelope(
            invoice=plan.invoice,
            kind="reminder",
            step=send.name,
            send_key=f"reminder:{workspace}:{plan.number}:{send.name}"
            f":{delivery.name_of(address)}",
            recipients=((name, address),),
            audience="payer",
            send_at=at,
        )
        for name, address in plan.recipients[send.name]
    ]
    delivery.queue(workspace, envelopes, domain=domain)
    return [envelope.send_key for envelope in envelopes]


def replan(
    workspace: int,
    engagement: int,
    *,
    calendars: Callable[[str], WorkingDays],
    actor: Actor,
    at: datetime,
) -> list[str]:
    """Plan the unsent reminders of open invoices again, by the terms in force. [S-67]

    Asked for on purpose: another ladder is for later invoices by itself. What was
    sent stays, and a step whose day is past is left out, so this sends nothing. Each
    invoice is one transaction. Returns the numbers whose plan is another now.

    :raises NoSuchEngagement: it is not in this workspace
    """
    terms = get_terms(workspace, engagement)
    working = calendars(terms.holidays)
    invoices = list_open_of(workspace, engagement)
    documents = list_documents(workspace, invoices)
    changed = []
    for invoice in invoices:
        with transaction.atomic():
            audit.hold_trail(workspace)  # before any balance, in the order of all
            plan = plan_of(workspace, invoice, lock=True)
            if plan is None:
                continue
            planned = planned_reminders(
                terms.reminders,
                plan.circumstances.due_date,
                zone=plan.circumstances.zone,
                working=working,
                contacts=documents[invoice].contacts,
                not_before=documents[invoice].issue_date,
            )
            if _put_in_place(workspace, plan, planned, at=at):
                facts: dict[str, object] = {"steps": [p.step for p in planned]}
                _audit(
                    workspace,
                    "reminders replanned",
                    plan.number,
                    facts,
                    actor=actor,
                    at=at,
                )
                changed.append(plan.number)
    return changed


def _put_in_place(
    workspace: int, plan: OpenPlan, planned: Sequence[PlannedReminder], *, at: datetime
) -> bool:
    """Write the new plan over the waiting rows; say whether it is another."""
    wanted = [
        ReminderRow(place, p.step, p.tone, p.at) for place, p in enumerate(planned)
    ]
    kept = {row.step for row in plan.rows if row.state != "planned"}
    rows = replanned(plan.rows, wanted, at=at)
    fresh = [row for row in rows if row.step not in kept]
    by_step = {p.step: p for p in planned}
    waiting = Reminder.objects.filter(invoice_id=plan.invoice, state="planned")
    before = [
        (r.step, r.tone, r.due_at, r.recipients) for r in waiting.order_by("position")
    ]
    after = [
        (row.name, row.tone, row.at, " ".join(by_step[row.name].recipients))
        for row in fresh
    ]
    if before == after:
        return False
    waiting.delete()
    Reminder.objects.bulk_create(
        Reminder(
            workspace_id=workspace,
            invoice_id=plan.invoice,
            position=row.step,
            step=name,
            tone=tone,
            due_at=due_at,
            recipients=recipients,
        )
        for row, (name, tone, due_at, recipients) in zip(fresh, after, strict=True)
    )
    return True


def note_deliveries(workspace: int, *, at: datetime) -> int:
    """Write what became of the letters into their plans; return how many changed.

    Read from the dispatches, not handed over by whoever sent them: what a crash left
    between the two is made up for in the next pass. [I-57]
    """
    waiting = Reminder.objects.filter(
        workspace_id=workspace, state__in=_IN_FLIGHT, invoice__isnull=False
    )
    rows = {(r.invoice_id or 0, r.step): r for r in waiting}
    dispatches = list_dispatches(workspace, {invoice for invoice, _ in rows})
    changed = 0
    for (invoice, step), row in rows.items():
        letters = [
            letter
            for letter in dispatches.get(invoice, ())
            if letter.kind == "reminder" and letter.step == step
        ]
        if not letters:
            continue
        became = furthest(letter.state for letter in letters)
        state = _STATES.get(became, "sending")
        if row.state == state:
            continue
        sent_at = min((one.sent_at for one in letters if one.sent_at), default=at)
        changed += Reminder.objects.filter(id=row.id, state=row.state).update(
            state=state,
            decided_at=sent_at,
            reason="" if state == "sent" else became,
        )
    return changed


@transaction.atomic
def dispute(
    workspace: int,
    invoice: int,
    number: str,
    doubt: Doubt,
    *,
    on: date,
    actor: Actor,
    at: datetime,
) -> None:
    """Record a question or dispute: reminders rest from now. [S-66]"""
    Dispute.objects.create(
        invoice_id=invoice,
        kind=doubt.kind,
        person=doubt.person,
        text=doubt.text,
        lane=doubt.lane,
        opened_on=on,
        opened_at=at,
    )
    _audit(workspace, f"{doubt.kind} opened", number, {}, actor=actor, at=at)


@transaction.atomic
def settle_dispute(
    workspace: int,
    invoice: int,
    number: str,
    outcome: str,
    *,
    actor: Actor,
    at: datetime,
) -> None:
    """Close what is open: the plan goes on with its latest step only. [S-66]

    :raises NothingDisputed: nothing was open
    """
    still_open = Dispute.objects.filter(invoice_id=invoice, closed_at=None)
    if not still_open.update(closed_at=at, outcome=outcome):
        raise NothingDisputed(number=number)
    _audit(
        workspace, "question settled", number, {"outcome": outcome}, actor=actor, at=at
    )


@transaction.atomic
def promise(
    workspace: int,
    invoice: int,
    number: str,
    until: date,
    *,
    person: str,
    actor: Actor,
    at: datetime,
) -> None:
    """Record the day the client named: reminders rest until it. [S-66]"""
    PromiseToPay.objects.create(
        invoice_id=invoice, until=until, person=person, noted_at=at
    )
    facts: dict[str, object] = {"until": until.isoformat()}
    _audit(workspace, "payment promised", number, facts, actor=actor, at=at)


@transaction.atomic
def log_call(
    workspace: int,
    invoice: int,
    number: str,
    note: str,
    *,
    actor: Actor,
    at: datetime,
) -> None:
    """Record a call: the final notice may go after it."""
    CallLog.objects.create(invoice_id=invoice, at=at, by=actor.name, note=note)
    _audit(workspace, "call logged", number, {}, actor=actor, at=at)


@transaction.atomic
def choose_policy(
    workspace: int, policy: ReminderPolicy, *, actor: Actor, at: datetime
) -> None:
    """Let new engagements begin with this policy; those agreed keep theirs. [S-61]"""
    steps = [step_words(step) for step in policy.steps]
    UsualPolicy.objects.update_or_create(
        workspace_id=workspace,
        defaults={
            "steps": "\n".join(steps),
            "send_at": policy.send_at,
            "moves": policy.moves.value,
        },
    )
    event = Event("reminders chosen", f"workspace:{workspace}", json.dumps(steps))
    audit.record(workspace, [event], actor=actor, at=at)


def _audit(
    workspace: int,
    action: str,
    number: str,
    facts: dict[str, object],
    *,
    actor: Actor,
    at: datetime,
) -> None:
    payload = json.dumps(facts, sort_keys=True, separators=(",", ":"))
    event = Event(action, f"invoice:{number}", payload)
    audit.record(workspace, [event], actor=actor, at=at)
