"""What is held back and what may still be paid while sections are in question."""

from __future__ import annotations

from drumbeat.core.client_page import ClientPage
from drumbeat.core.lane_amounts import left_beside
from drumbeat.core.money import Money


def held_back(page: ClientPage) -> Money:
    """Return what is open and not asked for, until its sections are settled."""
    return page.settlement.open - page.payable


def rest_beside(page: ClientPage, letter: str) -> Money:
    """Return what stays payable once this section is in question too."""
    disputed = {lane.letter for lane in page.lanes if lane.is_disputed}
    return left_beside(page.document, page.settlement.open, disputed | {letter})
