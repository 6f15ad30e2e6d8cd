"""The floor of writing: the very rows of a run, written by the bare driver."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction

# The tables a run adds to; the product chooses the ids of those whose rows others
# refer to, and the database all others. A document's row comes after its lines.
BILLING = ("billing_draft", "billing_charge", "billing_drafttax", "reminders_reminder")
ISSUE = (
    "invoices_invoiceline",
    "invoices_taxsubtotal",
    "invoices_invoice",
    "payments_invoicebalance",
    "reminders_reminder",
    "delivery_dispatch",
)
AUDIT = "audit_activity"
_CHOSEN_IDS = {"billing_draft", "invoices_invoice"}


@dataclass(frozen=True, slots=True)
class Written:
    """The rows one table was given: COPY text on PostgreSQL, tuples on SQLite."""

    table: str
    columns: tuple[str, ...]
    text: bytes
    rows: tuple[tuple[Any, ...], ...]


def columns_of(table: str) -> tuple[str, ...]:
    """Return the columns a run writes."""
    with connection.cursor() as cursor:
        found = connection.introspection.get_table_description(cursor, table)
    left_out = set() if table in _CHOSEN_IDS else {"id"}
    return tuple(column.name for column in found if column.name not in left_out)


def written(table: str, where: str = "1 = 1") -> Written:
    """Return the rows of a table, ready to be written again."""
    columns = columns_of(table)
    names = ", ".join(f'"{name}"' for name in columns)
    order = 'ORDER BY "id"' if table != "payments_invoicebalance" else ""
    query = f'SELECT {names} FROM "{table}" WHERE {where} {order}'
    with connection.cursor() as cursor:
        raw: Any = cursor.cursor
        if connection.vendor == "postgresql":
            with raw.copy(f"COPY ({query}) TO STDOUT") as copy:
                text = b"".join(bytes(block) for block in copy)
            return Written(table, columns, text, ())
        # The bare cursor: values as SQLite keeps them, no dates and no flags.
        bare = connection.connection.cursor()
        return Written(table, columns, b"", tuple(bare.execute(query).fetchall()))


def write(all_written: Sequence[Written]) -> None:
    """Write the rows again in one transaction: COPY, or executemany."""
    with transaction.atomic():
        for each in all_written:
            names = ", ".join(f'"{name}"' for name in each.columns)
            if connection.vendor == "postgresql":
                with connection.cursor() as cursor:
                    raw: Any = cursor.cursor
                    with raw.copy(f'COPY "{each.table}" ({names}) FROM STDIN') as copy:
                        copy.write(each.text)
            else:
                marks = ", ".join("?" * len(each.columns))
                connection.connection.cursor().executemany(
                    f'INSERT INTO "{each.table}" ({names}) VALUES ({marks})', each.rows
                )
