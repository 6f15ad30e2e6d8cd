"""Search: one page over everything, and the same as a part for the command menu."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from drumbeat.apps.reports.search import find
from drumbeat.web import access, frame, search_view
from drumbeat.web.frame import Place
from drumbeat.web.guards import today

_TEXT_MAX = 200


@require_GET
def search(request: HttpRequest) -> HttpResponse:
    """Find clients, engagements, documents and drafts; and what can be done."""
    member = access.membership(request)
    text = request.GET.get("q", "").strip()[:_TEXT_MAX]
    on = today(member)
    found = find(member.workspace.id, text, on=on, seen=member.clients)
    words = {"q": text, "groups": search_view.groups(text, found, member, on=on)}
    if request.GET.get("part") == "found":
        return render(request, "components/found_menu.html", words)
    return frame.show(request, member, "pages/search.html", Place("search"), words)
