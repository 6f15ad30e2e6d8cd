"""What views of one thing have in common: who may see it, and how an action ends."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from drumbeat import clock
from drumbeat.apps.audit.operations import Actor
from drumbeat.apps.banking.queries import NoSuchFile, NoSuchLine
from drumbeat.apps.billing.queries import NoSuchDraft
from drumbeat.apps.calendars.queries import NoSuchCalendar, NoSuchMove
from drumbeat.apps.engagements.queries import NoSuchEngagement
from drumbeat.apps.identity.queries import MemberRow
from drumbeat.apps.invoices.queries import NoSuchInvoice
from drumbeat.apps.offers.queries import NoSuchOffer
from drumbeat.apps.parties.queries import NoSuchClient
from drumbeat.core.errors import Refusal
from drumbeat.web import access, feedback

Asked = ParamSpec("Asked")
Done = TypeVar("Done")
View = Callable[Concatenate[HttpRequest, Asked], HttpResponse]

_UNKNOWN = (
    NoSuchCalendar,
    NoSuchClient,
    NoSuchDraft,
    NoSuchEngagement,
    NoSuchFile,
    NoSuchInvoice,
    NoSuchLine,
    NoSuchMove,
    NoSuchOffer,
)


def unknown_is_not_found(view: View[Asked]) -> View[Asked]:
    """Answer 404 for what is not there or is another's."""

    @wraps(view)
    def guarded(
        request: HttpRequest, /, *args: Asked.args, **kwargs: Asked.kwargs
    ) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except _UNKNOWN:
            raise Http404 from None

    return guarded


def only_by_form(view: View[Asked]) -> View[Asked]:
    """Act on a POST alone; a GET comes from signing in again, and nothing was done."""

    @wraps(view)
    def guarded(
        request: HttpRequest, /, *args: Asked.args, **kwargs: Asked.kwargs
    ) -> HttpResponse:
        if request.method == "GET":
            access.membership(request)
            return feedback.done(request, "Nothing was done before you signed in.")
        return view(request, *args, **kwargs)

    return require_http_methods(["GET", "POST"])(unknown_is_not_found(guarded))


def acted(
    request: HttpRequest,
    operation: Callable[[], Done],
    *,
    sentence: str | Callable[[Done], str] = "",
    to: str | Callable[[Done], str] = "queue",
    back: str = "queue",
    undo: str = "",
) -> HttpResponse:
    """Carry an operation out and go on `to` a page, or `back` with the refusal.

    Where no address is given, that is the queue; sentence and address
    may depend on what the operation returns. `undo` is where it can be taken back.
    """
    try:
        done = operation()
    except _UNKNOWN:
        raise
    except Refusal as refusal:
        return feedback.refused(request, refusal, to=back)
    said = sentence if isinstance(sentence, str) else sentence(done)
    there = to if isinstance(to, str) else to(done)
    return feedback.done(request, said, to=there, undo=undo)


def actor(member: MemberRow) -> Actor:
    """Return the member as the one who acts."""
    return Actor(member.name, "web")


def today(member: MemberRow) -> date:
    """Return the day on the wall of the member's workspace."""
    return clock.today(member.workspace.time_zone)


def hold_seconds(member: MemberRow) -> int:
    """Return how long what the member approves can be taken back."""
    own = member.preferences.undo_seconds
    usual: int = settings.DRUMBEAT_UNDO_SECONDS
    return usual if own is None else own
