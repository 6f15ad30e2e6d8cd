"""The built-in mailbox: what would have been sent, when no mail server is named.

It is the owner's alone: among the letters are those that set a password anew.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from drumbeat import wiring
from drumbeat.adapters.email.mailbox import BuiltInMailbox
from drumbeat.apps.identity.queries import MemberRow
from drumbeat.web import access, context, frame, previews
from drumbeat.web.frame import Place


@require_GET
def mailbox(request: HttpRequest) -> HttpResponse:
    """List the messages, the newest first."""
    member = _member_of_a_house_with_mailbox(request)
    kept = _mailbox_of(member).list_messages()
    return frame.show(
        request, member, "pages/mailbox_list.html", Place("mailbox"), {"kept": kept}
    )


@require_GET
def message(request: HttpRequest, message_id: str) -> HttpResponse:
    """Show one message: as text, and as its reader sees it."""
    member = _member_of_a_house_with_mailbox(request)
    with _unknown_is_not_found():
        read = _mailbox_of(member).read(message_id)
    return frame.show(
        request,
        member,
        "pages/mailbox_message.html",
        Place("mailbox"),
        {"letter": read, "message_id": message_id},
    )


@require_GET
def letter(request: HttpRequest, message_id: str) -> HttpResponse:
    """Serve the HTML of a message to its frame, under a policy of its own."""
    member = _member_of_a_house_with_mailbox(request)
    with _unknown_is_not_found():
        return previews.letter(_mailbox_of(member).read(message_id).html)


def _member_of_a_house_with_mailbox(request: HttpRequest) -> MemberRow:
    member = access.membership(request, needs="owner")
    if not context.has_mailbox(member.workspace):
        raise Http404
    return member


def _mailbox_of(member: MemberRow) -> BuiltInMailbox:
    return wiring.mailbox(member.workspace.key)


@contextmanager
def _unknown_is_not_found() -> Iterator[None]:
    try:
        yield
    except (LookupError, OSError):
        raise Http404 from None
