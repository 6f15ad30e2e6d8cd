"""Reports: ageing, statements of account and days to pay, each with its file."""

from __future__ import annotations

import csv
import io
from datetime import date

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from time_machine import travel

from cast import NORA, Practice, eur, monthly, noon
from drumbeat.apps.identity.models import Member
from drumbeat.apps.parties.models import Client as ClientTable
from drumbeat.apps.payments import operations as payments
from drumbeat.apps.reports.statements import StatementEntry, StatementOfAccount
from drumbeat.core.money import Money
from drumbeat.web.reports_view import late_words

pytestmark = pytest.mark.django_db
PAGES = ("ageing", "days-to-pay", "statements")


@pytest.fixture(autouse=True)
def tenth_of_march():
    with travel("2026-03-10T12:00:00Z", tick=False):
        yield


@pytest.fixture
def billed(practice: Practice) -> Practice:
    """Halden paid January 9 days late; February is late, March not due."""
    practice.agree(monthly())
    practice.bill_and_issue("2026-01-01")
    practice.pay("3630.00", "2026-01-24", reference="INV-2026-0001", client="Halden")
    practice.bill_and_issue("2026-02-01")
    practice.bill_and_issue("2026-03-01")
    return practice


def id_of(name: str) -> int:
    return ClientTable.objects.get(name=name).id


def rows_of(answer: HttpResponse) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))


def test_ageing_puts_each_amount_in_its_column(billed, nora: Client) -> None:
    page = nora.get("/reports/ageing").text

    assert "Euro: €7,260 open" in page
    assert "€3,630 of it late" in page
    assert f'href="/reports/statements/{id_of("Halden")}"' in page
    [row] = rows_of(nora.get("/reports/ageing.csv"))
    assert row == {
        "client": "Halden",
        "currency": "EUR",
        "current": "3630.00",
        "1–30": "3630.00",
        "31–60": "0.00",
        "61–90": "0.00",
        "90+": "0.00",
        "total": "7260.00",
    }


def test_currencies_have_tables_of_their_own(billed, nora: Client) -> None:
    retainer = monthly().retainers[0]
    pounds = type(retainer)(
        retainer.name, Money(240_000, "GBP"), retainer.every, retainer.tax
    )
    billed.agree(monthly("=Sable <b>", currency="GBP", retainers=(pounds,)))
    billed.bill_and_issue("2026-03-02")
    page = nora.get("/reports/ageing").text

    assert "British Pound: £8,712 open" in page
    assert "Euro: €7,260 open" in page
    assert "=Sable &lt;b&gt;" in page
    names = [row["client"] for row in rows_of(nora.get("/reports/ageing.csv"))]
    assert sorted(names) == ["'=Sable <b>", "Halden"]


def test_a_statement_tells_everything_in_its_order(billed, nora: Client) -> None:
    page = nora.get(f"/reports/statements/{id_of('Halden')}").text

    order = ["INV-2026-0001", "Payment INV-2026-0001", "INV-2026-0002"]
    places = [page.index(f'<td class="break">{what}<') for what in order]
    assert places == sorted(places)
    assert page.count(" invoiced</span>") == 3
    assert page.count(" paid or credited</span>") == 1
    assert "Balance on 10 March 2026" in page
    assert "Keizersgracht 1" in page
    assert "from Lindqvist Advisory B.V." in page
    rows = rows_of(nora.get(f"/reports/statements/{id_of('Halden')}.csv"))
    assert [(r["day"], r["amount"], r["balance"]) for r in rows] == [
        ("2026-01-01", "3630.00", "3630.00"),
        ("2026-01-24", "-3630.00", "0.00"),
        ("2026-02-01", "3630.00", "3630.00"),
        ("2026-03-01", "3630.00", "7260.00"),
    ]


def test_a_year_opens_with_what_was_owed_before(practice, nora: Client) -> None:
    practice.agree(monthly(starts=date(2025, 12, 1)), on="2025-12-01")
    practice.bill_and_issue("2025-12-01")
    practice.bill_and_issue("2026-01-01")
    address = f"/reports/statements/{id_of('Halden')}"
    whole, year, last = (
        nora.get(f"{address}{q}").text for q in ("", "?year=2026", "?year=2025")
    )

    assert "Carried over" not in whole
    assert "Carried over" in year
    assert "INV-2025-0001" not in year
    assert "Balance on 31 December 2025" in last
    assert len(rows_of(nora.get(f"{address}.csv?year=2026"))) == 1
    assert nora.get(f"{address}?year=1999").status_code == 200


def test_losses_and_money_paid_back_are_entries_too(billed, nora: Client) -> None:
    said = {"actor": NORA, "at": noon("2026-03-05")}
    lost = eur("3630.00")
    for number in ("INV-2026-0002", "INV-2026-0003"):
        payments.write_off(
            billed.id, number, lost, on=date(2026, 3, 5), reason="Insolvent", **said
        )
    spare = billed.pay("100.00", "2026-03-06", client="Halden", reference="extra")
    payments.refund(
        billed.id,
        spare.payment,
        eur("100.00"),
        on=date(2026, 3, 7),
        reason="Nothing is owed",
        **said,
    )
    rows = rows_of(nora.get(f"/reports/statements/{id_of('Halden')}.csv"))

    assert [(row["what"], row["amount"], row["balance"]) for row in rows[-4:]] == [
        ("Written off, INV-2026-0002", "-3630.00", "3630.00"),
        ("Written off, INV-2026-0003", "-3630.00", "0.00"),
        ("Payment extra", "-100.00", "-100.00"),
        ("Refund", "100.00", "0.00"),
    ]


def test_days_to_pay_says_how_each_client_pays(billed, nora: Client) -> None:
    page = nora.get("/reports/days-to-pay").text

    assert "23 days" in page
    assert "9 days late" in page
    assert "1 invoice" in page
    assert rows_of(nora.get("/reports/days-to-pay.csv")) == [
        {
            "client": "Halden",
            "invoices": "1",
            "median days": "23",
            "half from": "23",
            "half to": "23",
            "days after due date": "9",
        }
    ]


def test_what_was_paid_longer_ago_than_a_year_says_nothing(billed, nora) -> None:
    with travel("2027-01-24T12:00:00Z", tick=False):
        nora.force_login(Member.objects.get().user)
        assert "23 days" in nora.get("/reports/days-to-pay").text
    with travel("2027-01-26T12:00:00Z", tick=False):
        nora.force_login(Member.objects.get().user)
        assert "No invoice has been paid yet." in nora.get("/reports/days-to-pay").text


def test_an_empty_house_says_so(practice, nora: Client) -> None:
    assert "Nothing is open." in nora.get("/reports/ageing").text
    assert "No invoice has been paid yet." in nora.get("/reports/days-to-pay").text
    assert "No client yet." in nora.get("/reports/statements").text
    practice.agree(monthly())
    assert "Nothing was billed to Halden." in (
        nora.get(f"/reports/statements/{id_of('Halden')}").text
    )


def test_the_list_leads_to_every_client(billed, nora: Client) -> None:
    billed.agree(monthly("Koru"))
    page = nora.get("/reports/statements").text

    assert page.index("Halden</a>") < page.index("Koru</a>")
    assert "€7,260" in page


def test_another_workspace_finds_nothing(billed, cleo: Client) -> None:
    client = id_of("Halden")
    for address in (client, f"{client}.csv", 999):
        assert cleo.get(f"/reports/statements/{address}").status_code == 404
    for name in PAGES:
        assert "Halden" not in cleo.get(f"/reports/{name}").text
    assert rows_of(cleo.get("/reports/ageing.csv")) == []
    assert rows_of(cleo.get("/reports/days-to-pay.csv")) == []


def test_who_works_for_some_clients_sees_the_statements_of_those(
    billed, nora: Client
) -> None:
    Member.objects.update(role="contributor")
    for name in PAGES:
        assert nora.get(f"/reports/{name}").status_code == 403
    address = f"/reports/statements/{id_of('Halden')}"
    assert nora.get(address).status_code == 404
    assert nora.get(f"{address}.csv").status_code == 404


def test_nobody_looks_without_signing_in(practice) -> None:
    for name in (*PAGES, "ageing.csv", "days-to-pay.csv", "statements/1"):
        answer = Client().get(f"/reports/{name}")
        assert answer["Location"].startswith("/sign-in")


def test_pages_ask_as_often_for_many_as_for_few(practice, nora: Client) -> None:
    counts = []
    for size in (2, 9):
        for number in range(size):
            practice.agree(monthly(f"Client {size} {number}"))
        practice.bill_and_issue("2026-02-01")
        practice.pay("3630.00", "2026-03-01", client=f"Client {size} 0")
        with CaptureQueriesContext(connection) as asked:
            for name in (*PAGES, f"statements/{id_of(f'Client {size} 0')}"):
                assert nora.get(f"/reports/{name}").status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 100


@pytest.mark.parametrize(
    ("days", "words"),
    [(2, "2 days late"), (1, "1 day late"), (0, "on the day"), (-1, "1 day early")],
)
def test_beside_the_due_date_in_words(days, words) -> None:
    assert late_words(days) == words


def test_years_add_up_to_the_whole() -> None:
    entries = []
    balance = 0
    for year in (2024, 2025, 2025, 2027):
        balance += year
        entries.append(
            StatementEntry(
                date(year, 5, 1), "", Money(year, "EUR"), Money(balance, "EUR")
            )
        )
    whole = StatementOfAccount("EUR", Money(0, "EUR"), tuple(entries))
    closing = Money(0, "EUR")
    for year in range(2023, 2029):
        part = whole.of_year(year)
        assert part.opening == closing
        closing = part.closing

    assert closing == whole.closing
