"""What a client says about an invoice on their page, and what we answer."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from drumbeat.apps.audit import operations as audit
from drumbeat.apps.audit.operations import Actor, Event
from drumbeat.apps.delivery import operations as delivery
from drumbeat.apps.delivery.operations import Envelope
from drumbeat.apps.engagements.queries import get_terms
from drumbeat.apps.invoices.queries import engagement_of, list_documents
from drumbeat.apps.reminders.models import Dispute, PromiseToPay, Reply, ThreadFile
from drumbeat.apps.sharing.operations import client
from drumbeat.apps.sharing.queries import find_respondent
from drumbeat.core.dates import ONE_DAY
from drumbeat.core.errors import Refusal
from drumbeat.core.lane_amounts import lettered
from drumbeat.core.ports import WorkingDays
from drumbeat.core.sent_file import SentFile

REASONS = ("detail", "amount", "not_agreed", "wrong_order")
FILES_MOST = 20  # with the questions about one invoice
_MOST_TEXT = 4_000
_QUIET = 3  # working days that reminders rest once somebody says it is paid
_FARTHEST = 180  # days ahead that a promise may name


class NothingSaid(Refusal):
    """A question or an answer without words."""

    rule = "ANS-1"
    message = "Write a sentence, so that there is something to answer."


class NoSuchPlace(Refusal):
    """The question names a section or line that is not on the invoice."""

    rule = "ANS-2"
    message = "This page has changed since you opened it. Look once more, then ask."


class NoSuchThread(Refusal):
    """The thread is another invoice’s, or it is settled."""

    rule = "ANS-3"
    message = "This question is settled already. Ask a new one beside the line."


class FilesEnough(Refusal):
    """An invoice holds what belongs to its questions, and is no store."""

    rule = "SNT-5"
    message = (
        "There are twenty files with this invoice already. "
        "Your words are still here: send them without one."
    )


class NotADayToPay(Refusal):
    """The day cannot be when something was or will be paid."""

    rule = "ANS-4"
    message = "{sentence}"


@dataclass(frozen=True, slots=True)
class NewQuestion:
    """What somebody asks: one of the four reasons, a text, and about which line."""

    reason: str
    text: str
    lane: str = ""
    line: int | None = None
    is_dispute: bool = False
    file: SentFile | None = None


@transaction.atomic
def ask(
    workspace: int, link: int, question: NewQuestion, *, on: date, at: datetime
) -> int:
    """Take a question or dispute down: reminders for its section rest from now. [S-66]

    :raises NoSuchLink: it is revoked
    :raises NotYoursToAnswer: the reader gets a copy
    :raises NothingSaid: there is no text
    :raises NoSuchPlace: reason, section or line is none of this invoice's
    :raises FilesEnough: the invoice has twenty files already
    """
    reader, invoice = find_respondent(workspace, link)
    text = _text(question.text)
    document = list_documents(workspace, [invoice])[invoice]
    lanes = dict(lettered(document))
    lane = lanes.get(question.lane)
    lines = len(lane.lines) if lane else 0
    if (
        question.reason not in REASONS
        or (question.lane and lane is None)
        or (question.line is not None and not 0 <= question.line < lines)
    ):
        raise NoSuchPlace
    kind = "dispute" if question.is_dispute else "question"
    opened = Dispute.objects.create(
        invoice_id=invoice,
        link_id=link,
        kind=kind,
        person=reader.called,
        text=text,
        lane=question.lane,
        line=question.line,
        reason=question.reason,
        opened_on=on,
        opened_at=at,
    )
    facts = {
        "section": question.lane,
        "about": question.reason,
        **_keep(question.file, opened, at=at),
    }
    _record(workspace, f"{kind} opened", document.number, facts, client(reader), at)
    return opened.id


@transaction.atomic
def reply(
    workspace: int,
    link: int,
    thread: int,
    text: str,
    *,
    file: SentFile | None = None,
    at: datetime,
) -> None:
    """Add what the reader says to an open thread of their invoice.

    :raises NotYoursToAnswer: the reader gets a copy
    :raises NoSuchThread: it is settled, or another invoice's
    :raises NothingSaid: there is no text
    :raises FilesEnough: the invoice has twenty files already
    """
    reader, invoice = find_respondent(workspace, link)
    asked = _open_thread(invoice, thread)
    said = Reply.objects.create(
        dispute=asked, by=reader.called, is_ours=False, text=_text(text), at=at
    )
    facts = _keep(file, asked, said, at=at)
    number = asked.invoice.number
    _record(workspace, "client replied", number, facts, client(reader), at)


@transaction.atomic
def settle(workspace: int, link: int, thread: int, *, at: datetime) -> None:
    """Close a thread from the client's side: the plan goes on. [S-66]

    :raises NotYoursToAnswer: the reader gets a copy
    :raises NoSuchThread: it is settled, or another invoice's
    """
    reader, invoice = find_respondent(workspace, link)
    asked = _open_thread(invoice, thread)
    _close(asked, at=at)
    number = asked.invoice.number
    _record(workspace, "question settled", number, {}, client(reader), at)


@dataclass(frozen=True, slots=True)
class OurAnswer:
    """What we answer, and whether the question is settled with it."""

    text: str
    settles: bool


@transaction.atomic
def answer(
    workspace: int,
    thread: int,
    said: OurAnswer,
    *,
    domain: str,
    actor: Actor,
    at: datetime,
) -> str:
    """Answer in the thread; it goes to who asked by mail. Returns the number.

    :raises NoSuchThread: it is settled, or not in this workspace
    :raises NothingSaid: there is no text
    """
    asked = (
        Dispute.objects.filter(
            invoice__workspace_id=workspace, id=thread, closed_at=None
        )
        .select_related("invoice", "link")
        .first()
    )
    if asked is None:
        raise NoSuchThread
    ours = Reply.objects.create(
        dispute=asked, by=actor.name, is_ours=True, text=_text(said.text), at=at
    )
    if asked.link is not None and asked.link.revoked_at is None:
        to = asked.link
        envelope = Envelope(
            invoice=asked.invoice_id,
            kind="answer",
            step=str(ours.id),
            send_key=f"answer:{workspace}:{asked.invoice.number}:{ours.id}",
            recipients=((to.name, to.email),),
            audience="payer" if to.roles == "payer" else "approver",
            send_at=at,
        )
        delivery.queue(workspace, [envelope], domain=domain)
    if said.settles:
        _close(asked, at=at, outcome=said.text)
    number = asked.invoice.number
    action = "question settled" if said.settles else "question answered"
    _record(workspace, action, number, {}, actor, at)
    return number


@transaction.atomic
def name_day(
    workspace: int,
    link: int,
    day: date,
    *,
    is_paid: bool,
    calendars: Callable[[str], WorkingDays],
    on: date,
    at: datetime,
) -> date:
    """Note when the reader says it was or will be paid; return until when we wait.

    Money that is said to be on its way quiets reminders for three working days; a
    promise does so until its day. [S-66]

    :raises NotYoursToAnswer: the reader gets a copy
    :raises NotADayToPay: a payment in days to come, a promise for days gone by
    """
    reader, invoice = find_respondent(workspace, link)
    if is_paid and day > on:
        raise NotADayToPay(sentence="A payment that was made has a day that is past.")
    if not is_paid and not 0 <= (day - on).days <= _FARTHEST:
        raise NotADayToPay(sentence="Choose a day from today on, within half a year.")
    until = day
    if is_paid:
        terms = get_terms(workspace, engagement_of(workspace, invoice))
        until = _working_days_after(on, calendars(terms.holidays))
    PromiseToPay.objects.create(
        invoice_id=invoice, until=until, person=reader.called, noted_at=at
    )
    document = list_documents(workspace, [invoice])[invoice]
    action = "payment announced" if is_paid else "payment promised"
    facts = {"day": day.isoformat(), "until": until.isoformat()}
    _record(workspace, action, document.number, facts, client(reader), at)
    return until


def _working_days_after(day: date, working: WorkingDays) -> date:
    left = _QUIET
    while left:
        day += ONE_DAY
        left -= working.is_working_day(day)
    return day


def _keep(
    file: SentFile | None, asked: Dispute, said: Reply | None = None, *, at: datetime
) -> dict[str, object]:
    """Keep what came with a message; return what the trail says of it."""
    if file is None:
        return {}
    here = ThreadFile.objects.filter(dispute__invoice_id=asked.invoice_id)
    if here.count() >= FILES_MOST:
        raise FilesEnough
    digest, size = hashlib.sha256(file.content).hexdigest(), len(file.content)
    ThreadFile.objects.create(
        dispute=asked,
        reply=said,
        name=file.name,
        content=file.content,
        size=size,
        sha256=digest,
        kept_at=at,
    )
    return {"file": digest, "size": size}


def _text(text: str) -> str:
    said = text.strip()[:_MOST_TEXT]
    if not said:
        raise NothingSaid
    return said


def _open_thread(invoice: int, thread: int) -> Dispute:
    found = (
        Dispute.objects.filter(invoice_id=invoice, id=thread, closed_at=None)
        .select_related("invoice")
        .first()
    )
    if found is None:
        raise NoSuchThread
    return found


def _close(asked: Dispute, *, at: datetime, outcome: str = "") -> None:
    still_open = Dispute.objects.filter(id=asked.id, closed_at=None)
    if not still_open.update(closed_at=at, outcome=outcome):
        raise NoSuchThread


def _record(
    workspace: int,
    action: str,
    number: str,
    facts: Mapping[str, object],
    actor: Actor,
    at: datetime,
) -> None:
    payload = json.dumps(facts, sort_keys=True, separators=(",", ":"))
    event = Event(action, f"invoice:{number}", payload)
    audit.record(workspace, [event], actor=actor, at=at)
