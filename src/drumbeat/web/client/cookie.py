"""The links of a browser, in a cookie: no address needs to keep its secret."""

from __future__ import annotations

import re

from django.conf import settings
from django.http import HttpRequest, HttpResponse

KEPT = 20  # links of one browser
_SECONDS = 180 * 86_400
_TOKEN = re.compile(r"[A-Za-z0-9_-]{1,100}")


def name() -> str:
    """Return the cookie’s name; with TLS the browser binds it to this host alone."""
    return "__Host-links" if settings.SESSION_COOKIE_SECURE else "links"


def tokens(request: HttpRequest) -> list[str]:
    """Return the tokens that were brought along, the newest first."""
    brought = request.COOKIES.get(name(), "").split(".")
    return [token for token in brought if _TOKEN.fullmatch(token)][: -KEPT - 1 : -1]


def keep(request: HttpRequest, answer: HttpResponse, token: str) -> None:
    """Remember a token as the newest; the oldest gives way."""
    others = [old for old in reversed(tokens(request)) if old != token]
    answer.set_cookie(
        name(),
        ".".join([*others, token][-KEPT:]),
        max_age=_SECONDS,
        path="/",
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
