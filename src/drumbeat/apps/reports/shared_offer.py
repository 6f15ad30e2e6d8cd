"""What a client sees of an offer on a day, in a fixed number of queries."""

from __future__ import annotations

from datetime import date

from drumbeat.apps.engagements.project_queries import find_project
from drumbeat.apps.offers.queries import get_offer, given_answer, list_messages
from drumbeat.apps.parties.queries import find_logo
from drumbeat.apps.sharing.queries import find_offer_reader, parts_of
from drumbeat.core.offer import OfferPage, OfferState


def shared_offer(workspace: int, link: int, *, on: date) -> OfferPage:
    """Return the page of one reader of an offer.

    :raises NoSuchLink: it is revoked, or opens something else
    """
    reader, offer = find_offer_reader(workspace, link)
    row = get_offer(workspace, offer, on=on)
    logo = find_logo(workspace)
    project = None
    if row.offer.project is not None and row.state is OfferState.AGREED:
        project = find_project(workspace, row.engagement, row.offer.project.name)
    return OfferPage(
        reader=reader,
        offer=row.offer,
        shown=row.sha256,
        state=row.state,
        answer=given_answer(workspace, offer),
        thread=list_messages(offer),
        logo=logo.sha256 if logo else "",
        project_state=project.state if project else "",
        accepted_on=project.accepted_on if project else None,
        parts=parts_of(workspace, row),
    )
