"""`drumbeat run-day` and `drumbeat work`: the background work, once or for ever."""

from __future__ import annotations

from datetime import date

import click

from drumbeat.cli import session
from drumbeat.cli.outbox import shift_of, sorted_results
from drumbeat.cli.output import print_facts
from drumbeat.cli.session import as_of_option, json_option
from drumbeat.jobs import worker


@click.command("run-day")
@as_of_option
@json_option
@click.pass_context
def run_day(ctx: click.Context, as_of: date | None, as_json: bool) -> None:
    """Bill, issue what may go by itself, deliver and remind, once."""
    here = session.acting(as_of)
    report = worker.do_all_due(shift_of(here))
    facts: dict[str, object] = {
        "drafts": report.drafts,
        "parked": [{"engagement": n, "reason": reason} for n, reason in report.parked],
        "already": report.already,
        "issued": [{"draft": i.draft, "invoice": i.number} for i in report.issued],
    }
    facts |= sorted_results(here.id, report.results)
    print_facts(facts, as_json=as_json)
    for sentence in report.refused:
        click.echo(sentence, err=True)
    ctx.exit(1 if report.refused else 0)


@click.command()
@click.option("--once", is_flag=True, help="One pass over what is due, then stop.")
@click.option(
    "--every",
    default=5,
    show_default=True,
    type=click.IntRange(1, 3600),
    metavar="SECONDS",
    help="How long to rest between two passes.",
)
def work(once: bool, every: int) -> None:
    """Do what is due, again and again, until told to stop."""
    if once:
        worker.pass_over_all()
    else:
        worker.keep_working(pause_seconds=every)
