"""`drumbeat fsck` and `drumbeat audit`: prove the books, prove the trail."""

from __future__ import annotations

import click

from drumbeat.apps.audit.queries import verify_chain
from drumbeat.apps.reports.fsck import check_books
from drumbeat.cli import session
from drumbeat.cli.output import print_json
from drumbeat.cli.session import json_option


@click.command()
@json_option
@click.pass_context
def fsck(ctx: click.Context, as_json: bool) -> None:
    """Compute everything again from the facts; 1 when anything is wrong."""
    here = session.reading()
    checks = check_books(here.id, at=here.at)
    ok = all(check.ok for check in checks)
    if as_json:
        found = [{"id": c.id, "ok": c.ok, "details": c.details} for c in checks]
        print_json({"ok": ok, "checks": found})
    else:
        for check in checks:
            verdict = "holds" if check.ok else f"BROKEN: {check.details}"
            click.echo(f"{check.id:<4} {check.what}: {verdict}")
    ctx.exit(0 if ok else 1)


@click.group()
def audit() -> None:
    """The trail of who did what."""


@audit.command()
@json_option
@click.pass_context
def verify(ctx: click.Context, as_json: bool) -> None:
    """Compute every hash of the trail again; 1 when an entry was touched."""
    verdict = verify_chain(session.reading().id)
    if as_json:
        check = {"id": "I18", "ok": verdict.ok, "details": verdict.details}
        found = {"ok": verdict.ok, "entries": verdict.entries, "checks": [check]}
        print_json(found)
    elif verdict.ok:
        click.echo(f"{verdict.entries} entries: none was changed, moved or removed.")
    else:
        click.echo(verdict.details)
    ctx.exit(0 if verdict.ok else 1)
