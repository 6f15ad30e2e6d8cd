"""Who may open a client’s page, how often, and what no cache or address may keep."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date
from functools import wraps

from allauth.core import ratelimit
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import render
from django.urls import reverse

from drumbeat import clock, wiring
from drumbeat.apps.identity.queries import get_workspace
from drumbeat.apps.reports.shared_page import shared_page
from drumbeat.apps.sharing.queries import NoSuchLink, OpenedLink, open_link
from drumbeat.core.client_page import ClientPage
from drumbeat.web.client import cookie
from drumbeat.web.client.vocabulary import ClientWords
from drumbeat.web.client.words import WORDS, asked_for

READ = ("GET", "HEAD")
ACT = ("POST",)
_HEADERS = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex, nofollow",
}
View = Callable[..., HttpResponse]  # each takes what its address holds


@dataclass(frozen=True, slots=True)
class Visit:
    """A link that opened: its page, and the day and zone of who sent it."""

    workspace: int
    page: ClientPage
    on: date
    zone: str

    @property
    def link(self) -> int:
        """Return the id in its address."""
        return self.page.reader.link


def public(methods: Collection[str]) -> Callable[[View], View]:
    """Let anybody ask by these methods, not too often; nothing of it is kept."""

    def guard(view: View) -> View:
        @login_not_required
        @wraps(view)
        def guarded(request: HttpRequest, **asked: object) -> HttpResponse:
            if request.method not in methods:
                return _quiet(HttpResponseNotAllowed(methods))
            action = "client_page" if request.method in READ else "client_answer"
            if ratelimit.consume_or_429(request, action=action, limit_get=True):
                return _quiet(_too_many(request))
            return _quiet(view(request, **asked))

        return guarded

    return guard


def by_link(methods: Collection[str]) -> Callable[[View], View]:
    """Open a link of this browser for the view; what opens nothing has ended.

    Each token is looked up at each visit, so that a revoked one opens nothing more.
    """

    def guard(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, link: int, **asked: object) -> HttpResponse:
            try:
                return view(request, _visit(brought(request, link)), **asked)
            except NoSuchLink:
                return ended(request)

        return public(methods)(guarded)

    return guard


def ended(request: HttpRequest, token: str = "") -> HttpResponse:
    """Say that a link opens nothing: the same whether it was ever there or not."""
    words = spoken(request)
    said = words.ended_text if token else f"{words.ended_text} {words.ended_again}"
    return _single(request, words.ended_title, said, status=404, token=token)


def spoken(request: HttpRequest) -> ClientWords:
    """Return the words for somebody of whom only the browser is known."""
    return WORDS[asked_for(request.headers.get("Accept-Language", ""))]


def place_of(token: str) -> str:
    """Return the address of what a link opens now.

    :raises NoSuchLink: it is unknown, revoked, or its document was settled long ago
    """
    found = open_link(token)
    if found.offer is not None:
        return reverse("offer_page", args=[found.link])
    return reverse("client_page", args=[_visit(found).link])


def _visit(link: OpenedLink) -> Visit:
    zone = get_workspace(link.workspace).time_zone
    on, now = clock.today(zone), clock.now()
    page = shared_page(
        link.workspace, link.link, calendars=wiring.calendars, on=on, at=now
    )
    return Visit(link.workspace, page, on, zone)


def brought(request: HttpRequest, link: int) -> OpenedLink:
    """Return a link of which this browser has a token.

    :raises NoSuchLink: it has none, or it was revoked
    """
    for token in cookie.tokens(request):
        try:
            found = open_link(token)
        except NoSuchLink:
            continue
        if found.link == link:
            return found
    raise NoSuchLink


def _too_many(request: HttpRequest) -> HttpResponse:
    words = spoken(request)
    return _single(request, words.too_many_title, words.too_many, status=429)


def _single(
    request: HttpRequest, heading: str, sentence: str, *, status: int, token: str = ""
) -> HttpResponse:
    told = {
        "say": spoken(request),
        "language": asked_for(request.headers.get("Accept-Language", "")),
        "heading": heading,
        "sentence": sentence,
        "token": token,
    }
    return render(request, "pages/client_ended.html", told, status=status)


def _quiet(answer: HttpResponse) -> HttpResponse:
    for name, value in _HEADERS.items():
        answer[name] = value
    return answer
