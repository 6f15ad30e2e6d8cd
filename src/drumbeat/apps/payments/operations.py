"""Record money: payments, refunds, write-offs, credits; keep the balance projection."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import F

from drumbeat.apps.audit import operations as audit
from drumbeat.apps.audit.operations import Actor, Event
from drumbeat.apps.payments.models import (
    Allocation,
    InvoiceBalance,
    Payment,
    Refund,
    WriteOff,
)
from drumbeat.apps.payments.queries import (
    OpenRow,
    computed_balances,
    free_of,
    list_open,
)
from drumbeat.apps.rows import Row, insert_rows
from drumbeat.core.allocation import Application, OpenInvoice, apply_payment
from drumbeat.core.errors import Refusal
from drumbeat.core.money import Money
from drumbeat.core.remittance import find_mention

_BALANCE_COLUMNS = (
    "invoice_id",
    "workspace_id",
    "client_id",
    "currency",
    "due_date",
    "gross_minor",
    "open_minor",
)


class AlreadyBooked(Refusal):
    """The same payment was recorded before. [S-56]"""

    rule = "RCP-1"
    message = "This payment is on record already ({external_id})."


class MoreThanFree(Refusal):
    """Only what is not allocated can be paid back."""

    rule = "RCP-2"
    message = "Only {free} of this payment is free to be paid back."


class NothingOpen(Refusal):
    """The invoice has less open than should be written off."""

    rule = "RCP-3"
    message = "Only {open} is open on {number}; write off that or less."


@dataclass(frozen=True, slots=True)
class Receipt:
    """Money that arrived, as somebody or some file says."""

    amount: Money
    received_on: date
    reference: str
    source: str
    external_id: str
    client: int | None = None


@dataclass(frozen=True, slots=True)
class Recorded:
    """The payment’s id and what it settled."""

    payment: int
    application: Application


@transaction.atomic
def record_payment(
    workspace: int, receipt: Receipt, *, actor: Actor, at: datetime
) -> Recorded:
    """Book the payment and allocate it by reference, else by age. [S-55]

    Without a client the reference decides whose it is; a payment that names nothing
    we know stays unallocated and waits in the queue.

    :raises AlreadyBooked: source and external id are on record
    """
    payment, new = Payment.objects.get_or_create(
        workspace_id=workspace,
        source=receipt.source,
        external_id=receipt.external_id,
        defaults={
            "client_id": receipt.client,
            "amount_minor": receipt.amount.minor,
            "currency": receipt.amount.currency,
            "received_on": receipt.received_on,
            "reference": receipt.reference,
            "recorded_at": at,
            "recorded_by": actor.name,
        },
    )
    if not new:
        raise AlreadyBooked(external_id=receipt.external_id)
    candidates = list_open(workspace, client=receipt.client, lock=True)
    if receipt.client is None:
        candidates = _of_the_named(candidates, receipt)
    by_number = {c.open_invoice.number: c for c in candidates}
    application = apply_payment(
        receipt.amount,
        [c.open_invoice for c in candidates],
        reference=receipt.reference,
    )
    if receipt.client is None and application.allocations:
        first = by_number[application.allocations[0].number]
        Payment.objects.filter(id=payment.id).update(client_id=first.client)
    for allocation in application.allocations:
        allocate(
            by_number[allocation.number].invoice,
            allocation.amount.minor,
            payment=payment.id,
            on=receipt.received_on,
            at=at,
        )
    _audit(
        workspace,
        "payment recorded",
        f"payment:{payment.id}",
        {
            "amount_minor": receipt.amount.minor,
            "currency": receipt.amount.currency,
            "allocations": [
                [a.number, a.amount.minor] for a in application.allocations
            ],
        },
        actor=actor,
        at=at,
    )
    return Recorded(payment.id, application)


def _of_the_named(candidates: Sequence[OpenRow], receipt: Receipt) -> list[OpenRow]:
    """Keep the invoices of the client whose invoice the reference names, else none."""
    if not candidates:
        return []
    named = apply_payment(
        receipt.amount,
        [c.open_invoice for c in candidates if _is_named(c.open_invoice, receipt)],
        reference=receipt.reference,
    ).allocations
    if not named:
        return []
    owner = next(
        c.client for c in candidates if c.open_invoice.number == named[0].number
    )
    return [c for c in candidates if c.client == owner]


def _is_named(invoice: OpenInvoice, receipt: Receipt) -> bool:
    mention = find_mention(
        receipt.reference, number=invoice.number, reference=invoice.reference
    )
    return mention is not None


def allocate(
    invoice: int,
    minor: int,
    *,
    on: date,
    at: datetime,
    payment: int | None = None,
    credit_note: int | None = None,
) -> None:
    """Add an allocation (negative: its reversal) and move the balance with it.

    The check constraint of the balance refuses less than nothing and more than all.
    [I-44]
    """
    Allocation.objects.create(
        payment_id=payment,
        credit_note_id=credit_note,
        invoice_id=invoice,
        amount_minor=minor,
        on=on,
        recorded_at=at,
    )
    InvoiceBalance.objects.filter(invoice_id=invoice).update(
        open_minor=F("open_minor") - minor
    )


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
    _audit(
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
    row = next(
        (
            c
            for c in list_open(workspace, lock=True)
            if c.open_invoice.number == number
        ),
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
    InvoiceBalance.objects.filter(invoice_id=row.invoice).update(
        open_minor=F("open_minor") - amount.minor
    )
    _audit(
        workspace,
        "invoice written off",
        f"invoice:{number}",
        {"amount_minor": amount.minor, "currency": amount.currency, "reason": reason},
        actor=actor,
        at=at,
    )


def open_balances(workspace: int, issued: Iterable[Row]) -> None:
    """Start the balances of new invoices: (invoice, client, currency, due, gross)."""
    rows = [
        (invoice, workspace, client, currency, due, gross, gross)
        for invoice, client, currency, due, gross in issued
    ]
    insert_rows("payments_invoicebalance", _BALANCE_COLUMNS, rows)


def apply_credit_note(
    credit_note: int, invoice: int, gross: Money, *, on: date, at: datetime
) -> Money:
    """Let a credit note reduce its invoice; return what stays as client credit. [S-53]"""
    balance = InvoiceBalance.objects.get(invoice_id=invoice)
    part = min(gross.minor, balance.open_minor)
    if part:
        allocate(invoice, part, credit_note=credit_note, on=on, at=at)
    return Money(gross.minor - part, gross.currency)


def rebuild_balances(workspace: int) -> int:
    """Compute every balance again from the facts; return how many were different."""
    wrong = 0
    with transaction.atomic():
        for invoice, (kept, right) in computed_balances(workspace).items():
            if kept != right:
                wrong += 1
                InvoiceBalance.objects.filter(invoice_id=invoice).update(
                    open_minor=right
                )
    return wrong


def _audit(
    workspace: int,
    action: str,
    subject: str,
    facts: dict[str, object],
    *,
    actor: Actor,
    at: datetime,
) -> None:
    payload = json.dumps(facts, sort_keys=True, separators=(",", ":"))
    audit.record(workspace, [Event(action, subject, payload)], actor=actor, at=at)
