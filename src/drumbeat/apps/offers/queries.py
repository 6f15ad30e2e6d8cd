"""Read offers, what was answered, and what was asked about them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from drumbeat.apps.engagements.queries import client_of, get_version
from drumbeat.apps.offers import models
from drumbeat.apps.parties.queries import get_seller, list_clients
from drumbeat.core.client_page import Said
from drumbeat.core.errors import Refusal
from drumbeat.core.offer import GivenAnswer, Offer, OfferKind, OfferState, state_on
from drumbeat.core.offer_snapshot import offer_from_text
from drumbeat.core.party import Buyer, Contact, Seller
from drumbeat.core.terms import EngagementTerms


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
class Evidence:
    """A decision with what proves it: whose address, in which part, from where."""

    answer: GivenAnswer
    email: str
    roles: str
    address: str  # of the network
    shown: str


@dataclass(frozen=True, slots=True)
class OfferLine:
    """An offer as lists name it."""

    id: int
    kind: str
    title: str
    state: OfferState
    made_on: date
    valid_until: date


@dataclass(frozen=True, slots=True)
class Basis:
    """What an offer is made of: the parties as they stand, and the terms in force."""

    client: int
    seller: Seller
    buyer: Buyer
    contacts: tuple[Contact, ...]
    terms: EngagementTerms
    version: int

    @property
    def approvers(self) -> tuple[str, ...]:
        """Return who may agree, by name."""
        return tuple(c.name or c.email for c in self.contacts if "approver" in c.roles)

    def offer(self, kind: OfferKind, title: str, *, valid_until: date) -> Offer:
        """Return an offer with nothing in it yet."""
        return Offer(
            kind=kind,
            title=title,
            seller=self.seller,
            buyer=self.buyer,
            engagement=self.terms.name,
            currency=self.terms.currency,
            payment=self.terms.payment,
            valid_until=valid_until,
            version=self.version,
        )


def get_basis(workspace: int, engagement: int) -> Basis:
    """Return what an offer about an engagement is made of.

    :raises NoSuchEngagement: it is not in this workspace
    """
    version = get_version(workspace, engagement)
    client = client_of(workspace, engagement)
    party = list_clients(workspace, [client])[client]
    return Basis(
        client=client,
        seller=get_seller(workspace),
        buyer=party.buyer,
        contacts=party.contacts,
        terms=version.terms,
        version=version.number,
    )


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


def find_evidence(workspace: int, offer: int) -> Evidence | None:
    """Return what was decided about an offer, with what proves it."""
    row = models.OfferAnswer.objects.filter(
        offer_id=offer, offer__workspace_id=workspace
    ).first()
    if row is None:
        return None
    given = GivenAnswer(row.is_yes, row.by, row.at, row.purchase_order, row.text)
    return Evidence(given, row.email, row.roles, row.address, row.shown)


def given_answer(workspace: int, offer: int) -> GivenAnswer | None:
    """Return what was decided about an offer as its readers see it."""
    found = find_evidence(workspace, offer)
    return found.answer if found else None


def said_in_answer(workspace: int, offer: int, message: int) -> tuple[str, str]:
    """Return the question that one of our answers follows, and the answer."""
    thread = models.OfferMessage.objects.filter(
        offer_id=offer, offer__workspace_id=workspace, id__lte=message
    )
    asked = thread.filter(is_ours=False).order_by("-id")
    question = asked.values_list("text", flat=True).first()
    return question or "", thread.values_list("text", flat=True).get(id=message)


def list_messages(offer: int) -> tuple[Said, ...]:
    """Return what was asked and answered about an offer, the oldest first."""
    rows = models.OfferMessage.objects.filter(offer_id=offer).order_by("id")
    return tuple(Said(m.by, m.text, m.at, m.is_ours, m.about) for m in rows)
