"""What the pages of clients share: their sender's looks, and how an action ends."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from drumbeat.apps.parties.queries import logo_png
from drumbeat.apps.sharing.queries import NoSuchLink
from drumbeat.core.brand import derive
from drumbeat.core.errors import Refusal
from drumbeat.core.party import Language
from drumbeat.web import feedback
from drumbeat.web.client.guards import ended
from drumbeat.web.client.languages.refusals import refused_in


def look_of(request: HttpRequest, brand_colour: str) -> HttpResponse:
    """Give the colour of the sender, in both themes."""
    brand = derive(brand_colour)
    words = {"light": brand.light, "dark": brand.dark}
    return render(request, "client_look.css", words, content_type="text/css")


def logo_of(request: HttpRequest, workspace: int) -> HttpResponse:
    """Give the picture of the sender, where there is one."""
    picture = logo_png(workspace)
    if picture is None:
        return ended(request)
    return HttpResponse(picture, content_type="image/png")


def acted(
    request: HttpRequest,
    operation: Callable[[], None],
    *,
    here: str,
    place: str,
    language: Language,
    again: Callable[[str], HttpResponse] | None = None,
) -> HttpResponse:
    """Carry it out and show the page at that place, or say there why not.

    `again` shows the page with what was typed and that sentence; without it, what was
    typed is little.

    :raises NoSuchLink: the link ended meanwhile
    """
    try:
        operation()
    except NoSuchLink:
        raise
    except Refusal as refusal:
        sentence = refused_in(language, refusal)
        if again is not None:
            return again(sentence)
        return feedback.incomplete(request, sentence, to=here)
    return feedback.done(request, to=f"{here}#{place}")
