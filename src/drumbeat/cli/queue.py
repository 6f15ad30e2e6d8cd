"""`drumbeat queue`: what needs a person, what waits, what comes."""

from __future__ import annotations

from datetime import date

import click

from drumbeat.apps.reports.queries import queue_rows
from drumbeat.cli import session
from drumbeat.cli.output import print_json, print_rows
from drumbeat.cli.session import as_of_option, json_option
from drumbeat.core.queue import NextStep, QueueRow


@click.command()
@as_of_option
@json_option
def queue(as_of: date | None, as_json: bool) -> None:
    """Show the queue of a day, in its order."""
    here = session.reading(as_of)
    rows = queue_rows(here.id, on=here.on)
    if as_json:
        print_json([_facts(row) for row in rows])
        return
    print_rows(
        [
            {
                "group": str(row.group),
                "client": row.client,
                "subject": row.subject,
                "amount": f"{row.amount} {row.amount.currency}" if row.amount else "",
                "why": f"{row.verb} {row.sentence}".strip(),
                "next": row.next.what if row.next else "",
            }
            for row in rows
        ],
        as_json=False,
        none="Nothing needs you, nothing waits.",
    )


def _facts(row: QueueRow) -> dict[str, object]:
    return {
        "reason": row.reason,
        "sentence": f"{row.verb} {row.sentence}".strip(),
        "client": row.client,
        "engagement": row.engagement,
        "subject": row.subject,
        "amount": str(row.amount) if row.amount else None,
        "currency": row.amount.currency if row.amount else None,
        "next": _next(row.next) if row.next else None,
        "action": row.action,
        "group": str(row.group),
        "subject_id": row.subject_id,
    }


def _next(step: NextStep) -> dict[str, object]:
    return {"at": step.at.isoformat() if step.at else None, "what": step.what}
