"""Record a payment on an invoice: all that is open is proposed; booked once."""

from __future__ import annotations

from functools import partial
from uuid import uuid4

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from drumbeat import clock
from drumbeat.apps.identity.queries import MemberRow
from drumbeat.apps.invoices.queries import IssuedRow, get_invoice
from drumbeat.apps.payments import operations
from drumbeat.apps.payments.operations import Receipt, Recorded
from drumbeat.apps.payments.queries import find_balance
from drumbeat.core.money import Money
from drumbeat.web import access, formats, frame
from drumbeat.web.entered import Entered
from drumbeat.web.frame import Place
from drumbeat.web.guards import acted, actor, today, unknown_is_not_found

_FIELDS = ("amount", "received_on", "reference", "booking")


@require_http_methods(["GET", "POST"])
@unknown_is_not_found
def payments(request: HttpRequest, number: str) -> HttpResponse:
    """Show the form, filled in as if all that is open arrived today; book it."""
    member = access.membership(request, needs="biller")
    row = get_invoice(member.workspace.id, number)
    if request.method == "GET":
        return _form(request, member, row, _proposed(member, row))
    entered = Entered.of(request.POST, *_FIELDS)
    amount = entered.money("amount", row.gross.currency)
    received_on = entered.day("received_on")
    reference = entered.text("reference")
    if received_on > today(member):
        entered.note("received_on", "Choose a day that has come.")
    if entered.errors:
        return _form(request, member, row, entered)
    receipt = Receipt(
        amount=amount,
        received_on=received_on,
        reference=" ".join(filter(None, (reference, number))),
        source="web",
        # The same form sent twice is one payment.
        external_id=entered.value("booking") or uuid4().hex,
        client=row.client,
    )
    record = partial(
        operations.record_payment,
        member.workspace.id,
        receipt,
        actor=actor(member),
        at=clock.now(),
    )
    here = reverse("invoice", args=[number])
    return acted(request, record, sentence=_said, to=here, back=here)


def _said(recorded: Recorded) -> str:
    """Say where the money went."""
    application = recorded.application
    parts = [
        f"{formats.amount_parts(part.amount)} on {part.number}"
        for part in application.allocations
    ]
    rest = application.on_account
    parts += [f"{formats.amount_parts(rest)} on account"] if rest else []
    return f"Recorded: {formats.names(parts)}."


def _proposed(member: MemberRow, row: IssuedRow) -> Entered:
    balance = find_balance(member.workspace.id, row.id)
    is_open = balance.open if balance else Money.zero(row.gross.currency)
    return Entered(
        {
            "amount": str(is_open),
            "received_on": today(member).isoformat(),
            "reference": "",
            "booking": uuid4().hex,
        }
    )


def _form(
    request: HttpRequest, member: MemberRow, row: IssuedRow, entered: Entered
) -> HttpResponse:
    words = {"invoice": row, "entered": entered, "latest": today(member)}
    place = Place("invoices", client=row.client)
    template = "pages/invoice_payment.html"
    status = 422 if entered.errors else 200
    return frame.show(request, member, template, place, words, status=status)
