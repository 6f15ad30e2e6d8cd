"""Invoices and credit notes: the list, narrowed and searched, and its file."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from io import StringIO
from typing import get_args

from django.http import HttpRequest, HttpResponse, QueryDict, StreamingHttpResponse
from django.views.decorators.http import require_GET

from drumbeat.apps.identity.queries import MemberRow
from drumbeat.apps.parties.queries import list_client_links
from drumbeat.apps.reports import invoice_list as listed
from drumbeat.apps.reports.invoice_list import InvoiceFilter, State
from drumbeat.web import access, frame, invoice_list_view
from drumbeat.web.asked import cursor, whole
from drumbeat.web.frame import Place
from drumbeat.web.guards import today

_TEXT_MAX = 200  # what is searched for; the rest of a longer text is left out
_CHOICES = 200  # clients to choose from; from the page of any other one comes here too


@require_GET
def invoice_list(request: HttpRequest) -> HttpResponse:
    """List documents: the newest first, what is open by its due date."""
    member = access.membership(request)
    workspace, on = member.workspace, today(member)
    wanted = _wanted(request.GET, member)
    found = listed.list_invoices(workspace.id, wanted, cursor(request.GET), on=on)
    years = listed.list_years(workspace.id)
    clients = list_client_links(
        workspace.id, most=_CHOICES, seen=member.clients, also=wanted.client
    )
    words = {
        "view": invoice_list_view.list_view(
            found, wanted, issued=sum(years.values()), on=on
        ),
        "wanted": wanted,
        "years": tuple(years),
        "clients": clients,
    }
    place = Place("invoices", client=wanted.client)
    return frame.show(request, member, "pages/invoice_list.html", place, words)


@require_GET
def invoice_file(request: HttpRequest) -> StreamingHttpResponse:
    """Give the documents of a filter as CSV, as many as there are."""
    member = access.membership(request)
    day = today(member)
    wanted = _wanted(request.GET, member)
    rows = listed.each_invoice(member.workspace.id, wanted, on=day)
    answer = StreamingHttpResponse(
        _lines(invoice_list_view.file_rows(rows)),
        content_type="text/csv; charset=utf-8",
    )
    answer["Content-Disposition"] = f'attachment; filename="invoices-{day}.csv"'
    return answer


def _wanted(asked: QueryDict, member: MemberRow) -> InvoiceFilter:
    """Return the filter that an address names; what it cannot be does not narrow."""
    client = access.client_asked(member, asked)
    state: State = next(
        (one for one in get_args(State) if one == asked.get("state")), "all"
    )
    return InvoiceFilter(
        state=state,
        client=client.id if client else None,
        year=whole(asked, "year"),
        text=asked.get("q", "").strip()[:_TEXT_MAX],
        seen=member.clients,
    )


def _lines(rows: Iterable[tuple[str, ...]]) -> Iterator[str]:
    """Spell rows as CSV (RFC 4180), one after the other."""
    for row in rows:
        line = StringIO(newline="")
        csv.writer(line).writerow(row)
        yield line.getvalue()
