"""The built-in mailbox: what would have been sent, when no mail server is named."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_GET

from drumbeat import wiring
from drumbeat.web import access, context

# A letter is shown as it arrives: its own styles, and nothing else that could act.
_LETTER_POLICY = (
    "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; "
    "form-action 'none'; base-uri 'none'; frame-ancestors 'self'"
)


@require_GET
def mailbox(request: HttpRequest) -> HttpResponse:
    """List the messages, the newest first."""
    member = _member_of_a_house_with_mailbox(request)
    return render(
        request,
        "pages/mailbox_list.html",
        {
            "messages_kept": wiring.mailbox().list_messages(),
            "member_name": member,
            "here": "mailbox",
        },
    )


@require_GET
def message(request: HttpRequest, message_id: str) -> HttpResponse:
    """Show one message: as text, and as its reader sees it."""
    member = _member_of_a_house_with_mailbox(request)
    with _unknown_is_not_found():
        read = wiring.mailbox().read(message_id)
    shown = {
        "letter": read,
        "message_id": message_id,
        "member_name": member,
        "here": "mailbox",
    }
    return render(request, "pages/mailbox_message.html", shown)


@require_GET
@xframe_options_sameorigin
def letter(request: HttpRequest, message_id: str) -> HttpResponse:
    """Serve the HTML of a message to its frame, under a policy of its own."""
    _member_of_a_house_with_mailbox(request)
    with _unknown_is_not_found():
        answer = HttpResponse(wiring.mailbox().read(message_id).html)
    answer["Content-Security-Policy"] = _LETTER_POLICY
    return answer


def _member_of_a_house_with_mailbox(request: HttpRequest) -> str:
    name = access.membership(request).name
    if not context.mailbox_is_built_in():
        raise Http404
    return name


@contextmanager
def _unknown_is_not_found() -> Iterator[None]:
    try:
        yield
    except (LookupError, OSError):
        raise Http404 from None
