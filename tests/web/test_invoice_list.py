"""The list of invoices on its page: narrowed, searched, paged, and as a file."""

import csv
from dataclasses import replace
from datetime import date
from io import StringIO

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cast import Practice, monthly, noon
from drumbeat.apps.reports import invoice_list

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel(noon("2026-04-10"), tick=False):
        yield


@pytest.fixture
def issued(practice) -> Practice:
    february = date(2026, 2, 1)
    practice.agree(replace(monthly("Halden <b>"), starts=february))
    practice.agree(replace(monthly("=Atlas"), starts=february))
    for month in ("2026-02-01", "2026-03-01", "2026-04-01"):
        practice.bill_and_issue(month)
    practice.pay("3630.00", "2026-02-20", reference="INV-2026-0001")
    practice.pay("30.00", "2026-04-02", reference="INV-2026-0003")
    return practice


def test_rows_say_who_what_when_and_how_it_stands(issued, nora):
    text = nora.get("/invoices").text

    assert "Halden &lt;b&gt;" in text
    assert "Retainer, April 2026" in text
    assert "INV-2026-0002, issued 1 Feb" in text
    assert "54 days late" in text  # due 15 February
    assert "26 days late" in text
    assert "€3,600 open" in text
    assert ">Paid</span>" in text


def test_an_empty_list_says_so(practice, nora):
    assert "Nothing is issued yet." in nora.get("/invoices").text
    assert "Nothing is overdue." in nora.get("/invoices?state=overdue").text
    assert "Nothing fits." in nora.get("/invoices?q=zebra").text


def test_the_address_narrows(issued, nora):
    client = issued.invoice("INV-2026-0001").client_id
    text = nora.get(f"/invoices?state=paid&client={client}&year=2026&q=feb").text

    assert "INV-2026-0001" in text
    assert "INV-2026-0002" not in text
    # Another state keeps the rest of the filter, and so does the file.
    assert f"/invoices?state=open&amp;client={client}&amp;year=2026&amp;q=feb" in text
    assert f"/invoices.csv?state=paid&amp;client={client}" in text


def test_what_an_address_cannot_mean_does_not_narrow(issued, nora):
    plain = nora.get("/invoices?state=x&client=y&year=z&after=n&before=m")

    assert plain.status_code == 200
    assert "INV-2026-0006" in plain.text
    assert nora.get("/invoices?client=" + "9" * 30).status_code == 200


def test_pages_lead_to_older_and_newer(issued, nora, monkeypatch):
    monkeypatch.setattr(invoice_list, "PAGE", 4)
    first = nora.get("/invoices").text
    assert "Newer" not in first
    older = first.split('rel="next"')[0].rsplit('href="', 1)[1].split('"')[0]

    second = nora.get(older.replace("&amp;", "&")).text

    assert "INV-2026-0002" in second
    assert "INV-2026-0003" not in second
    assert "Newer" in second
    assert "Older" not in second


def test_the_file_has_every_row_and_no_formula(issued, nora):
    answer = nora.get("/invoices.csv")
    rows = list(csv.reader(StringIO(b"".join(answer.streaming_content).decode())))

    assert answer["Content-Disposition"] == (
        'attachment; filename="invoices-2026-04-10.csv"'
    )
    assert rows[0][:3] == ["Number", "Client", "Subject"]
    assert len(rows) == 7
    assert rows[1] == [
        *("INV-2026-0006", "'=Atlas", "Retainer, April 2026"),
        *("2026-04-01", "2026-04-15", "EUR", "3000.00", "630.00", "3630.00"),
        *("3630.00", "Sent", "0"),
    ]
    assert {row[1] for row in rows[1:]} == {"Halden <b>", "'=Atlas"}


def test_the_page_asks_as_often_for_many_rows_as_for_few(issued, nora):
    def asked() -> int:
        with CaptureQueriesContext(connection) as captured:
            nora.get("/invoices")
        return len(captured)

    before = asked()
    for n in range(12):
        issued.agree(monthly(f"Client {n}"))
    issued.bill_and_issue("2026-04-02")

    assert asked() == before <= 45


def test_another_workspace_finds_nothing(issued, cleo):
    client = issued.invoice("INV-2026-0001").client_id

    assert "Nothing is issued yet." in cleo.get("/invoices").text
    assert cleo.get(f"/invoices?client={client}").status_code == 404
    assert b"Halden" not in b"".join(cleo.get("/invoices.csv").streaming_content)
