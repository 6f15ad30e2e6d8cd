"""One page of a long list: from a key on, never by counting rows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any, Generic, TypeVar

from drumbeat.apps.sql import Sent, read

Row = TypeVar("Row", covariant=True)
Key = tuple[int | str, ...]


@dataclass(frozen=True, slots=True)
class Cursor:
    """Where a page begins: beyond a key, or (backwards) before one."""

    key: str = ""
    backwards: bool = False


@dataclass(frozen=True, slots=True)
class Page(Generic[Row]):
    """The rows of a page, with the keys that lead on and back, empty at the ends."""

    rows: tuple[Row, ...]
    on: str = ""
    back: str = ""


@dataclass(frozen=True, slots=True)
class Order:
    """An order of a list by one or two columns, the last of them unique.

    `read` makes a key of the text of a cursor, or None of what is no cursor.
    """

    columns: tuple[str, ...]
    read: Callable[[str], Key | None]
    descending: bool = False

    def clause(self, *, beyond: bool, backwards: bool) -> str:
        """Return the end of a statement: from the key on, sorted."""
        side, way = (">", "ASC") if self.descending == backwards else ("<", "DESC")
        keys = ", ".join(f"%(key{place})s" for place in range(len(self.columns)))
        start = f"AND ({', '.join(self.columns)}) {side} ({keys})" if beyond else ""
        sorted_by = ", ".join(f"{column} {way}" for column in self.columns)
        return f"{start} ORDER BY {sorted_by} LIMIT %(most)s"


def read_page(
    columns: str,
    found: str,
    order: Order,
    cursor: Cursor,
    *,
    most: int,
    **values: Sent,
) -> Page[tuple[Any, ...]]:
    """Return at most so many rows of `SELECT columns found`, from the cursor on.

    `found` is “FROM … WHERE …” with its `values`. A cursor that cannot be read is the
    beginning of the list.
    """
    key = order.read(cursor.key) if cursor.key else None
    backwards = cursor.backwards and key is not None
    end = order.clause(beyond=key is not None, backwards=backwards)
    keys = {f"key{place}": part for place, part in enumerate(key or ())}
    by = ", ".join(order.columns)
    # One more than wanted tells that there are more.
    rows = read(
        f"SELECT {by}, {columns} {found} {end}", most=most + 1, **keys, **values
    )
    has_more = len(rows) > most
    shown = rows[:most][::-1] if backwards else rows[:most]
    width = len(order.columns)
    names = [".".join(map(str, row[:width])) for row in shown]
    is_after_start = has_more if backwards else key is not None
    return Page(
        rows=tuple(row[width:] for row in shown),
        on=names[-1] if names and (has_more or backwards) else "",
        back=names[0] if names and is_after_start else "",
    )


def id_key(text: str) -> Key | None:
    """Read the key of an order by id."""
    # What is longer is no id of a row, and a database refuses it.
    is_id = text.isascii() and text.isdecimal() and len(text) < 19
    return (int(text),) if is_id else None


def day_and_id_key(text: str) -> Key | None:
    """Read the key of an order by day, then id: “2026-05-01.123”."""
    day, _, row = text.partition(".")
    found = id_key(row)
    try:
        return (date.fromisoformat(day).isoformat(), *found) if found else None
    except ValueError:
        return None


def name_key(text: str) -> Key | None:
    """Read the key of an order by a name: any text but odd signs."""
    return (text,) if text.isprintable() else None
