"""Open invoices by the hundred thousand, copied from some that were really issued."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from bench import cast, replay
from drumbeat import clock
from drumbeat.apps.invoices.models import Invoice, NumberSeries
from drumbeat.apps.payments.operations import rebuild_balances
from drumbeat.apps.reminders.models import Dispute, Reminder
from drumbeat.apps.rows import Row, Value, insert_rows, instant, reserve_ids

_CHUNK = 5_000
_LATE, _DAYS = 20, 60  # due dates from so many days ago, over so many days
_QUESTIONS = 30  # what needs a person does not grow with the invoices
_STEPS = ((-3, "friendly"), (1, "friendly"), (7, "clear"), (14, "firm"), (30, "final"))
_BALANCE_COLUMNS = (
    "invoice_id",
    "workspace_id",
    "client_id",
    "currency",
    "due_date",
    "gross_minor",
    "open_minor",
)
_REMINDER_COLUMNS = (
    "workspace_id",
    "invoice_id",
    "position",
    "step",
    "tone",
    "due_at",
    "recipients",
    "state",
    "reason",
)
_DISPATCH_COLUMNS = (
    "workspace_id",
    "invoice_id",
    "kind",
    "step",
    "send_key",
    "message_id",
    "recipients",
    "state",
    "phase",
    "send_at",
    "sent_at",
    "fence",
    "attempts",
    "answer",
)
Facts = Mapping[str, Any]


def add(workspace: int, count: int) -> None:
    """Write `count` open invoices with balance, reminder plan and sent mail."""
    today = clock.today("Europe/Amsterdam")
    Reminder.objects.update(state="sent")  # the plans of the samples are over
    columns = replay.columns_of("invoices_invoice")
    samples = list(Invoice.objects.order_by("id").values(*columns))
    for start in range(0, count, _CHUNK):
        places = range(start, min(start + _CHUNK, count))
        copies = [
            _copied(samples[place % len(samples)], place, row_id, today)
            for place, row_id in zip(
                places, reserve_ids("invoices_invoice", len(places)), strict=True
            )
        ]
        insert_rows(
            "invoices_invoice",
            columns,
            [tuple(_plain(copy[name]) for name in columns) for copy in copies],
        )
        _add_life(workspace, copies, today)
    NumberSeries.objects.update(last_number=len(samples) + count)
    rebuild_balances(workspace)
    _add_questions(today)


def _copied(sample: Facts, place: int, row_id: int, today: date) -> Facts:
    due = today - timedelta(days=_LATE - place % _DAYS)
    sequence = 100_000 + place
    return dict(sample) | {
        "id": row_id,
        "sequence": sequence,
        "number": f"INV-2026-{sequence}",
        "issue_date": due - timedelta(days=30),
        "due_date": due,
    }


def _plain(value: Value | date) -> Value:
    if isinstance(value, datetime):
        return instant(value)
    return value.isoformat() if isinstance(value, date) else value


def _add_life(workspace: int, copies: list[Facts], today: date) -> None:
    insert_rows(
        "payments_invoicebalance",
        _BALANCE_COLUMNS,
        [
            (
                *(copy["id"], workspace, copy["client_id"], copy["currency"]),
                *(_plain(copy["due_date"]), copy["gross_minor"], copy["gross_minor"]),
            )
            for copy in copies
        ],
    )
    insert_rows(
        "reminders_reminder",
        _REMINDER_COLUMNS,
        [row for copy in copies for row in _plan(workspace, copy, today)],
    )
    at = instant(cast.AT)
    insert_rows(
        "delivery_dispatch",
        _DISPATCH_COLUMNS,
        [
            (
                *(workspace, copy["id"], "invoice", "", f"bench:{copy['number']}"),
                *(f"<{copy['number']}@bench.example>", '["payer", []]', "sent"),
                *("accepted", at, at, 1, 1, "250 OK"),
            )
            for copy in copies
        ],
    )


def _plan(workspace: int, copy: Facts, today: date) -> list[Row]:
    rows: list[Row] = []
    for position, (days, tone) in enumerate(_STEPS, start=1):
        day = copy["due_date"] + timedelta(days=days)
        state = "planned" if day > today else "sent"
        at = instant(datetime.combine(day, time(9), tzinfo=UTC))
        step = (position, f"{days:+d}", tone, at, "payable@client.example")
        rows.append((workspace, copy["id"], *step, state, ""))
    return rows


def _add_questions(today: date) -> None:
    Dispute.objects.bulk_create(
        Dispute(
            invoice_id=invoice,
            kind="question",
            person="Ingrid Solberg",
            text="Which week was this?",
            opened_on=today,
            opened_at=cast.AT,
        )
        for invoice in Invoice.objects.order_by("-id").values_list("id", flat=True)[
            :_QUESTIONS
        ]
    )
