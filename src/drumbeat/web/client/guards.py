"""Who may open a client’s page, how often, and what no cache or address may keep."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from functools import wraps
from typing import Concatenate, ParamSpec

from allauth.core import ratelimit
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import render

from drumbeat.apps.identity.queries import get_workspace
from drumbeat.apps.sharing.queries import NoSuchLink, OpenedLink, open_link
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
Asked = ParamSpec("Asked")


@dataclass(frozen=True, slots=True)
class Visit:
    """A link that opened, and the zone of who sent it."""

    workspace: int
    link: int
    number: str
    zone: str


def public(
    methods: Collection[str],
) -> Callable[
    [Callable[Concatenate[HttpRequest, Asked], HttpResponse]],
    Callable[Concatenate[HttpRequest, Asked], HttpResponse],
]:
    """Let anybody ask by these methods, not too often; nothing of it is kept."""

    def guard(
        view: Callable[Concatenate[HttpRequest, Asked], HttpResponse],
    ) -> Callable[Concatenate[HttpRequest, Asked], HttpResponse]:
        @login_not_required
        @wraps(view)
        def guarded(
            request: HttpRequest, /, *args: Asked.args, **kwargs: Asked.kwargs
        ) -> HttpResponse:
            if request.method not in methods:
                return _quiet(HttpResponseNotAllowed(methods))
            action = "client_page" if request.method in READ else "client_answer"
            if not ratelimit.consume(request, action=action):
                return _quiet(_too_many(request))
            return _quiet(view(request, *args, **kwargs))

        return guarded

    return guard


def by_link(
    methods: Collection[str],
) -> Callable[
    [Callable[Concatenate[HttpRequest, Visit, Asked], HttpResponse]],
    Callable[Concatenate[HttpRequest, int, Asked], HttpResponse],
]:
    """Open a link of this browser for the view; what opens nothing has ended.

    Each token is looked up at each visit, so that a revoked one opens nothing more.
    """

    def guard(
        view: Callable[Concatenate[HttpRequest, Visit, Asked], HttpResponse],
    ) -> Callable[Concatenate[HttpRequest, int, Asked], HttpResponse]:
        @wraps(view)
        def guarded(
            request: HttpRequest, link: int, *args: Asked.args, **kwargs: Asked.kwargs
        ) -> HttpResponse:
            try:
                opened = _opened(request, link)
                zone = get_workspace(opened.workspace).time_zone
                visit = Visit(opened.workspace, opened.link, opened.number, zone)
                return view(request, visit, *args, **kwargs)
            except NoSuchLink:
                return ended(request)

        return public(methods)(guarded)

    return guard


def ended(request: HttpRequest, token: str = "") -> HttpResponse:
    """Say that a link opens nothing: the same whether it was ever there or not."""
    words = spoken(request)
    return _single(
        request, words.ended_title, words.ended_text, status=404, token=token
    )


def spoken(request: HttpRequest) -> ClientWords:
    """Return the words for somebody of whom only the browser is known."""
    return WORDS[asked_for(request.headers.get("Accept-Language", ""))]


def _opened(request: HttpRequest, link: int) -> OpenedLink:
    for token in cookie.tokens(request):
        try:
            opened = open_link(token)
        except NoSuchLink:
            continue
        if opened.link == link:
            return opened
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
