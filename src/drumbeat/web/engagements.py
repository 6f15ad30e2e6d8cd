"""Engagements: the list, one with its terms and timeline, and its file."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.text import slugify
from django.views.decorators.http import require_GET

from drumbeat import clock, wiring
from drumbeat.apps.engagements.queries import NoSuchEngagement, get_terms
from drumbeat.apps.identity.queries import MemberRow
from drumbeat.apps.reports.engagement_page import engagement_page
from drumbeat.apps.reports.engagements import list_lines
from drumbeat.core.engagement_file import render
from drumbeat.core.roles import may
from drumbeat.web import access, engagement_view, frame, rhythm, timeline
from drumbeat.web.frame import Place


@require_GET
def engagement_list(request: HttpRequest) -> HttpResponse:
    """List what was agreed, with what comes next; of a client’s only one, show it."""
    member = access.membership(request)
    zone = member.workspace.time_zone
    today = clock.today(zone)
    lines = list_lines(
        member.workspace.id, on=today, zone=zone, calendars=wiring.calendars
    )
    if member.clients is not None:
        lines = [line for line in lines if line.client in member.clients]
    if client := access.client_asked(member, request.GET):
        lines = [line for line in lines if line.client == client.id]
        if len(lines) == 1:
            return redirect("engagement", lines[0].id)
    words = {
        "groups": engagement_view.group_views(lines, on=today),
        "may_agree": may(member.role, needs="biller"),
    }
    place = Place("engagements")
    return frame.show(request, member, "pages/engagement_list.html", place, words)


@require_GET
def engagement(request: HttpRequest, engagement: int) -> HttpResponse:
    """Show one engagement: terms, rhythm, timeline, rail."""
    return show(request, access.membership(request), engagement)


def show(
    request: HttpRequest,
    member: MemberRow,
    engagement: int,
    more: dict[str, object] | None = None,
    *,
    status: int = 200,
) -> HttpResponse:
    """Answer with the page of an engagement; `more` opens one of its forms in place."""
    workspace = member.workspace
    today = clock.today(workspace.time_zone)
    try:
        page = engagement_page(
            workspace.id,
            engagement,
            on=today,
            zone=workspace.time_zone,
            calendars=wiring.calendars,
            whole="earlier" in request.GET,
        )
    except NoSuchEngagement:
        raise Http404 from None
    show_only = request.GET.get("show", "")
    words: dict[str, object] = {
        "view": engagement_view.page_view(page, member, on=today),
        "rhythm": rhythm.rhythm(page, on=today),
        "timeline": timeline.timeline(
            page,
            on=today,
            update_required=workspace.update_required,
            show=show_only,
            whole=bool(request.GET.get("earlier")),
        ),
        "filters": timeline.FILTERS,
        "show": show_only,
        "on": today,
        "editing": None,
    }
    return frame.show(
        request,
        member,
        "pages/engagement.html",
        Place("engagements", client=page.client),
        words | (more or {}),
        status=status,
    )


@require_GET
def engagement_file(request: HttpRequest, engagement: int) -> HttpResponse:
    """Give the terms in force as the engagement file that reads back as them."""
    member = access.membership(request, needs="biller")
    try:
        terms = get_terms(member.workspace.id, engagement)
    except NoSuchEngagement:
        raise Http404 from None
    answer = HttpResponse(render(terms), content_type="application/toml; charset=utf-8")
    name = slugify(f"{terms.client.name} {terms.name}") or "engagement"
    answer["Content-Disposition"] = f'attachment; filename="{name}.toml"'
    return answer
