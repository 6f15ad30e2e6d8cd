"""`drumbeat invoices`: the documents, and what is said about them."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path

import click

from drumbeat import wiring
from drumbeat.apps.billing.agreements import agreement_of
from drumbeat.apps.billing.operations import credit_invoice
from drumbeat.apps.invoices import queries
from drumbeat.apps.invoices.queries import IssuedRow
from drumbeat.apps.payments.queries import list_reductions
from drumbeat.apps.reminders import operations as reminders
from drumbeat.apps.reminders.operations import Doubt
from drumbeat.cli import session
from drumbeat.cli.output import print_facts, print_json, print_rows
from drumbeat.cli.session import as_of_option, json_option, read_day
from drumbeat.core.documents import InvoiceDocument
from drumbeat.core.settlement import Reduction, settle


@click.group()
def invoices() -> None:
    """The documents, and what clients say about them."""


@invoices.command("list")
@click.option("--credit-notes", is_flag=True, help="Credit notes instead of invoices.")
@as_of_option
@json_option
def list_all(credit_notes: bool, as_of: date | None, as_json: bool) -> None:
    """List documents in the order of their numbers, with what is open."""
    here = session.reading(as_of)
    kind = "credit_note" if credit_notes else "invoice"
    rows = queries.list_invoices(here.id, kind=kind)
    reductions = {} if credit_notes else list_reductions(here.id)
    print_rows(
        [_facts(row, reductions.get(row.id, []), on=here.on) for row in rows],
        as_json=as_json,
        none="Nothing is issued yet.",
    )


@invoices.command()
@click.argument("number")
@as_of_option
@json_option
def show(number: str, as_of: date | None, as_json: bool) -> None:
    """Show one document with its lines."""
    here = session.reading(as_of)
    row = queries.get_invoice(here.id, number)
    reductions = list_reductions(here.id).get(row.id, [])
    document = queries.get_document(here.id, number)
    facts = _facts(row, reductions, on=here.on) | _content(document)
    print_facts(facts, as_json=as_json)


@invoices.command()
@click.argument("number")
@click.option("-o", "--output", required=True, type=click.Path(dir_okay=False))
def pdf(number: str, output: str) -> None:
    """Write the PDF; equal documents give equal files."""
    document = queries.get_document(session.reading().id, number)
    content = wiring.document_renderer().render(document)
    if output == "-":
        sys.stdout.buffer.write(content)
        return
    Path(output).write_bytes(content)
    click.echo(f"{output} is written.")


@invoices.command()
@click.argument("number")
@click.option("--reason", required=True, help="Stands on the credit note.")
@as_of_option
@json_option
def credit(number: str, reason: str, as_of: date | None, as_json: bool) -> None:
    """Draft a credit note over all that is left of an invoice."""
    here = session.acting(as_of)
    row = queries.get_invoice(here.id, number)
    draft = credit_invoice(
        here.id,
        number,
        agreement_of(
            here.id,
            row.engagement,
            client=row.client,
            calendars=wiring.calendars,
        ),
        reason=reason,
        on=here.on,
        actor=here.actor,
        at=here.at,
    )
    if as_json:
        print_json({"draft": draft})
    else:
        click.echo(f"Draft {draft} credits {number}; approve and issue it.")


@invoices.command()
@click.argument("number")
@click.option("--text", required=True, help="What is asked, in the client's words.")
@click.option("--person", default="", help="Who asks.")
@click.option("--lane", default="", help="Which part, when it is only one.")
@click.option("--dispute", is_flag=True, help="It is refused, not only asked about.")
@as_of_option
def question(
    number: str, text: str, person: str, lane: str, dispute: bool, as_of: date | None
) -> None:
    """Note a question or dispute: reminders rest until it is settled."""
    here = session.acting(as_of)
    row = queries.get_invoice(here.id, number)
    doubt = Doubt("dispute" if dispute else "question", person, text, lane)
    reminders.dispute(
        here.id, row.id, number, doubt, on=here.on, actor=here.actor, at=here.at
    )
    click.echo(f"The {doubt.kind} on {number} is noted; its reminders rest.")


@invoices.command("settle")
@click.argument("number")
@click.option("--outcome", required=True, help="What was agreed.")
@as_of_option
def settle_question(number: str, outcome: str, as_of: date | None) -> None:
    """Close the open question: the reminders go on."""
    here = session.acting(as_of)
    row = queries.get_invoice(here.id, number)
    reminders.settle_dispute(
        here.id, row.id, number, outcome, actor=here.actor, at=here.at
    )
    click.echo(f"The question on {number} is settled; its reminders go on.")


@invoices.command()
@click.argument("number")
@click.option(
    "--until",
    callback=read_day,
    metavar="DATE",
    required=True,
    help="The day they will pay.",
)
@click.option("--person", default="", help="Who promised.")
@as_of_option
def promise(number: str, until: date, person: str, as_of: date | None) -> None:
    """Note a promise to pay: reminders rest until that day."""
    here = session.acting(as_of)
    row = queries.get_invoice(here.id, number)
    reminders.promise(
        here.id, row.id, number, until, person=person, actor=here.actor, at=here.at
    )
    click.echo(f"{number} is promised for {until}; its reminders rest until then.")


@invoices.command()
@click.argument("number")
@click.option("--note", default="", help="What was said.")
@as_of_option
def call(number: str, note: str, as_of: date | None) -> None:
    """Note a call: the final notice may go after it."""
    here = session.acting(as_of)
    row = queries.get_invoice(here.id, number)
    reminders.log_call(here.id, row.id, number, note, actor=here.actor, at=here.at)
    click.echo(f"The call about {number} is noted.")


def _facts(
    row: IssuedRow, reductions: list[Reduction], *, on: date
) -> dict[str, object]:
    facts: dict[str, object] = {
        "number": row.number,
        "client": row.client_name,
        "issue_date": row.issue_date.isoformat(),
        "due_date": row.due_date.isoformat(),
        "net": str(row.net),
        "tax": str(row.tax),
        "gross": str(row.gross),
    }
    if row.kind == "credit_note":
        return facts | {"currency": row.gross.currency}
    now = settle(row.gross, reductions, due_date=row.due_date, on=on)
    return facts | {
        "open": str(now.open),
        "currency": row.gross.currency,
        "settlement": str(now.status),
        "overdue_days": now.overdue_days,
    }


def _content(document: InvoiceDocument) -> dict[str, object]:
    return {
        "kind": document.kind,
        "reference": document.reference,
        "preceding_invoice": document.preceding_invoice,
        "lines": [
            {"lane": line.lane, "description": line.description, "net": str(line.net)}
            for lane in document.lanes
            for line in lane.lines
        ],
        "reminders": [
            {"step": r.step, "at": r.at.isoformat(), "to": list(r.recipients)}
            for r in document.reminders
        ],
    }
