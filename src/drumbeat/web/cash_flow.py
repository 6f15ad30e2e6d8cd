"""Cash flow: what should arrive and why, against the owner's floor."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET, require_http_methods

from drumbeat import clock, wiring
from drumbeat.apps.identity.operations import set_monthly_floor
from drumbeat.apps.identity.queries import MemberRow
from drumbeat.apps.reports import cash_flow as reports
from drumbeat.apps.reports.cash_flow import CashFlow
from drumbeat.core.cash_flow import Span
from drumbeat.web import access, feedback, formats, frame, guards
from drumbeat.web.cash_flow_view import cash_flow_view
from drumbeat.web.entered import Entered
from drumbeat.web.frame import Place
from drumbeat.web.spreadsheet import csv_file

_HEADINGS = "day client what stage amount currency due why".split()


@require_GET
def cash_flow(request: HttpRequest) -> HttpResponse:
    """Show the weeks or the months."""
    return _page(request, access.overview(request))


@require_http_methods(["GET", "POST"])
def floor(request: HttpRequest) -> HttpResponse:
    """Set the least that should come in each month; an empty field takes it away."""
    member = access.overview(request, needs="owner")
    if request.method == "GET":
        return feedback.done(
            request, "Nothing was done before you signed in.", to="cash_flow"
        )
    form = Entered.of(request.POST, "floor")
    workspace = member.workspace
    amount = None
    if form.value("floor").strip():
        amount = form.money("floor", workspace.currency)
    if form.errors:
        return _page(request, member, form=form)
    set_monthly_floor(workspace.id, amount, actor=guards.actor(member), at=clock.now())
    said = "The floor is set." if amount else "There is no floor any more."
    return feedback.done(request, said, to="cash_flow")


@require_GET
def spreadsheet(request: HttpRequest) -> HttpResponse:
    """Give what came and what should come as a file."""
    flow = _flow(request, access.overview(request))
    received = (
        (a.day, a.client, a.subject, a.stage, a.amount, a.amount.currency, "", "")
        for a in flow.received
    )
    expected = (
        (
            each.day,
            each.receivable.client,
            each.receivable.subject,
            each.stage,
            each.receivable.amount,
            each.receivable.amount.currency,
            each.receivable.due_date,
            each.reason,
        )
        for each in flow.expected
    )
    return csv_file(f"cash-flow-{flow.on}", _HEADINGS, [*received, *expected])


def _page(
    request: HttpRequest, member: MemberRow, *, form: Entered | None = None
) -> HttpResponse:
    flow = _flow(request, member)
    return frame.show(
        request,
        member,
        "pages/cash_flow.html",
        Place("cash_flow", needs_you=flow.needs_you),
        {
            "page": cash_flow_view(flow, shows_all="all" in request.GET),
            "on": flow.on,
            "home": formats.currency_name(member.workspace.currency).lower(),
            "form": form or Entered({"floor": str(flow.floor or "")}),
            "is_refused": form is not None,
        },
        status=200 if form is None else 422,
    )


def _flow(request: HttpRequest, member: MemberRow) -> CashFlow:
    workspace = member.workspace
    shows_months = request.GET.get("show") == "months"
    return reports.cash_flow(
        workspace.id,
        on=clock.today(workspace.time_zone),
        span=Span.MONTHS if shows_months else Span.WEEKS,
        home=workspace.currency,
        zone=workspace.time_zone,
        calendars=wiring.calendars,
    )
