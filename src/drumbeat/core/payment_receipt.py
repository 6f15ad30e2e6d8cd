"""That an invoice is paid: what came when, and that nothing is open any more.

A receipt is made from the facts whenever somebody asks for it; the same facts give the
same receipt. It is no tax document: the invoice stays the document.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from drumbeat.core.documents import InvoiceDocument
from drumbeat.core.errors import Refusal
from drumbeat.core.money import Money, total


class NoReceipt(Refusal):
    """Nothing says that an invoice is paid which is not, or which no money paid."""

    rule = "RCT-1"
    message = "There is a receipt once the invoice is paid in full."


@dataclass(frozen=True, slots=True)
class Arrival:
    """What of a payment went to an invoice; negative where it was taken off again."""

    payment: int
    on: date  # when the money came, whenever it was used
    amount: Money
    is_transfer: bool = False  # a bank said so; of others nobody knows the means


@dataclass(frozen=True, slots=True)
class PaymentReceipt:
    """A paid invoice with what was received for it, by day; `rest` is always nothing.

    What money did not settle was credited, or is no longer asked for.
    """

    document: InvoiceDocument
    arrived: tuple[Arrival, ...]
    credited: Money
    waived: Money
    settled_on: date

    @property
    def received(self) -> Money:
        """Return the money that came."""
        return total((one.amount for one in self.arrived), self.document.currency)

    @property
    def rest(self) -> Money:
        """Return what is open."""
        reduced = self.received + self.credited + self.waived
        return self.document.totals.gross - reduced


def receipt_of(
    document: InvoiceDocument,
    arrivals: Iterable[Arrival],
    *,
    credited: Money,
    waived: Money,
    settled_on: date,
) -> PaymentReceipt | None:
    """Return the receipt, or None while anything is open or when no money came.

    A payment that was taken off again, in whole or in part, counts with what is left.
    """
    by_payment: dict[int, Arrival] = {}
    for one in arrivals:
        known = by_payment.get(one.payment)
        amount = known.amount + one.amount if known else one.amount
        by_payment[one.payment] = replace(one, amount=amount)
    arrived = sorted(
        (one for one in by_payment.values() if one.amount.minor),
        key=lambda one: (one.on, one.payment),
    )
    receipt = PaymentReceipt(document, tuple(arrived), credited, waived, settled_on)
    is_paid = not receipt.rest.minor and receipt.received.minor > 0
    return receipt if is_paid and document.kind == "invoice" else None
