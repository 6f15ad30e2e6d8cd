"""The rows of offers: asked about, declined, ended, or still with the client."""

from __future__ import annotations

from datetime import date

from drumbeat.core.offer import OfferState
from drumbeat.core.queue import (
    DeliveredFact,
    Group,
    NextStep,
    OfferFact,
    QueueRow,
)
from drumbeat.core.queue_words import Thing, Why, counted, day_text, row_of


def offer_row(offer: OfferFact, *, on: date) -> QueueRow | None:
    """Return the row of an offer; one that is settled and quiet has none."""
    why = _why(offer, on)
    if why is None:
        return None
    thing = Thing(
        f"offer:{offer.id}",
        offer.client,
        offer.engagement,
        offer.subject,
        offer.amount,
        offer.until if offer.state is OfferState.OPEN else None,
    )
    step = None
    if why.group is Group.WAITING and offer.next_nudge is not None:
        step = NextStep(offer.next_nudge, "reminder of the offer")
    return row_of(thing, why, next_step=step)


def delivered_row(delivered: DeliveredFact, *, on: date) -> QueueRow:
    """Return the row of a deliverable until the client said something about it."""
    person = delivered.person or delivered.client
    said = f"Delivered {day_text(delivered.since, on=on)}. "
    said += f"Invoiced once {person} accepts it."
    step = None
    if delivered.silence_on is not None:
        until = day_text(delivered.silence_on, on=on)
        said += f" Without an answer by {until} it counts as accepted, as agreed."
        step = NextStep(None, f"accepted after {until}, by silence")
    thing = Thing(
        f"delivered:{delivered.engagement_id}:{delivered.id}",
        delivered.client,
        delivered.engagement,
        delivered.subject,
        delivered.amount,
        delivered.silence_on,
    )
    why = Why("awaiting_client", "To approve", "", said, "open", Group.WAITING)
    return row_of(thing, why, next_step=step)


def _why(offer: OfferFact, on: date) -> Why | None:
    reason = "awaiting_client" if offer.kind == "project" else "change_to_acknowledge"
    if offer.question:
        said = f"{offer.question_by or offer.client} asks: “{offer.question}”"
        return Why("question_open", "Question", "Answer the question.", said, "answer")
    stuck = "approval_requested" if offer.kind == "project" else reason
    if offer.state is OfferState.DECLINED:
        said = f"{offer.answered_by} said not now"
        said = f"{said}: “{offer.answer}”" if offer.answer else f"{said}."
        return Why(stuck, "Held", "Renew it or drop it.", said, "open")
    if offer.state is OfferState.EXPIRED:
        said = f"It ended {day_text(offer.until, on=on)} without an answer."
        return Why(stuck, "Held", "Renew it or drop it.", said, "open")
    if offer.state is not OfferState.OPEN:
        return None
    said = f"With {offer.person or offer.client} since {day_text(offer.since, on=on)}."
    if offer.opened_count:
        said += f" Opened {counted(offer.opened_count, 'time')}."
    said += f" Open until {day_text(offer.until, on=on)}."
    return Why(reason, "To approve", "", said, "open", Group.WAITING)
