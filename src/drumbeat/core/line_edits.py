"""What a person changes of the lines of a draft; totals follow as always."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from itertools import count

from drumbeat.core.documents import InvoiceDocument, Lane, Line
from drumbeat.core.errors import Refusal
from drumbeat.core.money import Money, exponent, round_half_up
from drumbeat.core.totals import totals_of

DECIMALS_MAX = 4  # of a quantity and of a unit price
_FIGURE_LIMIT = Decimal(10**9)
_MINOR_LIMIT = 10**15  # of a line, as of every amount
TEXT_MAX = 500
_ADDED = "added#"  # begins the key of a line that no terms ask for


class NotAFigure(Refusal):
    """The text is no quantity or price."""

    rule = "LIN-1"
    message = "“{text}” is not a number; write it like 1200.00, at most 4 decimals."


class LineRefused(Refusal):
    """A line would ask for money without saying for what, or for nothing."""

    rule = "LIN-2"
    message = "{line}: {problem}."


class NoLineLeft(Refusal):
    """A document without lines asks for nothing."""

    rule = "LIN-3"
    message = "An invoice needs at least one line; discard the draft instead."


class CreditNoteStays(Refusal):
    """A credit note says what the invoice it answers said."""

    rule = "LIN-4"
    message = "The lines of a credit note follow its invoice and are not changed here."


class ReasonMissing(Refusal):
    """What differs from the terms is explained once, for the record."""

    rule = "LIN-5"
    message = "Say why: the amount is no longer what the terms give."


@dataclass(frozen=True, slots=True)
class Wish:
    """What a line should say: net is quantity × unit price, rounded once."""

    description: str
    quantity: Decimal
    unit_price: Decimal


@dataclass(frozen=True, slots=True)
class LineEdits:
    """Wishes by the line's charge key; None drops the line.

    `added` are new lines, each with the key of a line whose lane it joins.
    """

    wishes: Mapping[str, Wish | None]
    added: Sequence[tuple[str, Wish]] = ()
    purchase_order: str = ""


def figure(text: str) -> Decimal:
    """Read a quantity or a unit price: “2”, “0.5”, “1200.00”.

    :raises NotAFigure: it is none, or has too many digits to be meant
    """
    try:
        number = Decimal(text.strip().replace("−", "-"))
        decimals = -int(number.normalize().as_tuple().exponent)
    except (InvalidOperation, ValueError, TypeError):
        raise NotAFigure(text=text) from None
    if abs(number) >= _FIGURE_LIMIT or decimals > DECIMALS_MAX:
        raise NotAFigure(text=text)
    return number


def edit_lines(document: InvoiceDocument, edits: LineEdits) -> InvoiceDocument:
    """Return the document with other lines and the totals they add up to.

    A line that is wished as it is stays untouched, its days and key included. What
    is added has the days and the tax of its lane, and a key of its own.

    :raises CreditNoteStays: the document is a credit note
    :raises LineRefused: a line says too little or asks for nothing
    :raises NoLineLeft: every line is dropped
    """
    if document.kind != "invoice":
        raise CreditNoteStays
    keys = _fresh_keys(document)
    numbers = count(1)
    lanes = []
    for lane in document.lanes:
        wished = [
            _wished(
                line,
                edits.wishes.get(line.charge_key, _as_is(line)),
                next(numbers),
            )
            for line in lane.lines
        ]
        lines = [line for line in wished if line is not None]
        here = {line.charge_key for line in lane.lines}
        lines += [
            _added(lane.lines[-1], wish, next(keys))
            for joined, wish in edits.added
            if joined in here
        ]
        if lines:
            kept = replace(lane, lines=tuple(lines))
            lanes.append(_ordered(kept, document, edits.purchase_order))
    if not lanes:
        raise NoLineLeft
    every = [line for lane in lanes for line in lane.lines]
    return replace(
        document,
        lanes=tuple(lanes),
        totals=totals_of(every, document.currency),
        purchase_order=edits.purchase_order,
    )


def _fresh_keys(document: InvoiceDocument) -> Iterator[str]:
    """Yield keys that no line of the document has.

    No run wants such a line, so none bills it again; a credit note finds it by its key.
    """
    taken = [
        int(line.charge_key.removeprefix(_ADDED))
        for lane in document.lanes
        for line in lane.lines
        if line.charge_key.startswith(_ADDED)
    ]
    return (f"{_ADDED}{number}" for number in count(1 + max(taken, default=0)))


def _as_is(line: Line) -> Wish:
    return Wish(line.description, line.quantity, line.unit_price)


def _wished(line: Line, wish: Wish | None, number: int) -> Line | None:
    """Return the line as wished, itself when nothing differs, None when dropped."""
    if wish is None:
        return None
    name = f"Line {number}"
    figures = (wish.quantity, wish.unit_price)
    said = _said(wish, name)
    if said != _one_line(line.description):
        line = replace(line, description=said)
    if figures == (line.quantity, line.unit_price):
        return line
    net = _net(wish, line.net.currency, name)
    # “17/31” explained the amount that was; it does not explain this one.
    return replace(
        line,
        quantity=wish.quantity,
        unit_price=wish.unit_price,
        net=net,
        prorated=None,
    )


def _added(model: Line, wish: Wish, key: str) -> Line:
    name = "The new line"
    return replace(
        model,
        description=_said(wish, name),
        quantity=wish.quantity,
        unit_price=wish.unit_price,
        net=_net(wish, model.net.currency, name),
        prorated=None,
        charge_key=key,
        detail="",
    )


def with_order(document: InvoiceDocument, order: str) -> InvoiceDocument:
    """Put an order in place of the document's own; other budgets keep theirs."""
    lanes = tuple(_ordered(lane, document, order) for lane in document.lanes)
    return replace(document, purchase_order=order, lanes=lanes)


def _ordered(lane: Lane, document: InvoiceDocument, order: str) -> Lane:
    """Put the order on a lane that stood under the document's own."""
    if lane.purchase_order != document.purchase_order:
        return lane
    return replace(lane, purchase_order=order)


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _said(wish: Wish, name: str) -> str:
    text = _one_line(wish.description)
    if not text:
        raise LineRefused(line=name, problem="say what it is for")
    if len(text) > TEXT_MAX:
        problem = f"say it in at most {TEXT_MAX} characters"
        raise LineRefused(line=name, problem=problem)
    return text


def _net(wish: Wish, currency: str, name: str) -> Money:
    """Return quantity × unit price; a reduction has a quantity below zero (BR-27)."""
    problem = ""
    exact = Fraction(wish.quantity) * Fraction(wish.unit_price)
    minor = round_half_up(exact * 10 ** exponent(currency))
    if wish.unit_price < 0:
        problem = "the price is not negative; take something off with a quantity of −1"
    elif not minor:
        problem = "it comes to nothing; drop it instead"
    elif abs(minor) > _MINOR_LIMIT:
        problem = "the amount is too large to be meant"
    if problem:
        raise LineRefused(line=name, problem=problem)
    return Money(minor, currency)
