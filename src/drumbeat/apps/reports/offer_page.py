"""An offer as its owner sees it: what was shown, to whom, and what they said."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from drumbeat.apps.audit.queries import HistoryRow, list_history
from drumbeat.apps.delivery.queries import DispatchRow, list_of_offer
from drumbeat.apps.engagements.queries import client_of
from drumbeat.apps.offers.queries import (
    Evidence,
    OfferRow,
    find_evidence,
    get_offer,
    list_messages,
)
from drumbeat.apps.sharing.queries import LinkRow, list_links, parts_of
from drumbeat.core.client_page import Said
from drumbeat.core.offer import OfferState
from drumbeat.core.offer_parts import OfferedPart


@dataclass(frozen=True, slots=True)
class OfferDesk:
    """An offer with its life until the day; `evidence` proves what was decided."""

    row: OfferRow
    client: int
    evidence: Evidence | None
    thread: tuple[Said, ...]
    links: tuple[LinkRow, ...]
    letters: tuple[DispatchRow, ...]
    history: tuple[HistoryRow, ...]
    parts: tuple[OfferedPart, ...]  # of a project that was agreed on


def offer_page(workspace: int, offer: int, *, on: date) -> OfferDesk:
    """Return the page of one offer.

    :raises NoSuchOffer: it is not in this workspace
    """
    row = get_offer(workspace, offer, on=on)
    return OfferDesk(
        row=row,
        client=client_of(workspace, row.engagement),
        evidence=find_evidence(workspace, offer),
        thread=list_messages(offer),
        links=tuple(list_links(workspace, offer=offer)),
        letters=tuple(list_of_offer(workspace, offer)),
        history=tuple(list_history(workspace, [f"offer:{offer}"])),
        parts=parts_of(workspace, row) if row.state is OfferState.AGREED else (),
    )
