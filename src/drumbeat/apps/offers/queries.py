"""Read offers, what was answered, and what was asked about them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from drumbeat.apps.offers import models
from drumbeat.core.client_page import Said
from drumbeat.core.errors import Refusal
from drumbeat.core.offer import GivenAnswer, Offer, OfferState, state_on
from drumbeat.core.offer_snapshot import offer_from_text


class NoSuchOffer(Refusal):
    """The workspace has no such offer."""

    rule = "OFR-3"
    message = "There is no offer {id}."


@dataclass(frozen=True, slots=True)
class OfferRow:
    """An offer with the state it is in on a day."""

    id: int
    workspace: int
    engagement: int
    offer: Offer
    sha256: str
    state: OfferState
    made_on: date
    made_at: datetime
    made_by: str


@dataclass(frozen=True, slots=True)
class OfferLine:
    """An offer as lists name it."""

    id: int
    kind: str
    title: str
    state: OfferState
    made_on: date
    valid_until: date


def get_offer(workspace: int, offer: int, *, on: date) -> OfferRow:
    """Return an offer as it stands on a day.

    :raises NoSuchOffer: it is not in this workspace
    """
    row = models.Offer.objects.filter(workspace_id=workspace, id=offer).first()
    if row is None:
        raise NoSuchOffer(id=offer)
    return OfferRow(
        id=row.id,
        workspace=row.workspace_id,
        engagement=row.engagement_id,
        offer=offer_from_text(row.content),
        sha256=row.sha256,
        state=state_on(row.state, row.valid_until, on),
        made_on=row.made_on,
        made_at=row.made_at,
        made_by=row.made_by,
    )


def list_offers(workspace: int, engagement: int, *, on: date) -> list[OfferLine]:
    """Return the offers of an engagement, the newest first, without replaced ones."""
    rows = models.Offer.objects.filter(
        workspace_id=workspace, engagement_id=engagement, offer=None
    ).order_by("-id")
    columns = ("id", "kind", "title", "state", "made_on", "valid_until")
    return [
        OfferLine(id_, kind, title, state_on(state, until, on), made_on, until)
        for id_, kind, title, state, made_on, until in rows.values_list(*columns)
    ]


def find_answer(offer: int) -> models.OfferAnswer | None:
    """Return what was decided about an offer, with its evidence."""
    return models.OfferAnswer.objects.filter(offer_id=offer).first()


def given_answer(offer: int) -> GivenAnswer | None:
    """Return what was decided about an offer as its readers see it."""
    row = find_answer(offer)
    if row is None:
        return None
    return GivenAnswer(row.is_yes, row.by, row.at, row.purchase_order, row.text)


def said_in_answer(offer: int, message: int) -> tuple[str, str]:
    """Return the question that one of our answers follows, and the answer."""
    thread = models.OfferMessage.objects.filter(offer_id=offer, id__lte=message)
    asked = thread.filter(is_ours=False).order_by("-id")
    question = asked.values_list("text", flat=True).first()
    return question or "", thread.values_list("text", flat=True).get(id=message)


def list_messages(offer: int) -> tuple[Said, ...]:
    """Return what was asked and answered about an offer, the oldest first."""
    rows = models.OfferMessage.objects.filter(offer_id=offer).order_by("id")
    return tuple(Said(m.by, m.text, m.at, is_ours=m.is_ours) for m in rows)
