"""VAT by the EN 16931 method: one rounding per category and rate (BR-CO-17)."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from functools import lru_cache
from typing import get_args

from drumbeat.core.documents import Line, Tax, TaxCategory, TaxSubtotal
from drumbeat.core.money import CurrenciesDiffer, Money

_NAMES = {"AE": "Reverse charge", "O": "Outside VAT", "E": "VAT exempt"}
_ORDER = {category: place for place, category in enumerate(get_args(TaxCategory))}


def tax_subtotals(lines: Iterable[Line], currency: str) -> tuple[TaxSubtotal, ...]:
    """Return the tax of each category, rate and exemption reason (BG-23). [S-58]

    Ordered by category, as `TaxCategory` lists them, then by falling rate; the order
    of the lines changes nothing.
    """
    bases: dict[Tax, int] = {}
    for line in lines:
        if line.net.currency != currency:
            raise CurrenciesDiffer(left=line.net.currency, right=currency)
        bases[line.tax] = bases.get(line.tax, 0) + line.net.minor
    found = [(tax, Money(bases[tax], currency)) for tax in sorted(bases, key=_place)]
    return tuple([TaxSubtotal(tax, base, tax_of(base, tax)) for tax, base in found])


def tax_of(base: Money, tax: Tax) -> Money:
    """Return base × rate, rounded once, half away from zero (BR-CO-17)."""
    numerator, denominator = _ratio(tax.rate)
    # Whole numbers only: this runs for every subtotal of a billing run.
    rounded = (2 * abs(base.minor) * numerator + denominator) // (2 * denominator)
    return Money(-rounded if base.minor < 0 else rounded, base.currency)


@lru_cache(maxsize=256)
def _ratio(percent: Decimal) -> tuple[int, int]:
    numerator, denominator = percent.as_integer_ratio()
    return numerator, denominator * 100


def tax_name(tax: Tax) -> str:
    """Return what people call it: “VAT 21%”, “Reverse charge”."""
    if tax.category == "S":
        return f"VAT {tax.rate:f}%"
    return _NAMES.get(tax.category, "VAT 0%")


@lru_cache(maxsize=256)
def _place(tax: Tax) -> tuple[int, Decimal, str]:
    return _ORDER[tax.category], -tax.rate, tax.exemption_reason
