"""An issued document in the words and shapes of its page: money, letters, plan."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from drumbeat.apps.delivery.queries import DispatchRow
from drumbeat.apps.reminders.queries import PlannedRow
from drumbeat.apps.reports.invoice_page import EntryRow, InvoicePage
from drumbeat.apps.sharing.queries import LinkRow
from drumbeat.core.money import Money, total
from drumbeat.core.reminder_plan import step_name
from drumbeat.core.settlement import SettlementStatus
from drumbeat.web import document_view, formats
from drumbeat.web.document_view import StepView

_STATUS = {
    SettlementStatus.OPEN: "Sent",
    SettlementStatus.PARTLY_PAID: "Part paid",
    SettlementStatus.PAID: "Paid",
    SettlementStatus.CREDITED: "Void",
    SettlementStatus.WRITTEN_OFF: "Void",
}
_LETTERS = {
    "pending": "On its way",
    "retry": "Tried again soon",
    "sending": "On its way",
    "held": "Held since the restore",
    "sent": "Sent",
    "possibly_sent": "Perhaps sent, the server’s answer got lost",
    "failed": "Not sent",
    "bounced": "Bounced",
    "suppressed": "Not needed any more",
}
_ENDED = {
    "sent": ("done", "sent"),
    "skipped": ("off", "skipped"),
    "cancelled": ("off", "not needed"),
    "failed": ("off", "not delivered"),
    "sending": ("done", "on its way"),
    "unknown": ("done", "perhaps sent"),
}


@dataclass(frozen=True, slots=True)
class EventView:
    """Something a client did on their page: when, what, who, and their words."""

    when: str
    what: str
    by: str
    text: str
    talk: int | None = None  # what came of it is still to be noted
    answer: str = ""


@dataclass(frozen=True, slots=True)
class EntryView:
    """Something that made the debt smaller, as it is written."""

    when: str
    what: str
    detail: str
    amount: Money


@dataclass(frozen=True, slots=True)
class LetterView:
    """A letter as it is written; what is stuck waits for a person."""

    id: int
    what: str
    to: str
    state: str
    when: str
    answer: str
    is_stuck: bool
    may_have_arrived: bool


def status(page: InvoicePage) -> str:
    """Return the status word: a question first, then lateness, then the money."""
    if page.row.kind == "credit_note":
        return "Sent"
    if page.questions:
        return "Question"
    if page.settlement.is_overdue:
        return "Overdue"
    return _STATUS[page.settlement.status]


def standing(page: InvoicePage, *, on: date) -> str:
    """Say in one sentence how the invoice stands."""
    row, now = page.row, page.settlement
    gross = formats.amount_parts(row.gross)
    if row.kind == "credit_note":
        return f"{gross} taken off {page.document.preceding_invoice}."
    if not now.open:
        ends = {"Paid": "received", "Void": "taken back"}
        return f"{gross} {ends.get(_STATUS[now.status], 'settled')}."
    if now.is_overdue:
        when = formats.days_late(now.overdue_days)
    else:
        when = f"due {formats.weekday_day(row.due_date, on=on)}"
    is_open = formats.amount_parts(now.open)
    if now.open == row.gross:
        return f"{is_open} open, {when}."
    return f"{is_open} of {gross} open, {when}."


def left_to_credit(page: InvoicePage) -> Money:
    """Return what of the invoice no credit note has taken back."""
    credited = [entry.amount for entry in page.entries if entry.kind == "credit"]
    return page.row.gross - total(credited, page.row.gross.currency)


def entries(rows: tuple[EntryRow, ...], *, on: date) -> tuple[EntryView, ...]:
    """Write what came in, was credited or given up."""
    return tuple(_entry(row, on) for row in rows)


def _entry(row: EntryRow, on: date) -> EntryView:
    names = {"payment": "Payment", "credit": "Credit note", "write_off": "Written off"}
    what = names[row.kind]
    if row.amount.minor < 0:
        what = f"{what} taken back"
    return EntryView(formats.weekday_day(row.on, on=on), what, row.what, row.amount)


def letters(page: InvoicePage, *, zone: ZoneInfo, on: date) -> tuple[LetterView, ...]:
    """Write the letters, the first one first."""
    tones = {row.step: row.tone for row in page.plan}
    return tuple(_letter(row, tones, zone, on) for row in page.letters)


def _letter(
    row: DispatchRow, tones: Mapping[str, str], zone: ZoneInfo, on: date
) -> LetterView:
    at = (row.sent_at or row.send_at).astimezone(zone)
    is_stuck = row.state in {"failed", "bounced", "possibly_sent"}
    return LetterView(
        id=row.id,
        what=_letter_name(row, tones),
        to=", ".join(row.to),
        state=_LETTERS.get(row.state, formats.capitalised(row.state)),
        when=f"{formats.weekday_day(at.date(), on=on)}, {at:%H:%M}",
        answer=row.answer if is_stuck else "",
        is_stuck=is_stuck,
        may_have_arrived=row.state == "possibly_sent",
    )


def _letter_name(row: DispatchRow, tones: Mapping[str, str]) -> str:
    """Return “Invoice”, “Heads-up” or “Friendly reminder”."""
    if row.kind == "invoice":
        return "Invoice"
    tone = tones.get(row.step, "")
    if tone == "final":
        return "Final notice"
    name = step_name(row.step, tone)
    return name if row.step.startswith("-") else f"{name} reminder".strip()


def plan(page: InvoicePage, *, on: date) -> tuple[StepView, ...]:
    """Write the plan: what was sent, what was skipped, what is still to come."""
    zone = ZoneInfo(page.zone)
    carried = "Invoice and update" if page.document.has_update else "Invoice"
    return document_view.steps(
        [_step(row, zone) for row in page.plan],
        sent=(page.row.issue_date, carried),
        due=page.row.due_date,
        on=on,
    )


def _sections(lanes: Sequence[str]) -> str:
    """Return “Section B is” or “Sections A and B are”."""
    named = sorted(set(lanes))
    word, verb = ("Section", "is") if len(named) == 1 else ("Sections", "are")
    return f"{word} {formats.names(named)} {verb}"


@dataclass(frozen=True, slots=True)
class GuestView:
    """Somebody who may open the page of the invoice, as it is written."""

    id: int
    name: str
    part: str
    seen: str
    is_revoked: bool


_PARTS = {"approver": "approves", "payer": "pays", "copy": "gets a copy"}


def guests(page: InvoicePage, *, zone: ZoneInfo, on: date) -> tuple[GuestView, ...]:
    """Write who may open the page, and when they did last."""
    return guests_of(page.links, zone=zone, on=on)


def guests_of(
    links: Iterable[LinkRow], *, zone: ZoneInfo, on: date
) -> tuple[GuestView, ...]:
    """Write whose links they are, and when each was used last."""
    return tuple(
        GuestView(
            id=row.id,
            name=", ".join(filter(None, (row.name, row.email))),
            part=formats.names([_PARTS[role] for role in row.roles]),
            seen=_seen(row.seen_at, zone, on),
            is_revoked=row.is_revoked,
        )
        for row in links
    )


def _seen(at: datetime | None, zone: ZoneInfo, on: date) -> str:
    if at is None:
        return "Not opened yet"
    local = at.astimezone(zone)
    return f"Last opened {formats.weekday_day(local.date(), on=on)}, {local:%H:%M}"


_ANSWERED = {
    "on_track": "On track",
    "mostly": "Mostly",
    "lets_talk": "Let’s talk",
}


def said(page: InvoicePage, *, zone: ZoneInfo, on: date) -> tuple[EventView, ...]:
    """Write what clients answered on their pages: approvals, then feedback."""

    def when(at: datetime) -> str:
        local = at.astimezone(zone)
        return f"{formats.weekday_day(local.date(), on=on)}, {local:%H:%M}"

    approved = [
        EventView(when(row.at), f"Section {row.lane} approved", row.by, "")
        for row in page.approvals
    ]
    answered = [
        EventView(
            when(row.at),
            f"“{_ANSWERED[row.choice]}”",
            row.by,
            row.text,
            talk=row.id if row.choice == "lets_talk" and not row.answer else None,
            answer=row.answer,
        )
        for row in page.feedback
    ]
    named = page.order
    ordered = (
        [EventView(when(named.at), f"PO {named.number}", named.by, "")] if named else []
    )
    return (*approved, *ordered, *answered)


def _step(row: PlannedRow, zone: ZoneInfo) -> tuple[date, str, str]:
    kind, became = _ENDED.get(row.state, ("", ""))
    words = step_name(row.step, row.tone)
    if became:
        words = f"{words.split(',')[0]}, {became}"
    return row.due_at.astimezone(zone).date(), words, kind


def rests(page: InvoicePage, *, on: date) -> str:
    """Say why reminders rest, or nothing while they run."""
    if page.questions:
        about = [row.lane for row in page.questions]
        if all(about) and len(set(about)) < len(page.document.lanes):
            return f"{_sections(about)} in question: reminders ask for the rest."
        return "Reminders rest while the question is open."
    if page.promised_until and page.promised_until >= on:
        day = formats.weekday_day(page.promised_until, on=on)
        return f"Payment is promised for {day}; reminders rest until then."
    if not page.settlement.open:
        return "Nothing is open, so nothing more is sent."
    return "Steps never land on a weekend. Everything stops when money arrives."
