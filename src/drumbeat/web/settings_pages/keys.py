"""The keys of all pages, and whether those that act alone are on."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from drumbeat import clock
from drumbeat.apps.identity import operations
from drumbeat.web import access, feedback
from drumbeat.web.guards import actor
from drumbeat.web.settings_pages.sections import show


@require_http_methods(["GET", "POST"])
def keys(request: HttpRequest) -> HttpResponse:
    """Show the keys, as a page or as a part for the dialog; switch single ones."""
    member = access.membership(request)
    is_part = request.GET.get("part") == "list"
    if request.method == "POST":
        on = request.POST.get("on") == "yes"
        operations.switch_single_keys(
            member.workspace.id, member.id, on=on, actor=actor(member), at=clock.now()
        )
        said = "Saved. Keys act alone." if on else "Saved. Only keys with Ctrl act."
        if "HX-Request" in request.headers:
            return HttpResponse(said)
        return feedback.done(request, said, to=reverse("keys"))
    words = {
        "is_on": member.preferences.single_keys,
        "sees_all": member.clients is None,
        "is_page": not is_part,
    }
    if is_part:
        return render(request, "components/keys.html", words)
    return show(request, member, "keys", "pages/settings/keys.html", words)
