"""Credit notes: how an issued invoice is taken back, whole or in part."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

from drumbeat.core.documents import (
    InvoiceDocument,
    Lane,
    Line,
    TaxSubtotal,
    Totals,
)
from drumbeat.core.errors import Refusal
from drumbeat.core.money import Money, round_half_up, total
from drumbeat.core.remittance import creditor_reference

Credited = Mapping[int, Money]  # by the line's place over all lanes, from 0


class NotAnInvoice(Refusal):
    """A wrong credit note is answered by a new invoice."""

    rule = "COR-1"
    message = "{number} is a credit note; answer it with a new invoice."


class NothingToCredit(Refusal):
    """Everything asked for is credited already."""

    rule = "COR-2"
    message = "Nothing of {number} is left to credit."


class MoreThanInvoiced(Refusal):
    """A line or a tax category cannot be credited beyond what was invoiced."""

    rule = "COR-3"
    message = "{asked} cannot be credited on “{what}”; {left} is left of it."


class CorrectionUnexplained(Refusal):
    """The client reads on the credit note why it was made."""

    rule = "COR-4"
    message = "Say why; the reason stands on the credit note."


class PartlyCredited(Refusal):
    """What is credited in part is not asked for whole again."""

    rule = "COR-5"
    message = "Part of {number} is credited already; credit what is left of it instead."


def credit(
    document: InvoiceDocument,
    *,
    lines: Credited | None = None,
    already_credited: Credited | None = None,
    number: str,
    issue_date: date,
    reason: str,
) -> InvoiceDocument:
    """Return the credit note over these net amounts, or over all that is left.

    Per line and per tax category the sum of credits never exceeds the invoice. Tax
    is counted on the running base of its category, so the credit that completes a
    category takes exactly the remainder of its tax. [S-51]

    :raises NotAnInvoice: the document is itself a credit note
    :raises MoreThanInvoiced: a line or category has less left than asked
    :raises NothingToCredit: nothing is left, or nothing was asked
    """
    if document.kind != "invoice":
        raise NotAnInvoice(number=document.number)
    before = dict(already_credited or {})
    asked = _asked(document, lines, before)
    if not asked:
        raise NothingToCredit(number=document.number)
    totals = _totals(document, asked, before)
    return replace(
        document,
        kind="credit_note",
        number=number,
        issue_date=issue_date,
        due_date=issue_date,
        lanes=_lanes(document, asked),
        totals=totals,
        reference=creditor_reference(number),
        update=None,
        preceding_invoice=document.number,
        reason=reason,
        reminders=(),
    )


def credited_lines(
    document: InvoiceDocument, notes: Iterable[InvoiceDocument]
) -> dict[int, Money]:
    """Return what earlier credit notes of the invoice took off each of its lines."""
    lines = _lines(document)
    credited: dict[int, Money] = {}
    for note in notes:
        for line in _lines(note):
            place = next(
                index
                for index, original in enumerate(lines)
                if _is_same(original, line)
                and _fits(line.net, _left(original, credited.get(index)))
            )
            credited[place] = line.net + credited.get(place, line.net.times(0))
    return credited


def _lines(document: InvoiceDocument) -> list[Line]:
    return [line for lane in document.lanes for line in lane.lines]


def _is_same(original: Line, line: Line) -> bool:
    return (
        (original.lane, original.description, original.charge_key, original.tax)
        == (line.lane, line.description, line.charge_key, line.tax)
        and original.service_start == line.service_start
        and original.service_end == line.service_end
    )


def _left(line: Line, credited: Money | None) -> Money:
    return line.net - credited if credited is not None else line.net


def _fits(amount: Money, left: Money) -> bool:
    """Say whether the amount has the sign of what is left, and is not more."""
    if left.minor < 0:
        return left <= amount and amount.minor < 0
    return amount <= left and amount.minor > 0


def _asked(
    document: InvoiceDocument, lines: Credited | None, before: Credited
) -> dict[int, Money]:
    """Return the amount for each line to credit, refusing what a line has not."""
    left = {
        index: _left(line, before.get(index))
        for index, line in enumerate(_lines(document))
    }
    if lines is None:
        return {index: amount for index, amount in left.items() if amount}
    for index, amount in lines.items():
        if index not in left or not _fits(amount, left[index]):
            what = _lines(document)[index].description if index in left else index
            raise MoreThanInvoiced(asked=amount, what=what, left=left.get(index, 0))
    return dict(lines)


def _lanes(document: InvoiceDocument, asked: Credited) -> tuple[Lane, ...]:
    """Return the lanes with only the lines that are credited."""
    lanes = []
    start = 0
    for lane in document.lanes:
        kept = tuple(
            _credit_line(line, asked[index])
            for index, line in enumerate(lane.lines, start)
            if index in asked
        )
        start += len(lane.lines)
        if kept:
            lanes.append(replace(lane, lines=kept))
    return tuple(lanes)


def _credit_line(line: Line, amount: Money) -> Line:
    if amount == line.net:
        return line
    one = Decimal(1)
    return replace(line, net=amount, quantity=one, unit_price=amount.decimal)


def _totals(document: InvoiceDocument, asked: Credited, before: Credited) -> Totals:
    """Return net, tax and gross; gross always is net plus tax. [S-52]"""
    subtotals = tuple(
        subtotal
        for invoiced in document.totals.subtotals
        if (subtotal := _subtotal(document, invoiced, asked, before)) is not None
    )
    net = total(asked.values(), document.currency)
    tax = total((subtotal.amount for subtotal in subtotals), document.currency)
    return Totals(net=net, tax=tax, gross=net + tax, subtotals=subtotals)


def _subtotal(
    document: InvoiceDocument, invoiced: TaxSubtotal, asked: Credited, before: Credited
) -> TaxSubtotal | None:
    """Return this category's part of the credit; None if it has none."""
    members = {
        index
        for index, line in enumerate(_lines(document))
        if (line.tax.category, line.tax.rate)
        == (invoiced.tax.category, invoiced.tax.rate)
    }
    if not members & asked.keys():
        return None
    base = _sum(asked, members, document.currency)
    earlier = _sum(before, members, document.currency)
    if invoiced.base.minor >= 0 and invoiced.base < earlier + base:
        left = invoiced.base - earlier
        raise MoreThanInvoiced(asked=base, what=invoiced.tax.category, left=left)
    amount = _tax_until(invoiced, earlier + base) - _tax_until(invoiced, earlier)
    return TaxSubtotal(invoiced.tax, base, amount)


def _sum(amounts: Credited, places: set[int], currency: str) -> Money:
    return total((amounts[index] for index in places & amounts.keys()), currency)


def _tax_until(invoiced: TaxSubtotal, base: Money) -> Money:
    """Return the tax of the first part of the category's base, rounded once."""
    if base == invoiced.base:
        return invoiced.amount
    exact = base.minor * Fraction(invoiced.tax.rate) / 100
    return Money(round_half_up(exact), base.currency)
