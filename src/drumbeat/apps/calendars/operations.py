"""Add calendars, read them, and let projects follow their entries."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Q

from drumbeat.apps.audit import operations as audit
from drumbeat.apps.audit.operations import Actor, Event
from drumbeat.apps.calendars.models import Calendar, CalendarEntry, EventMove
from drumbeat.apps.calendars.queries import (
    NoSuchCalendar,
    NoSuchMove,
    days_by_uid,
)
from drumbeat.apps.engagements.operations import date_projects
from drumbeat.core.calendar_entries import CalendarUnreadable, Entry
from drumbeat.core.errors import Refusal

ASKED_EVERY = timedelta(minutes=15)
Fetch = Callable[[str], bytes]
Reader = Callable[[bytes], Sequence[Entry]]


class NameMissing(Refusal):
    """A calendar without a name, or with one that is used."""

    rule = "CAL-3"
    message = "Give the calendar a name of its own."


@transaction.atomic
def add_calendar(
    workspace: int, name: str, url: str, *, actor: Actor, at: datetime
) -> int:
    """Add a feed, or with an empty address a calendar for files; return its id.

    :raises NameMissing: the name is empty or used
    """
    called = " ".join(name.split())[:100]
    mine = Calendar.objects.filter(workspace_id=workspace, removed_at=None)
    if not called or mine.filter(name=called).exists():
        raise NameMissing
    made = Calendar.objects.create(workspace_id=workspace, name=called, url=url.strip())
    _record(workspace, "calendar added", made.id, {"name": called}, actor, at)
    return made.id


@transaction.atomic
def remove_calendar(
    workspace: int, calendar: int, *, actor: Actor, at: datetime
) -> None:
    """Stop reading a calendar; days that projects have from it stay.

    :raises NoSuchCalendar: it is not in this workspace, or removed already
    """
    mine = Calendar.objects.filter(workspace_id=workspace, id=calendar, removed_at=None)
    if not mine.update(removed_at=at):
        raise NoSuchCalendar(id=calendar)
    _record(workspace, "calendar removed", calendar, {}, actor, at)


@transaction.atomic
def take_entries(
    workspace: int,
    calendar: int,
    entries: Sequence[Entry],
    *,
    is_whole: bool,
    on: date,
    zone: ZoneInfo,
    actor: Actor,
    at: datetime,
) -> int:
    """Store what was read and let projects follow; return how many entries changed.

    The same again changes nothing. `is_whole` says that what is missing from today
    on is gone, as in a feed; a file given by hand may hold a part.

    :raises NoSuchCalendar: it is not in this workspace
    """
    mine = Calendar.objects.filter(workspace_id=workspace, id=calendar, removed_at=None)
    if not mine.update(read_at=at, asked_at=at, problem=""):
        raise NoSuchCalendar(id=calendar)
    known = {row.uid: row for row in CalendarEntry.objects.filter(calendar_id=calendar)}
    changed = 0
    for entry in entries:
        facts = (entry.title, entry.day(zone), entry.is_cancelled)
        row = known.pop(entry.uid, None)
        if row is not None and (row.title, row.day, row.is_cancelled) == facts:
            continue
        changed += 1
        title, day, is_cancelled = facts
        CalendarEntry.objects.update_or_create(
            calendar_id=calendar,
            uid=entry.uid,
            defaults={
                "title": title,
                "day": day,
                "is_cancelled": is_cancelled,
                "changed_at": at,
            },
        )
    if is_whole:
        gone = [r.id for r in known.values() if r.day >= on and not r.is_cancelled]
        changed += CalendarEntry.objects.filter(id__in=gone).update(
            is_cancelled=True, changed_at=at
        )
    follow(workspace, actor=actor, at=at)
    return changed


@transaction.atomic
def follow(workspace: int, *, actor: Actor, at: datetime) -> None:
    """Put the projects that wait for an entry on its day; note those that moved."""
    days = days_by_uid(workspace)
    if not days:
        return
    for change in date_projects(workspace, days, actor=actor, at=at):
        if change.was is not None:
            EventMove.objects.create(
                workspace_id=workspace,
                engagement_id=change.engagement,
                project=change.project,
                was=change.was,
                now=change.now,
                at=at,
            )


def ask_feeds(
    workspace: int,
    fetch: Fetch,
    read: Reader,
    *,
    on: date,
    zone: ZoneInfo,
    actor: Actor,
    at: datetime,
) -> list[str]:
    """Ask the feeds that were not asked lately; return what went wrong.

    No transaction waits for the network, and a feed in trouble keeps its entries.
    """
    due = Calendar.objects.filter(
        Q(asked_at=None) | Q(asked_at__lte=at - ASKED_EVERY),
        workspace_id=workspace,
        removed_at=None,
    ).exclude(url="")
    problems = []
    for calendar, url in list(due.values_list("id", "url")):
        Calendar.objects.filter(id=calendar).update(asked_at=at)
        try:
            entries = read(fetch(url))
        except CalendarUnreadable as refusal:
            problems.append(refusal.sentence)
            Calendar.objects.filter(id=calendar).update(problem=refusal.sentence[:300])
            continue
        take_entries(
            workspace,
            calendar,
            entries,
            is_whole=True,
            on=on,
            zone=zone,
            actor=actor,
            at=at,
        )
    return problems


@transaction.atomic
def note_move(workspace: int, move: int, *, actor: Actor, at: datetime) -> int:
    """Note that somebody saw a move; return the engagement.

    :raises NoSuchMove: it is not in this workspace
    :raises NothingMoved: it was seen already
    """
    mine = EventMove.objects.filter(workspace_id=workspace, id=move)
    engagement = mine.values_list("engagement_id", flat=True).first()
    if engagement is None:
        raise NoSuchMove(id=move)
    if not mine.filter(noted_at=None).update(noted_at=at, noted_by=actor.name):
        raise NothingMoved
    payload = json.dumps({"move": move})
    event = Event("move noted", f"engagement:{engagement}", payload)
    audit.record(workspace, [event], actor=actor, at=at)
    return engagement


class NothingMoved(Refusal):
    """Nobody waits for this to be seen."""

    rule = "CAL-4"
    message = "This was noted already."


def _record(
    workspace: int,
    action: str,
    calendar: int,
    facts: dict[str, object],
    actor: Actor,
    at: datetime,
) -> None:
    payload = json.dumps(facts, sort_keys=True, separators=(",", ":"))
    event = Event(action, f"calendar:{calendar}", payload)
    audit.record(workspace, [event], actor=actor, at=at)
