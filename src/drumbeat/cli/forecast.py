"""`drumbeat forecast`: what should arrive by week, and why we think so."""

from __future__ import annotations

from datetime import date

import click

from drumbeat import wiring
from drumbeat.apps.reports.cash_flow import expected_receipts
from drumbeat.cli import session
from drumbeat.cli.output import print_json, print_table
from drumbeat.cli.session import as_of_option, json_option
from drumbeat.core.cash_flow import Span, columns
from drumbeat.core.dates import Period
from drumbeat.core.forecast import Expected


@click.command()
@as_of_option
@json_option
def forecast(as_of: date | None, as_json: bool) -> None:
    """Show what should arrive in the next twelve weeks, and when each is expected.

    Open invoices and drafts are listed whatever their day; of the billing plan, what
    should arrive within the weeks.
    """
    here = session.reading(as_of)
    weeks = [week for week in Span.WEEKS.periods(here.on) if week.end > here.on]
    expected = expected_receipts(
        here.id,
        on=here.on,
        until=weeks[-1].last_day,
        zone=here.workspace.time_zone,
        calendars=wiring.calendars,
    )
    by_week = _by_week(expected, weeks)
    if as_json:
        print_json(
            {
                "on": here.on.isoformat(),
                "until": weeks[-1].last_day.isoformat(),
                "weeks": by_week,
                "receipts": [_facts(each) for each in expected],
            }
        )
    elif expected:
        print_table(by_week)
        print_table([_line(each) for each in expected])
    else:
        click.echo("Nothing is expected.")


def _by_week(
    expected: tuple[Expected, ...], weeks: list[Period]
) -> list[dict[str, object]]:
    """Return the weeks in which money is expected, a row for each currency."""
    arrivals = [each.arrival for each in expected]
    currencies = sorted({arrival.amount.currency for arrival in arrivals})
    found = [
        column
        for currency in currencies
        for column in columns(arrivals, weeks, currency)
        if column.total
    ]
    found.sort(key=lambda column: (column.period, column.currency))
    return [
        {
            "week": column.period.start.isoformat(),
            "currency": column.currency,
            "parts": {str(part.stage): str(part.amount) for part in column.parts},
            "total": str(column.total),
        }
        for column in found
    ]


def _facts(expected: Expected) -> dict[str, object]:
    what = expected.receivable
    return {
        "expected": expected.day.isoformat(),
        "due": what.due_date.isoformat(),
        "client": what.client,
        "subject": what.subject,
        "subject_id": what.subject_id,
        "stage": str(expected.stage),
        "amount": str(what.amount),
        "currency": what.amount.currency,
        "reason": expected.reason,
    }


def _line(expected: Expected) -> dict[str, object]:
    what = expected.receivable
    return {
        "expected": expected.day,
        "client": what.client,
        "subject": what.subject,
        "amount": f"{what.amount} {what.amount.currency}",
        "why": expected.reason,
    }
