"""What is held back and what may still be paid while sections are questioned."""

from __future__ import annotations

from drumbeat.core.client_page import ClientPage
from drumbeat.core.money import Money


def held_back(page: ClientPage) -> Money:
    """Return what is open and not asked for, until its section is settled."""
    return page.settlement.open - page.payable


def rest_beside(page: ClientPage, letter: str) -> Money:
    """Return what stays payable if this section were held back too; never negative."""
    held = sum(
        lane.gross.minor
        for lane in page.lanes
        if lane.letter == letter and not lane.is_disputed
    )
    return Money(max(page.payable.minor - held, 0), page.payable.currency)
