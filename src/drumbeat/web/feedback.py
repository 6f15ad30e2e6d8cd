"""What a page says after an action, or instead of a page: done, refused, not found."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.template.loader import render_to_string

from drumbeat.core.errors import Refusal


def done(request: HttpRequest, sentence: str = "") -> HttpResponse:
    """Return to the queue, with a sentence when the page itself does not show it."""
    if sentence:
        messages.success(request, sentence)
    return _see_queue()


def refused(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """Return to the queue and say why nothing was done."""
    messages.error(request, refusal.sentence, extra_tags=refusal.rule)
    return _see_queue()


def _see_queue() -> HttpResponseRedirect:
    # 303, so that reloading the answer never repeats the action.
    answer = redirect("queue")
    answer.status_code = 303
    return answer


def forbidden(request: HttpRequest, **_cause: object) -> HttpResponse:
    """Answer 403."""
    return render(request, "403.html", status=403)


def not_found(request: HttpRequest, **_cause: object) -> HttpResponse:
    """Answer 404: the same for what is missing and for what belongs to others."""
    return render(request, "404.html", status=404)


def server_error(_request: HttpRequest) -> HttpResponse:
    """Answer 500 without asking the database, which may be what failed."""
    return HttpResponse(render_to_string("500.html"), status=500)
