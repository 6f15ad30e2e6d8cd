"""What a person wants of one thing now: its next reminder, or to see it later."""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Coalesce

from drumbeat.apps.audit import operations as audit
from drumbeat.apps.audit.operations import Actor, Event
from drumbeat.apps.reminders.models import Reminder, Snooze
from drumbeat.apps.reminders.queries import plan_of
from drumbeat.core.errors import Refusal
from drumbeat.core.queue import SnoozeFact
from drumbeat.core.remind_now import NothingToRemind, brought_forward


class AlreadyGone(Refusal):
    """The undo time of the reminder is over."""

    rule = "REM-4"
    message = "The reminder of {number} does not wait any more."


class NoLaterDay(Refusal):
    """A thing is put off until today or a day that is past."""

    rule = "REM-5"
    message = "Choose a day after today, so that it comes back then."


@transaction.atomic
def remind_now(
    workspace: int,
    invoice: int,
    number: str,
    *,
    actor: Actor,
    at: datetime,
    hold_seconds: int = 20,
) -> datetime:
    """Bring the next reminder forward; the worker sends it when the hold is over.

    The rest of the plan keeps its days. Returns when it goes.

    :raises NothingToRemind, RemindersRest: see `core.remind_now`
    """
    audit.hold_trail(workspace)  # before any balance, in the order of all
    plan = plan_of(workspace, invoice, lock=True)
    if plan is None:  # a credit note has none
        raise NothingToRemind(number=number)
    row = brought_forward(plan.rows, plan.circumstances, number=number, at=at)
    send_at = at + timedelta(seconds=hold_seconds)
    Reminder.objects.filter(invoice_id=invoice, step=row.name, state="planned").update(
        due_at=send_at, planned_at=Coalesce(F("planned_at"), F("due_at"))
    )
    _record(workspace, "reminder brought forward", f"invoice:{number}", actor, at)
    return send_at


@transaction.atomic
def let_reminder_wait(
    workspace: int, invoice: int, number: str, *, actor: Actor, at: datetime
) -> None:
    """Put a reminder that was brought forward back to its day.

    :raises AlreadyGone: the worker has it, or nobody brought it forward
    """
    audit.hold_trail(workspace)
    held = Reminder.objects.filter(
        workspace_id=workspace,
        invoice_id=invoice,
        state="planned",
        planned_at__isnull=False,
    )
    if not held.update(due_at=F("planned_at"), planned_at=None):
        raise AlreadyGone(number=number)
    _record(workspace, "reminder put back", f"invoice:{number}", actor, at)


@transaction.atomic
def snooze(
    workspace: int, wish: SnoozeFact, *, on: date, actor: Actor, at: datetime
) -> None:
    """Let a row of the queue rest until a day, or until its reason is another.

    :raises NoLaterDay: the day is not after `on`
    """
    if wish.until <= on:
        raise NoLaterDay
    Snooze.objects.update_or_create(
        workspace_id=workspace,
        subject_id=wish.subject_id,
        defaults={"reason": wish.reason, "until": wish.until},
    )
    facts = {"row": wish.reason, "until": wish.until.isoformat()}
    _record(workspace, "snoozed", wish.subject_id, actor, at, facts)


@transaction.atomic
def wake(workspace: int, subject_id: str, *, actor: Actor, at: datetime) -> None:
    """Show a row again now; doing it twice changes nothing."""
    found = Snooze.objects.filter(workspace_id=workspace, subject_id=subject_id)
    if found.delete()[0]:
        _record(workspace, "snooze ended", subject_id, actor, at)


def _record(
    workspace: int,
    action: str,
    subject_id: str,
    actor: Actor,
    at: datetime,
    facts: dict[str, str] | None = None,
) -> None:
    payload = json.dumps(facts or {}, sort_keys=True, separators=(",", ":"))
    audit.record(workspace, [Event(action, subject_id, payload)], actor=actor, at=at)
