"""Statements that are written once: what pages, runs and each issue ask most.

The ORM builds each statement anew, which costs more than these small reads
themselves. Values come back as the database keeps them: `day` and `moment` read them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from typing import Any

from django.db import connection, models
from django.db.backends.utils import CursorWrapper

Sent = str | int | Iterable[int]
_LARGEST = 2**63 - 1  # of a key; what is beyond it, as an address may say, is nobody's


def read(statement: str, **values: Sent) -> list[tuple[Any, ...]]:
    """Return the rows of a statement; `%(name)s` are values, `{among}` a list of ids.

    The list is the value `ids`; it travels as one parameter on both databases.
    """
    with connection.cursor() as cursor:
        _execute(cursor, statement, values)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows


def run(statement: str, **values: str | int | Iterable[int]) -> None:
    """Run a statement that returns nothing; its values are those of `read`."""
    with connection.cursor() as cursor:
        _execute(cursor, statement, values)


def _execute(
    cursor: CursorWrapper, statement: str, values: dict[str, str | int | Iterable[int]]
) -> None:
    sent: dict[str, Any] = dict(values)
    if "ids" in sent:
        condition, sent["ids"] = _among(sent["ids"])
        statement = statement.replace("{among}", condition.replace("%s", "%(ids)s"))
    cursor.execute(statement, sent)


def change(statement: str, rows: Sequence[tuple[str | int | None, ...]]) -> int:
    """Run a statement with each of the rows; return how many rows it changed.

    One alone goes without the pipeline that PostgreSQL's driver opens for many.
    """
    with connection.cursor() as cursor:
        if len(rows) == 1:
            cursor.execute(statement, rows[0])
        else:
            cursor.executemany(statement, rows)
        changed: int = cursor.rowcount
    return changed


def has_row_locks() -> bool:
    """Say whether rows can be locked one by one.

    SQLite cannot and need not: it has one writer at a time.
    """
    return connection.vendor == "postgresql"


def locked() -> str:
    """Return the clause that locks the rows read until the transaction ends."""
    return " FOR NO KEY UPDATE" if has_row_locks() else ""


class Among(models.Func):
    """`{among}` for a queryset: `filter(Among("id", ids))`.

    With `id__in` each id is prepared and written into the statement by itself, which
    costs a run more than finding the rows.
    """

    output_field = models.BooleanField()

    def __init__(self, column: str, ids: Iterable[int]) -> None:
        condition, listed = _among(ids)
        opening, closing = condition.split("%s")
        super().__init__(
            column,
            models.Value(listed),
            arg_joiner=f" {opening}",
            template=f"%(expressions)s{closing}",
        )


def _among(ids: Iterable[int]) -> tuple[str, str | int]:
    """Return what follows a column that holds one of the ids, and its parameter.

    One id alone needs no list.
    """
    some = sorted(id_ for id_ in ids if id_ <= _LARGEST)
    if len(some) == 1:
        return "= %s", some[0]
    listed = ",".join(map(str, some))
    if connection.vendor == "postgresql":
        return "= ANY(%s::bigint[])", f"{{{listed}}}"
    return "IN (SELECT value FROM json_each(%s))", f"[{listed}]"


def day(value: date | str) -> date:
    """Return a date: SQLite keeps it as text."""
    return date.fromisoformat(value) if isinstance(value, str) else value


def moment(value: datetime | str) -> datetime:
    """Return an instant: SQLite keeps it in UTC without saying so, at times as text."""
    at = datetime.fromisoformat(value) if isinstance(value, str) else value
    return at if at.tzinfo else at.replace(tzinfo=UTC)
