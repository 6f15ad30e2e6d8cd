"""What a page says after an action, or instead of a page: done, refused, not found."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.views import defaults

from drumbeat.core.errors import Refusal


def done(
    request: HttpRequest, sentence: str = "", *, to: str = "queue", undo: str = ""
) -> HttpResponse:
    """Go on to a page, with a sentence when that page does not show it by itself.

    `undo` is the address of a form beside the sentence that takes it back.
    """
    if sentence:
        messages.success(request, sentence, extra_tags=undo)
    return _see(to)


def refused(
    request: HttpRequest, refusal: Refusal, *, to: str = "queue"
) -> HttpResponse:
    """Go back to a page and say why nothing was done."""
    messages.error(request, refusal.sentence, extra_tags=refusal.rule)
    return _see(to)


def incomplete(request: HttpRequest, sentence: str, *, to: str) -> HttpResponse:
    """Go back to a page and say what is missing, so that nothing was done."""
    messages.error(request, sentence)
    return _see(to)


def _see(to: str) -> HttpResponseRedirect:
    # 303, so that reloading the answer never repeats the action.
    answer = redirect(to)
    answer.status_code = 303
    return answer


class NotForYou(PermissionDenied):
    """A member asks for what is another's part; the sentence says whose."""


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer 403 with our own sentence, never with what a library said."""
    if not isinstance(exception, NotForYou):
        exception = NotForYou("")
    return defaults.permission_denied(request, exception)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer 400 when what was sent is nothing that a browser sends."""
    return defaults.bad_request(request, exception)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer 404: the same for what is missing and for what belongs to others."""
    return defaults.page_not_found(request, exception)


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer 500 without asking the database, which may be what failed."""
    return defaults.server_error(request)
