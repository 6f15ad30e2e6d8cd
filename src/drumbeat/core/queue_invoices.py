"""Why an issued invoice is in the queue."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from drumbeat.core.queue import (
    Group,
    InvoiceFact,
    NextReminder,
    NextStep,
    OpenQuestion,
    OpenTalk,
    QueueRow,
)
from drumbeat.core.queue_words import Thing, Why, counted, day_text, row_of

_QUOTED_MAX = 60


def invoice_row(invoice: InvoiceFact, *, on: date) -> QueueRow | None:
    """Return the row of an invoice; None when it is closed and nobody asks."""
    late = max((on - invoice.due_date).days, 0) if invoice.open else 0
    why = _invoice_why(invoice, late, on=on)
    if why is None:
        return None
    thing = Thing(
        f"invoice:{invoice.number}",
        invoice.client,
        invoice.engagement,
        invoice.subject,
        invoice.open or None,  # what is paid may still be talked about
        invoice.due_date if invoice.open else None,
    )
    row = row_of(thing, why, next_step=_reminder_step(invoice.next_reminder))
    return replace(row, days_late=late)


def _reminder_step(reminder: NextReminder | None) -> NextStep | None:
    if reminder is None:
        return None
    return NextStep(reminder.at, f"reminder {reminder.number}, {reminder.tone}")


def _invoice_why(invoice: InvoiceFact, late: int, *, on: date) -> Why | None:
    status = "Overdue" if late else _quiet_status(invoice)
    if invoice.question or invoice.talk:
        return _asked_why(invoice, status, on=on)
    if invoice.delivery in {"failed", "possibly_sent"}:
        return _delivery_why(invoice)
    if not invoice.open:
        return None
    if invoice.promise_missed and not invoice.call_needed:
        return _promise_why(invoice.promise_missed, status, on=on)
    # Late and nothing more to come by itself: only a person can help now.
    expects = invoice.next_reminder or invoice.promised_until
    stuck = late and not (expects or invoice.reminders_paused)
    if invoice.call_needed or stuck:
        return _call_why(invoice, status)
    return _running_why(invoice, status, late, on=on)


def _quiet_status(invoice: InvoiceFact) -> str:
    if invoice.approved_by:
        return "Approved"
    if invoice.approver:
        return "To approve"
    return "Seen" if invoice.opened_count else "Sent"


def _asked_why(invoice: InvoiceFact, status: str, *, on: date) -> Why | None:
    """Return the row of an invoice about which the client waits for us."""
    if invoice.question:
        return _question_why(invoice.question, on=on)
    return _talk_why(invoice, invoice.talk, status, on=on) if invoice.talk else None


def _question_why(question: OpenQuestion, *, on: date) -> Why:
    text = " ".join(question.text.split())
    quoted = text if len(text) <= _QUOTED_MAX else f"{text[: _QUOTED_MAX - 1]}…"
    says = "disagrees" if question.is_dispute else "asks"
    days = counted((on - question.opened_on).days, "day")
    rests, paused = "Reminders wait for your answer.", "Paused"
    if question.section:
        rests = f"Reminders leave section {question.section} out until you answer."
        paused = f"Section {question.section} paused"
    return Why(
        "dispute_open" if question.is_dispute else "question_open",
        "Question",
        f"Answer {question.person}.",
        f"{question.person} {says}: “{quoted}” {rests}",
        "answer",
        next=NextStep(None, f"{paused}, open for {days}"),
    )


def _talk_why(invoice: InvoiceFact, talk: OpenTalk, status: str, *, on: date) -> Why:
    waits, paused = "Reminders and the next invoice wait", "Paused, let’s talk"
    if not invoice.open:
        waits, paused = "The next invoice waits", "Next invoice held, let’s talk"
    text = " ".join(talk.text.split())
    said = f" “{text if len(text) <= _QUOTED_MAX else text[: _QUOTED_MAX - 1] + '…'}”"
    asked = f"Asked {day_text(talk.asked_on, on=on)}.{said if text else ''}"
    return Why(
        "feedback_talk",
        status,
        f"Talk to {talk.person.removesuffix('.')}.",
        f"{asked} {waits} until you say what came of it.",
        "talk",
        next=NextStep(None, paused),
    )


def _delivery_why(invoice: InvoiceFact) -> Why:
    detail = f" ({invoice.delivery_detail})" if invoice.delivery_detail else ""
    if invoice.delivery == "failed":
        return Why(
            "delivery_failed",
            "Held",
            "Change the address.",
            f"The e-mail did not arrive{detail}. Nobody has the invoice yet.",
            "change_address",
        )
    return Why(
        "delivery_uncertain",
        "Held",
        "Check the e-mail.",
        f"It may have arrived, the server's answer got lost{detail}. "
        "It is not sent again by itself.",
        "resolve_delivery",
    )


def _call_why(invoice: InvoiceFact, status: str) -> Why:
    sent = counted(invoice.reminders_sent, "reminder")
    opened = ", opened" if invoice.opened_count else ""
    if invoice.call_needed:
        policy = "Your policy puts a call before the final notice."
        waits = NextStep(None, "Final notice held until you call")
    else:
        policy = "No further reminder is planned."
        waits = NextStep(None, "None left")
    return Why(
        "call_due",
        status,
        f"Call {(invoice.call_person or invoice.client).removesuffix('.')}.",
        f"{sent}{opened}, no payment. {policy}",
        "call",
        next=waits,
    )


def _promise_why(promised: date, status: str, *, on: date) -> Why:
    sentence = f"It was promised for {day_text(promised, on=on)} and has not arrived."
    return Why("promise_missed", status, "Ask for the payment.", sentence, "call")


def _running_why(invoice: InvoiceFact, status: str, late: int, *, on: date) -> Why:
    """Return the row of an invoice that runs by itself, late or not yet due."""
    sentence = " ".join(_signs_of_life(invoice, late, on=on))
    waits = None
    if invoice.promised_until:
        day = day_text(invoice.promised_until, on=on)
        waits = NextStep(None, f"Paused, promised for {day}")
    elif invoice.reminders_paused:
        waits = NextStep(None, f"Paused, {invoice.reminders_paused}")
    if late:
        reason, group = "overdue_running", Group.OVERDUE
    elif invoice.approver and not invoice.approved_by:
        reason, group = "awaiting_client", Group.WAITING
    else:
        reason, group = "awaiting_payment", Group.WAITING
    return Why(reason, status, "", sentence, "open", group, waits)


def _signs_of_life(invoice: InvoiceFact, late: int, *, on: date) -> Iterable[str]:
    """Yield what is on record, most telling first; at most three sentences."""
    said = []
    if invoice.promised_until:
        said.append(f"Promised for {day_text(invoice.promised_until, on=on)}.")
    if invoice.approved_by:
        by = f"Approved by {invoice.approved_by}"
        day = f" {day_text(invoice.approved_on, on=on)}" if invoice.approved_on else ""
        said.append(f"{by}{day}.")
    elif invoice.approver:
        said.append(f"Waits for {invoice.approver} to say yes.")
    if invoice.usually_late_days > 0:
        said.append(f"Usually pays {counted(invoice.usually_late_days, 'day')} late.")
    if late and invoice.reminders_sent:
        said.append(f"{counted(invoice.reminders_sent, 'reminder')} sent.")
    if invoice.delivery == "queued":
        said.append("On its way.")
    elif invoice.opened_count:
        said.append(f"Opened {counted(invoice.opened_count, 'time')}.")
    sent = invoice.delivered_on or invoice.issue_date
    said = said or [f"Sent {day_text(sent, on=on)}."]
    return said[:3]
