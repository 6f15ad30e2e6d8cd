"""`drumbeat deliver` and `drumbeat remind`: one pass of what goes out."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import click

from drumbeat import wiring
from drumbeat.apps.delivery.operations import Result
from drumbeat.apps.invoices.queries import list_documents
from drumbeat.cli import session
from drumbeat.cli.output import print_json
from drumbeat.cli.session import Session, as_of_option, json_option
from drumbeat.jobs import duties
from drumbeat.jobs.duties import DayReport, Shift

# What a dispatch has become → the list it is shown in; a suppressed one in none.
_LISTS = {
    "sent": "sent",
    "possibly_sent": "possibly_sent",
    "failed": "failed",
    "bounced": "failed",
    "retry": "failed",
}


@click.command()
@as_of_option
@json_option
def deliver(as_of: date | None, as_json: bool) -> None:
    """Issue what was held, then send the documents that wait."""
    here = session.acting(as_of)
    shift, report = shift_of(here), DayReport()
    duties.issue_held(shift, report)
    duties.deliver(shift, report)
    _print(here, report, as_json=as_json)


@click.command()
@as_of_option
@json_option
def remind(as_of: date | None, as_json: bool) -> None:
    """Decide the reminder plans that have come due, and send their letters."""
    here = session.acting(as_of)
    report = DayReport()
    duties.remind(shift_of(here), report)
    _print(here, report, as_json=as_json)


def shift_of(here: Session) -> Shift:
    """Return the pass that this command makes."""
    workspace, register = here.workspace, wiring.number_register()
    mailer = wiring.mailer(workspace.key, is_sample=workspace.is_sample)
    return Shift(workspace, here.at, mailer, register, here.actor)


def sorted_results(
    workspace: int, results: Iterable[Result]
) -> dict[str, list[object]]:
    """Return results by what became of them, in the shape programs rely on."""
    results = list(results)
    documents = list_documents(workspace, {result.invoice for result in results})
    lists: dict[str, list[object]] = {"sent": [], "possibly_sent": [], "failed": []}
    for result in results:
        place = _LISTS.get(result.outcome)
        if place is None:
            continue
        facts: dict[str, object] = {
            "invoice": documents[result.invoice].number,
            "step": result.step or None,
            "to": list(result.to),
            "message_id": result.message_id,
        }
        if place != "sent":
            facts["answer"] = result.answer
        lists[place].append(facts)
    return lists


def _print(here: Session, report: DayReport, *, as_json: bool) -> None:
    lists = sorted_results(here.id, report.results)
    if as_json:
        print_json(lists)
        return
    counts = ", ".join(f"{len(v)} {k.replace('_', ' ')}" for k, v in lists.items())
    click.echo(f"{counts}.")
    for result in report.results:
        click.echo(f"{result.outcome}: {', '.join(result.to)}: {result.answer}")
