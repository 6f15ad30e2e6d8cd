"""`drumbeat engagements`: agree, look, pause, change, end, resume."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from drumbeat import wiring
from drumbeat.adapters.holidays.calendar import is_known
from drumbeat.apps.engagements import operations, queries
from drumbeat.apps.engagements.queries import EngagementRow, NoSuchEngagement
from drumbeat.apps.reminders.operations import replan as replan_reminders
from drumbeat.cli import session
from drumbeat.cli.output import print_facts, print_json, print_rows
from drumbeat.cli.session import as_of_option, json_option, read_day
from drumbeat.core.engagement_file import parse, render
from drumbeat.core.errors import OutsideFailure, Refusal
from drumbeat.core.money import Money
from drumbeat.core.plan_changes import change_words
from drumbeat.core.terms import Change, EngagementTerms, Pause, ReminderStep
from drumbeat.core.terms_edits import Edit, changing, ending, pausing, reminding
from drumbeat.core.terms_grammar import parse_step


class NoSuchRetainer(Refusal):
    """The engagement has no retainer of that name."""

    rule = "CLI-3"
    message = "This engagement has no retainer “{name}”; it has {names}."


preview_option = click.option(
    "--preview", "only_show", is_flag=True, help="Only say which invoices change."
)


def _read_steps(
    ctx: click.Context, param: click.Parameter, values: tuple[str, ...]
) -> tuple[ReminderStep, ...]:
    try:
        return tuple(parse_step(value) for value in values)
    except Refusal as refusal:
        raise click.BadParameter(refusal.sentence, ctx, param) from None


@click.group()
def engagements() -> None:
    """The agreements: each is one engagement file."""


@engagements.command("import")
@click.argument("files", nargs=-1, required=True, metavar="FILE…")
@json_option
def import_files(files: tuple[str, ...], as_json: bool) -> None:
    """Create engagements and their clients; the same file again changes nothing."""
    here = session.acting()
    # All files are read first: one that is refused leaves nothing half done.
    agreed = [_terms(file) for file in files]
    done = [
        operations.import_engagement(here.id, terms, actor=here.actor, at=here.at)
        for terms in agreed
    ]
    if as_json:
        print_json([{"id": i.id, "name": i.name, "client": i.client} for i in done])
    for imported in done:
        said = "imported" if imported.new else "was here already, nothing changed"
        line = f"{imported.id}  {imported.name} for {imported.client}: {said}"
        click.echo(line, err=as_json)


@engagements.command("list")
@json_option
def list_all(as_json: bool) -> None:
    """List the engagements by client."""
    rows = queries.list_engagements(session.reading().id)
    print_rows(
        [_facts(row) for row in rows],
        as_json=as_json,
        none="There is no engagement yet; import one.",
    )


@engagements.command()
@click.argument("engagement", type=int, metavar="ID")
@json_option
def show(engagement: int, as_json: bool) -> None:
    """Show one engagement with the terms in force."""
    row = _find(session.reading().id, engagement)
    terms = {"terms": render(row.terms)}
    print_facts(_facts(row) | terms, as_json=as_json)


@engagements.command()
@click.argument("engagement", type=int, metavar="ID")
def export(engagement: int) -> None:
    """Print the engagement file of the terms in force."""
    terms = queries.get_terms(session.reading().id, engagement)
    click.echo(render(terms), nl=False)


@engagements.command()
@click.argument("engagement", type=int, metavar="ID")
def resume(engagement: int) -> None:
    """Let a parked engagement bill again, once its reason was looked at."""
    here = session.acting()
    operations.resume_parked(here.id, engagement, actor=here.actor, at=here.at)
    click.echo(f"Engagement {engagement} bills again.")


@engagements.command()
@click.argument("engagement", type=int, metavar="ID")
@click.option("--from", "starts", callback=read_day, metavar="DATE", required=True)
@click.option(
    "--until",
    callback=read_day,
    metavar="DATE",
    help="Last day of the pause; open when left out.",
)
@preview_option
def pause(engagement: int, starts: date, until: date | None, only_show: bool) -> None:
    """Pause the service for some days; what was billed is put right."""
    if until is not None and until < starts:
        raise click.UsageError("--until is before --from; turn them round.")
    _edit(engagement, pausing(Pause(starts, until)), only_show=only_show)


@engagements.command()
@click.argument("engagement", type=int, metavar="ID")
@click.option(
    "--from",
    "starts",
    callback=read_day,
    metavar="DATE",
    required=True,
    help="First service day.",
)
@click.option("--amount", required=True, help="The new price of a service period.")
@click.option("--retainer", help="Which one, when there are several.")
@preview_option
def change(
    engagement: int,
    starts: date,
    amount: str,
    retainer: str | None,
    only_show: bool,
) -> None:
    """Change a retainer's price from a service day on."""
    terms = queries.get_terms(session.reading().id, engagement)
    wanted = Change(
        starts,
        _retainer_of(terms, retainer),
        amount=Money.parse(amount, terms.currency),
    )
    _edit(engagement, changing(wanted), only_show=only_show)


@engagements.command()
@click.argument("engagement", type=int, metavar="ID")
@click.option(
    "--on",
    "last_day",
    callback=read_day,
    metavar="DATE",
    required=True,
    help="Last service day.",
)
@preview_option
def end(engagement: int, last_day: date, only_show: bool) -> None:
    """End the engagement; what was billed beyond is credited."""
    _edit(engagement, ending(last_day), only_show=only_show)


@engagements.command()
@click.argument("engagement", type=int, metavar="ID")
@click.option(
    "--step",
    "steps",
    multiple=True,
    required=True,
    callback=_read_steps,
    metavar="STEP",
    help="Days from the due date and tone, like “+7 clear”; once for each.",
)
def reminders(engagement: int, steps: tuple[ReminderStep, ...]) -> None:
    """Use another ladder of reminders for later invoices."""
    policy = queries.get_terms(session.reading().id, engagement).reminders
    _edit(engagement, reminding(policy._replace(steps=steps)), only_show=False)


@engagements.command()
@click.argument("engagement", type=int, metavar="ID")
@as_of_option
@json_option
def replan(engagement: int, as_of: date | None, as_json: bool) -> None:
    """Use the present ladder for the unsent reminders of open invoices too."""
    here = session.acting(as_of)
    numbers = replan_reminders(
        here.id,
        engagement,
        calendars=wiring.calendars,
        actor=here.actor,
        at=here.at,
    )
    print_rows(
        [{"invoice": number} for number in numbers],
        as_json=as_json,
        none="No open invoice has another plan by that.",
    )


def _edit(engagement: int, edit: Edit, *, only_show: bool) -> None:
    here = session.acting()
    if only_show:
        shown = queries.preview_edit(
            here.id, engagement, edit, today=here.on, calendars=wiring.calendars
        )
        for sentence in change_words(shown.changes, today=here.on):
            click.echo(sentence)
        return
    version = operations.revise_terms(
        here.id, engagement, edit, actor=here.actor, at=here.at
    )
    said = edit.reason[0].upper() + edit.reason[1:]
    click.echo(f"{said}: the terms are now version {version}.")


def _retainer_of(terms: EngagementTerms, name: str | None) -> str:
    names = [retainer.name for retainer in terms.retainers]
    if name is None and len(names) == 1:
        return names[0]
    if name not in names:
        listed = ", ".join(f"“{each}”" for each in names) or "none"
        raise NoSuchRetainer(name=name or "", names=listed)
    return name


def _terms(file: str) -> EngagementTerms:
    try:
        text = Path(file).read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError:
        raise OutsideFailure(f"{file}: This is not UTF-8; save it as UTF-8.") from None
    return parse(text, file=file, known_holidays=is_known)


def _find(workspace: int, engagement: int) -> EngagementRow:
    for row in queries.list_engagements(workspace):
        if row.id == engagement:
            return row
    raise NoSuchEngagement(id=engagement)


def _facts(row: EngagementRow) -> dict[str, object]:
    return {
        "id": row.id,
        "name": row.name,
        "client": row.client_name,
        "state": row.state,
        "parked_reason": row.parked_reason,
        "starts": row.terms.starts.isoformat(),
        "ends": row.terms.ends and row.terms.ends.isoformat(),
        "currency": row.terms.currency,
        "version": row.version,
    }
