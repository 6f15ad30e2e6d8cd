"""An offer on its way: sent to its readers, asked about, answered, agreed on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from django.db import transaction

from drumbeat.apps.audit.operations import Actor
from drumbeat.apps.delivery import operations as delivery
from drumbeat.apps.delivery.operations import Envelope
from drumbeat.apps.engagements import operations as engagements
from drumbeat.apps.offers import operations as offers
from drumbeat.apps.offers.operations import Decision, Message
from drumbeat.apps.offers.queries import OfferRow, get_offer
from drumbeat.apps.sharing.models import PrivateLink
from drumbeat.apps.sharing.operations import client
from drumbeat.apps.sharing.queries import find_offer_reader
from drumbeat.core.errors import Refusal
from drumbeat.core.offer import Offer, OfferState, TermsMovedOn, nudge_days
from drumbeat.core.party import Contact
from drumbeat.core.terms_edits import Edit, TermsChanged, adding

_MORNING = time(9, 0)
_ORDER_MOST = 60  # characters of a purchase order


class NobodyToAsk(Refusal):
    """No person at the client may agree."""

    rule = "OFR-6"
    message = (
        "Nobody at {client} approves. Add a contact with that part first, so that "
        "somebody can agree."
    )


class NotYoursToDecide(Refusal):
    """The reader pays or gets a copy."""

    rule = "OFR-7"
    message = "Agreeing is not your part here."


class NotTicked(Refusal):
    """A yes without saying that one may."""

    rule = "OFR-8"
    message = "Tick that you can approve the spending first."


@dataclass(frozen=True, slots=True)
class Wish:
    """What a client decides on the page; `address` is that of their network."""

    is_yes: bool
    shown: str
    may_spend: bool = False
    purchase_order: str = ""
    text: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class Post:
    """Where letters come from, and by whose clock they leave."""

    domain: str
    zone: str


@transaction.atomic
def send_offer(
    workspace: int,
    offer: int,
    people: Iterable[Contact],
    *,
    post: Post,
    at: datetime,
) -> None:
    """Queue the letter of an offer to each approver, and the reminders of it.

    A reminder that nobody needs any more is written off when its day comes.

    :raises NobodyToAsk: there is none among the people
    """
    row = get_offer(workspace, offer, on=at.astimezone(ZoneInfo(post.zone)).date())
    readers = {p.email: p for p in people if "approver" in p.roles}
    if not readers:
        raise NobodyToAsk(client=row.offer.buyer.name)
    nudges = nudge_days(row.made_on, row.offer.valid_until)
    moments = {f"nudge-{day.isoformat()}": _morning(day, post.zone) for day in nudges}
    envelopes = [
        offer_envelope(row, step, reader.name, reader.email, send_at)
        for reader in readers.values()
        for step, send_at in ({"new": at} | moments).items()
    ]
    delivery.queue(workspace, envelopes, domain=post.domain)


@transaction.atomic
def share(
    workspace: int,
    engagement: int,
    offer: Offer,
    people: Iterable[Contact],
    *,
    post: Post,
    on: date,
    actor: Actor,
    at: datetime,
) -> int:
    """Make an offer and queue its letters; return its id.

    :raises OfferIncomplete: nobody could agree on it
    :raises AlreadyOffered: the same waits for an answer
    :raises NobodyToAsk: nobody among the people approves
    """
    made = offers.make_offer(workspace, engagement, offer, on=on, actor=actor, at=at)
    send_offer(workspace, made, people, post=post, at=at)
    return made


@transaction.atomic
def decide(
    workspace: int, link: int, wish: Wish, *, post: Post, on: date, at: datetime
) -> None:
    """Take a yes or a “not now” down; a yes changes the terms as was shown.

    :raises NoSuchLink: it is revoked
    :raises NotYoursToDecide: the reader is no approver
    :raises NotTicked: a yes to a price without saying that one may spend it
    :raises NotOpen: it was decided, withdrawn or ended meanwhile
    :raises TermsMovedOn: other terms hold by now than those it changes
    """
    reader, offer = find_offer_reader(workspace, link)
    if not reader.may_approve:
        raise NotYoursToDecide
    row = get_offer(workspace, offer, on=on)
    if wish.is_yes and row.offer.asks_for_money and not wish.may_spend:
        raise NotTicked
    order = wish.purchase_order.strip()[:_ORDER_MOST]
    decision = Decision(
        is_yes=wish.is_yes,
        shown=wish.shown,
        by=reader.called,
        email=reader.email,
        roles=" ".join(reader.roles),
        address=wish.address,
        purchase_order=order,
        text=wish.text,
    )
    actor = client(reader)
    offers.decide(workspace, offer, decision, on=on, actor=actor, at=at)
    if wish.is_yes:
        _agree(row, order, actor, on=on, at=at)
        record = offer_envelope(row, "record", reader.name, reader.email, at)
        delivery.queue(workspace, [record], domain=post.domain)


@transaction.atomic
def accept_work(workspace: int, link: int, *, on: date, at: datetime) -> None:
    """Accept the work of an agreed project: from now on it may be billed. [I-59]

    :raises NoSuchLink: it is revoked
    :raises NotYoursToDecide: the reader is no approver
    :raises NoSuchProject: the offer is not of a project, or not agreed on
    :raises NotAllowedNow: it was accepted before
    """
    reader, offer = find_offer_reader(workspace, link)
    if not reader.may_approve:
        raise NotYoursToDecide
    row = get_offer(workspace, offer, on=on)
    if row.offer.project is None or row.state is not OfferState.AGREED:
        raise engagements.NoSuchProject(name=row.offer.title)
    engagements.accept_project(
        workspace,
        row.engagement,
        row.offer.project.name,
        on=on,
        by=reader.called,
        actor=client(reader),
        at=at,
    )


@transaction.atomic
def answer(
    workspace: int,
    offer: int,
    text: str,
    *,
    domain: str,
    on: date,
    actor: Actor,
    at: datetime,
) -> None:
    """Answer in the thread of an offer; everybody who has a link is written to.

    :raises NoSuchOffer: it is not in this workspace
    :raises NothingAsked: there are no words
    """
    row = get_offer(workspace, offer, on=on)
    said = offers.say(
        workspace, offer, Message(actor.name, text, is_ours=True), actor=actor, at=at
    )
    links = PrivateLink.objects.filter(
        workspace_id=workspace, offer_id=offer, revoked_at=None
    )
    envelopes = [
        offer_envelope(row, f"answer-{said}", name, email, at)
        for name, email in links.order_by("id").values_list("name", "email")
    ]
    delivery.queue(workspace, envelopes, domain=domain)


@transaction.atomic
def renew_offer(
    workspace: int,
    offer: int,
    valid_until: date,
    people: Iterable[Contact],
    *,
    post: Post,
    on: date,
    actor: Actor,
    at: datetime,
) -> int:
    """Send an offer anew, open until another day; the old one is withdrawn.

    :raises NotOpen: it is agreed on, or was replaced already
    :raises OfferIncomplete: the day is past
    """
    row = get_offer(workspace, offer, on=on)
    offers.withdraw_offer(workspace, offer, actor=actor, at=at)
    anew = replace(row.offer, valid_until=valid_until)
    made = offers.make_offer(
        workspace, row.engagement, anew, on=on, actor=actor, at=at, replaces=offer
    )
    send_offer(workspace, made, people, post=post, at=at)
    return made


def is_wanted(row: OfferRow, step: str) -> bool:
    """Say whether a letter of an offer is still to the point. Answers always are."""
    if step == "new" or step.startswith("nudge"):
        return row.state is OfferState.OPEN
    return True


def _agree(row: OfferRow, order: str, actor: Actor, *, on: date, at: datetime) -> None:
    edit = _edit_of(row.offer, order)
    if edit is None:
        return
    try:
        engagements.revise_terms(
            row.workspace,
            row.engagement,
            edit,
            read=row.offer.must_match,
            actor=actor,
            at=at,
        )
    except TermsChanged:
        seller = row.offer.seller
        raise TermsMovedOn(owner=seller.contact_name or seller.name) from None
    project = row.offer.project
    if project is not None:
        engagements.note_approved(row.workspace, row.engagement, project.name, on=on)


def _edit_of(offer: Offer, order: str) -> Edit | None:
    """Return what an agreement does to the terms; a project keeps its order."""
    if offer.project is None or not order:
        return offer.edit
    return adding(replace(offer.project, purchase_order=order))


def offer_envelope(
    row: OfferRow, step: str, name: str, email: str, send_at: datetime
) -> Envelope:
    """Return a letter about an offer to one of its readers; `step` says which."""
    who = delivery.name_of(email)
    return Envelope(
        invoice=None,
        offer=row.id,
        kind="offer",
        step=step,
        send_key=f"offer:{row.workspace}:{row.id}:{step}:{who}",
        recipients=((name, email),),
        audience="approver",
        send_at=send_at,
    )


def _morning(day: date, zone: str) -> datetime:
    return datetime.combine(day, _MORNING, ZoneInfo(zone))
