"""`drumbeat clients`: whom we bill."""

from __future__ import annotations

import click

from drumbeat.apps.parties import queries
from drumbeat.apps.parties.queries import ClientRow
from drumbeat.cli import session
from drumbeat.cli.output import print_facts, print_rows
from drumbeat.cli.session import json_option


@click.group()
def clients() -> None:
    """Whom we bill: they come with the engagement files."""


@clients.command("list")
@json_option
def list_all(as_json: bool) -> None:
    """List the clients by name."""
    rows = queries.list_clients(session.reading().id).values()
    print_rows(
        [
            {
                "id": row.id,
                "name": row.name,
                "country": row.buyer.address.country,
                "language": row.buyer.language,
                "contacts": [contact.email for contact in row.contacts],
            }
            for row in rows
        ],
        as_json=as_json,
        none="There is no client yet; import an engagement.",
    )


@clients.command()
@click.argument("name")
@json_option
def show(name: str, as_json: bool) -> None:
    """Show one client with its contacts."""
    workspace = session.reading().id
    client = queries.find_client(workspace, name)
    row = queries.list_clients(workspace, [client])[client]
    print_facts(_facts(row), as_json=as_json)


def _facts(row: ClientRow) -> dict[str, object]:
    return {
        "id": row.id,
        "name": row.name,
        "address": list(row.buyer.address.lines),
        "country": row.buyer.address.country,
        "language": row.buyer.language,
        "vat_id": row.buyer.vat_id,
        "buyer_reference": row.buyer.buyer_reference,
        "purchase_order_required": row.purchase_order_required,
        "e_invoice": row.e_invoice,
        "contacts": [
            {"name": c.name, "email": c.email, "roles": list(c.roles)}
            for c in row.contacts
        ],
    }
