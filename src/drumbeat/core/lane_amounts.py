"""What each section of an invoice asks for, tax included; together they are all."""

from __future__ import annotations

from collections.abc import Collection
from string import ascii_uppercase

from drumbeat.core.documents import InvoiceDocument, Lane
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

    Tax is rounded once for each rate over the whole document, so the section that
    rounding favours least gets the cents that are over: the parts add up to the total.
    """
    currency = document.currency
    shares: dict[str, Money] = {}
    for subtotal in document.totals.subtotals:
        bases = {
            letter: total(
                (line.net for line in lane.lines if line.tax == subtotal.tax), currency
            )
            for letter, lane in lettered(document)
        }
        left, base_left = subtotal.amount, subtotal.base
        for letter, base in bases.items():
            tax = _share(left, base, base_left)
            shares[letter] = shares.get(letter, Money(0, currency)) + base + tax
            left, base_left = left - tax, base_left - base
    return {
        letter: shares.get(letter, Money(0, currency))
        for letter, _ in lettered(document)
    }


def _share(amount: Money, base: Money, whole: Money) -> Money:
    """Return the part of the amount that falls to a base, to the nearest unit."""
    if not whole.minor:
        return amount if base.minor == whole.minor else Money(0, amount.currency)
    doubled = 2 * amount.minor * base.minor + whole.minor
    return Money(doubled // (2 * whole.minor), amount.currency)


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
