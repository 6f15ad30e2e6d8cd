"""Issuing one draft at a time, against a bare transaction with the same bytes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from statistics import median
from typing import Any

from django.db import connection, transaction

from bench import cast, cpu, database, replay, seeds
from drumbeat import wiring
from drumbeat.apps.billing.models import Draft
from drumbeat.apps.billing.operations import issue_drafts
from drumbeat.apps.identity.queries import get_only_workspace


@dataclass(frozen=True, slots=True)
class _Statement:
    sql: str
    values: tuple[Any, ...]


def measure(size: int, rounds: int) -> dict[str, float]:
    """Issue singly, replay, and issue in bulk, each on a fresh copy of the drafts."""
    seed = seeds.have("approved", size + 1)
    singly = max(2, size // 25)
    wiring.calendars("NL")
    _from_fresh(seed, 1)
    ones, floors, bulks = [], [], []
    for _ in range(rounds):
        drafts = _from_fresh(seed, singly)
        ones.append(cpu.spent_by(partial(_one_by_one, drafts)).total / singly)
        bare = [_statements(draft) for draft in drafts]
        _from_fresh(seed, singly)
        floors.append(cpu.spent_by(partial(_replay, bare)).total / singly)
        drafts = _from_fresh(seed, size)
        bulks.append(cpu.spent_by(partial(_issue, drafts)).total / size)
    return {
        "ratio": median(floor / one for floor, one in zip(floors, ones, strict=True)),
        "bulk": median(one / bulk for one, bulk in zip(ones, bulks, strict=True)),
        "per_second": 1 / median(ones),
        "floor_per_second": 1 / median(floors),
        "bulk_per_second": 1 / median(bulks),
    }


def _from_fresh(seed: str, count: int) -> list[int]:
    """Return drafts of a fresh copy, with code and connection warmed by one issue."""
    database.fresh(seed)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET synchronous_commit TO on")
    waiting = Draft.objects.filter(state="approved").order_by("id")
    return list(waiting.values_list("id", flat=True)[:count])


def _one_by_one(drafts: Sequence[int]) -> None:
    for draft in drafts:
        _issue([draft])


def _issue(drafts: Sequence[int]) -> None:
    issued = issue_drafts(
        get_only_workspace().id,
        drafts,
        at=cast.AT,
        actor=cast.ACTOR,
        calendars=wiring.calendars,
        domain="bench.example",
        register=wiring.number_register(),
    )
    if len(issued) != len(drafts):
        raise RuntimeError(f"{len(issued)} of {len(drafts)} drafts were issued")


def _statements(draft: int) -> list[_Statement]:
    """Return what one issue wrote, as ready statements for the bare driver."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT i.id, i.number, i.series_id, i.issue_date, i.workspace_id, "
            "i.currency, i.due_date, i.gross_minor FROM invoices_invoice i "
            "JOIN billing_draft d ON d.invoice_id = i.id WHERE d.id = %s",
            [draft],
        )
        invoice, number, series, on, workspace, currency, due, gross = cursor.fetchone()
    issued = [
        _insert(table, "id" if table == "invoices_invoice" else "invoice_id", invoice)
        for table in replay.ISSUE
    ]
    activity = _insert(replay.AUDIT, "subject", f"invoice:{number}")
    return [
        _Statement(
            "UPDATE invoices_numberseries SET last_number = last_number + 1, "
            "last_issue_date = %s WHERE id = %s",
            (str(on), series),
        ),
        *issued,
        _Statement(
            "UPDATE billing_draft SET state = 'issued', invoice_id = %s, "
            "send_at = NULL WHERE id = %s AND state = 'approved'",
            (invoice, draft),
        ),
        _Statement(
            "INSERT INTO payments_openbyday "
            "(workspace_id, currency, due_date, invoices, open_minor) "
            "VALUES (%s, %s, %s, 1, %s) "
            "ON CONFLICT (workspace_id, currency, due_date) DO UPDATE SET "
            "invoices = payments_openbyday.invoices + 1, "
            "open_minor = payments_openbyday.open_minor + excluded.open_minor",
            (workspace, currency, str(due), gross),
        ),
        _Statement("DELETE FROM reminders_reminder WHERE draft_id = %s", (draft,)),
        activity,
        _Statement(
            "UPDATE audit_audithead SET seq = seq + 1, hash = %s "
            "WHERE workspace_id = %s",
            (activity.values[-1], workspace),
        ),
    ]


def _insert(table: str, key: str, value: object) -> _Statement:
    """Return one INSERT with all rows of the table that have that key."""
    columns = replay.columns_of(table)
    names = ", ".join(f'"{name}"' for name in columns)
    mark = "%s" if connection.vendor == "postgresql" else "?"
    query = f'SELECT {names} FROM "{table}" WHERE "{key}" = {mark}'
    rows = connection.connection.cursor().execute(query, (value,)).fetchall()
    row_marks = f"({', '.join(['%s'] * len(columns))})"
    all_marks = ", ".join([row_marks] * len(rows))
    return _Statement(
        f'INSERT INTO "{table}" ({names}) VALUES {all_marks}',
        tuple(value for row in rows for value in row),
    )


def _replay(all_statements: Sequence[Sequence[_Statement]]) -> None:
    is_sqlite = connection.vendor != "postgresql"
    for statements in all_statements:
        with transaction.atomic():
            bare = connection.connection.cursor()
            for each in statements:
                sql = each.sql.replace("%s", "?") if is_sqlite else each.sql
                bare.execute(sql, each.values)
