"""`drumbeat payments`: money in, money back, losses accepted."""

from __future__ import annotations

from datetime import date
from functools import partial
from pathlib import Path
from uuid import uuid4

import click

from drumbeat import wiring
from drumbeat.apps.banking import operations as banking
from drumbeat.apps.banking import queries as bank_queries
from drumbeat.apps.invoices.queries import get_invoice
from drumbeat.apps.parties.queries import find_client
from drumbeat.apps.payments import operations, queries
from drumbeat.apps.payments.operations import Receipt
from drumbeat.cli import bank_files, session
from drumbeat.cli.output import print_json, print_rows
from drumbeat.cli.session import json_option, read_amount, read_day
from drumbeat.core.money import Money


@click.group()
def payments() -> None:
    """Money in, money back, losses accepted."""


@payments.command()
@click.option("--amount", required=True)
@click.option("--currency", required=True)
@click.option(
    "--on",
    "received_on",
    callback=read_day,
    metavar="DATE",
    required=True,
    help="The day it came.",
)
@click.option("--reference", default="", help="What the payer wrote.")
@click.option("--client", help="Who paid, when the reference does not say.")
@click.option("--id", "external_id", default="", help="The bank's id, if it has one.")
@json_option
def record(
    amount: str, currency: str, received_on: date, as_json: bool, **said: str | None
) -> None:
    """Book a payment and settle invoices by its reference, else by age."""
    here = session.acting(received_on)
    client, external_id = said["client"], said["external_id"]
    recorded = operations.record_payment(
        here.id,
        Receipt(
            amount=read_amount(amount, currency),
            received_on=received_on,
            reference=said["reference"] or "",
            source="bank" if external_id else "cli",
            # Somebody who books twice by hand means it twice.
            external_id=external_id or uuid4().hex,
            client=None if client is None else find_client(here.id, client),
        ),
        actor=here.actor,
        at=here.at,
    )
    application = recorded.application
    facts = {
        "payment": recorded.payment,
        "allocations": [
            {"invoice": a.number, "amount": str(a.amount)}
            for a in application.allocations
        ],
        "on_account": str(application.on_account),
    }
    if as_json:
        print_json(facts)
        return
    for allocation in application.allocations:
        click.echo(f"{allocation.number}: {allocation.amount}")
    click.echo(f"On account: {application.on_account} {currency}")


@payments.command()
@click.argument("payment", type=int, metavar="ID")
@click.option("--amount", required=True)
@click.option(
    "--on",
    callback=read_day,
    metavar="DATE",
    required=True,
    help="The day it went back.",
)
@click.option("--reason", default="")
def refund(payment: int, amount: str, on: date, reason: str) -> None:
    """Pay back what of a payment is free."""
    here = session.acting(on)
    free = queries.free_of(here.id, payment)
    money = Money.parse(amount, free.currency)
    operations.refund(
        here.id, payment, money, on=on, reason=reason, actor=here.actor, at=here.at
    )
    click.echo(f"{money} {money.currency} of payment {payment} went back.")


@payments.command("write-off")
@click.argument("number")
@click.option("--amount", required=True)
@click.option("--on", callback=read_day, metavar="DATE", required=True)
@click.option("--reason", required=True)
def write_off(number: str, amount: str, on: date, reason: str) -> None:
    """Accept a loss on an invoice."""
    here = session.acting(on)
    row = get_invoice(here.id, number)
    money = Money.parse(amount, row.gross.currency)
    operations.write_off(
        here.id, number, money, on=on, reason=reason, actor=here.actor, at=here.at
    )
    click.echo(f"{money} {money.currency} of {number} is written off.")


@payments.command()
@click.argument("payment", type=int, metavar="ID")
@click.argument("number")
@click.option("--on", callback=read_day, metavar="DATE", required=True)
@click.option("--reason", required=True)
def reverse(payment: int, number: str, on: date, reason: str) -> None:
    """Take a payment off an invoice again: it is open, the money is free."""
    here = session.acting(on)
    freed = operations.reverse_allocation(
        here.id, payment, number, on=on, reason=reason, actor=here.actor, at=here.at
    )
    click.echo(
        f"{freed} {freed.currency} of payment {payment} is free; {number} is open."
    )


@payments.command("apply-credit")
@click.option("--client", required=True, help="Whose credit is used.")
@click.option("--currency", required=True)
@click.option(
    "--invoice",
    "chosen",
    multiple=True,
    metavar="NUMBER",
    help="What it settles, in this order; the oldest when left out.",
)
@click.option("--on", callback=read_day, metavar="DATE", required=True)
@json_option
def apply_credit(
    client: str, currency: str, chosen: tuple[str, ...], on: date, as_json: bool
) -> None:
    """Settle invoices from what a client has on account."""
    here = session.acting(on)
    used = operations.apply_credit(
        here.id,
        find_client(here.id, client),
        currency,
        chosen=chosen,
        on=on,
        actor=here.actor,
        at=here.at,
    )
    print_rows(
        [
            {"from": u.source, "invoice": u.number, "amount": str(u.amount)}
            for u in used
        ],
        as_json=as_json,
        none="Nothing is open; the credit stays on account.",
    )


@payments.command("import")
@click.argument(
    "files",
    nargs=-1,
    required=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
)
@click.option("--account", default="", help="Whose file it is, where it does not say.")
@json_option
def import_files(files: tuple[Path, ...], account: str, as_json: bool) -> None:
    """Read files of banks: CAMT, MT940, OFX, QIF, CSV of banks that are known."""
    here = session.acting()
    reader = wiring.bank_files(here.workspace.currency)
    done = [
        banking.import_file(
            here.id,
            path.read_bytes(),
            path.name,
            partial(bank_files.read_for, reader, account, path.name),
            actor=here.actor,
            at=here.at,
        )
        for path in files
    ]
    named = list(zip(files, done, strict=True))
    if as_json:
        print_json([bank_files.as_facts(path.name, one) for path, one in named])
        return
    for path, one in named:
        click.echo(f"{path.name}: {bank_files.as_words(one)}")


@payments.command()
@json_option
def waiting(as_json: bool) -> None:
    """List the money that came and is nobody's yet, with what it may settle."""
    here = session.reading().id
    rows = []
    for one in bank_queries.list_open_lines(here):
        _, found = bank_queries.propose(here, one.id)
        rows.append(
            {
                "id": one.id,
                "booked_on": one.line.booked_on.isoformat(),
                "amount": str(one.line.amount),
                "currency": one.line.amount.currency,
                "payer": one.line.payer,
                "text": one.line.said,
                "perhaps_twice": one.is_doubtful,
                "guess": f"{', '.join(found[0].numbers)}: {found[0].reason}"
                if found
                else "",
            }
        )
    print_rows(rows, as_json=as_json, none="No money waits.")


@payments.command()
@click.argument("line", type=int, metavar="LINE")
@click.option("--client", required=True, help="Whose money it is.")
@click.option(
    "--invoice", "chosen", multiple=True, metavar="NUMBER", help="What it settles."
)
def match(line: int, client: str, chosen: tuple[str, ...]) -> None:
    """Book money that waits: for those invoices, else the client's oldest."""
    here = session.acting()
    recorded = banking.confirm(
        here.id,
        line,
        find_client(here.id, client),
        chosen,
        actor=here.actor,
        at=here.at,
    )
    for allocation in recorded.application.allocations:
        click.echo(f"{allocation.number}: {allocation.amount}")
    click.echo(f"On account: {recorded.application.on_account}")


@payments.command("set-aside")
@click.argument("line", type=int, metavar="LINE")
@click.option("--reason", required=True, help="What this money is.")
def set_aside(line: int, reason: str) -> None:
    """Say that money is no client's payment: it waits no more."""
    here = session.acting()
    banking.set_aside(here.id, line, reason, actor=here.actor, at=here.at)
    click.echo(f"Line {line} is set aside.")


@payments.command("files")
@json_option
def list_files(as_json: bool) -> None:
    """List the files of banks that were read."""
    print_rows(
        [
            {
                "id": row.id,
                "file": row.name,
                "read_at": row.read_at.isoformat(timespec="seconds"),
                "lines": row.lines,
                "payments": row.payments,
                "state": "taken back" if row.is_taken_back else "counts",
            }
            for row in bank_queries.list_files(session.reading().id)
        ],
        as_json=as_json,
        none="No file of a bank was read.",
    )


@payments.command("take-back")
@click.argument("file", type=int, metavar="FILE")
def take_back(file: int) -> None:
    """Undo a file while none of its money settles an invoice."""
    here = session.acting()
    count = banking.take_back(here.id, file, actor=here.actor, at=here.at)
    click.echo(f"File {file} counts no more: {count} lines are taken back.")


@payments.command("list")
@json_option
def list_all(as_json: bool) -> None:
    """List payments by the day they came."""
    print_rows(
        [
            {
                "id": row.id,
                "client": row.client_name,
                "received_on": row.received_on.isoformat(),
                "amount": str(row.amount),
                "free": str(row.free),
                "currency": row.amount.currency,
                "reference": row.reference,
            }
            for row in queries.list_payments(session.reading().id)
        ],
        as_json=as_json,
        none="No payment is on record.",
    )
