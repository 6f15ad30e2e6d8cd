"""A billing plan as a table for people."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from drumbeat.core.billing_plan import PlannedInvoice
from drumbeat.core.schedule import unscheduled
from drumbeat.core.terms import EngagementTerms

_COLUMNS = ("Invoice date", "Due", "Lanes")
_AMOUNTS = ("Net", "Tax", "Gross")


def show_plan(
    file: str, terms: EngagementTerms, until: date, invoices: Iterable[PlannedInvoice]
) -> None:
    """Print the invoices to come, and what has no date yet and why."""
    console = Console(highlight=False)
    if not console.is_terminal:
        console = Console(highlight=False, width=120)
    title = f"{terms.name} ({terms.currency}), until {until}: {file}"
    console.print(Text(title, style="bold"))
    table = Table(box=box.SIMPLE)
    for heading in _COLUMNS:
        table.add_column(heading, no_wrap=heading != "Lanes")
    for heading in _AMOUNTS:
        table.add_column(heading, justify="right", no_wrap=True)
    table.add_column("Reminders")
    rows = 0
    for invoice in invoices:
        table.add_row(*_cells(invoice))
        rows += 1
    if rows:
        console.print(table)
    else:
        console.print(Text(f"No invoice until {until}."))
    for share in unscheduled(terms):
        waiting = f"Not scheduled: {share.project}, {share.name}, {share.amount}"
        console.print(Text(f"{waiting} {terms.currency}: waits for {share.trigger}."))


def _cells(invoice: PlannedInvoice) -> tuple[str | Text, ...]:
    totals = invoice.totals
    lanes = "\n".join(f"{_described(invoice, i)}" for i in range(len(invoice.lanes)))
    reminders = ", ".join(
        f"{reminder.step} {reminder.at.day}.{reminder.at.month}."
        for reminder in invoice.reminders
    )
    return (
        invoice.bill_on.isoformat(),
        invoice.due_date.isoformat(),
        Text(lanes),
        str(totals.net),
        str(totals.tax),
        str(totals.gross),
        Text(reminders),
    )


def _described(invoice: PlannedInvoice, index: int) -> str:
    lane = invoice.lanes[index]
    descriptions = "; ".join(
        line.description + (f" [{line.prorated}]" if line.prorated else "")
        for line in lane.lines
    )
    return f"{descriptions}: {lane.net}" if len(invoice.lanes) > 1 else descriptions
