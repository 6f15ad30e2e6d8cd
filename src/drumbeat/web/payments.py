"""Payments: the list, and one recorded by hand after seeing what it settles."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from drumbeat import clock
from drumbeat.apps.identity.queries import MemberRow
from drumbeat.apps.parties.queries import (
    ClientLink,
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
from drumbeat.web import (
    access,
    addresses,
    asked,
    feedback,
    frame,
    payments_view,
    places,
)
from drumbeat.web.entered import Entered
from drumbeat.web.frame import Place
from drumbeat.web.guards import actor, today, unknown_is_not_found

_CHOICES = 200  # clients to choose from; the page of any other one leads here too


@require_GET
@unknown_is_not_found
def payment_list(request: HttpRequest) -> HttpResponse:
    """List payments, the newest first: all, of a client, or those nobody explained."""
    member = access.membership(request)
    client = _client(member, asked.whole(request.GET, "client"))
    unmatched = client is None and request.GET.get("state") == "unmatched"
    page = list_payments(
        member.workspace.id,
        asked.cursor(request.GET),
        client=client.id if client else None,
        unmatched=unmatched,
        seen=member.clients,
    )
    view = payments_view.list_view(page, client, unmatched=unmatched, on=today(member))
    place = Place("payments", client=client.id if client else None)
    words = {"view": view, "client": client}
    return frame.show(request, member, "pages/payment_list.html", place, words)


@require_http_methods(["GET", "POST"])
@unknown_is_not_found
def payment_new(request: HttpRequest) -> HttpResponse:
    """Ask what arrived, show what it settles, and record exactly that."""
    member = access.membership(request, needs="biller")
    if request.method == "GET":
        client = _client(member, asked.whole(request.GET, "client"))
        return _ask(request, member, payments_view.blank(member, client, today(member)))
    form = Entered.of(request.POST, *payments_view.FIELDS)
    receipt = payments_view.receipt(form, today=today(member))
    _client(member, receipt.client)
    if form.errors or form.value("step") == "change":
        return _ask(request, member, form)
    foreseen = operations.foresee_payment(member.workspace.id, receipt)
    if form.value("step") != "record":
        return _show(request, member, receipt, foreseen)
    if form.value("seen") != payments_view.mark(foreseen.application):
        return _show(request, member, receipt, foreseen, refused=NotAsShown())
    return _record(request, member, receipt, foreseen)


def _record(
    request: HttpRequest, member: MemberRow, receipt: Receipt, foreseen: Foreseen
) -> HttpResponse:
    """Record what was seen; what is not as it was seen is shown once more."""
    workspace = member.workspace.id
    try:
        operations.record_payment(
            workspace,
            receipt,
            actor=actor(member),
            at=clock.now(),
            expected=foreseen.application,
        )
    except AlreadyBooked:
        # The same form, sent twice: the first one did it.
        return feedback.done(
            request, "This payment is on record.", to=reverse("payments")
        )
    except NotAsShown as refused:
        now = operations.foresee_payment(workspace, receipt)
        return _show(request, member, receipt, now, refused=refused)
    to = reverse("payments")
    if foreseen.client is not None:
        to = addresses.client(foreseen.client)
    said = payments_view.recorded(receipt, foreseen.application)
    return feedback.done(request, said, to=to)


def _client(member: MemberRow, client: int | None) -> ClientLink | None:
    """Return the client that is meant.

    :raises NoSuchClient: it is another workspace's
    """
    return None if client is None else get_client_link(member.workspace.id, client)


def _ask(request: HttpRequest, member: MemberRow, form: Entered) -> HttpResponse:
    chosen = asked.whole(form.values, "client")
    clients = list_client_links(member.workspace.id, most=_CHOICES, also=chosen)
    words = {
        "form": form,
        "clients": [
            ("", "Whoever the reference names"),
            *((str(client.id), client.name) for client in clients),
        ],
        "currencies": places.currencies(),
        "today": today(member).isoformat(),
    }
    place = Place("payments", client=chosen)
    status = 422 if form.errors else 200
    return frame.show(
        request, member, "pages/payment_new.html", place, words, status=status
    )


def _show(
    request: HttpRequest,
    member: MemberRow,
    receipt: Receipt,
    foreseen: Foreseen,
    *,
    refused: NotAsShown | None = None,
) -> HttpResponse:
    """Show what the payment settles, before anything is recorded."""
    client = _client(member, foreseen.client)
    view = payments_view.foreseen_view(
        receipt, foreseen.application, client, on=today(member)
    )
    words = {"view": view, "refused": refused.sentence if refused else ""}
    place = Place("payments", client=foreseen.client)
    status = 409 if refused else 200
    return frame.show(
        request, member, "pages/payment_foreseen.html", place, words, status=status
    )
