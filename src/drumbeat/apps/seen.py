"""Whom a member may see: every client, or those they were asked in for."""

from __future__ import annotations

from typing import TypeVar

from django.db.models import Model, QuerySet

Rows = TypeVar("Rows", bound=Model)
Seen = frozenset[int] | None  # ids of clients; None is every one


def only_seen(
    rows: QuerySet[Rows], seen: Seen, field: str = "client_id"
) -> QuerySet[Rows]:
    """Return the rows about clients that may be seen. [ROL-2]

    `field` is the column of the row that holds the client.
    """
    return rows if seen is None else rows.filter(**{f"{field}__in": seen})


def seen_clause(seen: Seen, column: str) -> str:
    """Return the same as a condition of a statement that is written out. [ROL-2]"""
    if seen is None:
        return "1 = 1"
    ids = ", ".join(str(int(client)) for client in sorted(seen))
    return f"{column} IN ({ids or 'NULL'})"


def may_see(seen: Seen, client: int) -> bool:
    """Say the same of one client. [ROL-2]"""
    return seen is None or client in seen
