"""Why a draft is in the queue."""

from __future__ import annotations

from datetime import date

from drumbeat.core.dates import ONE_DAY
from drumbeat.core.errors import Finding
from drumbeat.core.queue import DraftFact, Group, NextStep, QueueRow
from drumbeat.core.queue_words import Thing, Why, counted, day_text, held, row_of


def draft_row(draft: DraftFact, *, on: date) -> QueueRow | None:
    """Return the row of a draft; None once it is issued or discarded."""
    if draft.state in {"issued", "discarded"}:
        return None
    why = _draft_why(draft, on=on)
    steps = counted(draft.reminder_count, "step")
    first = NextStep(draft.first_reminder, f"{steps} attached")
    thing = Thing(
        f"draft:{draft.id}",
        draft.client,
        draft.engagement,
        draft.subject,
        draft.gross,
        draft.due_date,
    )
    return row_of(thing, why, next_step=first if draft.reminder_count else None)


def _draft_why(draft: DraftFact, *, on: date) -> Why:
    asked = draft.state == "awaiting_approval"
    blocking = [
        finding
        for finding in draft.findings
        if finding.blocking and not (asked and finding.field == "lanes")
    ]
    near = draft.bill_on <= on + ONE_DAY
    if draft.held_reason:
        return held(draft.held_reason)
    if draft.missed_periods:
        return _missed_why(draft)
    if blocking and near:
        return _blocked_why(draft, blocking, on=on)
    if asked:
        return _approval_why(draft, on=on)
    if not near or (draft.sends_at and draft.state == "approved"):
        return _scheduled_why(draft, on=on)
    return _ready_why(draft, on=on)


def _missed_why(draft: DraftFact) -> Why:
    periods = counted(draft.missed_periods, "period")
    sentence = f"{periods} passed without an invoice; nothing is sent by itself."
    return Why("missed_periods", "Draft", f"Review {periods}.", sentence, "approve")


def _scheduled_why(draft: DraftFact, *, on: date) -> Why:
    sentence = f"Sends {_send_day(draft, on=on)}."
    if draft.findings:
        sentence += f" {draft.findings[0].message}"
    elif draft.update_written:
        sentence += " The update is written."
    return Why("scheduled", "Scheduled", "", sentence, "open", Group.SCHEDULED)


def _blocked_why(draft: DraftFact, blocking: list[Finding], *, on: date) -> Why:
    rules = {finding.rule for finding in blocking}
    if "ISS-3" in rules:
        day = _send_day(draft, on=on)
        sentence = f"Sends {day} and does not go out without one."
        return Why(
            "update_missing", "Draft", "Write the update.", sentence, "write_update"
        )
    if "ISS-2" in rules:
        sentence = f"{draft.client} pays nothing without one."
        return Why("po_missing", "Draft", "Add the PO number.", sentence, "add_po")
    sentence = " ".join(finding.message for finding in blocking)
    return Why("draft_blocked", "Draft", "Complete the draft.", sentence, "open")


def _send_day(draft: DraftFact, *, on: date) -> str:
    at = f" at {draft.sends_at:%H:%M}" if draft.sends_at else ""
    day = draft.sends_at.date() if draft.sends_at else draft.bill_on
    if day <= on:
        return f"today{at}"
    if day == on + ONE_DAY:
        return f"tomorrow{at}"
    return f"{day_text(day, on=on)}{at}"


def _approval_why(draft: DraftFact, *, on: date) -> Why:
    since = f" since {day_text(draft.asked_on, on=on)}" if draft.asked_on else ""
    if draft.approver:
        sentence = f"Waits for {draft.approver}{since}. Sent the moment the yes is in."
        group, action = Group.WAITING, "open"
        return Why("awaiting_client", "To approve", "", sentence, action, group)
    sentence = f"It waits for a yes{since} and does not go out without one."
    return Why(
        "approval_requested", "To approve", "Approve or decline.", sentence, "approve"
    )


def _ready_why(draft: DraftFact, *, on: date) -> Why:
    prepared = draft.prepared_on or draft.bill_on
    sentences = [f"Prepared from the terms on {day_text(prepared, on=on)}."]
    if draft.is_credit_note:
        sentences = [f"Credit note prepared on {day_text(prepared, on=on)}."]
    elif draft.update_written:
        sentences.append("The update is written.")
    sentences += [finding.message for finding in draft.findings[:1]]
    approved = draft.state == "approved"
    if approved:
        sentences.append("It is approved.")
    return Why(
        "draft_ready",
        "Ready",
        "Send it." if approved else "Review and send.",
        " ".join(sentences),
        "issue" if approved else "approve",
    )
