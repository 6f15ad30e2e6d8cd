"""What breaks the books of money: payments overspent, balances that do not follow."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Sum

from drumbeat.apps.invoices.models import Invoice
from drumbeat.apps.payments.models import Allocation, InvoiceBalance
from drumbeat.apps.payments.queries import (
    computed_balances,
    computed_days,
    list_day_totals,
    list_payments,
)


def overspent(workspace: int) -> Iterator[str]:
    """Yield payments and credit notes of which more is used than there was."""
    for row in list_payments(workspace):
        if row.free.minor < 0 or row.free.minor > row.amount.minor:
            yield f"payment {row.id}: {row.free} is free of {row.amount}"
    used = (
        Allocation.objects.filter(credit_note__workspace_id=workspace)
        .values_list("credit_note__number", "credit_note__gross_minor")
        .annotate(used=Sum("amount_minor"))
        .order_by()
    )
    for number, gross, taken in used:
        if not 0 <= taken <= gross:
            yield f"{number}: {taken} is used of {gross}"
    mixed = Allocation.objects.filter(invoice__workspace_id=workspace).values_list(
        "id", "payment__currency", "credit_note__currency", "invoice__currency"
    )
    for row_id, paid, credited, owed in mixed.iterator():
        if (paid or credited) != owed:
            yield f"allocation {row_id} puts two currencies together"


def wrong_balances(workspace: int) -> Iterator[str]:
    """Yield balances, and sums by day, that do not follow from the entries."""
    for invoice, (kept, right) in computed_balances(workspace).items():
        if kept != right or kept < 0:
            yield f"invoice {invoice}: {kept} is kept as open, {right} is"
    without = Invoice.objects.filter(
        workspace_id=workspace, kind="invoice", invoicebalance__isnull=True
    )
    for number in without.values_list("number", flat=True):
        yield f"{number} has no balance"
    other = InvoiceBalance.objects.filter(workspace_id=workspace).values_list(
        "invoice__number", "gross_minor", "invoice__gross_minor"
    )
    for number, kept, gross in other.iterator():
        if kept != gross:
            yield f"{number}: the balance starts from {kept}, not {gross}"
    kept_days = {
        (day.currency, day.due_date): (day.invoices, day.open_minor)
        for day in list_day_totals(workspace)
    }
    right_days = computed_days(workspace)
    for key in sorted(kept_days.keys() | right_days.keys()):
        if kept_days.get(key) != right_days.get(key):
            yield f"{key[0]} due on {key[1]}: the sum of the day is wrong"
