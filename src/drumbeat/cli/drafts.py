"""`drumbeat drafts`: the way from draft to invoice."""

from __future__ import annotations

from datetime import date

import click

from drumbeat import wiring
from drumbeat.apps.billing import operations, queries
from drumbeat.apps.billing.checks import list_draft_findings
from drumbeat.apps.billing.queries import DraftRow
from drumbeat.apps.identity.operations import require_two_people
from drumbeat.cli import session
from drumbeat.cli.output import print_facts, print_rows
from drumbeat.cli.session import as_of_option, json_option, read_amount
from drumbeat.core.errors import Finding


@click.group()
def drafts() -> None:
    """Look at drafts, approve them, issue them, throw them away."""


@drafts.command("list")
@json_option
def list_all(as_json: bool) -> None:
    """List open drafts by bill date, with what stands against each."""
    workspace = session.reading().id
    rows = queries.list_drafts(workspace)
    findings = list_draft_findings(workspace, rows)
    print_rows(
        [_facts(row, findings[row.id], as_json=as_json) for row in rows],
        as_json=as_json,
        none="No draft waits.",
    )


@drafts.command()
@click.argument("draft", type=int, metavar="ID")
@json_option
def show(draft: int, as_json: bool) -> None:
    """Show one draft with its lines and findings."""
    workspace = session.reading().id
    row = queries.get_draft(workspace, draft)
    content = queries.get_content(workspace, draft)
    findings = list_draft_findings(workspace, [row])[row.id]
    facts = _facts(row, findings, as_json=as_json) | {
        "kind": row.kind,
        "subject": row.subject,
        "due_date": row.due_date.isoformat(),
        "content_hash": row.content_hash,
        "lines": [
            {"lane": line.lane, "description": line.description, "net": str(line.net)}
            for lane in content.lanes
            for line in lane.lines
        ],
        "update": content.update.title if content.update else None,
    }
    print_facts(facts, as_json=as_json)


@drafts.command()
@click.argument("ids", nargs=-1, type=int, metavar="ID…")
@click.option("--all", "every", is_flag=True, help="Every draft nobody looked at.")
@as_of_option
@json_option
def approve(
    ids: tuple[int, ...], every: bool, as_of: date | None, as_json: bool
) -> None:
    """Say yes to drafts exactly as they are; any later change asks again.

    Above the limit of one person this is the first of two yeses.
    """
    _one_way(ids, every, "--all")
    here = session.acting(as_of)
    if every:
        rows = queries.list_drafts(here.id)
        ids = tuple(row.id for row in rows if row.state == "draft")
    states = [
        operations.approve(here.id, draft, actor=here.actor, at=here.at)
        for draft in ids
    ]
    print_rows(
        [
            {"draft": draft, "state": str(state)}
            for draft, state in zip(ids, states, strict=True)
        ],
        as_json=as_json,
        none="No draft waits for approval.",
    )


@drafts.command()
@click.argument("ids", nargs=-1, type=int, metavar="ID…")
@click.option("--all-approved", "every", is_flag=True, help="Every approved draft.")
@click.option("--override-reason", default="", help="Why findings do not matter here.")
@as_of_option
@json_option
def issue(
    ids: tuple[int, ...],
    every: bool,
    override_reason: str,
    as_of: date | None,
    as_json: bool,
) -> None:
    """Turn approved drafts into numbered invoices; the next `deliver` sends them."""
    _one_way(ids, every, "--all-approved")
    here = session.acting(as_of)
    if every:
        rows = queries.list_drafts(here.id, approved=True)
        ids = tuple(row.id for row in rows)
    else:
        ids = tuple(queries.get_draft(here.id, draft).id for draft in ids)
    issued = operations.issue_drafts(
        here.id,
        ids,
        at=here.at,
        actor=here.actor,
        calendars=wiring.calendars,
        domain=wiring.mail_domain(),
        register=wiring.number_register(),
        override_reason=override_reason,
    )
    print_rows(
        [{"draft": done.draft, "invoice": done.number} for done in issued],
        as_json=as_json,
        none="No approved draft waits.",
    )


@drafts.command()
@click.argument("draft", type=int, metavar="ID")
@click.option("--reason", required=True, help="Why not.")
def decline(draft: int, reason: str) -> None:
    """Answer no where a second yes is asked for; the draft waits as before."""
    here = session.acting()
    operations.decline(here.id, draft, reason=reason, actor=here.actor, at=here.at)
    click.echo(f"Draft {draft} is declined.")


@drafts.command("two-people")
@click.option("--currency", required=True)
@click.option("--above", metavar="AMOUNT", help="One person may approve up to this.")
@click.option("--never", is_flag=True, help="One person is enough for any amount.")
def two_people(currency: str, above: str | None, never: bool) -> None:
    """Say above which amount, tax included, two people must approve a draft."""
    if (above is None) != never:
        raise click.UsageError("Give --above AMOUNT, or --never.")
    here = session.acting()
    limit = None if above is None else read_amount(above, currency)
    require_two_people(here.id, currency, limit, actor=here.actor, at=here.at)
    if limit is None:
        click.echo(f"One person may approve any amount in {currency}.")
    else:
        click.echo(f"Two people approve what is above {limit} {currency}.")


@drafts.command()
@click.argument("ids", nargs=-1, required=True, type=int, metavar="ID…")
def discard(ids: tuple[int, ...]) -> None:
    """Throw drafts away; the next billing run composes them again from the terms."""
    here = session.acting()
    for draft in ids:
        operations.discard(here.id, draft, actor=here.actor, at=here.at)
        click.echo(f"Draft {draft} is discarded.")


def _one_way(ids: tuple[int, ...], every: bool, option: str) -> None:
    if bool(ids) == every:
        raise click.UsageError(f"Name drafts, or give {option}.")


def _facts(
    row: DraftRow, findings: list[Finding], *, as_json: bool
) -> dict[str, object]:
    said: list[object] = [
        {
            "rule": finding.rule,
            "field": finding.field,
            "message": finding.message,
            "blocking": finding.blocking,
        }
        for finding in findings
    ]
    if not as_json:
        said = [f"{finding.message} [{finding.rule}]" for finding in findings]
    return {
        "id": row.id,
        "client": row.client_name,
        "engagement": row.engagement_name,
        "bill_on": row.bill_on.isoformat(),
        "state": row.state,
        "net": str(row.net),
        "tax": str(row.tax),
        "gross": str(row.gross),
        "currency": row.gross.currency,
        "findings": said,
    }
