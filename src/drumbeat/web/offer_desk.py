"""An offer at its owner's desk, in words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from drumbeat.apps.delivery.queries import DispatchRow
from drumbeat.apps.offers.queries import Evidence
from drumbeat.apps.reports.offer_page import OfferDesk
from drumbeat.core.client_page import Said
from drumbeat.core.money import Money
from drumbeat.core.offer import OfferState
from drumbeat.core.offer_parts import OfferedPart
from drumbeat.web import formats
from drumbeat.web.history_view import Event
from drumbeat.web.history_view import history as told
from drumbeat.web.invoice_view import GuestView, guests_of

_STATUS = {
    OfferState.OPEN: "To approve",
    OfferState.AGREED: "Approved",
    OfferState.DECLINED: "Held",
    OfferState.WITHDRAWN: "Void",
    OfferState.EXPIRED: "Void",
}
_PARTS = {
    "planned": "Scheduled",
    "in_progress": "Scheduled",
    "submitted": "To approve",
    "rejected": "Question",
    "accepted": "Approved",
    "invoiced": "Sent",
    "cancelled": "Void",
}
_KINDS = {"project": "Project", "plan": "Billing plan", "change": "Change"}
_STEPS = {
    "new": "Offer",
    "nudge": "Reminder",
    "answer": "Your answer",
    "record": "Record",
    "handed": "Delivered",
    "link": "New link",
}
_LETTERS = {
    "pending": "Waits for its day",
    "retry": "Tried again soon",
    "sent": "Sent",
    "suppressed": "Not needed any more",
    "failed": "Failed",
    "bounced": "Bounced",
    "possibly_sent": "Perhaps sent",
}
_RENEWED_FOR = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class SaidView:
    """A message of the thread."""

    by: str
    when: str
    text: str


@dataclass(frozen=True, slots=True)
class LetterLine:
    """A letter about the offer."""

    what: str
    to: str
    state: str
    when: str


@dataclass(frozen=True, slots=True)
class DeskPart:
    """A deliverable; `may_deliver` while it is ours to hand over."""

    number: int
    name: str
    amount: Money
    status: str
    said: str
    may_deliver: bool


@dataclass(frozen=True, slots=True)
class DeskView:
    """The page of one offer."""

    id: int
    client: str
    engagement: int
    engagement_name: str
    title: str
    kind: str
    status: str
    standing: str
    proof: tuple[str, ...]
    amount: Money | None
    parts: tuple[DeskPart, ...]
    thread: tuple[SaidView, ...]
    asks: bool
    guests: tuple[GuestView, ...]
    letters: tuple[LetterLine, ...]
    history: tuple[Event, ...]
    may_withdraw: bool
    may_renew: bool
    renewed_until: date


def view(desk: OfferDesk, *, zone: str, on: date) -> DeskView:
    """Write the page of an offer."""
    place, row = ZoneInfo(zone), desk.row
    offer = row.offer
    return DeskView(
        id=row.id,
        client=offer.buyer.name,
        engagement=row.engagement,
        engagement_name=offer.engagement,
        title=offer.title,
        kind=_KINDS[offer.kind],
        status=_STATUS[row.state],
        standing=_standing(desk, place, on),
        proof=_proof(desk.evidence) if desk.evidence else (),
        amount=offer.project.amount if offer.project else None,
        parts=tuple(_part(part, on) for part in desk.parts),
        thread=tuple(
            SaidView(said.by, _when(said.at, place, on), _about(said))
            for said in desk.thread
        ),
        asks=bool(desk.thread) and not desk.thread[-1].is_ours,
        guests=guests_of(desk.links, zone=place, on=on),
        letters=tuple(_letter(each, row.state, place, on) for each in desk.letters),
        history=told(desk.history, zone=place, on=on),
        may_withdraw=row.state in {OfferState.OPEN, OfferState.DECLINED},
        may_renew=row.state
        in {OfferState.OPEN, OfferState.DECLINED, OfferState.EXPIRED},
        renewed_until=on + _RENEWED_FOR,
    )


def _standing(desk: OfferDesk, zone: ZoneInfo, on: date) -> str:
    row = desk.row
    until = formats.weekday_day(row.offer.valid_until, on=on)
    if desk.evidence is not None and row.state in {
        OfferState.AGREED,
        OfferState.DECLINED,
    }:
        given = desk.evidence.answer
        said = "agreed" if given.is_yes else "said not now"
        sentence = f"{given.by} {said}, {_when(given.at, zone, on)}."
        return f"{sentence} “{given.text}”" if given.text else sentence
    return {
        OfferState.EXPIRED: f"It ended {until} without an answer.",
        OfferState.WITHDRAWN: "You took it back.",
    }.get(row.state, f"With the client, open until {until}.")


def _proof(evidence: Evidence) -> tuple[str, ...]:
    """Return what is kept to show who decided about what."""
    given = evidence.answer
    said = (
        f"{given.by}, {evidence.email}, as {evidence.roles.replace(' ', ' and ')}",
        f"From {evidence.address}" if evidence.address else "",
        f"PO {given.purchase_order}" if given.purchase_order else "",
        f"What was shown has the fingerprint {evidence.shown}",
    )
    return tuple(filter(None, said))


def _part(part: OfferedPart, on: date) -> DeskPart:
    said, note = "", part.noted
    if note is not None and note.accepted_on is not None:
        said = f"Accepted {formats.weekday_day(note.accepted_on, on=on)}."
    elif note is not None and part.is_delivered and note.delivered_on is not None:
        said = f"Delivered {formats.weekday_day(note.delivered_on, on=on)}."
        if note.silence_on is not None:
            until = formats.weekday_day(note.silence_on, on=on)
            said += f" Accepted by silence after {until}, as agreed."
    elif part.state == "rejected":
        said = "They ask about it. Deliver it again once that is settled."
    return DeskPart(
        part.number, part.name, part.amount, _PARTS[part.state], said, part.is_ours
    )


def _about(said: Said) -> str:
    return f"About {said.about}: {said.text}" if said.about else said.text


def _letter(
    letter: DispatchRow, offer: OfferState, zone: ZoneInfo, on: date
) -> LetterLine:
    step = letter.step.partition("-")[0]
    # A reminder of what was answered is written off when its day comes.
    is_idle = step == "nudge" and offer is not OfferState.OPEN
    state = "suppressed" if is_idle and letter.state == "pending" else letter.state
    return LetterLine(
        what=_STEPS.get(step, "Letter"),
        to=", ".join(letter.to),
        state=_LETTERS.get(state, formats.capitalised(state)),
        when=_when(letter.sent_at or letter.send_at, zone, on),
    )


def _when(at: datetime, zone: ZoneInfo, on: date) -> str:
    there = at.astimezone(zone)
    return f"{formats.weekday_day(there.date(), on=on)}, {there:%H:%M}"
