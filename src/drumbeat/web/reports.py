"""Reports: what is open by age, and how long clients take to pay."""

from __future__ import annotations

from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from drumbeat.apps.identity.queries import MemberRow
from drumbeat.apps.reports import queries
from drumbeat.apps.reports.payment_habits import list_paid
from drumbeat.apps.reports.statements import list_client_ids
from drumbeat.core.ageing import BUCKETS
from drumbeat.core.days_to_pay import PaidInvoice
from drumbeat.core.days_to_pay import days_to_pay as rows_of
from drumbeat.web import access, frame, reports_view
from drumbeat.web.frame import Place
from drumbeat.web.guards import today
from drumbeat.web.spreadsheet import csv_file

_LOOK_BACK = timedelta(days=365)  # how people pay changes; longer ago says little
_DAYS_HEADINGS = (
    *("client", "invoices", "median days", "half from", "half to"),
    "days after due date",
)


@require_GET
def ageing(request: HttpRequest) -> HttpResponse:
    """Show what is open by client and days past due, each currency for itself."""
    member = access.overview(request)
    workspace, on = member.workspace.id, today(member)
    rows = queries.ageing(workspace, on=on)
    words = {
        "tables": reports_view.ageing_tables(rows, list_client_ids(workspace)),
        "buckets": BUCKETS,
        "on": on,
    }
    return frame.show(request, member, "pages/ageing.html", Place("cash_flow"), words)


@require_GET
def ageing_file(request: HttpRequest) -> HttpResponse:
    """Give the same as a file."""
    member = access.overview(request)
    on = today(member)
    rows = queries.ageing(member.workspace.id, on=on)
    return csv_file(
        f"ageing-{on}",
        ["client", "currency", *BUCKETS, "total"],
        [(row.client, row.currency, *row.amounts, row.total) for row in rows],
    )


@require_GET
def days_to_pay(request: HttpRequest) -> HttpResponse:
    """Show how long each client took to pay in the last year."""
    member = access.overview(request)
    words = {
        "view": reports_view.days_view(_paid(member)),
        "on": today(member),
    }
    return frame.show(
        request, member, "pages/days_to_pay.html", Place("cash_flow"), words
    )


@require_GET
def days_to_pay_file(request: HttpRequest) -> HttpResponse:
    """Give the same as a file."""
    member = access.overview(request)
    rows = rows_of(_paid(member))
    return csv_file(
        f"days-to-pay-{today(member)}",
        _DAYS_HEADINGS,
        [(r.client, r.count, r.median, r.quick, r.slow, r.late) for r in rows],
    )


def _paid(member: MemberRow) -> list[PaidInvoice]:
    on = today(member)
    return list_paid(member.workspace.id, since=on - _LOOK_BACK, on=on)
