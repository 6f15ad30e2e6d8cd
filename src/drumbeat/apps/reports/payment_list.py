"""Payments, the newest first, with what each of them settled."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import Any

from drumbeat.apps.reports.paging import Cursor, Order, Page, day_and_id_key, read_page
from drumbeat.apps.seen import Seen, seen_clause
from drumbeat.apps.sql import Sent, day, read
from drumbeat.core.allocation import Allocation
from drumbeat.core.money import Money

PAGE = 50
_NEWEST_FIRST = Order(("p.received_on", "p.id"), day_and_id_key, descending=True)
_COLUMNS = """p.id, p.client_id, c.name, p.received_on, p.amount_minor, p.currency,
  p.reference"""
_FOUND = """FROM payments_payment p LEFT JOIN parties_client c ON c.id = p.client_id
WHERE"""
# A plus keeps an index from being taken: the column that narrows most leads.
_ALL = "p.workspace_id = %(workspace)s"
_OF_CLIENT = "p.client_id = %(client)s AND +p.workspace_id = %(workspace)s"
_UNMATCHED = "p.client_id IS NULL AND +p.workspace_id = %(workspace)s"
# A reversal is another row: what it leaves is the sum, and nothing is not shown.
_SETTLED = """
SELECT a.payment_id, i.number, sum(a.amount_minor), i.currency
FROM payments_allocation a JOIN invoices_invoice i ON i.id = a.invoice_id
WHERE i.workspace_id = %(workspace)s AND a.payment_id {among}
GROUP BY a.payment_id, i.number, i.currency
HAVING sum(a.amount_minor) <> 0 ORDER BY min(a.id)
"""
_REFUNDED = """
SELECT payment_id, sum(amount_minor) FROM payments_refund
WHERE payment_id {among} GROUP BY payment_id
"""


@dataclass(frozen=True, slots=True)
class ListedPayment:
    """A payment as the list shows it; `free` settles nothing and was not paid back."""

    id: int
    client: int | None
    client_name: str
    received_on: date
    amount: Money
    reference: str
    settled: tuple[Allocation, ...]
    refunded: Money
    free: Money


def list_payments(
    workspace: int,
    cursor: Cursor,
    *,
    client: int | None = None,
    unmatched: bool = False,
    seen: Seen = None,
    most: int = PAGE,
) -> Page[ListedPayment]:
    """Return one page of all payments, of a client's, or of those nobody explained.

    Of whose clients are not `seen`, and of nobody's, none is shown.
    """
    values: dict[str, Sent] = {"workspace": workspace}
    narrow = _UNMATCHED if unmatched else _ALL
    if client is not None:
        narrow, values["client"] = _OF_CLIENT, client
    found = f"{_FOUND} {narrow} AND {seen_clause(seen, '+p.client_id')}"
    page = read_page(_COLUMNS, found, _NEWEST_FIRST, cursor, most=most, **values)
    return Page(_listed(workspace, page.rows), on=page.on, back=page.back)


def _listed(
    workspace: int, rows: tuple[tuple[Any, ...], ...]
) -> tuple[ListedPayment, ...]:
    ids = [row[0] for row in rows]
    settled: dict[int, list[Allocation]] = defaultdict(list)
    for payment, number, minor, currency in read(
        _SETTLED, workspace=workspace, ids=ids
    ):
        settled[payment].append(Allocation(number, Money(int(minor), currency)))
    refunded = {payment: int(minor) for payment, minor in read(_REFUNDED, ids=ids)}
    listed = []
    for id_, client, client_name, received_on, minor, currency, reference in rows:
        used = sum(part.amount.minor for part in settled[id_])
        back = refunded.get(id_, 0)
        listed.append(
            ListedPayment(
                id=id_,
                client=client,
                client_name=client_name or "",
                received_on=day(received_on),
                amount=Money(minor, currency),
                reference=reference,
                settled=tuple(settled[id_]),
                refunded=Money(back, currency),
                free=Money(minor - used - back, currency),
            )
        )
    return tuple(listed)
