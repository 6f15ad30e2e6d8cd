"""`drumbeat backup` and `drumbeat restore`: a copy of everything, and back."""

from __future__ import annotations

import tempfile
from pathlib import Path

import click
from django.conf import settings
from django.db import connection, connections

from drumbeat import clock, wiring
from drumbeat.adapters.backup import archive, databases
from drumbeat.apps.delivery import operations as delivery
from drumbeat.apps.identity import operations as identity
from drumbeat.apps.identity.queries import list_workspaces
from drumbeat.apps.invoices.queries import list_lost
from drumbeat.cli.recover import print_lost
from drumbeat.cli.setup import apply_migrations
from drumbeat.core.errors import Refusal
from drumbeat.jobs.backups import backup_name, write_backup


class WouldOverwrite(Refusal):
    """There is a workspace here; restoring would replace it."""

    rule = "BAK-2"
    message = "There is a workspace here already; add --force to replace it."


class NotRecovered(Refusal):
    """Released books are trusted again, so what they lost is settled before."""

    rule = "BAK-3"
    message = "Numbers were lost by the restore; see to them with `drumbeat recover`."


@click.command()
@click.option("-o", "--output", type=click.Path(path_type=Path, dir_okay=False))
def backup(output: Path | None) -> None:
    """Write one file that holds the whole database and proves itself whole."""
    at = clock.now()
    target = output or settings.DRUMBEAT_BACKUPS / backup_name(at)
    write_backup(target, at=at)
    click.echo(f"Backed up to {target}.")


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--force", is_flag=True, help="Replace the workspace that is here.")
def restore(file: Path, force: bool) -> None:
    """Bring a backup back. Stop the server and the worker first.

    Mail that was waiting in it is held: look at the queue, then `drumbeat release`.
    """
    apply_migrations()
    if list_workspaces() and not force:
        raise WouldOverwrite
    with tempfile.TemporaryDirectory(dir=settings.DRUMBEAT_HOME) as folder:
        manifest = archive.unpack(file, Path(folder))
        if manifest["database"] != connection.vendor:
            raise archive.NotABackup(
                file=file, problem=f"it is of {manifest['database']}"
            )
        connections.close_all()
        databases.load(connection.settings_dict, Path(folder) / archive.DATABASE)
    apply_migrations()
    held = 0
    for workspace in list_workspaces():
        identity.mark_restored(workspace.id, restored=True)
        held += delivery.hold_all(workspace.id)
    click.echo(f"Restored the state of {manifest['made_at']}; {held} mails are held.")
    for workspace in list_workspaces():
        print_lost(list_lost(workspace.id, wiring.number_register()))


@click.command()
def release() -> None:
    """Let mail go that was held after a restore.

    Numbers that were lost are looked after first: `drumbeat recover`.
    """
    register = wiring.number_register()
    for workspace in list_workspaces():
        if list_lost(workspace.id, register):
            raise NotRecovered
    released = 0
    for workspace in list_workspaces():
        identity.mark_restored(workspace.id, restored=False)
        released += delivery.release_all(workspace.id)
    click.echo(f"{released} mails may go now.")
