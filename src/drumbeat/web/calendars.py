"""Calendars: the feeds and files that projects follow, and what they moved."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from drumbeat import clock, wiring
from drumbeat.apps.calendars import operations
from drumbeat.apps.calendars.queries import CalendarRow, list_calendars
from drumbeat.apps.identity.queries import MemberRow
from drumbeat.core.calendar_entries import CalendarUnreadable
from drumbeat.core.errors import Refusal
from drumbeat.web import access, feedback, formats
from drumbeat.web.guards import acted, actor, only_by_form, today
from drumbeat.web.settings_pages.sections import show

_MOST = 5_000_000  # bytes of a file


@dataclass(frozen=True, slots=True)
class CalendarView:
    """A calendar as its page lists it."""

    id: int
    name: str
    kind: str
    state: str
    problem: str


@require_http_methods(["GET", "POST"])
def calendars(request: HttpRequest) -> HttpResponse:
    """List the calendars; add a feed, or read a file."""
    member = access.overview(request, needs="biller")
    if request.method == "POST":
        sent = request.FILES.get("file")
        if sent is not None:
            content = b"" if (sent.size or 0) > _MOST else sent.read()
            return _file_read(request, member, content)
        return _feed_added(request, member)
    rows = list_calendars(member.workspace.id)
    words = {"calendars": [_view(row, member) for row in rows]}
    return show(request, member, "calendars", "pages/settings/calendars.html", words)


@only_by_form
def calendar_removal(request: HttpRequest, calendar: int) -> HttpResponse:
    """Stop reading a calendar."""
    member = access.overview(request, needs="biller")
    remove = partial(
        operations.remove_calendar,
        member.workspace.id,
        calendar,
        actor=actor(member),
        at=clock.now(),
    )
    here = reverse("calendars")
    return acted(
        request, remove, sentence="It is not read any more.", to=here, back=here
    )


@only_by_form
def event_move(request: HttpRequest, move: int) -> HttpResponse:
    """Note that somebody saw what the calendar moved."""
    member = access.membership(request, needs="biller")
    note = partial(
        operations.note_move,
        member.workspace.id,
        move,
        actor=actor(member),
        at=clock.now(),
    )
    return acted(
        request,
        note,
        sentence="Noted.",
        to=lambda engagement: reverse("engagement", args=[engagement]),
    )


def _feed_added(request: HttpRequest, member: MemberRow) -> HttpResponse:
    """Add a feed that can be read now; what cannot is not added."""
    name, url = request.POST.get("name", ""), request.POST.get("url", "").strip()
    here, zone = reverse("calendars"), ZoneInfo(member.workspace.time_zone)
    try:
        wiring.calendar_entries(wiring.fetch_calendar(url), on=today(member), zone=zone)
        operations.add_calendar(
            member.workspace.id, name, url, actor=actor(member), at=clock.now()
        )
    except Refusal as refusal:
        return feedback.refused(request, refusal, to=here)
    return feedback.done(request, "Added. It is read within a minute.", to=here)


def _file_read(request: HttpRequest, member: MemberRow, content: bytes) -> HttpResponse:
    here, zone = reverse("calendars"), ZoneInfo(member.workspace.time_zone)
    name, by, now = request.POST.get("name", ""), actor(member), clock.now()
    try:
        if not content:
            raise CalendarUnreadable(problem="This file is empty, or larger than 5 MB.")
        entries = wiring.calendar_entries(content, on=today(member), zone=zone)
        called = " ".join(name.split())
        rows = list_calendars(member.workspace.id)
        same = [r.id for r in rows if r.name == called and not r.is_feed]
        calendar = (
            same[0]
            if same
            else operations.add_calendar(
                member.workspace.id, name, "", actor=by, at=now
            )
        )
        changed = operations.take_entries(
            member.workspace.id,
            calendar,
            entries,
            is_whole=False,
            on=today(member),
            zone=zone,
            actor=by,
            at=now,
        )
    except Refusal as refusal:
        return feedback.refused(request, refusal, to=here)
    read = _entries(len(entries))
    said = f"{read} read, {changed} of them new or changed."
    return feedback.done(request, said, to=here)


def _entries(count: int) -> str:
    return f"{count:,} {'entry' if count == 1 else 'entries'}"


def _view(row: CalendarRow, member: MemberRow) -> CalendarView:
    zone = ZoneInfo(member.workspace.time_zone)
    state = "Not read yet"
    if row.read_at is not None:
        local = row.read_at.astimezone(zone)
        day = formats.weekday_day(local.date(), on=today(member))
        state = f"{_entries(row.entries)}, read {day}, {local:%H:%M}"
    kind = "Feed" if row.is_feed else "Files"
    return CalendarView(row.id, row.name, kind, state, row.problem)
