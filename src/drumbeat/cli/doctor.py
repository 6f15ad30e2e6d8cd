"""`drumbeat doctor`: a verdict on settings, database, clock, mail and workspace."""

from __future__ import annotations

import shutil
import socket
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import NamedTuple
from urllib.parse import urlsplit

import click
from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

from drumbeat import clock, wiring
from drumbeat.adapters.backup import archive
from drumbeat.apps.audit.queries import latest_at
from drumbeat.apps.identity.queries import get_only_workspace, list_workspaces
from drumbeat.apps.invoices.queries import list_lost
from drumbeat.apps.parties.queries import get_seller
from drumbeat.apps.reports.high_water import high_water
from drumbeat.cli.output import print_json
from drumbeat.cli.session import json_option
from drumbeat.core.errors import Refusal

_FREE_BYTES_MIN = 200 * 1024 * 1024
_SECONDS = 5
_BACKUP_AGE_MAX = timedelta(days=7)


class Verdict(NamedTuple):
    """What was looked at, whether it is well, and what is the matter."""

    what: str
    ok: bool
    details: str


@click.command()
@json_option
@click.pass_context
def doctor(ctx: click.Context, as_json: bool) -> None:
    """Look at everything an operator would; 1 when something needs care."""
    verdicts = [_look(what, look) for what, look in _LOOKS.items()]
    ok = all(verdict.ok for verdict in verdicts)
    if as_json:
        print_json({"ok": ok, "checks": [verdict._asdict() for verdict in verdicts]})
    else:
        for verdict in verdicts:
            word = "well" if verdict.ok else "LOOK"
            click.echo(f"{word}  {verdict.what}: {verdict.details}")
    ctx.exit(0 if ok else 1)


def _look(what: str, look: Callable[[], Verdict]) -> Verdict:
    """Return the verdict; what cannot even be looked at is not well."""
    try:
        return look()
    except Refusal as refusal:
        return Verdict(what, False, refusal.sentence)
    except (DatabaseError, OSError) as failure:
        first = str(failure).strip().partition("\n")[0]
        return Verdict(what, False, f"It does not answer ({first}).")


def _home() -> Verdict:
    free = shutil.disk_usage(settings.DRUMBEAT_HOME).free
    ok = free > _FREE_BYTES_MIN
    details = f"{settings.DRUMBEAT_HOME}, {free // (1024 * 1024)} MB free"
    return Verdict("home", ok, details)


def _database() -> Verdict:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    executor = MigrationExecutor(connection)
    missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if missing:
        waits = f"{len(missing)} changes of tables wait; run `drumbeat serve` or init."
        return Verdict("database", False, waits)
    return Verdict("database", True, f"{connection.vendor} {_version()}")


def _version() -> str:
    query = "SELECT version()"
    if connection.vendor == "sqlite":
        query = "SELECT sqlite_version()"
    with connection.cursor() as cursor:
        cursor.execute(query)
        version: str = cursor.fetchone()[0]
    return version.removeprefix("PostgreSQL ").partition(" ")[0]


def _clock() -> Verdict:
    now = clock.now()
    latest: datetime | None = max(
        (at for w in list_workspaces() if (at := latest_at(w.id))), default=None
    )
    if latest is not None and latest > now:
        details = f"it is {now:%Y-%m-%d %H:%M} UTC, the trail is at {latest}"
        return Verdict("clock", False, f"The clock went back: {details}.")
    return Verdict("clock", True, f"{now:%Y-%m-%d %H:%M} UTC")


def _workspace() -> Verdict:
    workspace = get_only_workspace()
    seller = get_seller(workspace.id)
    missing = [
        name
        for name, value in (
            ("address", seller.address.lines),
            ("VAT id or tax number", seller.vat_id or seller.tax_number),
            ("IBAN", seller.iban),
        )
        if not value
    ]
    if missing:
        return Verdict("workspace", False, f"Your {', '.join(missing)} is missing.")
    return Verdict("workspace", True, f"{workspace.name}, {workspace.time_zone}")


def _numbers() -> Verdict:
    register = wiring.number_register()
    lost = [gap for w in list_workspaces() for gap in list_lost(w.id, register)]
    if lost:
        count = sum(gap.last - gap.first + 1 for gap in lost)
        details = f"{count} that were given are not in the books; `drumbeat recover`."
        return Verdict("numbers", False, details)
    return Verdict("numbers", True, "the books know every number that was given")


def _mail() -> Verdict:
    url = settings.DRUMBEAT_SMTP_URL
    if not url:
        return Verdict("mail", True, "the built-in mailbox keeps it, none goes out")
    parts = urlsplit(url)
    port = parts.port or (465 if parts.scheme == "smtps" else 587)
    address = (parts.hostname or "", port)
    with socket.create_connection(address, timeout=_SECONDS):
        return Verdict("mail", True, f"{address[0]}:{port} answers")


def _backups() -> Verdict:
    """Look for a whole backup that is young enough to be worth something."""
    folder = settings.DRUMBEAT_BACKUPS
    found = archive.latest(folder)
    if found is None:
        # Where no number was given yet, nothing of law is lost.
        nothing_issued = not any(chain["series"] for chain in high_water())
        details = f"no whole one in {folder}; run `drumbeat backup`."
        return Verdict("backups", nothing_issued, details)
    file, manifest = found
    age = clock.now() - datetime.fromisoformat(manifest["made_at"])
    days = f"{age.days} day{'' if age.days == 1 else 's'}"
    details = f"{file} is whole and {days} old"
    return Verdict("backups", age <= _BACKUP_AGE_MAX, details)


_LOOKS: dict[str, Callable[[], Verdict]] = {
    "home": _home,
    "database": _database,
    "clock": _clock,
    "workspace": _workspace,
    "numbers": _numbers,
    "mail": _mail,
    "backups": _backups,
}
