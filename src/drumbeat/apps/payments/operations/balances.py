"""Keep what is open: allocations and both projections, always together."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import NamedTuple

from django.db import transaction
from django.db.models import F

from drumbeat.apps.audit import operations as audit
from drumbeat.apps.payments.models import Allocation, InvoiceBalance, OpenByDay
from drumbeat.apps.payments.queries import computed_balances, computed_days
from drumbeat.apps.rows import Row, insert_rows
from drumbeat.apps.sql import change

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
    reduce_open(invoice, minor)


def reduce_open(invoice: int, minor: int) -> None:
    """Take an amount off what is open (negative: put it back), in both projections."""
    balances = InvoiceBalance.objects.filter(invoice_id=invoice)
    balances.update(open_minor=F("open_minor") - minor)
    row = balances.get()
    was_open, is_open = row.open_minor + minor > 0, row.open_minor > 0
    shift = _DayShift(row.currency, row.due_date.isoformat())
    _shift_days(row.workspace_id, {shift: (int(is_open) - int(was_open), -minor)})


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
