"""`drumbeat calendars`: feeds and files that projects follow."""

from __future__ import annotations

from pathlib import Path
from zoneinfo import ZoneInfo

import click

from drumbeat import wiring
from drumbeat.apps.calendars import operations
from drumbeat.apps.calendars.queries import list_calendars, list_entries_from
from drumbeat.cli import session
from drumbeat.cli.output import print_rows
from drumbeat.cli.session import json_option


@click.group()
def calendars() -> None:
    """Calendars that projects follow: a workshop is billed on its day."""


@calendars.command("list")
@json_option
def list_all(as_json: bool) -> None:
    """List the calendars and when each was read."""
    rows = list_calendars(session.reading().id)
    print_rows(
        [
            {
                "id": row.id,
                "name": row.name,
                "kind": "feed" if row.is_feed else "files",
                "entries": row.entries,
                "read_at": row.read_at.isoformat() if row.read_at else "",
                "problem": row.problem,
            }
            for row in rows
        ],
        as_json=as_json,
        none="No calendar is read.",
    )


@calendars.command()
@json_option
def entries(as_json: bool) -> None:
    """List the entries to come, with the UID that a project names."""
    here = session.reading()
    print_rows(
        [
            {"day": row.day.isoformat(), "title": row.title, "uid": row.uid}
            for row in list_entries_from(here.id, here.on)
        ],
        as_json=as_json,
        none="Nothing is coming.",
    )


@calendars.command()
@click.argument("name")
@click.option("--url", required=True, help="The private address, https://…")
def add(name: str, url: str) -> None:
    """Add a feed; the worker asks it every quarter of an hour."""
    here = session.acting()
    operations.add_calendar(here.id, name, url, actor=here.actor, at=here.at)
    click.echo(f"“{name}” is read from now on.")


@calendars.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--name", required=True, help="Which calendar the file belongs to.")
def read(file: Path, name: str) -> None:
    """Read a file; projects that wait for an entry in it follow its day."""
    here = session.acting()
    zone = ZoneInfo(here.workspace.time_zone)
    found = wiring.calendar_entries(file.read_bytes(), on=here.on, zone=zone)
    same = [c.id for c in list_calendars(here.id) if c.name == name and not c.is_feed]
    calendar = (
        same[0]
        if same
        else operations.add_calendar(here.id, name, "", actor=here.actor, at=here.at)
    )
    changed = operations.take_entries(
        here.id,
        calendar,
        found,
        is_whole=False,
        on=here.on,
        zone=zone,
        actor=here.actor,
        at=here.at,
    )
    click.echo(f"{len(found)} read, {changed} new or changed.")
