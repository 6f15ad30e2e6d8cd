"""How a member likes to work: the theme, and how long sending can be taken back."""

from __future__ import annotations

from dataclasses import replace

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from drumbeat import clock
from drumbeat.apps.identity.operations import change_preferences
from drumbeat.apps.identity.queries import MemberRow, Preferences
from drumbeat.web import access, feedback
from drumbeat.web.entered import Entered
from drumbeat.web.guards import actor
from drumbeat.web.settings_pages.sections import REFUSED, show

_THEMES = (("system", "As the system"), ("light", "Light"), ("dark", "Dark"))
_SECONDS: dict[str, int | None] = {"": None, "20": 20, "30": 30, "60": 60}


@require_http_methods(["GET", "POST"])
def preferences(request: HttpRequest) -> HttpResponse:
    """Show and change what is one's own taste."""
    member = access.membership(request)
    if request.method == "GET":
        return _page(request, member, _stored(member.preferences))
    entered = Entered.of(request.POST, "theme", "undo")
    theme = entered.choice("theme", {name: name for name, _ in _THEMES})
    undo_seconds = entered.choice("undo", _SECONDS)
    if entered.errors:
        return _page(request, member, entered, status=REFUSED)
    wanted = replace(member.preferences, theme=theme, undo_seconds=undo_seconds)
    change_preferences(
        member.workspace.id, member.id, wanted, actor=actor(member), at=clock.now()
    )
    return feedback.done(request, "Saved.", to=reverse("preferences"))


def _stored(own: Preferences) -> Entered:
    return Entered({"theme": own.theme, "undo": str(own.undo_seconds or "")})


def _page(
    request: HttpRequest, member: MemberRow, entered: Entered, *, status: int = 200
) -> HttpResponse:
    usual = settings.DRUMBEAT_UNDO_SECONDS
    words = {
        "form": entered,
        "themes": _THEMES,
        "waits": [
            ("", f"{usual} seconds, as everybody" if usual else "Not at all"),
            *((key, f"{key} seconds") for key in _SECONDS if key),
        ],
    }
    template = "pages/settings/preferences.html"
    return show(request, member, "preferences", template, words, status=status)
