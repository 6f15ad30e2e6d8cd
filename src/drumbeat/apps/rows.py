"""Many rows at once: COPY on PostgreSQL, executemany on SQLite.

Values are text, whole numbers or None: dates and instants arrive as ISO text (UTC),
flags as 1 and 0, so that one list of tuples serves both databases.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from django.db import connection
from django.db.backends.utils import CursorWrapper

Value = str | int | None
Row = tuple[Value, ...]

_FEW = 12  # rows
_NULL = "\\N"
_COPY_ESCAPES = str.maketrans(
    {"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r", "\x00": ""}
)


def instant(at: datetime) -> str:
    """Return an aware instant as both databases read it: UTC, without an offset.

    Spelled as Django spells it: SQLite compares text, and “…:59.000000” would come
    after “…:59”.
    """
    return _in_utc(at, at.fold)


@lru_cache(maxsize=4096)
def _in_utc(at: datetime, _fold: int) -> str:
    """Spell an instant once: a chunk repeats few of them thousands of times.

    Equal instants have one spelling, whatever their zone; but the two passes of an
    hour that comes twice are equal too, so the fold is part of the key.
    """
    return str(at.astimezone(UTC).replace(tzinfo=None))


@contextmanager
def without_collection() -> Iterator[None]:
    """Let no cyclic garbage collection run meanwhile.

    Sets of documents are many small values without cycles: looking for cycles among
    them, again and again, costs a third of a billing run and finds nothing.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def insert_rows(table: str, columns: Sequence[str], rows: Sequence[Row]) -> None:
    """Insert all rows into the table within the present transaction."""
    if not rows:
        return
    names = ", ".join(f'"{column}"' for column in columns)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            if len(rows) <= _FEW:
                _insert_few(cursor, table, names, rows)
                return
            raw: Any = cursor.cursor
            with raw.copy(f'COPY "{table}" ({names}) FROM STDIN') as copy:
                copy.write(_copy_text(rows))
            return
        marks = ", ".join(["%s"] * len(columns))
        cursor.executemany(
            f'INSERT INTO "{table}" ({names}) VALUES ({marks})',  # noqa: S608  (names are ours)
            rows,
        )


def _insert_few(
    cursor: CursorWrapper, table: str, names: str, rows: Sequence[Row]
) -> None:
    """Insert by one statement: below some rows a COPY costs more to open than to fill.

    Everything goes as text, as in a COPY, and the columns say what it means.
    """
    marks = "(" + ", ".join(["%s"] * len(rows[0])) + ")"
    all_marks = ", ".join([marks] * len(rows))
    cursor.execute(
        f'INSERT INTO "{table}" ({names}) VALUES {all_marks}',  # noqa: S608  (names are ours)
        [v if v is None else str(v) for row in rows for v in row],
    )


def _copy_text(rows: Sequence[Row]) -> str:
    """Return the lines of a COPY.

    Most sets hold nothing to escape, and counting in the whole text costs less than
    looking at each value: then only its own marks are in it.
    """
    text = "".join(
        [
            # Text, as most values are, goes in without a call of its own.
            "\t".join([v if v.__class__ is str else _copied(v) for v in row]) + "\n"
            for row in rows
        ]
    )
    is_plain = (
        text.count("\n") == len(rows)
        and text.count("\t") == sum(map(len, rows)) - len(rows)
        and text.count("\\") == sum([row.count(None) for row in rows])
        and "\r" not in text
        and "\x00" not in text
    )
    return text if is_plain else "".join(map(_escaped, rows))


def _copied(value: Value) -> str:
    return _NULL if value is None else str(value)


def _escaped(row: Row) -> str:
    values = [_NULL if v is None else str(v).translate(_COPY_ESCAPES) for v in row]
    return "\t".join(values) + "\n"


def reserve_ids(table: str, count: int) -> range | list[int]:
    """Return `count` fresh primary keys of the table, for rows that refer to others.

    PostgreSQL draws them from the table's sequence; SQLite, whose write lock this
    transaction holds, counts on from the highest ever used.
    """
    if count == 0:
        return range(0)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT nextval(pg_get_serial_sequence(%s, 'id')) "
                "FROM generate_series(1, %s)",
                [table, count],
            )
            return [row[0] for row in cursor.fetchall()]
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
        known = cursor.fetchone()
        first = (known[0] if known else 0) + 1
        return range(first, first + count)
