"""Open balances by how long they are late, per client and currency."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from drumbeat.core.money import Money, total

BUCKETS = ("current", "1–30", "31–60", "61–90", "90+")
_LAST_DAYS = (0, 30, 60, 90)


@dataclass(frozen=True, slots=True)
class AgedInvoice:
    """What one invoice contributes."""

    client: str
    open: Money
    due_date: date


@dataclass(frozen=True, slots=True)
class AgeingRow:
    """One client in one currency: an amount for each of BUCKETS, and their sum."""

    client: str
    currency: str
    amounts: tuple[Money, ...]

    @property
    def total(self) -> Money:
        """Return all that is open."""
        return total(self.amounts, self.currency)


def bucket(due_date: date, *, on: date) -> int:
    """Return the place in BUCKETS; an invoice is current through its due date."""
    days = (on - due_date).days
    return sum(days > last for last in _LAST_DAYS)


def age(invoices: Iterable[AgedInvoice], *, on: date) -> list[AgeingRow]:
    """Return a row for each client and currency that owes something, by name."""
    sums: dict[tuple[str, str], list[int]] = {}
    for invoice in invoices:
        if not invoice.open:
            continue
        key = (invoice.client, invoice.open.currency)
        amounts = sums.setdefault(key, [0] * len(BUCKETS))
        amounts[bucket(invoice.due_date, on=on)] += invoice.open.minor
    return [
        AgeingRow(client, currency, tuple(Money(minor, currency) for minor in minors))
        for (client, currency), minors in sorted(sums.items())
    ]
