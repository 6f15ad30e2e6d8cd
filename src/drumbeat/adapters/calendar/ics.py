"""iCalendar (RFC 5545) → entries around a day; nothing in it is trusted."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import icalendar
import recurring_ical_events

from drumbeat.core.calendar_entries import CalendarUnreadable, Entry

BYTES_MOST = 5_000_000
ENTRIES_MOST = 5_000
_BACK, _AHEAD = timedelta(days=90), timedelta(days=400)


def read_entries(content: bytes, *, on: date, zone: ZoneInfo) -> list[Entry]:
    """Return the entries from three months back to a year ahead.

    A time without a zone, or in one that nobody knows, is that of the workspace.

    :raises CalendarUnreadable: it is no calendar, too large, or has too many entries
    """
    if len(content) > BYTES_MOST:
        raise CalendarUnreadable(problem="This calendar is larger than 5 MB.")
    try:
        calendar = icalendar.Calendar.from_ical(content)
        found = recurring_ical_events.of(calendar, keep_recurrence_attributes=True)
        events = found.between(on - _BACK, on + _AHEAD)
    except (ValueError, KeyError, TypeError, AttributeError, OverflowError) as error:
        # The library says with these that a line is not what RFC 5545 allows.
        raise CalendarUnreadable(
            problem="This is not a calendar that can be read: export it anew as .ics."
        ) from error
    if len(events) > ENTRIES_MOST:
        problem = f"This calendar has more than {ENTRIES_MOST:,} entries around today."
        raise CalendarUnreadable(problem=problem)
    series = _of_series(calendar)
    return [_entry(event, zone, series) for event in events if event.get("UID")]


def _of_series(calendar: icalendar.Calendar) -> frozenset[str]:
    """Return the UIDs of entries that recur."""
    events = calendar.walk("VEVENT")
    return frozenset(
        str(event["UID"])
        for event in events
        if "UID" in event and ("RRULE" in event or "RDATE" in event)
    )


def _entry(event: icalendar.Event, zone: ZoneInfo, series: frozenset[str]) -> Entry:
    uid = "".join(str(event["UID"]).split())
    if uid in series or str(event["UID"]) in series:
        uid = f"{uid}/{_day_of(event.RECURRENCE_ID or event.DTSTART)}"
    return Entry(
        uid=uid[:200],
        title=" ".join(str(event.get("SUMMARY", "")).split())[:200],
        starts=_aware(event.DTSTART, zone),
        is_cancelled=str(event.get("STATUS", "")).upper() == "CANCELLED",
    )


def _aware(at: date | datetime, zone: ZoneInfo) -> date | datetime:
    if isinstance(at, datetime) and at.tzinfo is None:
        return at.replace(tzinfo=zone)
    return at


def _day_of(at: date | datetime) -> date:
    return at.date() if isinstance(at, datetime) else at
