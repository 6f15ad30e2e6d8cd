"""`drumbeat bill`: what is due and not yet billed becomes drafts."""

from __future__ import annotations

from datetime import date

import click

from drumbeat import wiring
from drumbeat.apps.billing.bulk import run_billing
from drumbeat.cli import session
from drumbeat.cli.output import print_json
from drumbeat.cli.session import as_of_option, json_option


@click.command()
@as_of_option
@json_option
def bill(as_of: date | None, as_json: bool) -> None:
    """Run the billing once; a second run finds nothing to do."""
    here = session.acting(as_of)
    report = run_billing(
        here.workspace, at=here.at, actor=here.actor, calendars=wiring.calendars
    )
    if as_json:
        parked = [{"engagement": n, "reason": reason} for n, reason in report.parked]
        found = {"drafts": report.drafts, "parked": parked, "already": report.already}
        print_json(found)
        return
    click.echo(f"{len(report.drafts)} new drafts, {report.already} were there already.")
    for name, reason in report.parked:
        click.echo(f"Parked: {name}: {reason}")
