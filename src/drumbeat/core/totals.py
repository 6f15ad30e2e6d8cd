"""Line nets → net, tax and gross of a document (BR-CO-10 to BR-CO-16)."""

from __future__ import annotations

from collections.abc import Iterable

from drumbeat.core.documents import Line, Totals
from drumbeat.core.money import Money
from drumbeat.core.tax import tax_subtotals


def totals_of(lines: Iterable[Line], currency: str) -> Totals:
    """Add up a document; nothing is rounded after the tax of each category. [S-58]

    Net is the sum of line nets (BR-CO-10, BR-CO-13), tax the sum of the categories
    (BR-CO-14), gross is net plus tax (BR-CO-15) and, with nothing prepaid, what is
    asked for (BR-CO-16).
    """
    subtotals = tax_subtotals(lines, currency)
    net = sum(subtotal.base.minor for subtotal in subtotals)
    tax = sum(subtotal.amount.minor for subtotal in subtotals)
    return Totals(
        net=Money(net, currency),
        tax=Money(tax, currency),
        gross=Money(net + tax, currency),
        subtotals=subtotals,
    )
