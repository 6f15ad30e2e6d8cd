"""Statements of account: who has one, one of them to print, and its file."""

from __future__ import annotations

from datetime import date

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from drumbeat.apps.parties.queries import get_client_link, get_seller, list_clients
from drumbeat.apps.reports import queries
from drumbeat.apps.reports.statements import (
    StatementOfAccount,
    list_client_ids,
    list_statements,
)
from drumbeat.core.money import Money
from drumbeat.web import access, formats, frame
from drumbeat.web.asked import whole
from drumbeat.web.frame import Place
from drumbeat.web.guards import today, unknown_is_not_found
from drumbeat.web.reports_view import statement_view
from drumbeat.web.spreadsheet import csv_file

_HEADINGS = ["day", "what", "amount", "balance", "currency"]


@require_GET
def statement_list(request: HttpRequest) -> HttpResponse:
    """List the clients, with what each has open."""
    member = access.overview(request)
    workspace, on = member.workspace.id, today(member)
    is_open: dict[str, list[Money]] = {}
    for row in queries.ageing(workspace, on=on):
        is_open.setdefault(row.client, []).append(row.total)
    lines = [
        (client, name, formats.sums(is_open.get(name, [])))
        for name, client in list_client_ids(workspace).items()
    ]
    return frame.show(
        request,
        member,
        "pages/statement_list.html",
        Place("cash_flow"),
        {"lines": lines},
    )


@require_GET
@unknown_is_not_found
def statement(request: HttpRequest, client: int) -> HttpResponse:
    """Show everything between us and a client, all of it or a year."""
    member = access.membership(request)
    workspace, on = member.workspace.id, today(member)
    name = get_client_link(workspace, client).name
    access.check_client(member, client)
    whole_of_it = list_statements(workspace, client, on=on)
    year = whole(request.GET, "year")
    years = {entry.on.year for one in whole_of_it for entry in one.entries}
    words = {
        "name": name,
        "client": client,
        "buyer": list_clients(workspace, [client])[client].buyer,
        "seller": get_seller(workspace),
        "statements": [statement_view(s) for s in _of(year, whole_of_it)],
        "day": formats.long_date(_last_day(year, on)),
        "year": year,
        "years": sorted(years, reverse=True),
    }
    place = Place("cash_flow", client=client)
    return frame.show(request, member, "pages/statement.html", place, words)


@require_GET
@unknown_is_not_found
def statement_file(request: HttpRequest, client: int) -> HttpResponse:
    """Give the same as a file."""
    member = access.membership(request)
    workspace, on = member.workspace.id, today(member)
    get_client_link(workspace, client)
    access.check_client(member, client)
    found = _of(whole(request.GET, "year"), list_statements(workspace, client, on=on))
    rows = [
        (entry.on, entry.what, entry.amount, entry.balance, one.currency)
        for one in found
        for entry in one.entries
    ]
    return csv_file(f"statement-{client}-{on}", _HEADINGS, rows)


def _of(
    year: int | None, statements: list[StatementOfAccount]
) -> list[StatementOfAccount]:
    if year is None:
        return statements
    found = [one.of_year(year) for one in statements]
    return [one for one in found if one.entries or one.opening]


def _last_day(year: int | None, on: date) -> date:
    return on if year is None or year >= on.year else date(year, 12, 31)
