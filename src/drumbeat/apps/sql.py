"""Read with statements that are written once: what the busiest pages ask.

The ORM builds each statement anew, which costs more than these small reads
themselves. Values come back as the database keeps them: `day` and `moment` read them.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import Any

from django.db import connection


def read(statement: str, **values: str | int | Iterable[int]) -> list[tuple[Any, ...]]:
    """Return the rows of a statement; `%(name)s` are values, `{among}` a list of ids.

    The list is the value `ids`; it travels as one parameter on both databases.
    """
    is_postgresql = connection.vendor == "postgresql"
    among = (
        "= ANY(%(ids)s)"
        if is_postgresql
        else "IN (SELECT value FROM json_each(%(ids)s))"
    )
    sent: dict[str, Any] = dict(values)
    if "ids" in sent:
        ids = sorted(sent["ids"])
        sent["ids"] = ids if is_postgresql else f"[{','.join(map(str, ids))}]"
    with connection.cursor() as cursor:
        cursor.execute(statement.replace("{among}", among), sent)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows


def day(value: date | str) -> date:
    """Return a date: SQLite keeps it as text."""
    return date.fromisoformat(value) if isinstance(value, str) else value


def moment(value: datetime | str) -> datetime:
    """Return an instant: SQLite keeps it in UTC without saying so, at times as text."""
    at = datetime.fromisoformat(value) if isinstance(value, str) else value
    return at if at.tzinfo else at.replace(tzinfo=UTC)
