"""Calendar entries that a project waits for: on which day they are, what changed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from drumbeat.core.errors import Refusal
from drumbeat.core.terms import Project

_PREFIX = "event "


class CalendarUnreadable(Refusal):
    """The bytes are no calendar that can be read."""

    rule = "CAL-1"
    message = "{problem}"


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of a calendar, or one occasion of one that recurs.

    `starts` is a day where it takes the whole day, else an aware instant. An occasion
    of a series is known by the series and the day it was planned for first.
    """

    uid: str
    title: str
    starts: date | datetime
    is_cancelled: bool = False

    def day(self, zone: ZoneInfo) -> date:
        """Return the day it begins on by the clock of the workspace."""
        if isinstance(self.starts, datetime):
            return self.starts.astimezone(zone).date()
        return self.starts


@dataclass(frozen=True, slots=True)
class EventChange:
    """A project whose entry has another day than it had; None is no day at all."""

    engagement: int
    project: str
    uid: str
    was: date | None
    now: date | None


def awaited(project: Project) -> str:
    """Return the UID of the entry a project is billed by, or “”."""
    waits_for = project.bill_on
    if isinstance(waits_for, str) and waits_for.startswith(_PREFIX):
        return waits_for.removeprefix(_PREFIX)
    return ""
