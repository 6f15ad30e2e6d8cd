"""Record money: payments, refunds, write-offs, credits; keep the balance projection."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from django.db import transaction
from django.db.models import F

from drumbeat.apps.audit import operations as audit
from drumbeat.apps.audit.operations import Actor, Event
from drumbeat.apps.payments.models import (
    Allocation,
    InvoiceBalance,
    OpenByDay,
    Payment,
    Refund,
    WriteOff,
)
from drumbeat.apps.payments.queries import (
    OpenRow,
    computed_balances,
    computed_days,
    free_of,
    list_open,
)
from drumbeat.apps.rows import Row, insert_rows
from drumbeat.apps.sql import change
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


class _DayShift(NamedTuple):
    currency: str
    due_date: str


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
    audit.hold_trail(workspace)
    known = Payment.objects.filter(
        workspace_id=workspace, source=receipt.source, external_id=receipt.external_id
    )
    candidates = list_open(workspace, client=receipt.client, lock=True)
    if known.exists():
        raise AlreadyBooked(external_id=receipt.external_id)
    if receipt.client is None:
        candidates = _of_the_named(candidates, receipt)
    by_number = {c.open_invoice.number: c for c in candidates}
    application = apply_payment(
        receipt.amount,
        [c.open_invoice for c in candidates],
        reference=receipt.reference,
    )
    owner = receipt.client or next(
        (by_number[a.number].client for a in application.allocations), None
    )
    payment = _book(workspace, receipt, owner, actor=actor, at=at)
    for allocation in application.allocations:
        allocate(
            by_number[allocation.number].invoice,
            allocation.amount.minor,
            payment=payment,
            on=receipt.received_on,
            at=at,
        )
    _audit_payment(workspace, payment, receipt, application, actor=actor, at=at)
    return Recorded(payment, application)


def _audit_payment(
    workspace: int,
    payment: int,
    receipt: Receipt,
    application: Application,
    *,
    actor: Actor,
    at: datetime,
) -> None:
    facts: dict[str, object] = {
        "amount_minor": receipt.amount.minor,
        "currency": receipt.amount.currency,
        "allocations": [[a.number, a.amount.minor] for a in application.allocations],
    }
    subject = f"payment:{payment}"
    _audit(workspace, "payment recorded", subject, facts, actor=actor, at=at)


def _book(
    workspace: int, receipt: Receipt, owner: int | None, *, actor: Actor, at: datetime
) -> int:
    payment = Payment.objects.create(
        workspace_id=workspace,
        client_id=owner,
        amount_minor=receipt.amount.minor,
        currency=receipt.amount.currency,
        received_on=receipt.received_on,
        reference=receipt.reference,
        source=receipt.source,
        external_id=receipt.external_id,
        recorded_at=at,
        recorded_by=actor.name,
    )
    return payment.id


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
    _reduce(invoice, minor)


def _reduce(invoice: int, minor: int) -> None:
    """Take an amount off what is open (negative: put it back), in both projections."""
    balances = InvoiceBalance.objects.filter(invoice_id=invoice)
    balances.update(open_minor=F("open_minor") - minor)
    row = balances.get()
    was_open, is_open = row.open_minor + minor > 0, row.open_minor > 0
    shift = _DayShift(row.currency, row.due_date.isoformat())
    _shift_days(row.workspace_id, {shift: (int(is_open) - int(was_open), -minor)})


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
    _reduce(row.invoice, amount.minor)
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
    days: dict[_DayShift, tuple[int, int]] = {}
    for _, _, _, currency, due, gross, _ in rows:
        day = _DayShift(str(currency), str(due))
        count, minor = days.get(day, (0, 0))
        days[day] = (count + 1, minor + int(gross or 0))
    _shift_days(workspace, days)


def _shift_days(workspace: int, days: Mapping[_DayShift, tuple[int, int]]) -> None:
    """Move the sums of some due dates, in a fixed order: writers never cross."""
    change(
        "INSERT INTO payments_openbyday "
        "(workspace_id, currency, due_date, invoices, open_minor) "
        "VALUES (%s, %s, %s, %s, %s) "
        "ON CONFLICT (workspace_id, currency, due_date) DO UPDATE SET "
        "invoices = payments_openbyday.invoices + excluded.invoices, "
        "open_minor = payments_openbyday.open_minor + excluded.open_minor",
        [
            (workspace, day.currency, day.due_date, count, minor)
            for day, (count, minor) in sorted(days.items())
        ],
    )


def apply_credit_note(
    credit_note: int, invoice: int, gross: Money, *, on: date, at: datetime
) -> Money:
    """Let a credit note reduce its invoice; return what stays as credit. [S-53]"""
    balances = InvoiceBalance.objects.filter(invoice_id=invoice)
    balances.update(open_minor=F("open_minor"))  # the lock: no payment in between
    balance = balances.get()
    part = min(gross.minor, balance.open_minor)
    if part:
        allocate(invoice, part, credit_note=credit_note, on=on, at=at)
    return Money(gross.minor - part, gross.currency)


def rebuild_balances(workspace: int) -> int:
    """Compute both projections again from the facts; return how many differed."""
    wrong = 0
    with transaction.atomic():
        audit.hold_trail(workspace)
        for invoice, (kept, right) in computed_balances(workspace).items():
            if kept != right:
                wrong += 1
                InvoiceBalance.objects.filter(invoice_id=invoice).update(
                    open_minor=right
                )
        OpenByDay.objects.filter(workspace_id=workspace).delete()
        days = computed_days(workspace)
        OpenByDay.objects.bulk_create(
            OpenByDay(
                workspace_id=workspace,
                currency=currency,
                due_date=due,
                invoices=count,
                open_minor=minor,
            )
            for (currency, due), (count, minor) in days.items()
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
