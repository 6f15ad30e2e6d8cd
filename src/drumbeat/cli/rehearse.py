"""`drumbeat rehearse`: every document and message that would go out; none does."""

from __future__ import annotations

import click

from drumbeat.cli import session
from drumbeat.cli.output import print_rows
from drumbeat.cli.session import json_option
from drumbeat.jobs.rehearsal import Foreseen
from drumbeat.jobs.rehearsal import rehearse as foresee


@click.command()
@click.option(
    "--days", default=30, show_default=True, type=click.IntRange(0, 400), metavar="N"
)
@click.option("--approving", is_flag=True, help="As if each draft were approved.")
@json_option
def rehearse(days: int, approving: bool, as_json: bool) -> None:
    """Do the work of the coming days with a moved clock, and keep nothing of it."""
    here = session.reading()
    foreseen = foresee(here.workspace, at=here.at, days=days, approving=approving)
    print_rows(
        [_facts(each) for each in foreseen],
        as_json=as_json,
        none=f"Nothing would go out in {days} days.",
    )


def _facts(each: Foreseen) -> dict[str, object]:
    return {
        "on": each.on.isoformat(),
        "what": each.what,
        "subject": each.subject,
        "to": list(each.to),
    }
