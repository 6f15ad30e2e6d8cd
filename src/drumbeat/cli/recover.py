"""`drumbeat recover`: the numbers that a restore lost, and why they stay missing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict

import click

from drumbeat import wiring
from drumbeat.apps.invoices.operations import record_gap
from drumbeat.apps.invoices.queries import LostNumbers, list_lost
from drumbeat.cli import session
from drumbeat.cli.output import print_json
from drumbeat.cli.session import json_option


@click.command()
@click.option("--reason", metavar="TEXT", help="Skip them for ever, and say why.")
@json_option
def recover(reason: str | None, as_json: bool) -> None:
    """Show numbers that were given and that these books lost, or skip them.

    A skipped number is never given again. The reason stands on the trail, and fsck
    takes it for the gap.
    """
    register = wiring.number_register()
    if reason is None:
        lost = list_lost(session.reading().id, register)
    elif reason.strip():
        here = session.acting()
        lost = record_gap(
            here.id,
            reason=reason.strip(),
            register=register,
            actor=here.actor,
            at=here.at,
        )
    else:
        raise click.UsageError("--reason is empty; an inspector will ask for it.")
    if as_json:
        print_json(
            [asdict(gap) | {"on": gap.on and gap.on.isoformat()} for gap in lost]
        )
        return
    print_lost(lost, verdict="skipped" if reason else "lost")
    if not lost:
        click.echo("No number was lost.")


def print_lost(lost: Sequence[LostNumbers], *, verdict: str = "lost") -> None:
    """Print one line for each series."""
    for gap in lost:
        name = f"{gap.kind.replace('_', ' ')} {gap.year}"
        click.echo(f"{name}: numbers {gap.first} to {gap.last} are {verdict}.")
