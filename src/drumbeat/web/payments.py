"""Payments: the list, and one recorded by hand after seeing what it settles."""

from __future__ import annotations

from datetime import date

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from drumbeat import clock
from drumbeat.apps.audit.operations import Actor
from drumbeat.apps.identity.queries import MemberRow
from drumbeat.apps.parties.queries import (
    ClientLink,
    NoSuchClient,
    get_client_link,
    list_client_links,
)
from drumbeat.apps.payments import operations
from drumbeat.apps.payments.operations import (
    AlreadyBooked,
    Foreseen,
    NotAsShown,
    Receipt,
)
from drumbeat.apps.reports.payment_list import list_payments
from drumbeat.web import access, asked, feedback, frame, payments_view
from drumbeat.web.entered import Entered
from drumbeat.web.frame import Place

_CHOICES = 200  # clients to choose from; the page of any other one leads here too


@require_GET
def payment_list(request: HttpRequest) -> HttpResponse:
    """List payments, the newest first: all, of a client, or those nobody explained."""
    member = access.membership(request)
    workspace = member.workspace
    client = _client(member, asked.whole(request.GET, "client"))
    unmatched = client is None and request.GET.get("state") == "unmatched"
    page = list_payments(
        workspace.id,
        asked.cursor(request.GET),
        client=client.id if client else None,
        unmatched=unmatched,
    )
    today = clock.today(workspace.time_zone)
    words = {
        "view": payments_view.list_view(page, client, unmatched=unmatched, on=today),
        "client": client,
    }
    place = Place("payments", client=client.id if client else None)
    return frame.show(request, member, "pages/payment_list.html", place, words)


@require_http_methods(["GET", "POST"])
def payment_new(request: HttpRequest) -> HttpResponse:
    """Ask what arrived, show what it settles, and record exactly that."""
    member = access.membership(request)
    if request.method == "GET":
        client = _client(member, asked.whole(request.GET, "client"))
        return _ask(
            request, member, payments_view.blank(member, client, _today(member))
        )
    typed = Entered(request.POST.dict())
    receipt = payments_view.receipt(typed, today=_today(member))
    if receipt.client is not None:
        _client(member, receipt.client)
    if typed.errors or typed.value("step") == "change":
        return _ask(request, member, typed)
    foreseen = operations.foresee_payment(member.workspace.id, receipt)
    if typed.value("step") != "record":
        return _show(request, member, typed, receipt, foreseen)
    return _record(request, member, typed, receipt, foreseen)


def _record(
    request: HttpRequest,
    member: MemberRow,
    typed: Entered,
    receipt: Receipt,
    foreseen: Foreseen,
) -> HttpResponse:
    """Record what was seen; what is not as it was seen is shown once more."""
    if typed.value("seen") != payments_view.mark(foreseen.application):
        return _show(request, member, typed, receipt, foreseen, refused=NotAsShown())
    try:
        operations.record_payment(
            member.workspace.id,
            receipt,
            actor=Actor(member.name, "web"),
            at=clock.now(),
            expected=foreseen.application,
        )
    except AlreadyBooked:
        return feedback.done(
            request, "This payment is on record already.", to=reverse("payments")
        )
    except NotAsShown as refused:
        now = operations.foresee_payment(member.workspace.id, receipt)
        return _show(request, member, typed, receipt, now, refused=refused)
    to = reverse("payments")
    if foreseen.client is not None:
        to = reverse("client", args=[foreseen.client])
    said = payments_view.recorded(receipt, foreseen.application)
    return feedback.done(request, said, to=to)


def _today(member: MemberRow) -> date:
    return clock.today(member.workspace.time_zone)


def _client(member: MemberRow, client: int | None) -> ClientLink | None:
    """Return the client that is meant; another workspace's is not found."""
    if client is None:
        return None
    try:
        return get_client_link(member.workspace.id, client)
    except NoSuchClient:
        raise Http404 from None


def _ask(request: HttpRequest, member: MemberRow, typed: Entered) -> HttpResponse:
    chosen = asked.whole(typed.values, "client")
    clients = list_client_links(member.workspace.id, most=_CHOICES, also=chosen)
    words = {
        "form": typed,
        "clients": [("", "Whoever the reference names")]
        + [(str(client.id), client.name) for client in clients],
        "today": _today(member).isoformat(),
    }
    return frame.show(
        request,
        member,
        "pages/payment_new.html",
        Place("payments", client=chosen),
        words,
        status=422 if typed.errors else 200,
    )


def _show(
    request: HttpRequest,
    member: MemberRow,
    typed: Entered,
    receipt: Receipt,
    foreseen: Foreseen,
    *,
    refused: NotAsShown | None = None,
) -> HttpResponse:
    """Show what the payment settles, before anything is recorded."""
    client = _client(member, foreseen.client)
    words = {
        "form": typed,
        "view": payments_view.foreseen_view(
            receipt, foreseen.application, client, on=_today(member)
        ),
        "refused": refused.sentence if refused else "",
    }
    return frame.show(
        request,
        member,
        "pages/payment_foreseen.html",
        Place("payments", client=foreseen.client),
        words,
        status=409 if refused else 200,
    )
