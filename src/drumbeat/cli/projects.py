"""`drumbeat projects`: workshops, audits and launches, and the client's yes."""

from __future__ import annotations

from datetime import date

import click

from drumbeat.apps.engagements import operations, project_queries, queries
from drumbeat.apps.engagements.project_queries import DeliverableRow, ProjectRow
from drumbeat.cli import session
from drumbeat.cli.output import print_facts, print_rows
from drumbeat.cli.session import json_option, read_day
from drumbeat.core.offer_parts import OfferedPart, offered_parts
from drumbeat.core.terms import Project
from drumbeat.core.terms_grammar import instalment_words


@click.group()
def projects() -> None:
    """Work with its own invoice: workshops, audits, launches."""


@projects.command("list")
@json_option
def list_all(as_json: bool) -> None:
    """List the projects of all engagements."""
    workspace = session.reading().id
    rows = queries.list_engagements(workspace)
    came = {(p.engagement, p.name): p for p in project_queries.list_projects(workspace)}
    print_rows(
        [
            {
                "engagement": row.id,
                "name": project.name,
                "client": row.client_name,
                "amount": str(project.amount),
                "currency": project.amount.currency,
                "bill_on": str(project.bill_on),
            }
            | _progress(came[row.id, project.name])
            for row in rows
            for project in row.terms.projects
        ],
        as_json=as_json,
        none="No engagement has a project.",
    )


@projects.command()
@click.argument("engagement", type=int, metavar="ID")
@click.option("--name", required=True, help="The project, as the file names it.")
@click.option(
    "--on",
    callback=read_day,
    metavar="DATE",
    required=True,
    help="The day of the client's yes.",
)
@click.option("--by", required=True, help="Who said it.")
@click.option("--deliverable", type=int, metavar="N", help="One of them, from 1.")
def accept(
    engagement: int, name: str, on: date, by: str, deliverable: int | None
) -> None:
    """Record the client's acceptance: what is accepted may be billed from that day."""
    here = session.acting()
    if deliverable is None:
        operations.accept_project(
            here.id, engagement, name, on=on, by=by, actor=here.actor, at=here.at
        )
        click.echo(f"“{name}” is accepted by {by} on {on}.")
        return
    part = operations.Part(engagement, name, deliverable)
    operations.accept_part(here.id, part, on=on, by=by, actor=here.actor, at=here.at)
    click.echo(f"Deliverable {deliverable} of “{name}” is accepted by {by} on {on}.")


@projects.command()
@click.argument("engagement", type=int, metavar="ID")
@click.option("--name", required=True, help="The project, as the file names it.")
@click.option("--on", callback=read_day, metavar="DATE", required=True)
@click.option(
    "--deliverable",
    type=int,
    metavar="N",
    default=0,
    help="One of them, from 1; without it the whole.",
)
def deliver(engagement: int, name: str, on: date, deliverable: int) -> None:
    """Note that work is with the client, who may accept it or ask about it."""
    here = session.acting()
    part = operations.Part(engagement, name, deliverable)
    until = operations.hand_over(here.id, part, on=on, actor=here.actor, at=here.at)
    click.echo(f"“{name}” is with the client since {on}.")
    if until is not None:
        click.echo(f"Without an answer by {until} it counts as accepted, as agreed.")


@projects.command()
@click.argument("engagement", type=int, metavar="ID")
@click.option("--name", required=True, help="The project, as the file names it.")
@json_option
def show(engagement: int, name: str, as_json: bool) -> None:
    """Show one project with what it hands over and how it is paid."""
    workspace = session.reading().id
    terms = queries.get_terms(workspace, engagement)
    project = next((p for p in terms.projects if p.name == name), None)
    if project is None:
        raise operations.NoSuchProject(name=name)
    facts = {
        "engagement": engagement,
        "name": project.name,
        "amount": str(project.amount),
        "currency": project.amount.currency,
        "bill_on": str(project.bill_on),
        "deliverables": _deliverables(
            project, project_queries.list_deliverables(workspace, engagement)
        ),
        "instalments": [instalment_words(share) for share in project.instalments],
    }
    print_facts(facts, as_json=as_json)


def _deliverables(
    project: Project, noted: list[DeliverableRow]
) -> list[dict[str, object]]:
    """Return what is handed over; what has an amount is accepted by its number."""
    notes = (row.note for row in noted if row.project == project.name)
    parts = {part.name: part for part in offered_parts(project, notes) if part.number}
    return [
        {"name": promised.name, "measure": promised.measure}
        | _part(parts.get(promised.name))
        for promised in project.deliverables
    ]


def _part(part: OfferedPart | None) -> dict[str, object]:
    if part is None:
        return {}
    return {"number": part.number, "amount": str(part.amount), "state": part.state}


def _progress(row: ProjectRow) -> dict[str, object]:
    return {
        "state": row.state,
        "accepted_on": row.accepted_on and row.accepted_on.isoformat(),
    }
