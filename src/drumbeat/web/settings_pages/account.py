"""One’s own account: the name others see, and the ways to sign in."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from drumbeat import clock
from drumbeat.apps.identity import operations, queries
from drumbeat.web import access, feedback
from drumbeat.web.entered import Entered
from drumbeat.web.guards import actor
from drumbeat.web.settings_pages.sections import show


@require_http_methods(["GET", "POST"])
def account(request: HttpRequest) -> HttpResponse:
    """Show how one signs in; change the name."""
    member = access.membership(request)
    workspace = member.workspace.id
    entered = Entered({"name": member.name})
    if request.method == "POST":
        entered = Entered.of(request.POST, "name")
        name = entered.text("name", missing="Write the name others see.")
        if not entered.errors:
            operations.rename_member(
                workspace, member.id, name, actor=actor(member), at=clock.now()
            )
            return feedback.done(request, "Saved.", to=reverse("account"))
    ways = queries.get_ways_in(workspace, member.id)
    words = {"member": member, "ways": ways, "form": entered}
    return show(request, member, "account", "pages/settings/account.html", words)
