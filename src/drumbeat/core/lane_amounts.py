"""What each section of an invoice asks for, tax included; together they are all."""

from __future__ import annotations

from collections.abc import Collection
from fractions import Fraction
from string import ascii_uppercase

from drumbeat.core.documents import InvoiceDocument, Lane, Tax
from drumbeat.core.money import Money, total


def lettered(document: InvoiceDocument) -> tuple[tuple[str, Lane], ...]:
    """Return the sections by their letters, as every reader sees them."""
    return tuple(zip(ascii_uppercase, document.lanes, strict=False))


def letter_of(document: InvoiceDocument, named: str) -> str:
    """Return the letter of a section named by it or by its name; “” if none is."""
    wanted = named.strip().casefold()
    for letter, lane in lettered(document):
        if wanted and wanted in {letter.casefold(), lane.name.casefold()}:
            return letter
    return ""


def lane_amounts(document: InvoiceDocument) -> dict[str, Money]:
    """Return what each section asks for, its tax included.

    The tax of a rate is rounded once, on its sum; sections take their own rounded
    share of it and the last one what is left, so together they are the total.
    """
    lanes = lettered(document)
    shares = {letter: lane.net for letter, lane in lanes}
    for subtotal in document.totals.subtotals:
        bases = {letter: _base(lane, subtotal.tax) for letter, lane in lanes}
        taxed = [(letter, base) for letter, base in bases.items() if base is not None]
        left = subtotal.amount
        for letter, base in taxed[:-1]:
            share = base.times(Fraction(subtotal.tax.rate) / 100)
            shares[letter] += share
            left -= share
        if taxed:
            shares[taxed[-1][0]] += left
    return shares


def _base(lane: Lane, tax: Tax) -> Money | None:
    """Return what of the section that tax is taken of; None when it has no line."""
    nets = [
        line.net
        for line in lane.lines
        if (line.tax.category, line.tax.rate) == (tax.category, tax.rate)
    ]
    return total(nets, nets[0].currency) if nets else None


def left_beside(
    document: InvoiceDocument, open_: Money, disputed: Collection[str]
) -> Money:
    """Return what may be asked for while those sections are in question. [S-66]

    What came in already counts for the others first; nothing below zero is left.
    """
    amounts = lane_amounts(document)
    waiting = total((amounts[letter] for letter in set(disputed)), document.currency)
    rest = open_ - waiting
    return rest if rest.minor > 0 else Money(0, document.currency)
