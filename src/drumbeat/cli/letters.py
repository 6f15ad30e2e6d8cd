"""`drumbeat letters`: what was sent, and what a person decides about the rest."""

from __future__ import annotations

import click

from drumbeat.apps.delivery.queries import list_dispatches
from drumbeat.apps.invoices.queries import get_invoice
from drumbeat.apps.reminders import stuck
from drumbeat.cli import session
from drumbeat.cli.output import print_rows
from drumbeat.cli.session import json_option


@click.group()
def letters() -> None:
    """What was sent, and what a person decides about the rest."""


@letters.command("list")
@click.argument("number")
@json_option
def list_letters(number: str, as_json: bool) -> None:
    """List the letters of an invoice, with the server's last words."""
    here = session.reading()
    invoice = get_invoice(here.id, number).id
    rows = [
        {
            "letter": d.id,
            "kind": d.kind,
            "step": d.step or None,
            "to": list(d.to),
            "state": d.state,
            "sent_at": d.sent_at.isoformat() if d.sent_at else None,
            "answer": d.answer,
        }
        for d in list_dispatches(here.id, [invoice])[invoice]
    ]
    print_rows(rows, as_json=as_json, none="Nothing was sent yet.")


@letters.command()
@click.argument("letter", type=int)
def again(letter: int) -> None:
    """Send a stuck letter once more; it keeps its Message-ID."""
    here = session.acting()
    stuck.send_letter_again(here.id, letter, actor=here.actor, at=here.at)
    click.echo("It goes with the next `drumbeat deliver` or `drumbeat remind`.")


@letters.command()
@click.argument("letter", type=int)
def arrived(letter: int) -> None:
    """Record that a letter without an answer has arrived."""
    here = session.acting()
    stuck.note_arrival(here.id, letter, actor=here.actor, at=here.at)
    click.echo("Noted as sent.")
