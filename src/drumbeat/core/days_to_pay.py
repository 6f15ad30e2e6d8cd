"""How long clients take to pay: the middle, the spread, and beside the due date."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class PaidInvoice:
    """An invoice paid in full, on the day the last of the money came."""

    client: str
    issue_date: date
    due_date: date
    paid_on: date


@dataclass(frozen=True, slots=True)
class DaysToPay:
    """How one client pays: days from issue to payment, of `count` invoices.

    Half of them took between `quick` and `slow` days; `late` is the median of days
    after the due date, negative when money usually comes before it.
    """

    client: str
    count: int
    median: int
    quick: int
    slow: int
    late: int


def median_day(days: Sequence[int]) -> int:
    """Return the middle one; between two middle ones the later day, a whole one.

    :raises ValueError: there are no days
    """
    if not days:
        raise ValueError("there is no middle of nothing")
    ordered = sorted(days)
    below, above = ordered[(len(ordered) - 1) // 2], ordered[len(ordered) // 2]
    return (below + above + 1) // 2


def days_to_pay(paid: Iterable[PaidInvoice]) -> list[DaysToPay]:
    """Return a row for each client, the slowest first. [DTP-1]"""
    by_client: dict[str, list[PaidInvoice]] = defaultdict(list)
    for invoice in paid:
        by_client[invoice.client].append(invoice)
    rows = [of_invoices(client, mine) for client, mine in by_client.items()]
    return sorted(rows, key=lambda row: (-row.median, row.client))


def of_invoices(client: str, paid: Sequence[PaidInvoice]) -> DaysToPay:
    """Return the row of some paid invoices, at least one."""
    taken = sorted((p.paid_on - p.issue_date).days for p in paid)
    quarter = (len(taken) - 1) // 4
    return DaysToPay(
        client=client,
        count=len(taken),
        median=median_day(taken),
        quick=taken[quarter],
        slow=taken[len(taken) - 1 - quarter],
        late=median_day([(p.paid_on - p.due_date).days for p in paid]),
    )
