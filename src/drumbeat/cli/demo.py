"""`drumbeat demo`: a complete sample workspace, then its pages."""

from __future__ import annotations

import sys

import click
from django.conf import settings
from rich.console import Console
from rich.progress import Progress

from drumbeat import clock
from drumbeat.apps.identity.queries import list_workspaces
from drumbeat.cli.serve import run_server
from drumbeat.cli.setup import apply_migrations
from drumbeat.jobs.sample import OWNER, make_sample

PASSWORD = "always small invoices"  # noqa: S105  (of a sample that serves loopback)


@click.command()
@click.option("--bind", default="127.0.0.1:8000", show_default=True)
@click.option("--no-serve", is_flag=True, help="Make the sample and stop.")
def demo(bind: str, no_serve: bool) -> int:
    """Make seven clients' retainers, projects, invoices and mail; then serve them.

    A workspace that is here already is shown as it is.
    """
    apply_migrations()
    if not list_workspaces():
        console = Console(file=sys.stderr)
        with Progress(console=console, disable=not console.is_terminal) as bar:
            task = bar.add_task("Playing a hundred days", total=None)
            make_sample(
                PASSWORD,
                at=clock.now(),
                progress=lambda done, total: bar.update(
                    task, completed=done, total=total
                ),
            )
    click.echo(f"Open http://{bind} and sign in as {OWNER} with “{PASSWORD}”.")
    click.echo(f"Everything is kept in {settings.DRUMBEAT_HOME}; mail stays there too.")
    if no_serve:
        return 0
    return run_server(bind=bind, threads=8, workers=1, with_work=True)
