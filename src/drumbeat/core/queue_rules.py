"""The queue of a day: every thing once, in the order of what is lost by waiting."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta

from drumbeat.core.queue import (
    GovernorFact,
    Group,
    MoveFact,
    NextStep,
    ParkedFact,
    PaymentFact,
    QueueFacts,
    QueueRow,
    ScheduledFact,
)
from drumbeat.core.queue_drafts import draft_row
from drumbeat.core.queue_invoices import invoice_row
from drumbeat.core.queue_offers import delivered_row, offer_row
from drumbeat.core.queue_words import (
    Thing,
    Why,
    counted,
    day_text,
    held,
    money_text,
    row_of,
)

HORIZON = timedelta(days=30)
SNOOZED = "snoozed"  # what needs somebody, on a later day

# What is lost by waiting: questions, bounces, calls, sends due, updates, matches.
_URGENCY = (
    ("dispute_open", "question_open", "feedback_talk"),
    ("delivery_failed", "delivery_uncertain"),
    ("call_due", "promise_missed"),
    (
        "missed_periods",
        "po_missing",
        "draft_blocked",
        "approval_requested",
        "draft_ready",
        "parked",
    ),
    ("update_missing", "change_to_acknowledge", "event_moved"),
    ("payment_unmatched",),
    ("governor",),
    ("awaiting_client",),
)
_RANK = {reason: rank for rank, reasons in enumerate(_URGENCY) for reason in reasons}
_GROUPS = tuple(Group)


def queue(facts: QueueFacts, *, on: date) -> list[QueueRow]:
    """Return one row for each thing, in the order of the page."""
    snoozed = {(s.subject_id, s.reason): s.until for s in facts.snoozes}
    drafts, governors = _governed(facts, on=on)
    rows = [
        *drafts,
        *governors,
        *(invoice_row(fact, on=on) for fact in facts.invoices),
        *(_parked_row(fact) for fact in facts.parked),
        *(_payment_row(fact, on=on) for fact in facts.payments),
        *(delivered_row(fact, on=on) for fact in facts.delivered),
        *(offer_row(fact, on=on) for fact in facts.offers),
        *(_move_row(fact, on=on) for fact in facts.moves),
        *(_scheduled_row(fact, on=on) for fact in facts.scheduled),
    ]
    awake = (_rested(row, snoozed, on=on) for row in rows if row is not None)
    once: dict[str, QueueRow] = {}
    for row in sorted(awake, key=_place):
        once.setdefault(row.subject_id, row)
    return list(once.values())


def _rested(
    row: QueueRow, snoozed: Mapping[tuple[str, str], date], *, on: date
) -> QueueRow:
    """Return the row among what is scheduled while somebody put it off."""
    until = snoozed.get((row.subject_id, row.reason))
    if until is None or until <= on or row.group is not Group.NEEDS_YOU:
        return row
    back = day_text(until, on=on)
    return replace(
        row,
        reason=SNOOZED,
        group=Group.SCHEDULED,
        verb="",
        sentence=f"Snoozed. You look at it again on {back}.",
        next=NextStep(None, f"back {back}, snoozed"),
    )


def _place(row: QueueRow) -> tuple[int, int, date, str]:
    rank = _RANK.get(row.reason, len(_URGENCY))
    day = row.due or date.max
    return _GROUPS.index(row.group), rank, day, row.subject_id


def _parked_row(parked: ParkedFact) -> QueueRow:
    reason = parked.reason.rstrip(".")
    sentence = f"{reason}. Nothing is billed here until you release it."
    why = Why("parked", "Held", "Look at the billing.", sentence, "release")
    subject_id = f"engagement:{parked.engagement_id}"
    return row_of(
        Thing(subject_id, parked.client, parked.engagement, parked.engagement), why
    )


def _governed(facts: QueueFacts, *, on: date) -> tuple[list[QueueRow], list[QueueRow]]:
    """Return the rows of drafts and of limits that were passed.

    A draft that is ready and bills what is beyond its limit says so itself.
    """
    drafts = {f"draft:{fact.id}": draft_row(fact, on=on) for fact in facts.drafts}
    governors = []
    for governor in facts.governors:
        why, ready = _governor_why(governor), drafts.get(f"draft:{governor.draft}")
        if why is not None and ready is not None and ready.reason == "draft_ready":
            drafts[ready.subject_id] = replace(
                ready, reason=why.reason, sentence=f"{why.sentence} The draft is ready."
            )
        elif why is not None:
            subject_id = f"governor:{governor.engagement_id}"
            named = (governor.client, governor.engagement, governor.engagement)
            governors.append(row_of(Thing(subject_id, *named, governor.unbilled), why))
    return [row for row in drafts.values() if row is not None], governors


def _governor_why(governor: GovernorFact) -> Why | None:
    """Return why work wants billing: it, or days without an invoice, are too many."""
    sentences = []
    if governor.limit is not None and governor.limit < governor.unbilled:
        unbilled, limit = money_text(governor.unbilled), money_text(governor.limit)
        sentences.append(f"{unbilled} of work is not billed; your limit is {limit}.")
    days, days_limit = governor.days_since_invoice, governor.days_limit
    if days_limit is not None and days > days_limit:
        since = counted(days, "day")
        sentences.append(f"{since} since the last invoice; your limit is {days_limit}.")
    if not sentences:
        return None
    return Why("governor", "Draft", "Bill the work.", " ".join(sentences), "bill")


def _payment_row(payment: PaymentFact, *, on: date) -> QueueRow:
    arrived = f"{money_text(payment.amount)} from {payment.payer} arrived"
    sentence = f"{arrived} {day_text(payment.received_on, on=on)} and fits no invoice."
    if payment.guess:
        sentence = f"{sentence[:-1]} by itself. It could be {payment.guess}."
    why = Why("payment_unmatched", "Part paid", "Match the payment.", sentence, "match")
    thing = Thing(
        f"{'line' if payment.is_line else 'payment'}:{payment.id}",
        payment.client or payment.payer,
        "",
        f"Payment from {payment.payer}",
        payment.amount,
        payment.received_on,
    )
    return row_of(thing, why)


def _move_row(move: MoveFact, *, on: date) -> QueueRow:
    """Return a row until somebody saw that the calendar moved an invoice."""
    was = day_text(move.was, on=on)
    said = f"It was on {was} and was cancelled. No invoice waits for it any more."
    if move.now is not None:
        now = day_text(move.now, on=on)
        said = f"From {was} to {now}. The invoice, its due date and reminders follow."
    why = Why("event_moved", "Held", "Look at the new day.", said, "note")
    thing = Thing(
        f"move:{move.engagement_id}:{move.id}",
        move.client,
        move.engagement,
        move.project,
        None,
        move.now,
    )
    return row_of(thing, why)


def _scheduled_row(scheduled: ScheduledFact, *, on: date) -> QueueRow | None:
    """Return a row for what is sent within the horizon, held or not."""
    if scheduled.bill_on > on + HORIZON:
        return None
    sends = f"Sends {day_text(scheduled.bill_on, on=on)}."
    why = Why("scheduled", "Scheduled", "", sends, "open", Group.SCHEDULED)
    if scheduled.held_reason:
        why = held(scheduled.held_reason)
    thing = Thing(
        f"scheduled:{scheduled.id}",
        scheduled.client,
        scheduled.engagement,
        scheduled.subject,
        scheduled.gross,
        scheduled.bill_on,
    )
    return row_of(thing, why, next_step=_step(scheduled.next_reminder, "heads-up"))


def _step(at: datetime | None, what: str) -> NextStep | None:
    return NextStep(at, what) if at else None
