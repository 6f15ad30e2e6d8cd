"""Put right what was booked: money back, losses, an allocation reversed."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from drumbeat.apps.audit import operations as audit
from drumbeat.apps.audit.operations import Actor
from drumbeat.apps.payments.models import Refund, WriteOff
from drumbeat.apps.payments.operations.balances import allocate, reduce_open
from drumbeat.apps.payments.operations.trail import note
from drumbeat.apps.payments.queries import allocated_to, free_of, list_open
from drumbeat.core.errors import Refusal
from drumbeat.core.money import Money


class MoreThanFree(Refusal):
    """Only what is not allocated can be paid back."""

    rule = "RCP-2"
    message = "Only {free} of this payment is free to be paid back."


class NothingOpen(Refusal):
    """The invoice has less open than should be written off."""

    rule = "RCP-3"
    message = "Only {open} is open on {number}; write off that or less."


class NothingAllocated(Refusal):
    """Only what settles the invoice can be taken off it again."""

    rule = "RCP-5"
    message = "Nothing of payment {payment} settles {number}."


@transaction.atomic
def refund(
    workspace: int,
    payment: int,
    amount: Money,
    *,
    on: date,
    reason: str,
    actor: Actor,
    at: datetime,
) -> None:
    """Pay money back out of what a payment has free. [S-54]

    :raises MoreThanFree: it is allocated; reverse the allocation first
    """
    audit.hold_trail(workspace)
    free = free_of(workspace, payment)
    if amount.minor <= 0 or free < amount:
        raise MoreThanFree(free=free)
    Refund.objects.create(
        payment_id=payment,
        amount_minor=amount.minor,
        on=on,
        reason=reason,
        recorded_at=at,
        recorded_by=actor.name,
    )
    note(
        workspace,
        "payment refunded",
        f"payment:{payment}",
        {"amount_minor": amount.minor, "currency": amount.currency},
        actor=actor,
        at=at,
    )


@transaction.atomic
def write_off(
    workspace: int,
    number: str,
    amount: Money,
    *,
    on: date,
    reason: str,
    actor: Actor,
    at: datetime,
) -> None:
    """Accept a loss on an invoice, with its reason. [S-57]

    :raises NothingOpen: less is open
    """
    audit.hold_trail(workspace)
    row = next(
        (c for c in list_open(workspace, lock=True) if c.open_invoice.number == number),
        None,
    )
    is_open = row.open_invoice.open if row else Money.zero(amount.currency)
    if row is None or amount.minor <= 0 or is_open < amount:
        raise NothingOpen(open=is_open, number=number)
    WriteOff.objects.create(
        invoice_id=row.invoice,
        amount_minor=amount.minor,
        on=on,
        reason=reason,
        recorded_at=at,
        recorded_by=actor.name,
    )
    reduce_open(row.invoice, amount.minor)
    note(
        workspace,
        "invoice written off",
        f"invoice:{number}",
        {"amount_minor": amount.minor, "currency": amount.currency, "reason": reason},
        actor=actor,
        at=at,
    )


@transaction.atomic
def reverse_allocation(
    workspace: int,
    payment: int,
    number: str,
    *,
    on: date,
    reason: str,
    actor: Actor,
    at: datetime,
) -> Money:
    """Take a payment off an invoice again; return what is free of it for that.

    An entry of its own: the allocation stays on record, the invoice is open again.
    [S-54, I-47]

    :raises NoSuchPayment: it is not in this workspace
    :raises NothingAllocated: nothing of it settles that invoice
    """
    audit.hold_trail(workspace)
    invoice, amount = allocated_to(workspace, payment, number)
    if invoice is None or amount.minor <= 0:
        raise NothingAllocated(payment=payment, number=number)
    allocate(invoice, -amount.minor, payment=payment, on=on, at=at)
    note(
        workspace,
        "allocation reversed",
        f"payment:{payment}",
        {
            "amount_minor": amount.minor,
            "currency": amount.currency,
            "invoice": number,
            "reason": reason,
        },
        actor=actor,
        at=at,
    )
    return amount
