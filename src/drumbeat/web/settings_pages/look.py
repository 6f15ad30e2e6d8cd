"""What clients see: the colour of the house and its logo."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from drumbeat import clock
from drumbeat.adapters.images.logo import BYTES_MOST, LogoRefused, read_logo
from drumbeat.apps.identity.queries import MemberRow
from drumbeat.apps.parties import operations
from drumbeat.apps.parties.operations import NewLogo
from drumbeat.apps.parties.queries import find_logo, get_seller, logo_png
from drumbeat.core.brand import (
    INK,
    INK_DARK,
    PAPER,
    PAPER_DARK,
    derive,
    parse_colour,
)
from drumbeat.web import access, feedback
from drumbeat.web.entered import Entered
from drumbeat.web.guards import actor
from drumbeat.web.settings_pages.sections import REFUSED, show


@require_http_methods(["GET", "POST"])
def look(request: HttpRequest) -> HttpResponse:
    """Show what becomes of a colour in both themes; save it once it was seen."""
    member = access.membership(request, needs="owner")
    sent = request.POST if request.method == "POST" else request.GET
    stored = {"colour": get_seller(member.workspace.id).brand_colour}
    entered = Entered.of(sent if "colour" in sent else stored, "colour")
    colour = entered.read("colour", parse_colour, INK)
    if request.method == "POST" and not entered.errors:
        operations.set_colour(
            member.workspace.id, colour, actor=actor(member), at=clock.now()
        )
        sentence = "Saved. Clients see it from the next invoice on."
        return feedback.done(request, sentence, to=reverse("look"))
    status = REFUSED if entered.errors else 200
    return _page(request, member, entered, colour, status=status)


@require_POST
def logo(request: HttpRequest) -> HttpResponse:
    """Take a new logo: what is shown is our own picture of it."""
    member = access.membership(request, needs="owner")
    sent = request.FILES.get("logo")
    here = reverse("look")
    if sent is None:
        return feedback.incomplete(request, "Choose a file first.", to=here)
    try:
        made = read_logo(sent.read(BYTES_MOST + 1))
    except LogoRefused as refusal:
        return feedback.refused(request, refusal, to=here)
    operations.set_logo(
        member.workspace.id,
        NewLogo(made.png, made.width, made.height),
        actor=actor(member),
        at=clock.now(),
    )
    return feedback.done(request, "The logo is saved.", to=here)


@require_POST
def logo_removal(request: HttpRequest) -> HttpResponse:
    """Show the name alone again."""
    member = access.membership(request, needs="owner")
    operations.remove_logo(member.workspace.id, actor=actor(member), at=clock.now())
    return feedback.done(request, "The logo is removed.", to=reverse("look"))


@require_GET
@cache_control(private=True, max_age=31_536_000, immutable=True)
def logo_picture(request: HttpRequest, sha256: str) -> HttpResponse:
    """Serve the logo to a member; its name changes with its content."""
    member = access.membership(request)
    found = find_logo(member.workspace.id)
    if found is None or found.sha256 != sha256:
        raise Http404
    return HttpResponse(logo_png(member.workspace.id), content_type="image/png")


@require_GET
def colours(request: HttpRequest) -> HttpResponse:
    """Serve the colour of the house, for a client's page that a member looks at."""
    member = access.membership(request)
    brand = derive(get_seller(member.workspace.id).brand_colour)
    words = {"light": brand.light, "dark": brand.dark}
    return render(request, "client_look.css", words, content_type="text/css")


def _page(
    request: HttpRequest,
    member: MemberRow,
    entered: Entered,
    colour: str,
    *,
    status: int,
) -> HttpResponse:
    brand = derive(colour)
    words = {
        "form": entered if entered.errors else Entered({"colour": colour}),
        "brand": brand,
        "themes": (
            ("Light", brand.light, PAPER, INK),
            ("Dark", brand.dark, PAPER_DARK, INK_DARK),
        ),
        "is_saved": colour == get_seller(member.workspace.id).brand_colour,
        "logo": find_logo(member.workspace.id),
        "business": member.workspace.name,
    }
    template = "pages/settings/look.html"
    return show(request, member, "look", template, words, status=status)
