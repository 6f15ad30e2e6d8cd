"""Read private links and what was said through them."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from drumbeat.apps.engagements.project_queries import list_deliverables
from drumbeat.apps.engagements.queries import get_terms
from drumbeat.apps.offers.queries import OfferRow
from drumbeat.apps.sharing.models import (
    Feedback,
    FeedbackAnswer,
    GivenOrder,
    LaneApproval,
    PrivateLink,
)
from drumbeat.apps.sql import read
from drumbeat.core.client_page import Forwarded, GivenFeedback, NamedOrder, Reader
from drumbeat.core.errors import Refusal
from drumbeat.core.offer import OfferState
from drumbeat.core.offer_parts import OfferedPart, offered_parts
from drumbeat.core.party import ContactRole

_LONGEST = 100  # characters of a token; ours have 43

_OPEN = """
SELECT l.workspace_id, l.id, coalesce(i.number, ''), l.offer_id
FROM sharing_linktoken t
  JOIN sharing_privatelink l ON l.id = t.link_id
  LEFT JOIN invoices_invoice i ON i.id = l.invoice_id
WHERE t.token_hash = %(digest)s AND l.revoked_at IS NULL
"""
# Somebody asked to talk, said nothing else since, and nobody noted that they talked.
OPEN_TALKS = """
FROM sharing_feedback f CROSS JOIN sharing_privatelink l
WHERE l.id = f.link_id AND f.choice = 'lets_talk' AND NOT EXISTS (
    SELECT 1 FROM sharing_feedback n WHERE n.link_id = f.link_id AND n.id > f.id
  ) AND NOT EXISTS (
    SELECT 1 FROM sharing_feedbackanswer a WHERE a.feedback_id = f.id
  )
"""
_OWNER = """
SELECT l.workspace_id, l.invoice_id, l.offer_id, coalesce(i.number, ''), t.id,
  l.name, l.email, l.roles
FROM sharing_linktoken t JOIN sharing_privatelink l ON l.id = t.link_id
  LEFT JOIN invoices_invoice i ON i.id = l.invoice_id
WHERE t.token_hash = %(digest)s AND l.revoked_at IS NULL
"""


class NoSuchLink(Refusal):
    """The link is unknown, revoked or ended: nobody learns which."""

    rule = "LNK-1"
    message = "This link has ended."


class NotYoursToAnswer(Refusal):
    """The reader gets a copy; who approves or pays answers."""

    rule = "LNK-10"
    message = "This copy is for you to read. Whoever approves or pays can answer."


@dataclass(frozen=True, slots=True)
class OpenedLink:
    """What a token opens: the invoice of that number, or else an offer."""

    workspace: int
    link: int
    number: str
    offer: int | None


@dataclass(frozen=True, slots=True)
class TokenOwner:
    """Whose a token is, to be written to at the address on record."""

    workspace: int
    invoice: int | None
    offer: int | None
    number: str  # of the invoice
    token: int
    name: str
    email: str
    roles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LinkRow:
    """A link as its owner sees it."""

    id: int
    name: str
    email: str
    roles: tuple[str, ...]
    is_revoked: bool
    seen_at: datetime | None
    seen_count: int


@dataclass(frozen=True, slots=True)
class ApprovedRow:
    """A client's yes to a section of an invoice."""

    id: int
    lane: str
    by: str
    at: datetime
    link: int


@dataclass(frozen=True, slots=True)
class FeedbackRow:
    """What somebody answered last to the update of an invoice."""

    id: int
    by: str
    choice: str
    text: str
    at: datetime
    answer: str  # what came of the talk they asked for


def digest_of(token: str) -> str:
    """Return what of a token is kept."""
    return hashlib.sha256(token.encode()).hexdigest()


def open_link(token: str) -> OpenedLink:
    """Return what a token opens. The look-up is by hash, so time tells nothing.

    :raises NoSuchLink: it is unknown or revoked
    """
    digest = digest_of(token[:_LONGEST])
    for workspace, link, number, offer in read(_OPEN, digest=digest):
        return OpenedLink(workspace, link, number, offer)
    raise NoSuchLink


def find_owner_of(token: str) -> TokenOwner | None:
    """Return whose a token is, also after the link has ended; None when revoked."""
    digest = digest_of(token[:_LONGEST])
    for workspace, invoice, offer, number, row, name, email, roles in read(
        _OWNER, digest=digest
    ):
        return TokenOwner(
            workspace, invoice, offer, number, row, name, email, tuple(roles.split())
        )
    return None


def find_reader(workspace: int, link: int) -> tuple[Reader, int]:
    """Return whose link it is and the invoice it opens.

    :raises NoSuchLink: it is revoked, not in this workspace, or opens an offer
    """
    row = _living(workspace, link)
    if row.invoice_id is None:
        raise NoSuchLink
    return _reader(row), row.invoice_id


def find_respondent(workspace: int, link: int) -> tuple[Reader, int]:
    """Return the same of a reader who may answer.

    :raises NoSuchLink: it is revoked, not in this workspace, or opens an offer
    :raises NotYoursToAnswer: the reader gets a copy
    """
    reader, invoice = find_reader(workspace, link)
    if reader.only_reads:
        raise NotYoursToAnswer
    return reader, invoice


def find_offer_reader(workspace: int, link: int) -> tuple[Reader, int]:
    """Return whose link it is and the offer it opens.

    :raises NoSuchLink: it is revoked, not in this workspace, or opens an invoice
    """
    row = _living(workspace, link)
    if row.offer_id is None:
        raise NoSuchLink
    return _reader(row), row.offer_id


def _living(workspace: int, link: int) -> PrivateLink:
    row = PrivateLink.objects.filter(
        workspace_id=workspace, id=link, revoked_at=None
    ).first()
    if row is None:
        raise NoSuchLink
    return row


def _reader(row: PrivateLink) -> Reader:
    roles = cast("tuple[ContactRole, ...]", tuple(row.roles.split()))
    return Reader(row.id, row.name, row.email, roles)


def list_links(workspace: int, *, invoice: int = 0, offer: int = 0) -> list[LinkRow]:
    """Return the links to one document or one offer, the first made first."""
    about = {"invoice_id": invoice} if invoice else {"offer_id": offer}
    rows = PrivateLink.objects.filter(workspace_id=workspace, **about)
    return [
        LinkRow(
            row.id,
            row.name,
            row.email,
            tuple(row.roles.split()),
            row.revoked_at is not None,
            row.seen_at,
            row.seen_count,
        )
        for row in rows.order_by("id")
    ]


def parts_of(workspace: int, row: OfferRow) -> tuple[OfferedPart, ...]:
    """Return what an offered project hands over, and how far that is once agreed."""
    project = row.offer.project
    if project is None:
        return ()
    if row.state is not OfferState.AGREED:
        return offered_parts(project)
    terms = get_terms(workspace, row.engagement)
    agreed = next((p for p in terms.projects if p.name == project.name), project)
    noted = list_deliverables(workspace, row.engagement)
    return offered_parts(
        agreed, (each.note for each in noted if each.project == project.name)
    )


def said_of_talk(workspace: int, answer: int) -> tuple[str, str]:
    """Return what somebody wrote who asked to talk, and what came of it."""
    return FeedbackAnswer.objects.values_list("feedback__text", "text").get(
        id=answer, feedback__link__workspace_id=workspace
    )


def list_approvals(workspace: int, invoice: int) -> list[ApprovedRow]:
    """Return the approvals of a document that stand, in the order of sections."""
    rows = LaneApproval.objects.filter(
        link__workspace_id=workspace, invoice_id=invoice, undone_at=None
    )
    return [
        ApprovedRow(row.id, row.lane, row.by, row.at, row.link_id)
        for row in rows.order_by("lane")
    ]


def find_order(invoice: int) -> NamedOrder | None:
    """Return the purchase order that a client named last for an invoice."""
    row = GivenOrder.objects.filter(invoice_id=invoice).order_by("-id").first()
    return NamedOrder(row.number, row.by, row.at) if row else None


def list_forwarded(link: int) -> tuple[Forwarded, ...]:
    """Return to whom a reader sent the invoice on, and whether they opened it."""
    rows = PrivateLink.objects.filter(forwarded_by_id=link, revoked_at=None)
    return tuple(
        Forwarded(row.name or row.email, row.seen_at is not None)
        for row in rows.order_by("id")
    )


def find_feedback(link: int) -> GivenFeedback | None:
    """Return what the reader of a link answered last to the update."""
    row = Feedback.objects.filter(link_id=link).order_by("-id").first()
    return GivenFeedback(row.choice, row.text, row.at) if row else None


def list_feedback(invoice: int) -> list[FeedbackRow]:
    """Return the latest answer of each reader of a document, the newest last."""
    latest: dict[int, FeedbackRow] = {}
    given = Feedback.objects.filter(invoice_id=invoice).select_related(
        "link", "feedbackanswer"
    )
    for row in given.order_by("id"):
        latest.pop(row.link_id, None)
        by = row.link.name or row.link.email
        answered = getattr(row, "feedbackanswer", None)
        latest[row.link_id] = FeedbackRow(
            id=row.id,
            by=by,
            choice=row.choice,
            text=row.text,
            at=row.at,
            answer=answered.text if answered else "",
        )
    return list(latest.values())


def asks_to_talk(invoice: int) -> bool:
    """Say whether a reader of the document asked to talk and nobody has yet."""
    statement = f"SELECT 1 {OPEN_TALKS} AND f.invoice_id = %(invoice)s"
    return bool(read(statement, invoice=invoice))
