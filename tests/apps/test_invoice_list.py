"""The list of documents: what it finds, in which order, and what it costs."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cast import NORA, Practice, eur, monthly, noon, working_days
from drumbeat.apps.billing import operations as billing
from drumbeat.apps.billing.agreements import agreement_of
from drumbeat.apps.payments import operations as payments
from drumbeat.apps.reports import invoice_list
from drumbeat.apps.reports.invoice_list import InvoiceFilter, each_invoice
from drumbeat.apps.reports.paging import Cursor
from drumbeat.core.settlement import SettlementStatus

DAY = date(2026, 4, 10)
NOTHING = Cursor()


def shown(practice: Practice, cursor: Cursor = NOTHING, **narrow: object):
    wanted = InvoiceFilter(**narrow)
    return invoice_list.list_invoices(practice.id, wanted, cursor, on=DAY)


def numbers(
    practice: Practice, cursor: Cursor = NOTHING, **narrow: object
) -> list[str]:
    return [row.number for row in shown(practice, cursor, **narrow).page.rows]


def credit(practice: Practice, number: str, day: str) -> None:
    row = practice.invoice(number)
    billing.credit_invoice(
        practice.id,
        number,
        agreement_of(
            practice.id, row.engagement_id, client=row.client_id, calendars=working_days
        ),
        reason="Sent in error.",
        on=date.fromisoformat(day),
        actor=NORA,
        at=noon(day),
    )
    practice.issue_all(day)


@pytest.fixture
def practice(practice) -> Practice:
    """Halden and Öster, January to April: paid, void, late and not yet due."""
    practice.agree(monthly("Halden"))
    practice.agree(monthly("Österhaus 100% Legal"))
    for month in ("2026-01-01", "2026-02-01", "2026-03-01", "2026-04-01"):
        practice.bill_and_issue(month)
    # Both of January are paid, one of February is credited, the other written off.
    for number in ("INV-2026-0001", "INV-2026-0002"):
        practice.pay("3630.00", "2026-01-20", reference=number)
    payments.write_off(
        practice.id,
        "INV-2026-0004",
        eur("3630.00"),
        on=date(2026, 4, 2),
        reason="The client is gone.",
        actor=NORA,
        at=noon("2026-04-02"),
    )
    credit(practice, "INV-2026-0003", "2026-04-03")
    return practice


def test_each_state_finds_its_own(practice):
    number = "INV-2026-000"

    assert numbers(practice) == [f"{number}{n}" for n in range(8, 0, -1)]
    assert numbers(practice, state="paid") == [f"{number}2", f"{number}1"]
    assert numbers(practice, state="void") == [f"{number}4", f"{number}3"]
    assert numbers(practice, state="credit_notes") == ["CN-2026-0001"]
    # What is open goes by its due date, the oldest first.
    assert numbers(practice, state="open") == [f"{number}{n}" for n in range(5, 9)]
    assert numbers(practice, state="overdue") == [f"{number}5", f"{number}6"]


def test_rows_stand_as_the_entries_say(practice):
    practice.pay("30.00", "2026-04-04", reference="INV-2026-0005")
    by_number = {row.number: row for row in shown(practice).page.rows}

    assert by_number["INV-2026-0001"].standing is SettlementStatus.PAID
    assert by_number["INV-2026-0003"].standing is SettlementStatus.CREDITED
    assert by_number["INV-2026-0004"].standing is SettlementStatus.WRITTEN_OFF
    part = by_number["INV-2026-0005"]
    assert (part.standing, part.open) == (SettlementStatus.PARTLY_PAID, eur("3600.00"))
    assert (part.due_date, part.overdue_days) == (date(2026, 3, 15), 26)


def test_an_invoice_that_was_credited_in_part_and_then_paid_is_not_void(practice):
    invoice = practice.invoice("INV-2026-0007")
    note = practice.invoice("CN-2026-0001")
    payments.allocate(
        invoice.id, 100, credit_note=note.id, on=DAY, at=noon("2026-04-10")
    )
    practice.pay("3629.00", "2026-04-10", reference=invoice.number)

    assert "INV-2026-0007" in numbers(practice, state="paid")
    assert "INV-2026-0007" not in numbers(practice, state="void")


SEARCHES = {
    "INV-2026-0003": [3],
    "inv 2026 3": [3],
    "3": [3],
    "€3,630.00": [8, 7, 6, 5, 4, 3, 2, 1],
    "halden march": [5],
    "HALD febr": [3],
    "österhaus april": [8],
    "ÖSTERHAUS April": [8],
    "100% january": [2],
    "10_% january": [],
    "zebra": [],
    "'; DROP TABLE x; --": [],
}


def test_a_search_finds_numbers_amounts_clients_and_subjects(practice):
    for text, found in SEARCHES.items():
        assert numbers(practice, text=text) == [f"INV-2026-000{n}" for n in found], text


def test_filters_narrow_together(practice):
    halden = practice.invoice("INV-2026-0001").client_id

    assert numbers(practice, client=halden, state="paid") == ["INV-2026-0001"]
    assert numbers(practice, client=halden, state="void") == ["INV-2026-0003"]
    assert numbers(practice, client=halden, state="overdue") == ["INV-2026-0005"]
    assert numbers(practice, client=halden, text="april") == ["INV-2026-0007"]
    assert numbers(practice, text="3630", state="paid") == [
        "INV-2026-0002",
        "INV-2026-0001",
    ]
    assert numbers(practice, year=2026, client=halden, state="open") == [
        "INV-2026-0005",
        "INV-2026-0007",
    ]
    assert numbers(practice, year=2025) == []
    assert invoice_list.list_years(practice.id) == {2026: 9}


def test_sums_are_those_of_the_filter(practice):
    [everything] = shown(practice).sums
    [owed] = shown(practice, state="open").sums
    [late] = shown(practice, state="overdue").sums
    [paid] = shown(practice, state="paid").sums

    assert (everything.count, everything.gross) == (8, eur("29040.00"))
    assert everything.open == owed.open == eur("14520.00")
    assert (owed.count, owed.gross) == (4, None)
    assert (late.count, late.open) == (2, eur("7260.00"))
    assert (paid.count, paid.open) == (2, eur("0.00"))
    assert shown(practice, text="zebra").sums == ()


def test_more_than_can_be_summed_is_said_to_be_more(practice, monkeypatch):
    monkeypatch.setattr(invoice_list, "SUMMED", 7)

    assert shown(practice).sums is None
    assert shown(practice, state="open").sums is not None
    assert shown(practice, client=practice.invoice("INV-2026-0001").client_id).sums


def test_pages_lead_on_and_back_without_losing_a_row(practice, monkeypatch):
    for state in ("all", "open", "paid"):
        whole = numbers(practice, state=state)
        monkeypatch.setattr(invoice_list, "PAGE", 3)
        pages = list(walk(practice, state))
        monkeypatch.undo()

        assert [row.number for page in pages for row in page.rows] == whole
        assert pages[0].back == ""


def walk(practice: Practice, state: str):
    """Yield page after page, and look back from each at the one before."""
    page = shown(practice, state=state).page
    yield page
    while page.on:
        before, page = page, shown(practice, Cursor(page.on), state=state).page
        back = shown(practice, Cursor(page.back, backwards=True), state=state).page
        assert (back.rows, back.back) == (before.rows, before.back)
        assert back.on
        yield page


def test_a_cursor_that_is_none_is_the_beginning(practice):
    for state in ("all", "open"):
        for key in ("x", "9" * 40, "2026-13-01.5", "2026-01-01.x"):
            first = numbers(practice, state=state)
            assert numbers(practice, Cursor(key), state=state) == first


def test_a_file_has_every_row_once(practice, monkeypatch):
    monkeypatch.setattr(invoice_list, "_EXPORTED", 3)
    rows = list(each_invoice(practice.id, InvoiceFilter(), on=DAY))

    assert [row.number for row in rows] == numbers(practice)


def test_other_workspaces_are_not_found(practice):
    other = Practice.beside("Beside")
    halden = practice.invoice("INV-2026-0001").client_id

    for narrow in ({}, {"text": "3"}, {"text": "halden"}, {"client": halden}):
        for state in ("all", "open", "overdue", "paid", "void", "credit_notes"):
            assert numbers(other, state=state, **narrow) == []
    assert shown(other).sums == ()
    assert invoice_list.list_years(other.id) == {}


def plan_of(practice: Practice, cursor: Cursor, **narrow: object) -> str:
    """Return how the database carries out the statement that reads a page."""
    with CaptureQueriesContext(connection) as captured:
        shown(practice, cursor, **narrow)
    explain = "EXPLAIN (COSTS OFF)"
    if connection.vendor == "sqlite":
        explain = "EXPLAIN QUERY PLAN"
    [page] = [
        q["sql"] for q in captured.captured_queries if "c.name, i.subject" in q["sql"]
    ]
    with connection.cursor() as query:
        query.execute(f"{explain} {page}")
        return "\n".join(str(row[-1]) for row in query.fetchall())


PAGES = (
    ({}, "5"),
    ({"state": "open"}, "2026-03-15.5"),
    ({"state": "overdue"}, "2026-03-15.5"),
    ({"state": "paid"}, "2"),
    ({"state": "credit_notes"}, "9"),
    ({"client": 1}, "5"),
    ({"client": 1, "year": 2026}, "5"),
    ({"year": 2026}, "5"),
)


def test_an_index_gives_the_order_so_that_no_page_is_sorted(practice):
    if connection.vendor == "postgresql":
        with connection.cursor() as query:
            # Few rows are quicker read and sorted: ask what would be done with many.
            for way in ("seqscan", "bitmapscan", "sort", "hashjoin", "mergejoin"):
                query.execute(f"SET LOCAL enable_{way} = off")
    for narrow, key in PAGES:
        for cursor in (NOTHING, Cursor(key), Cursor(key, backwards=True)):
            plan = plan_of(practice, cursor, **narrow)

            assert "index" in plan.lower()
            # The ids that were asked for are read one by one; no table is.
            read_whole = r"SCAN (?!json_each)|Seq Scan|Sort|TEMP B-TREE"
            assert not re.search(read_whole, plan), plan


def test_a_page_asks_as_often_for_many_as_for_few(practice):
    def asked() -> int:
        with CaptureQueriesContext(connection) as captured:
            shown(practice)
        return len(captured)

    before = asked()
    for number in range(20):
        practice.agree(replace(monthly(f"Client {number}"), starts=date(2026, 4, 1)))
    practice.bill_and_issue("2026-04-03")

    assert asked() == before <= 6
