"""The issued documents: found, filtered, one page at a time, with sums."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from drumbeat.apps.payments.queries import list_day_totals, list_reductions
from drumbeat.apps.reminders.queries import list_disputes
from drumbeat.apps.reports.invoice_search import ids_meant, void_invoices
from drumbeat.apps.reports.paging import (
    Cursor,
    Order,
    Page,
    day_and_id_key,
    id_key,
    read_page,
)
from drumbeat.apps.seen import Seen, seen_clause
from drumbeat.apps.sql import Sent, day, read
from drumbeat.core.money import Money
from drumbeat.core.settlement import SettlementStatus, settle

State = Literal["all", "open", "overdue", "paid", "void", "credit_notes"]
PAGE = 50
SUMMED = 2_000  # as many are added up; beyond, a client or a year must be chosen
_EXPORTED = 1_000  # rows read at once for a file

# The order of issue is the order of the ids; what is open goes by its due date.
_NEWEST_FIRST = Order(("i.id",), id_key, descending=True)
_NEWEST_CLOSED_FIRST = Order(("b.invoice_id",), id_key, descending=True)
_DUE_FIRST = Order(("b.due_date", "b.invoice_id"), day_and_id_key)

# CROSS JOIN, because SQLite keeps the tables in this order then: the first one leads.
_ISSUED = """FROM invoices_invoice i CROSS JOIN parties_client c
  LEFT JOIN payments_invoicebalance b ON b.invoice_id = i.id
WHERE c.id = i.client_id"""
_BALANCES = """FROM payments_invoicebalance b CROSS JOIN invoices_invoice i
  CROSS JOIN parties_client c
WHERE i.id = b.invoice_id AND c.id = i.client_id"""
_COLUMNS = """i.id, i.number, i.kind, i.client_id, c.name, i.subject, i.issue_date,
  i.due_date, i.currency, i.net_minor, i.tax_minor, i.gross_minor"""
# What narrows, the column that narrows most first.
_BY_ISSUE = {
    "client": "i.client_id = %(client)s",
    "series": "i.series_id = %(series)s",
    "workspace": "i.workspace_id = %(workspace)s",
}
_BY_BALANCE = {
    "client": "b.client_id = %(client)s",
    "workspace": "b.workspace_id = %(workspace)s",
    "series": "i.series_id = %(series)s",
}
_STATES = {
    "open": ("b.open_minor > 0",),
    "overdue": ("b.open_minor > 0", "b.due_date < %(on)s"),
    "paid": ("coalesce(b.open_minor, 1) = 0",),  # an order by issue keeps its lead
}
_SUMS = """
SELECT currency, count(*), sum(gross), sum(owed) FROM (
  SELECT i.currency, i.gross_minor AS gross, coalesce(b.open_minor, 0) AS owed
  {found} LIMIT %(most)s) AS chosen
GROUP BY currency ORDER BY 3 DESC
"""
_SERIES = """
SELECT id FROM invoices_numberseries
WHERE workspace_id = %(workspace)s AND kind = %(kind)s AND year = %(year)s
"""
_YEARS = """
SELECT year, sum(last_number) FROM invoices_numberseries
WHERE workspace_id = %(workspace)s AND last_number > 0
GROUP BY year ORDER BY year DESC
"""


@dataclass(frozen=True, slots=True)
class InvoiceFilter:
    """Which documents are wanted; what is empty does not narrow.

    `seen` are the clients that may be seen at all.
    """

    state: State = "all"
    client: int | None = None
    year: int | None = None
    text: str = ""
    seen: Seen = None


@dataclass(frozen=True, slots=True)
class ListedInvoice:
    """A document as the list shows it; `standing` is None for a credit note."""

    id: int
    number: str
    client: int
    client_name: str
    subject: str
    issue_date: date
    due_date: date
    net: Money
    tax: Money
    gross: Money
    open: Money
    standing: SettlementStatus | None
    overdue_days: int
    is_asked: bool


@dataclass(frozen=True, slots=True)
class InvoiceSum:
    """How many documents of one currency there are, and what they come to.

    `gross` is None where only what is open is kept as a sum.
    """

    count: int
    gross: Money | None
    open: Money


@dataclass(frozen=True, slots=True)
class InvoiceList:
    """A page of documents, and the sums of the filter per currency.

    `sums` is None when more than SUMMED match.
    """

    page: Page[ListedInvoice]
    sums: tuple[InvoiceSum, ...] | None


@dataclass(frozen=True, slots=True)
class _Found:
    """A filter as a statement takes it: what follows SELECT and columns."""

    source: str
    order: Order
    values: Mapping[str, Sent]


def list_years(workspace: int) -> dict[int, int]:
    """Return how many documents were issued in each year, the latest first."""
    return {year: int(count) for year, count in read(_YEARS, workspace=workspace)}


def list_invoices(
    workspace: int, wanted: InvoiceFilter, cursor: Cursor, *, on: date
) -> InvoiceList:
    """Return one page with the sums of its filter.

    The cost does not grow with the documents there are: a page begins at a key, and
    no more than SUMMED are added up. What is open or overdue over all is kept by day,
    so it is summed at any number.
    """
    found = _found(workspace, wanted, on=on)
    page = _page(workspace, found, cursor, on=on, most=PAGE)
    if wanted in (InvoiceFilter("open"), InvoiceFilter("overdue")):
        return InvoiceList(page, _kept_sums(workspace, wanted.state, on=on))
    return InvoiceList(page, _sums(found))


def list_latest(
    workspace: int, client: int, *, on: date, most: int
) -> tuple[ListedInvoice, ...]:
    """Return the newest invoices of a client."""
    found = _found(workspace, InvoiceFilter(client=client), on=on)
    return _page(workspace, found, Cursor(), on=on, most=most).rows


def find_documents(
    workspace: int, text: str, *, on: date, seen: Seen, most: int
) -> tuple[ListedInvoice, ...]:
    """Return the newest invoices, then credit notes, that a text means."""
    states: tuple[State, ...] = ("all", "credit_notes")
    found: tuple[ListedInvoice, ...] = ()
    for state in states:
        wanted = InvoiceFilter(state, text=text, seen=seen)
        meant = _found(workspace, wanted, on=on)
        found += _page(workspace, meant, Cursor(), on=on, most=most).rows
    return found[:most]


def each_invoice(
    workspace: int, wanted: InvoiceFilter, *, on: date
) -> Iterator[ListedInvoice]:
    """Yield every document of a filter, a bounded number in memory."""
    found = _found(workspace, wanted, on=on)
    cursor = Cursor()
    while True:
        page = _page(workspace, found, cursor, on=on, most=_EXPORTED)
        yield from page.rows
        if not page.on:
            return
        cursor = Cursor(page.on)


def _page(
    workspace: int, found: _Found, cursor: Cursor, *, on: date, most: int
) -> Page[ListedInvoice]:
    page = read_page(
        _COLUMNS, found.source, found.order, cursor, most=most, **found.values
    )
    return Page(_listed(workspace, page.rows, on=on), on=page.on, back=page.back)


def _sums(found: _Found) -> tuple[InvoiceSum, ...] | None:
    statement = _SUMS.replace("{found}", found.source)
    rows = read(statement, most=SUMMED + 1, **found.values)
    if sum(count for _, count, _, _ in rows) > SUMMED:
        return None
    return tuple(
        InvoiceSum(count, Money(int(gross), currency), Money(int(owed), currency))
        for currency, count, gross, owed in rows
    )


def _kept_sums(workspace: int, state: State, *, on: date) -> tuple[InvoiceSum, ...]:
    counts: dict[str, int] = {}
    minors: dict[str, int] = {}
    for total in list_day_totals(workspace):
        if state == "open" or total.due_date < on:
            key = total.currency
            counts[key] = counts.get(key, 0) + total.invoices
            minors[key] = minors.get(key, 0) + total.open_minor
    return tuple(
        InvoiceSum(counts[currency], None, Money(minor, currency))
        for currency, minor in sorted(minors.items(), key=lambda sum_: -sum_[1])
    )


def _found(workspace: int, wanted: InvoiceFilter, *, on: date) -> _Found:
    """Return the filter as the rest of a statement, with its order and values."""
    kind = "credit_note" if wanted.state == "credit_notes" else "invoice"
    conditions = [f"i.kind = '{kind}'", seen_clause(wanted.seen, "+i.client_id")]
    values: dict[str, Sent] = {"workspace": workspace, "on": on.isoformat()}
    if wanted.client is not None:
        values["client"] = wanted.client
    if wanted.year is not None:
        values["series"] = _series(workspace, kind, wanted.year)
    void = void_invoices(workspace) if wanted.state in {"paid", "void"} else set()
    chosen = void if wanted.state == "void" else None
    if wanted.text:
        narrow = " AND ".join([*conditions, *_led(_BY_ISSUE, values)])
        meant = set(ids_meant(workspace, wanted.text, narrow=narrow, values=values))
        chosen = meant - void if chosen is None else meant & void
    conditions += _STATES.get(wanted.state, ())
    leads, source, order = _BY_ISSUE, _ISSUED, _NEWEST_FIRST
    if wanted.state in {"open", "overdue"}:
        leads, source, order = _BY_BALANCE, _BALANCES, _DUE_FIRST
    elif wanted == InvoiceFilter("paid"):
        leads, source, order = _BY_BALANCE, _BALANCES, _NEWEST_CLOSED_FIRST
        conditions.append("b.open_minor = 0")  # as its index says it
    if chosen is None and void:
        conditions.append("NOT i.id {among}")
        values["ids"] = void
    narrowing = _led(leads, values)
    if chosen is not None:
        values["ids"] = chosen
        narrowing = ["i.id {among}", *(f"+{each}" for each in narrowing)]
    where = " AND ".join([source, *narrowing, *conditions])
    return _Found(where, order, values)


def _led(leads: Mapping[str, str], values: Mapping[str, Sent]) -> list[str]:
    """Return the conditions on those values, of which only the first may use an index.

    The plus keeps both databases from walking all documents of the workspace, in
    order, past the few of a client.
    """
    first, *others = [column for name, column in leads.items() if name in values]
    return [first, *(f"+{each}" for each in others)]


def _series(workspace: int, kind: str, year: int) -> int:
    """Return the series of a kind and year; none has the id 0."""
    rows = read(_SERIES, workspace=workspace, kind=kind, year=year)
    return int(rows[0][0]) if rows else 0


def _listed(
    workspace: int, rows: tuple[tuple[Any, ...], ...], *, on: date
) -> tuple[ListedInvoice, ...]:
    reductions = list_reductions(workspace, [row[0] for row in rows])
    asked = list_disputes(workspace)
    listed = []
    for id_, number, kind, client, client_name, subject, issued, due, *money in rows:
        currency, net, tax, gross = money
        due_date, is_invoice = day(due), kind == "invoice"
        payable = Money(gross, currency)
        now = settle(payable, reductions.get(id_, ()), due_date=due_date, on=on)
        listed.append(
            ListedInvoice(
                id=id_,
                number=number,
                client=client,
                client_name=client_name,
                subject=subject,
                issue_date=day(issued),
                due_date=due_date,
                net=Money(net, currency),
                tax=Money(tax, currency),
                gross=payable,
                open=now.open if is_invoice else Money.zero(currency),
                standing=now.status if is_invoice else None,
                overdue_days=now.overdue_days if is_invoice else 0,
                is_asked=id_ in asked,
            )
        )
    return tuple(listed)
