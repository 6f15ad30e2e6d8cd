"""Cash application: which invoices a payment settles, and what stays on account."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from drumbeat.core.errors import Refusal
from drumbeat.core.money import Money
from drumbeat.core.remittance import find_mention


class NothingToApply(Refusal):
    """Only money that arrived can be applied."""

    rule = "ALC-1"
    message = "{amount} {currency} cannot be applied; record an amount above zero."


@dataclass(frozen=True, slots=True)
class OpenInvoice:
    """An invoice of the client with something open; `sequence` orders numbers."""

    number: str
    sequence: int
    open: Money
    due_date: date
    reference: str = ""


@dataclass(frozen=True, slots=True)
class Allocation:
    """The part of a payment applied to one invoice."""

    number: str
    amount: Money


@dataclass(frozen=True, slots=True)
class Application:
    """What became of an amount: parts on invoices, the rest on account."""

    allocations: tuple[Allocation, ...]
    on_account: Money


def apply_payment(
    amount: Money, open_invoices: Iterable[OpenInvoice], *, reference: str
) -> Application:
    """Apply to the invoices the payer named, else to the oldest due date, then number.

    Invoices named are paid in the order of the text, and what is left then stays on
    account: the payer said what the money was for. [S-55]
    """
    invoices = list(open_invoices)
    mentions = [
        (place, invoice)
        for invoice in invoices
        if (
            place := find_mention(
                reference, number=invoice.number, reference=invoice.reference
            )
        )
        is not None
    ]
    named = [
        invoice for _, invoice in sorted(mentions, key=lambda m: (m[0], m[1].sequence))
    ]
    return _fill(amount, named or _oldest_first(invoices))


def apply_credit(
    on_account: Money,
    open_invoices: Iterable[OpenInvoice],
    *,
    chosen: Sequence[str] = (),
) -> Application:
    """Use client credit for the invoices chosen, in that order, else oldest first."""
    invoices = list(open_invoices)
    if not chosen:
        return _fill(on_account, _oldest_first(invoices))
    by_number = {invoice.number: invoice for invoice in invoices}
    return _fill(on_account, [by_number[n] for n in chosen if n in by_number])


def apply_credit_note(gross: Money, invoice: OpenInvoice) -> Application:
    """Reduce what its invoice has open first; the rest becomes client credit. [S-53]"""
    return _fill(gross, [invoice])


def _oldest_first(invoices: Iterable[OpenInvoice]) -> list[OpenInvoice]:
    return sorted(invoices, key=lambda i: (i.due_date, i.sequence, i.number))


def _fill(amount: Money, invoices: Iterable[OpenInvoice]) -> Application:
    """Take from the amount what each invoice of its currency has open, in order."""
    if amount.minor <= 0:
        raise NothingToApply(amount=amount, currency=amount.currency)
    rest = amount
    allocations = []
    for invoice in invoices:
        if invoice.open.currency != amount.currency or invoice.open.minor <= 0:
            continue
        part = min(rest, invoice.open)
        if not part:
            break
        allocations.append(Allocation(invoice.number, part))
        rest -= part
    return Application(tuple(allocations), rest)
