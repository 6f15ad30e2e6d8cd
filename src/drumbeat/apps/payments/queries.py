"""Read payments and what is open."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, F, Q, Sum
from django.db.models.functions import Coalesce

from drumbeat.apps.invoices.queries import list_invoices
from drumbeat.apps.payments.models import (
    Allocation,
    InvoiceBalance,
    Payment,
    Refund,
    WriteOff,
)
from drumbeat.apps.seen import Seen, only_seen, seen_clause
from drumbeat.apps.sql import Among, day, read
from drumbeat.core.allocation import OpenInvoice
from drumbeat.core.errors import Refusal
from drumbeat.core.money import Money
from drumbeat.core.settlement import Reduction, ReductionKind


class NoSuchPayment(Refusal):
    """The workspace has no such payment."""

    rule = "RCP-4"
    message = "There is no payment {id}."


_BY_DAY = """
SELECT currency, due_date, invoices, open_minor FROM payments_openbyday
WHERE workspace_id = %(workspace)s AND invoices > 0 ORDER BY due_date, currency
"""
_RECEIVED = """
SELECT received_on, amount_minor, currency FROM payments_payment
WHERE workspace_id = %(workspace)s AND received_on >= %(since)s AND {seen}
"""


@dataclass(frozen=True, slots=True)
class OpenRow:
    """An invoice with something open, and whose it is."""

    invoice: int
    client: int
    open_invoice: OpenInvoice


@dataclass(frozen=True, slots=True)
class BalanceRow:
    """What is open of one invoice."""

    number: str
    engagement: int
    due_date: date
    open: Money


@dataclass(frozen=True, slots=True)
class PaymentRow:
    """A payment with what is still free of it."""

    id: int
    client_name: str
    amount: Money
    received_on: date
    reference: str
    free: Money


@dataclass(frozen=True, slots=True)
class ClientCredit:
    """What is free of one payment or of one credit note of a client."""

    name: str  # “payment 7” or the number of the credit note
    free: Money
    payment: int | None = None
    credit_note: int | None = None


def list_open(
    workspace: int, *, client: int | None = None, lock: bool = False
) -> list[OpenRow]:
    """Return invoices with something open, oldest due date first.

    `lock` keeps other payments off the same balances until the transaction ends
    (the UPDATE is the lock, on both databases).
    """
    balances = InvoiceBalance.objects.filter(workspace_id=workspace, open_minor__gt=0)
    if client is not None:
        balances = balances.filter(client_id=client)
    if lock:
        balances.update(open_minor=F("open_minor"))
    rows = balances.order_by("due_date", "invoice_id").values_list(
        "invoice_id",
        "client_id",
        "invoice__number",
        "invoice__sequence",
        "open_minor",
        "currency",
        "due_date",
        "invoice__reference",
    )
    return [
        OpenRow(i, c, OpenInvoice(number, seq, Money(minor, currency), due, reference))
        for i, c, number, seq, minor, currency, due, reference in rows
    ]


def find_balance(
    workspace: int, invoice: int, *, lock: bool = False
) -> BalanceRow | None:
    """Return what is open of one invoice, or None when it is not of this workspace.

    `lock` keeps others off this balance until the transaction ends.
    """
    balances = InvoiceBalance.objects.filter(workspace_id=workspace, invoice_id=invoice)
    if lock:
        balances.update(open_minor=F("open_minor"))
    found = balances.select_related("invoice").defer("invoice__snapshot").first()
    if found is None:
        return None
    return BalanceRow(
        number=found.invoice.number,
        engagement=found.invoice.engagement_id,
        due_date=found.due_date,
        open=Money(found.open_minor, found.currency),
    )


def list_open_of(workspace: int, engagement: int) -> list[int]:
    """Return the invoices of an engagement with something open, oldest first."""
    owed = InvoiceBalance.objects.filter(
        workspace_id=workspace, invoice__engagement_id=engagement, open_minor__gt=0
    )
    ordered = owed.order_by("due_date", "invoice_id")
    return list(ordered.values_list("invoice_id", flat=True))


def list_balances(
    workspace: int, invoices: Iterable[int] | None = None
) -> dict[int, int]:
    """Return what is open of invoices (all, or the given), in minor units."""
    balances = InvoiceBalance.objects.filter(workspace_id=workspace)
    if invoices is not None:
        balances = balances.filter(invoice_id__in=list(invoices))
    return dict(balances.values_list("invoice_id", "open_minor"))


def free_of(workspace: int, payment: int) -> Money:
    """Return what of a payment is neither allocated nor paid back.

    :raises NoSuchPayment: it is not in this workspace
    """
    found = next(iter(_payments(workspace, Q(id=payment))), None)
    if found is None:
        raise NoSuchPayment(id=payment)
    return found.free


def allocated_to(workspace: int, payment: int, number: str) -> tuple[int | None, Money]:
    """Return the invoice of that number and what of a payment settles it, net.

    :raises NoSuchPayment: it is not in this workspace
    """
    currency = free_of(workspace, payment).currency
    entries = Allocation.objects.filter(
        payment_id=payment, invoice__workspace_id=workspace, invoice__number=number
    ).values_list("invoice_id", "amount_minor")
    minor = sum(amount for _, amount in entries)
    invoice = next((invoice for invoice, _ in entries), None)
    return invoice, Money(minor, currency)


def list_client_credit(workspace: int, client: int) -> list[ClientCredit]:
    """Return what a client has with us, oldest first: payments, then credit notes."""
    paid = [
        ClientCredit(f"payment {row.id}", row.free, payment=row.id)
        for row in _payments(workspace, Q(client_id=client))
        if row.free.minor > 0
    ]
    used = dict(
        Allocation.objects.filter(credit_note__client_id=client)
        .values_list("credit_note_id")
        .annotate(Sum("amount_minor"))
    )
    notes = list_invoices(workspace, kind="credit_note", client=client)
    return paid + [
        ClientCredit(note.number, note.gross - taken, credit_note=note.id)
        for note in notes
        if (taken := Money(used.get(note.id, 0), note.gross.currency)) < note.gross
    ]


def list_payments(workspace: int) -> list[PaymentRow]:
    """Return all payments, oldest first, in three queries."""
    return _payments(workspace, Q())


def list_on_account(workspace: int) -> list[PaymentRow]:
    """Return payments of which something is free."""
    return [row for row in _payments(workspace, Q()) if row.free.minor > 0]


def list_reductions(
    workspace: int, invoices: Iterable[int] | None = None
) -> dict[int, list[Reduction]]:
    """Return what made invoices (all, or the given) smaller, in two queries."""
    reductions: dict[int, list[Reduction]] = defaultdict(list)
    only = Q(invoice__workspace_id=workspace)
    if invoices is not None:
        only &= Q(Among("invoice_id", invoices))
    allocations = Allocation.objects.filter(only)
    for invoice, note, minor, currency in allocations.values_list(
        "invoice_id", "credit_note_id", "amount_minor", "invoice__currency"
    ):
        kind: ReductionKind = "credit" if note else "allocation"
        reductions[invoice].append(Reduction(kind, Money(minor, currency)))
    losses = WriteOff.objects.filter(only)
    for invoice, minor, currency in losses.values_list(
        "invoice_id", "amount_minor", "invoice__currency"
    ):
        reductions[invoice].append(Reduction("write_off", Money(minor, currency)))
    return reductions


def computed_balances(workspace: int) -> dict[int, tuple[int, int]]:
    """Return (kept, computed from the facts) of every invoice. [I-45]"""
    gross: dict[int, tuple[int, int]] = {
        i: (g, o)
        for i, g, o in InvoiceBalance.objects.filter(
            workspace_id=workspace
        ).values_list("invoice_id", "gross_minor", "open_minor")
    }
    taken = dict(
        Allocation.objects.filter(invoice__workspace_id=workspace)
        .values_list("invoice_id")
        .annotate(Sum("amount_minor"))
    )
    lost = dict(
        WriteOff.objects.filter(invoice__workspace_id=workspace)
        .values_list("invoice_id")
        .annotate(Sum("amount_minor"))
    )
    return {
        i: (kept, whole - taken.get(i, 0) - lost.get(i, 0))
        for i, (whole, kept) in gross.items()
    }


def computed_days(workspace: int) -> dict[tuple[str, date], tuple[int, int]]:
    """Return (invoices, open) by currency and due date, from the balances."""
    rows = (
        InvoiceBalance.objects.filter(workspace_id=workspace, open_minor__gt=0)
        .values_list("currency", "due_date")
        .annotate(Count("invoice_id"), Sum("open_minor"))
    )
    return {(currency, due): (count, minor) for currency, due, count, minor in rows}


@dataclass(frozen=True, slots=True)
class DayTotal:
    """What is open in one currency and due on one day."""

    currency: str
    due_date: date
    invoices: int
    open_minor: int


def list_day_totals(workspace: int, *, seen: Seen = None) -> list[DayTotal]:
    """Return what is open by day: as many rows as there are due dates.

    Who sees some clients gets the sums of theirs, which nobody keeps.
    """
    if seen is not None:
        balances = InvoiceBalance.objects.filter(
            workspace_id=workspace, open_minor__gt=0
        )
        days = only_seen(balances, seen).values_list("currency", "due_date")
        sums = days.annotate(Count("invoice_id"), Sum("open_minor"))
        return [DayTotal(*row) for row in sums.order_by("due_date", "currency")]
    return [
        DayTotal(currency, day(due), invoices, open_minor)
        for currency, due, invoices, open_minor in read(_BY_DAY, workspace=workspace)
    ]


def list_received(
    workspace: int, *, since: date, seen: Seen = None
) -> list[tuple[date, Money]]:
    """Return what arrived since a day."""
    statement = _RECEIVED.format(seen=seen_clause(seen, "client_id"))
    rows = read(statement, workspace=workspace, since=str(since))
    return [(day(on), Money(minor, currency)) for on, minor, currency in rows]


def _payments(workspace: int, only: Q) -> list[PaymentRow]:
    chosen = Payment.objects.filter(only, workspace_id=workspace)
    allocated = dict(
        Allocation.objects.filter(payment__in=chosen)
        .values_list("payment_id")
        .annotate(Sum("amount_minor"))
    )
    refunded = dict(
        Refund.objects.filter(payment__in=chosen)
        .values_list("payment_id")
        .annotate(Sum("amount_minor"))
    )
    rows = chosen.annotate(client_name=Coalesce("client__name", "source")).order_by(
        "received_on", "id"
    )
    return [
        PaymentRow(
            id=p.id,
            client_name=p.client_name if p.client_id else "",
            amount=Money(p.amount_minor, p.currency),
            received_on=p.received_on,
            reference=p.reference,
            free=Money(
                p.amount_minor - allocated.get(p.id, 0) - refunded.get(p.id, 0),
                p.currency,
            ),
        )
        for p in rows
    ]
