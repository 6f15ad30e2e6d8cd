"""Drafts: approve and send, and take that back while the hold lasts."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from drumbeat import clock
from drumbeat.apps.audit.operations import Actor
from drumbeat.apps.billing import operations
from drumbeat.apps.billing.queries import NoSuchDraft
from drumbeat.core.errors import Refusal
from drumbeat.web import access, feedback

_ASKED = "Approved by you. It goes out when a second person approves it too."


@require_http_methods(["GET", "POST"])
def issuance(request: HttpRequest, draft: int) -> HttpResponse:
    """Approve exactly the draft that was seen; it is issued when the hold ends."""
    member = access.membership(request, needs="biller")
    if request.method == "GET":
        return _back_from_sign_in(request)
    try:
        goes_at = operations.approve_and_issue(
            member.workspace.id,
            draft,
            actor=Actor(member.name, "web"),
            at=clock.now(),
            hold_seconds=settings.DRUMBEAT_UNDO_SECONDS,
            expected_hash=request.POST.get("expected_hash", ""),
        )
    except NoSuchDraft:
        raise Http404 from None
    except Refusal as refusal:
        return feedback.refused(request, refusal)
    return feedback.done(request, "" if goes_at else _ASKED)


@require_http_methods(["GET", "POST"])
def withdrawal(request: HttpRequest, draft: int) -> HttpResponse:
    """Return the draft to exactly where it was before it was approved."""
    member = access.membership(request, needs="biller")
    if request.method == "GET":
        return _back_from_sign_in(request)
    try:
        operations.undo_send(
            member.workspace.id,
            draft,
            actor=Actor(member.name, "web"),
            at=clock.now(),
        )
    except NoSuchDraft:
        raise Http404 from None
    except Refusal as refusal:
        return feedback.refused(request, refusal)
    return feedback.done(request, "Not sent. The draft is back in the queue.")


def _back_from_sign_in(request: HttpRequest) -> HttpResponse:
    """Return to the queue: the session had ended, so the action did not happen."""
    return feedback.done(request, "Nothing was done before you signed in.")
