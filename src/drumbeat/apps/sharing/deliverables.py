"""Deliverables between us and a client: handed over, accepted, asked about."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from drumbeat.apps.audit.operations import Actor
from drumbeat.apps.delivery import operations as delivery
from drumbeat.apps.engagements import operations as engagements
from drumbeat.apps.engagements.operations import NoSuchProject, Part
from drumbeat.apps.offers import operations as offers
from drumbeat.apps.offers.operations import Message
from drumbeat.apps.offers.queries import OfferRow, get_offer
from drumbeat.apps.sharing.offers import (
    NobodyToAsk,
    NotYoursToDecide,
    Post,
    offer_envelope,
)
from drumbeat.apps.sharing.operations import client
from drumbeat.apps.sharing.queries import find_offer_reader, list_links, parts_of
from drumbeat.core.client_page import Reader
from drumbeat.core.offer import OfferState


@transaction.atomic
def hand_over(
    workspace: int,
    offer: int,
    number: int,
    *,
    post: Post,
    on: date,
    actor: Actor,
    at: datetime,
) -> None:
    """Note that a deliverable of an agreed project is done; its approvers are told.

    :raises NoSuchProject: the offer is not of a project, or not agreed on
    :raises NoSuchDeliverable: the project has none of that number
    :raises NotAllowedNow: it is with the client already, or accepted
    :raises NobodyToAsk: everybody who approves lost their link
    """
    row, part = _agreed(workspace, offer, number, on=on)
    people = [
        link
        for link in list_links(workspace, offer=offer)
        if "approver" in link.roles and not link.is_revoked
    ]
    if not people:
        raise NobodyToAsk(client=row.offer.buyer.name)
    engagements.hand_over(workspace, part, on=on, actor=actor, at=at)
    step = f"handed-{number}-{int(at.timestamp())}"
    envelopes = [offer_envelope(row, step, p.name, p.email, at) for p in people]
    delivery.queue(workspace, envelopes, domain=post.domain)


@transaction.atomic
def accept_deliverable(
    workspace: int, link: int, number: int, *, on: date, at: datetime
) -> None:
    """Accept one deliverable: from now on it may be billed. [I-59]

    :raises NoSuchLink: it is revoked
    :raises NotYoursToDecide: the reader is no approver
    :raises NoSuchProject: the offer is not of a project, or not agreed on
    :raises NotAllowedNow: it was accepted before
    """
    reader, _, part = _asked(workspace, link, number, on=on)
    engagements.accept_part(
        workspace, part, on=on, by=reader.called, actor=client(reader), at=at
    )


@transaction.atomic
def question_deliverable(
    workspace: int, link: int, number: int, text: str, *, on: date, at: datetime
) -> None:
    """Ask about one deliverable that was handed over: it is ours again until then.

    :raises NoSuchLink: it is revoked
    :raises NotYoursToDecide: the reader is no approver
    :raises NothingAsked: there are no words
    :raises NotAllowedNow: it is not with the client
    """
    reader, row, part = _asked(workspace, link, number, on=on)
    names = {part.number: part.name for part in parts_of(workspace, row)}
    about = names.get(number, "") if number else ""
    message = Message(reader.called, text, reader.email, about=about)
    offers.say(workspace, row.id, message, actor=client(reader), at=at)
    engagements.send_back(workspace, part, on=on, actor=client(reader), at=at)


@transaction.atomic
def ask(workspace: int, link: int, text: str, *, on: date, at: datetime) -> None:
    """Take a question about an offer down.

    Where the whole of its project is with the client, silence accepts it no more.

    :raises NoSuchLink: it is revoked
    :raises NothingAsked: there are no words
    """
    reader, offer = find_offer_reader(workspace, link)
    actor = client(reader)
    message = Message(reader.called, text, reader.email)
    offers.say(workspace, offer, message, actor=actor, at=at)
    row = get_offer(workspace, offer, on=on)
    if any(part.is_delivered and not part.number for part in parts_of(workspace, row)):
        _, whole = _agreed(workspace, offer, 0, on=on)
        engagements.send_back(workspace, whole, on=on, actor=actor, at=at)


def _agreed(
    workspace: int, offer: int, number: int, *, on: date
) -> tuple[OfferRow, Part]:
    row = get_offer(workspace, offer, on=on)
    project = row.offer.project
    if project is None or row.state is not OfferState.AGREED:
        raise NoSuchProject(name=row.offer.title)
    return row, Part(row.engagement, project.name, number)


def _asked(
    workspace: int, link: int, number: int, *, on: date
) -> tuple[Reader, OfferRow, Part]:
    reader, offer = find_offer_reader(workspace, link)
    if not reader.may_approve:
        raise NotYoursToDecide
    return reader, *_agreed(workspace, offer, number, on=on)
