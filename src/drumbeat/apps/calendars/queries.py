"""Read calendars and their entries."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from drumbeat.apps.calendars.models import Calendar, CalendarEntry
from drumbeat.core.errors import Refusal


class NoSuchCalendar(Refusal):
    """The workspace has no such calendar."""

    rule = "CAL-2"
    message = "There is no calendar {id}."


class NoSuchMove(Refusal):
    """The workspace has no such move of an entry."""

    rule = "CAL-5"
    message = "There is no move {id}."


@dataclass(frozen=True, slots=True)
class CalendarRow:
    """A calendar as its page lists it."""

    id: int
    name: str
    is_feed: bool
    read_at: datetime | None
    problem: str
    entries: int


@dataclass(frozen=True, slots=True)
class EntryRow:
    """An entry to come that a project may wait for."""

    uid: str
    title: str
    day: date


def list_calendars(workspace: int) -> list[CalendarRow]:
    """Return the calendars that are read, by name."""
    rows = Calendar.objects.filter(workspace_id=workspace, removed_at=None)
    return [
        CalendarRow(
            row.id,
            row.name,
            bool(row.url),
            row.read_at,
            row.problem,
            CalendarEntry.objects.filter(calendar_id=row.id).count(),
        )
        for row in rows.order_by("name", "id")
    ]


def list_entries_from(workspace: int, on: date) -> list[EntryRow]:
    """Return the entries from a day on, each UID once, the next first."""
    rows = CalendarEntry.objects.filter(
        calendar__workspace_id=workspace,
        calendar__removed_at=None,
        is_cancelled=False,
        day__gte=on,
    ).order_by("day", "id")
    once = {row.uid: EntryRow(row.uid, row.title, row.day) for row in rows}
    return list(once.values())


def days_by_uid(workspace: int) -> dict[str, date | None]:
    """Return the day of every entry that is known, None of a cancelled one."""
    rows = CalendarEntry.objects.filter(
        calendar__workspace_id=workspace, calendar__removed_at=None
    ).order_by("id")
    return {
        uid: None if is_cancelled else day
        for uid, day, is_cancelled in rows.values_list("uid", "day", "is_cancelled")
    }
