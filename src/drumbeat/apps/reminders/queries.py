"""Read reminder plans and what holds them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal
from zoneinfo import ZoneInfo

from drumbeat.apps.engagements.queries import get_terms
from drumbeat.apps.identity.queries import get_workspace
from drumbeat.apps.invoices.queries import list_documents
from drumbeat.apps.payments.queries import find_balance
from drumbeat.apps.reminders.models import (
    CallLog,
    Dispute,
    PromiseToPay,
    Reminder,
    Reply,
    ThreadFile,
    UsualPolicy,
)
from drumbeat.apps.sharing.queries import asks_to_talk
from drumbeat.apps.sql import day, moment, read
from drumbeat.core.dates import Convention
from drumbeat.core.lane_amounts import left_beside, letter_of
from drumbeat.core.money import Money
from drumbeat.core.queue import SnoozeFact
from drumbeat.core.reminders import Circumstances, ReminderRow
from drumbeat.core.sent_file import KeptFile, SentFile
from drumbeat.core.terms import ReminderPolicy
from drumbeat.core.terms_grammar import parse_step


@dataclass(frozen=True, slots=True)
class OpenPlan:
    """The plan of an issued invoice and everything that decides its next step."""

    invoice: int
    number: str
    rows: tuple[ReminderRow, ...]
    recipients: dict[str, tuple[tuple[str, str], ...]]
    circumstances: Circumstances
    in_question: tuple[str, ...] = ()  # letters of sections that are not asked for


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """What we said, and to which question."""

    question: str
    text: str


@dataclass(frozen=True, slots=True)
class FileRow:
    """A file of a thread; `reply` is None when it came with the question."""

    thread: int
    reply: int | None
    is_open: bool  # the thread
    file: KeptFile


@dataclass(frozen=True, slots=True)
class DisputeRow:
    """What a client asks, since when."""

    kind: str
    person: str
    text: str
    opened_on: date


@dataclass(frozen=True, slots=True)
class PlannedRow:
    """A row of a plan as pages show it."""

    position: int
    step: str
    tone: str
    due_at: datetime
    state: str
    reason: str
    recipients: tuple[str, ...]


def list_plans_due(workspace: int, *, at: datetime) -> list[int]:
    """Return the invoices of which a planned reminder has come due."""
    due = Reminder.objects.filter(
        workspace_id=workspace,
        state="planned",
        due_at__lte=at,
        invoice__isnull=False,
    )
    return sorted(set(due.values_list("invoice_id", flat=True)))


def plan_of(workspace: int, invoice: int, *, lock: bool = False) -> OpenPlan | None:
    """Return the plan with its present circumstances, or None for another's invoice.

    `lock` keeps other workers off this plan until the transaction ends.
    """
    reminders = Reminder.objects.filter(workspace_id=workspace, invoice_id=invoice)
    balance = find_balance(workspace, invoice, lock=lock)
    if balance is None:
        return None
    rows = list(reminders.order_by("position"))
    zone = _zone(workspace, balance.engagement)
    place = ZoneInfo(zone)
    sent = [r.decided_at for r in rows if r.state == "sent" and r.decided_at]
    promised = PromiseToPay.objects.filter(invoice_id=invoice).order_by("-id").first()
    asked = _in_question(workspace, invoice)
    rest = _undisputed(workspace, invoice, balance.open, asked)
    return OpenPlan(
        invoice=invoice,
        number=balance.number,
        rows=tuple(_row(r) for r in rows),
        recipients={
            r.step: tuple(("", address) for address in r.recipients.split())
            for r in rows
        },
        circumstances=Circumstances(
            zone=zone,
            due_date=balance.due_date,
            open=rest or balance.open,
            disputed=rest is None,
            paused=asks_to_talk(invoice),
            promised_until=promised.until if promised else None,
            last_sent_on=max(sent).astimezone(place).date() if sent else None,
            call_logged=CallLog.objects.filter(invoice_id=invoice).exists(),
        ),
        in_question=tuple(sorted(asked)) if rest is not None else (),
    )


def _in_question(workspace: int, invoice: int) -> frozenset[str]:
    """Return the letters of sections in question; “” stands for the whole invoice."""
    asked = Dispute.objects.filter(invoice_id=invoice, closed_at=None)
    lanes = list(asked.values_list("lane", flat=True))
    if not lanes:
        return frozenset()
    document = list_documents(workspace, [invoice])[invoice]
    return frozenset(letter_of(document, lane) for lane in lanes)


def _undisputed(
    workspace: int, invoice: int, open_: Money, asked: frozenset[str]
) -> Money | None:
    """Return what may be asked for beside what is in question; None for nothing.

    A question about a section keeps back that section; any other keeps back all.
    """
    if not asked:
        return open_
    if "" in asked:
        return None
    document = list_documents(workspace, [invoice])[invoice]
    rest = left_beside(document, open_, asked)
    return rest if rest.minor > 0 else None


def _zone(workspace: int, engagement: int) -> str:
    return get_terms(workspace, engagement).time_zone or (
        get_workspace(workspace).time_zone
    )


def _row(reminder: Reminder) -> ReminderRow:
    # A letter that bounced is done with; the plan goes on with its next step.
    state = "skipped" if reminder.state == "failed" else reminder.state
    return ReminderRow(
        step=reminder.position,
        name=reminder.step,
        tone=reminder.tone,
        at=reminder.due_at,
        state=state,
    )


_PLAN = """
SELECT position, step, tone, due_at, state, reason, recipients FROM reminders_reminder
WHERE workspace_id = %(workspace)s AND {owner}_id = %(id)s ORDER BY position
"""


def get_plan(
    workspace: int, owner: Literal["draft", "invoice"], id_: int
) -> tuple[PlannedRow, ...]:
    """Return the plan of a draft or of an invoice, in its order."""
    rows = read(_PLAN.format(owner=owner), workspace=workspace, id=id_)
    return tuple(
        PlannedRow(position, step, tone, moment(due), state, reason, tuple(to.split()))
        for position, step, tone, due, state, reason, to in rows
    )


def get_answer(workspace: int, reply: int) -> AnswerRow:
    """Return one of our answers."""
    found = Reply.objects.select_related("dispute").get(
        id=reply, dispute__invoice__workspace_id=workspace, is_ours=True
    )
    return AnswerRow(found.dispute.text, found.text)


def list_files(invoice: int) -> list[FileRow]:
    """Return the files of the threads about an invoice, without what is in them."""
    rows = ThreadFile.objects.filter(dispute__invoice_id=invoice).order_by("id")
    return [
        FileRow(thread, reply, closed_at is None, KeptFile(key, name, size))
        for key, name, size, thread, reply, closed_at in rows.values_list(
            "id", "name", "size", "dispute_id", "reply_id", "dispute__closed_at"
        )
    ]


def find_file(workspace: int, number: str, file: int) -> SentFile | None:
    """Return a file of a thread about the document of that number, or None."""
    found = ThreadFile.objects.filter(
        dispute__invoice__workspace_id=workspace,
        dispute__invoice__number=number,
        id=file,
    )
    row = found.values_list("name", "content").first()
    return SentFile(row[0], bytes(row[1])) if row else None


def list_disputes(workspace: int) -> dict[int, DisputeRow]:
    """Return the open question or dispute of each invoice."""
    found = Dispute.objects.filter(
        invoice__workspace_id=workspace, closed_at=None
    ).order_by("id")
    return {
        d.invoice_id: DisputeRow(d.kind, d.person, d.text, d.opened_on) for d in found
    }


def list_promises(workspace: int) -> dict[int, date]:
    """Return the latest promised day of each invoice."""
    found = PromiseToPay.objects.filter(invoice__workspace_id=workspace).order_by("id")
    return dict(found.values_list("invoice_id", "until"))


def list_called(workspace: int) -> frozenset[int]:
    """Return the invoices somebody called about."""
    calls = CallLog.objects.filter(invoice__workspace_id=workspace)
    return frozenset(calls.values_list("invoice_id", flat=True))


_SNOOZES = """
SELECT subject_id, reason, until FROM reminders_snooze
WHERE workspace_id = %(workspace)s AND until > %(on)s
"""


def list_snoozes(workspace: int, *, on: date) -> tuple[SnoozeFact, ...]:
    """Return the rows of the queue that somebody wants to see on a later day."""
    rows = read(_SNOOZES, workspace=workspace, on=str(on))
    return tuple(SnoozeFact(subject, why, day(until)) for subject, why, until in rows)


def usual_policy(workspace: int) -> ReminderPolicy:
    """Return what a new engagement begins with."""
    chosen = UsualPolicy.objects.filter(workspace_id=workspace).first()
    if chosen is None:
        return ReminderPolicy()
    return ReminderPolicy(
        send_at=chosen.send_at,
        moves=Convention(chosen.moves),
        steps=tuple(parse_step(line) for line in chosen.steps.splitlines()),
    )
