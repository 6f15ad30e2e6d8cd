"""Clients by name, with what they owe, what was agreed and how they pay."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from drumbeat.apps.reports.paging import Cursor, Order, Page, name_key, read_page
from drumbeat.apps.reports.payment_habits import list_habits
from drumbeat.apps.seen import Seen, seen_clause
from drumbeat.apps.sql import read
from drumbeat.core.forecast import Habit
from drumbeat.core.money import Money

PAGE = 50
_BY_NAME = Order(("c.name",), name_key)
_FOUND = "FROM parties_client c WHERE c.workspace_id = %(workspace)s"
_OWED = """
SELECT client_id, currency, sum(open_minor), count(*),
  sum(CASE WHEN due_date < %(on)s THEN open_minor ELSE 0 END),
  sum(CASE WHEN due_date < %(on)s THEN 1 ELSE 0 END)
FROM payments_invoicebalance
WHERE client_id {among} AND open_minor > 0 AND workspace_id = %(workspace)s
GROUP BY client_id, currency ORDER BY 3 DESC
"""
_AGREED = """
SELECT client_id, name FROM engagements_engagement
WHERE client_id {among} AND workspace_id = %(workspace)s ORDER BY name, id
"""


@dataclass(frozen=True, slots=True)
class Owed:
    """What is open of a client's invoices, and what of it is past due, by currency."""

    open: tuple[Money, ...] = ()
    overdue: tuple[Money, ...] = ()
    open_count: int = 0
    overdue_count: int = 0


@dataclass(frozen=True, slots=True)
class ListedClient:
    """A client as the list shows it."""

    id: int
    name: str
    owed: Owed
    engagements: tuple[str, ...]
    habit: Habit


def list_clients(
    workspace: int,
    cursor: Cursor,
    *,
    on: date,
    archived: bool = False,
    seen: Seen = None,
) -> Page[ListedClient]:
    """Return one page of the clients that are in use, or of those put away."""
    put_away = "IS NOT NULL" if archived else "IS NULL"
    found = f"{_FOUND} AND c.archived_at {put_away} AND {seen_clause(seen, 'c.id')}"
    page = read_page(
        "c.id, c.name", found, _BY_NAME, cursor, most=PAGE, workspace=workspace
    )
    ids = frozenset(client for client, _ in page.rows)
    owed = list_owed(workspace, ids, on=on)
    habits = list_habits(workspace, on=on, clients=ids)
    agreed: dict[int, list[str]] = defaultdict(list)
    for client, name in read(_AGREED, workspace=workspace, ids=ids):
        agreed[client].append(name)
    rows = tuple(
        ListedClient(
            id=client,
            name=name,
            owed=owed.get(client, Owed()),
            engagements=tuple(agreed[client]),
            habit=habits.get(name, Habit()),
        )
        for client, name in page.rows
    )
    return Page(rows, on=page.on, back=page.back)


def list_owed(workspace: int, clients: Collection[int], *, on: date) -> dict[int, Owed]:
    """Return what clients owe, of those that owe anything; the larger sums first."""
    open_: dict[int, list[Money]] = defaultdict(list)
    overdue: dict[int, list[Money]] = defaultdict(list)
    counts: dict[int, int] = defaultdict(int)
    late_counts: dict[int, int] = defaultdict(int)
    for client, currency, minor, count, late, late_count in read(
        _OWED, workspace=workspace, ids=clients, on=on.isoformat()
    ):
        open_[client].append(Money(int(minor), currency))
        counts[client] += count
        if late_count:
            overdue[client].append(Money(int(late), currency))
            late_counts[client] += late_count
    return {
        client: Owed(
            tuple(amounts), tuple(overdue[client]), counts[client], late_counts[client]
        )
        for client, amounts in open_.items()
    }
