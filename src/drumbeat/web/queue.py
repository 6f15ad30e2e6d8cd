"""The queue: what needs me, is late, waits, is scheduled."""

from __future__ import annotations

from datetime import date
from functools import partial
from zoneinfo import ZoneInfo

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from drumbeat import clock
from drumbeat.apps.identity.queries import MemberRow
from drumbeat.apps.parties.queries import ClientLink, get_client_link
from drumbeat.apps.reminders import wishes
from drumbeat.apps.reports import queries
from drumbeat.apps.reports.peek import look_closely
from drumbeat.core.queue import Group, QueueRow, SnoozeFact
from drumbeat.core.queue_page import PeekPage, QueuePage
from drumbeat.core.queue_rules import SNOOZED
from drumbeat.core.roles import may
from drumbeat.web import access, feedback, formats, frame, queue_view
from drumbeat.web.asked import whole
from drumbeat.web.entered import Entered
from drumbeat.web.frame import Place
from drumbeat.web.guards import (
    acted,
    actor,
    hold_seconds,
    only_by_form,
    today,
    unknown_is_not_found,
)

_NOT_WAITING = "This does not need you today, so there is nothing to put off."


@require_GET
@unknown_is_not_found
def queue(request: HttpRequest) -> HttpResponse:
    """Show the queue with its peek; the script asks for the peek alone."""
    member = access.membership(request)
    asked = request.GET.get("selected", "")
    client = _client(member, whole(request.GET, "client"))
    if request.GET.get("part") == "peek":
        return _peek_alone(request, member, asked)
    page = queries.queue_page(
        member.workspace.id,
        on=clock.today(member.workspace.time_zone),
        zone=member.workspace.time_zone,
        client=client.name if client else None,
        seen=member.clients,
    )
    # What was asked for may have left the queue; then the first row is shown.
    peek = _peek(member, asked) or _peek(member, _first_subject(page))
    return frame.show(
        request,
        member,
        "pages/queue.html",
        Place("queue", needs_you=None if client else page.needs_you),
        page_words(page, peek, member=member, asked=asked, client=client),
    )


def _client(member: MemberRow, client: int | None) -> ClientLink | None:
    """Return the client that the queue is narrowed to.

    :raises NoSuchClient: it is another workspace's
    """
    if client is None:
        return None
    access.check_client(member, client)
    return get_client_link(member.workspace.id, client)


def page_words(
    page: QueuePage,
    peek: PeekPage | None,
    *,
    member: MemberRow,
    asked: str,
    client: ClientLink | None,
) -> dict[str, object]:
    """Return the page in its words and shapes.

    A thing that was `asked` for takes the place of the list on narrow screens.
    """
    held = page.held if may(member.role, needs="biller") else ()
    return {
        "page": page,
        "day": formats.long_day(page.day),
        "client": client,
        "may_agree": may(member.role, needs="biller"),
        "groups": queue_view.group_views(
            page,
            zone=ZoneInfo(member.workspace.time_zone),
            selected=peek.subject_id if peek else "",
            client=client.id if client else None,
        ),
        "next_30_days": [formats.short_amount(sum_) for sum_ in page.next_30_days],
        "overdue": [formats.short_amount(sum_) for sum_ in page.overdue],
        "bars": queue_view.strip_bars(page.weeks),
        "now_at": queue_view.now_at(page.weeks),
        "is_open": bool(peek and peek.subject_id == asked),
        "toast": queue_view.toast(held, at=clock.now()),
    } | peek_words(peek, member, _row(member, page, peek), on=page.day)


def _row(
    member: MemberRow, page: QueuePage | None, peek: PeekPage | None
) -> QueueRow | None:
    """Return the row that is seen closely, also when the page has no room for it."""
    if peek is None:
        return None
    groups = page.groups if page else ()
    shown = (row for group in groups for row in group.rows)
    row = next((row for row in shown if row.subject_id == peek.subject_id), None)
    return row or queries.find_row(
        member.workspace.id, peek.subject_id, client=peek.client, on=today(member)
    )


def peek_words(
    peek: PeekPage | None, member: MemberRow, row: QueueRow | None, *, on: date
) -> dict[str, object]:
    """Return the peek and what may be done: approve it, remind, put it off."""
    approve_url = ""
    may_send = may(member.role, needs="biller")
    if peek and may_send and "approve" in peek.actions:
        draft = int(peek.subject_id.removeprefix("draft:"))
        approve_url = reverse("issuance", args=[draft])
    return {
        "peek": peek,
        "on": on,
        "approve_url": approve_url,
        "may_send": may_send,
        "steps": queue_view.steps(peek) if peek and may_send else None,
        "open_url": queue_view.page_of(peek.subject_id) if peek else "",
        "has_undo": hold_seconds(member) > 0,
        "later": queue_view.later(on) if row and row.group is Group.NEEDS_YOU else (),
        "is_snoozed": bool(row and row.reason == SNOOZED),
    }


def _peek_alone(request: HttpRequest, member: MemberRow, asked: str) -> HttpResponse:
    if asked and not asked.startswith(queue_view.PEEKED):
        return HttpResponse(status=204)  # nothing to see closely, and no fault
    peek = _peek(member, asked)
    if peek is None:
        raise Http404
    words = peek_words(peek, member, _row(member, None, peek), on=today(member))
    return render(request, "components/peek.html", words)


def _peek(member: MemberRow, subject_id: str) -> PeekPage | None:
    if not subject_id:
        return None
    return look_closely(
        member.workspace.id,
        subject_id,
        on=clock.today(member.workspace.time_zone),
        seen=member.clients,
    )


def _first_subject(page: QueuePage) -> str:
    rows = (row for group in page.groups for row in group.rows)
    # An engagement has no peek: the first thing that goes out, or went, is shown.
    shown = (r for r in rows if r.subject_id.startswith(queue_view.PEEKED))
    first = next(shown, None)
    return first.subject_id if first else ""


@only_by_form
def snooze(request: HttpRequest, subject: str) -> HttpResponse:
    """Let what needs somebody rest until a day; anything new about it shows at once."""
    member = access.membership(request, needs="biller")
    on = today(member)
    peek = _peek(member, subject)
    if peek is None:
        raise Http404
    row = _row(member, None, peek)
    if row is None or row.group is not Group.NEEDS_YOU:
        return feedback.incomplete(request, _NOT_WAITING, to="queue")
    entered = Entered.of(request.POST, "until")
    until = entered.day("until")
    if entered.errors:
        return feedback.incomplete(request, entered.error("until"), to="queue")
    rest = partial(
        wishes.snooze,
        member.workspace.id,
        SnoozeFact(subject, row.reason, until),
        on=on,
        actor=actor(member),
        at=clock.now(),
    )
    sentence = f"Snoozed until {formats.weekday_day(until, on=on)}."
    return acted(
        request, rest, sentence=sentence, undo=reverse("waking", args=[subject])
    )


@only_by_form
def waking(request: HttpRequest, subject: str) -> HttpResponse:
    """Show a snoozed row again now."""
    member = access.membership(request, needs="biller")
    if _peek(member, subject) is None:
        raise Http404
    wake = partial(
        wishes.wake, member.workspace.id, subject, actor=actor(member), at=clock.now()
    )
    return acted(request, wake, sentence="It is back where it was.")
