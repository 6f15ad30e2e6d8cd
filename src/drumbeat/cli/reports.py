"""`drumbeat ageing` and `drumbeat statement`: what is open, and whose it is."""

from __future__ import annotations

from datetime import date

import click

from drumbeat.apps.reports import queries
from drumbeat.apps.reports.statements import statement_of
from drumbeat.cli import session
from drumbeat.cli.output import print_json, print_rows, print_table
from drumbeat.cli.session import as_of_option, json_option
from drumbeat.core.ageing import BUCKETS


@click.command()
@as_of_option
@json_option
def ageing(as_of: date | None, as_json: bool) -> None:
    """Show what is open by client, currency and days past due."""
    here = session.reading(as_of)
    print_rows(
        [
            {"client": row.client, "currency": row.currency}
            | {
                name: str(amount)
                for name, amount in zip(BUCKETS, row.amounts, strict=True)
            }
            | {"total": str(row.total)}
            for row in queries.ageing(here.id, on=here.on)
        ],
        as_json=as_json,
        none="Nothing is open.",
    )


@click.command()
@click.argument("client")
@as_of_option
@json_option
def statement(client: str, as_of: date | None, as_json: bool) -> None:
    """Show a client's invoices, credits and payments with the running balance."""
    here = session.reading(as_of)
    accounts = statement_of(here.id, client, on=here.on)
    found = [
        {
            "currency": account.currency,
            "entries": [
                {
                    "on": entry.on.isoformat(),
                    "what": entry.what,
                    "amount": str(entry.amount),
                    "balance": str(entry.balance),
                }
                for entry in account.entries
            ],
            "closing": str(account.closing),
        }
        for account in accounts
    ]
    if as_json:
        print_json({"client": client, "on": here.on.isoformat(), "accounts": found})
        return
    for account in accounts:
        click.echo(f"{client}, {account.currency}, on {here.on}: {account.closing}")
        print_table(
            [
                {"on": e.on, "what": e.what, "amount": e.amount, "balance": e.balance}
                for e in account.entries
            ]
        )
    if not accounts:
        click.echo(f"Nothing was ever billed to {client}.")
