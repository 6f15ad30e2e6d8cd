"""Make offers, take down what becomes of them, and end them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from drumbeat.apps.audit import operations as audit
from drumbeat.apps.audit.operations import Actor, Event
from drumbeat.apps.engagements.operations import lock
from drumbeat.apps.engagements.queries import get_terms
from drumbeat.apps.offers import models
from drumbeat.apps.offers.queries import NoSuchOffer
from drumbeat.core.errors import Refusal
from drumbeat.core.offer import Offer, OfferState, check_offer
from drumbeat.core.offer_snapshot import offer_text
from drumbeat.core.snapshot import sha256_hex

_MOST_TEXT = 4_000
_OPEN, _DECLINED = OfferState.OPEN.value, OfferState.DECLINED.value


class NotOpen(Refusal):
    """The offer was answered, withdrawn or ended."""

    rule = "OFR-4"
    message = "This offer is not open any more. Look at the page again."


class AlreadyOffered(Refusal):
    """The same is with the client and waits for an answer."""

    rule = "OFR-9"
    message = "“{title}” is with the client already. Withdraw that offer first."


class NothingAsked(Refusal):
    """A question or an answer without words."""

    rule = "OFR-5"
    message = "Write a sentence, so that there is something to answer."


@dataclass(frozen=True, slots=True)
class Decision:
    """A yes or no with what proves it: who, in which part, from where, about what."""

    is_yes: bool
    shown: str
    by: str
    email: str
    roles: str
    address: str = ""
    purchase_order: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class Message:
    """Words in the thread of an offer; `email` is whom our answer goes to.

    `about` names the deliverable they are about, where it is one.
    """

    by: str
    text: str
    email: str = ""
    is_ours: bool = False
    about: str = ""


@transaction.atomic
def make_offer(
    workspace: int,
    engagement: int,
    offer: Offer,
    *,
    on: date,
    actor: Actor,
    at: datetime,
    replaces: int | None = None,
) -> int:
    """Freeze an offer; return its id. Nothing is sent by that.

    :raises OfferIncomplete: nobody could agree on it
    :raises NotPossible: the terms could not be what it makes of them
    :raises AlreadyOffered: the same waits for an answer
    """
    check_offer(offer, on=on)
    if offer.edit is not None:
        offer.edit(get_terms(workspace, engagement))
    lock(workspace, [engagement])  # of two who offer the same at once one waits
    same = models.Offer.objects.filter(
        workspace_id=workspace,
        engagement_id=engagement,
        kind=offer.kind,
        title=offer.title,
        state=_OPEN,
        valid_until__gte=on,
    )
    if same.exists():
        raise AlreadyOffered(title=offer.title)
    text = offer_text(offer)
    made = models.Offer.objects.create(
        workspace_id=workspace,
        engagement_id=engagement,
        kind=offer.kind,
        title=offer.title,
        content=text,
        sha256=sha256_hex(text.encode()),
        made_on=on,
        made_at=at,
        made_by=actor.name,
        valid_until=offer.valid_until,
        replaces_id=replaces,
    )
    facts: dict[str, object] = {"kind": offer.kind, "shown": made.sha256}
    _record(workspace, "offer made", made.id, facts, actor, at)
    return made.id


@transaction.atomic
def decide(
    workspace: int,
    offer: int,
    decision: Decision,
    *,
    on: date,
    actor: Actor,
    at: datetime,
) -> None:
    """Take a client's yes or no down, once, while the offer is open.

    :raises NotOpen: it was decided, withdrawn, ended, or is not what was shown
    """
    mine = models.Offer.objects.filter(
        workspace_id=workspace, id=offer, sha256=decision.shown
    )
    still_open = mine.filter(state=_OPEN, valid_until__gte=on)
    after = OfferState.AGREED if decision.is_yes else OfferState.DECLINED
    if not still_open.update(state=after.value):  # of two who decide at once one wins
        raise NotOpen
    models.OfferAnswer.objects.create(
        offer_id=offer,
        is_yes=decision.is_yes,
        shown=decision.shown,
        by=decision.by,
        email=decision.email,
        roles=decision.roles,
        address=decision.address,
        purchase_order=decision.purchase_order,
        text=decision.text.strip()[:_MOST_TEXT],
        at=at,
    )
    action = "client agreed" if decision.is_yes else "client said not now"
    facts: dict[str, object] = {"shown": decision.shown}
    _record(workspace, action, offer, facts, actor, at)


@transaction.atomic
def withdraw_offer(workspace: int, offer: int, *, actor: Actor, at: datetime) -> None:
    """End an offer that nobody agreed on, also one that was declined.

    :raises NotOpen: it is agreed on, or withdrawn already
    """
    mine = models.Offer.objects.filter(workspace_id=workspace, id=offer)
    if not mine.filter(state__in=[_OPEN, _DECLINED]).update(
        state=OfferState.WITHDRAWN.value
    ):
        raise NotOpen
    _record(workspace, "offer withdrawn", offer, {}, actor, at)


@transaction.atomic
def say(
    workspace: int, offer: int, message: Message, *, actor: Actor, at: datetime
) -> int:
    """Add words to the thread of an offer; return their id.

    :raises NoSuchOffer: it is not in this workspace
    :raises NothingAsked: there are no words
    """
    text = message.text.strip()[:_MOST_TEXT]
    if not text:
        raise NothingAsked
    if not models.Offer.objects.filter(workspace_id=workspace, id=offer).exists():
        raise NoSuchOffer(id=offer)
    said = models.OfferMessage.objects.create(
        offer_id=offer,
        by=message.by,
        email=message.email,
        is_ours=message.is_ours,
        about=message.about,
        text=text,
        at=at,
    )
    action = "offer question answered" if message.is_ours else "offer question asked"
    _record(workspace, action, offer, {}, actor, at)
    return said.id


def _record(
    workspace: int,
    action: str,
    offer: int,
    facts: dict[str, object],
    actor: Actor,
    at: datetime,
) -> None:
    payload = json.dumps(facts, sort_keys=True, separators=(",", ":"))
    event = Event(action, f"offer:{offer}", payload)
    audit.record(workspace, [event], actor=actor, at=at)
