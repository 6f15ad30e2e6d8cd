"""The cash flow page: its sentence, its drawing, its list, its floor, its file."""

from __future__ import annotations

import csv
import io
from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from time_machine import travel

from cast import NORA, VAT, Practice, eur, monthly, noon
from drumbeat.apps.identity.models import Member
from drumbeat.apps.identity.operations import set_monthly_floor
from drumbeat.apps.identity.queries import get_monthly_floor
from drumbeat.core.cash_flow import Column, Part, Span, columns, lanes
from drumbeat.core.dates import Period
from drumbeat.core.forecast import Arrival, Stage
from drumbeat.core.money import Money
from drumbeat.core.terms import Project
from drumbeat.web.cash_chart import LANES_MAX, chart
from drumbeat.web.cash_flow_view import month_words
from drumbeat.web.spreadsheet import written

pytestmark = pytest.mark.django_db
NOVEMBER = Period(date(2026, 11, 1), date(2026, 12, 1))


@pytest.fixture(autouse=True)
def tenth_of_march():
    with travel("2026-03-10T12:00:00Z", tick=False):
        yield


@pytest.fixture
def billed(practice: Practice) -> Practice:
    """January and February are late, March is a draft, a film waits for a yes."""
    film = Project("Launch film", eur("4800.00"), "acceptance", VAT)
    practice.agree(monthly(projects=(film,)))
    practice.bill_and_issue("2026-02-01")
    practice.bill("2026-03-01")
    return practice


def test_the_page_says_what_arrives_why_and_what_helps(billed, nora: Client) -> None:
    page = nora.get("/cash-flow").text

    assert "<b>€10,890</b> should arrive in the next 30 days." in page
    assert '<span class="late">€7,260 of it is overdue</span>' in page
    assert "one yes from a client is worth €5,808" in page
    assert "That day has passed, so a week from today." in page
    assert "Not sent yet. Due Tue 24 Mar if it goes out today." in page
    assert "23 days late" in page
    assert "Accounts accepts Launch film" in page
    assert "€5,808 waits for acceptance and has no day yet." in page


def test_months_are_drawn_as_well_as_weeks(billed, nora: Client) -> None:
    weeks, months = (nora.get(f"/cash-flow{q}").text for q in ("", "?show=months"))

    assert "Money in by week" in weeks
    assert "Money in by month" in months
    assert weeks.count("cf-bar--scheduled") != months.count("cf-bar--scheduled")
    assert 'aria-current="true">12 months' in months


def test_the_list_ends_after_a_dozen_until_all_are_asked_for(practice, nora) -> None:
    for number in range(5):
        practice.agree(monthly(f"Client {number}"))
    short, whole = (nora.get(f"/cash-flow{query}").text for query in ("", "?all"))

    assert short.count("<tr><td") == 12
    assert whole.count("<tr><td") > 20
    assert "Show all</a>" in short
    assert "Show all</a>" not in whole


def test_nothing_agreed_yet_is_said_calmly(practice, nora: Client) -> None:
    page = nora.get("/cash-flow").text

    assert "Nothing is expected yet." in page
    assert '<svg viewBox="0 0 1056' not in page


def test_other_currencies_are_listed_and_not_drawn(billed, nora: Client) -> None:
    terms = monthly("Sable & Finch <b>", currency="GBP")
    retainer = terms.retainers[0]
    pounds = monthly(
        "Sable & Finch <b>",
        currency="GBP",
        retainers=(
            type(retainer)(retainer.name, Money(240_000, "GBP"), retainer.every, VAT),
        ),
    )
    billed.agree(pounds)
    billed.bill("2026-03-01")
    page = nora.get("/cash-flow").text

    assert "in other currencies is in the list and not in the chart" in page
    assert "Sable &amp; Finch &lt;b&gt;" in page
    assert "Finch <b>" not in page
    drawing = page[page.index('<svg viewBox="0 0 1056') : page.index('class="cf-list"')]
    assert "Sable" not in drawing


def test_the_floor_is_set_changed_and_refused_in_place(billed, nora: Client) -> None:
    answer = nora.post("/cash-flow/floor", {"floor": "24,000"})
    assert (answer.status_code, answer["Location"]) == (303, "/cash-flow")
    page = nora.get("/cash-flow").text
    assert "The floor is set." in page
    assert "Against your floor of €24,000 a month" in page
    assert "short." in page

    refused = nora.post("/cash-flow/floor", {"floor": "twelve"})
    assert refused.status_code == 422
    assert "“twelve” is not an amount in EUR" in refused.text
    assert 'value="twelve"' in refused.text
    assert get_monthly_floor(billed.id) == eur("24000.00")

    assert nora.post("/cash-flow/floor", {"floor": ""}).status_code == 303
    assert get_monthly_floor(billed.id) is None
    assert nora.get("/cash-flow/floor").status_code == 303


def test_only_an_owner_moves_the_floor_and_only_who_sees_all_looks(
    billed, nora: Client
) -> None:
    Member.objects.update(role="biller")
    assert nora.post("/cash-flow/floor", {"floor": "1"}).status_code == 403
    assert nora.get("/cash-flow").status_code == 200
    Member.objects.update(role="contributor")
    refused = nora.get("/cash-flow")
    assert refused.status_code == 403
    assert "about every client" in refused.text
    assert 'href="/cash-flow"' not in nora.get("/").text


def test_the_file_has_every_amount_and_no_formula(billed, nora: Client) -> None:
    billed.pay("3630.00", "2026-03-05", client="Halden", reference='=HYPERLINK("x")')
    billed.pay("12.00", "2026-03-06", reference="=1+1")
    answer = nora.get("/cash-flow.csv")
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert answer["Content-Disposition"] == (
        'attachment; filename="cash-flow-2026-03-10.csv"'
    )
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))

    paid = [row for row in rows if row["stage"] == "Paid"]
    assert [(row["day"], row["amount"], row["what"]) for row in paid] == [
        ("2026-03-05", "3630.00", "Retainer, January 2026"),
        ("2026-03-06", "12.00", "'=1+1"),
    ]
    overdue = next(row for row in rows if row["stage"] == "Overdue")
    assert overdue["amount"] == "3630.00"
    assert overdue["due"] == "2026-02-15"
    assert overdue["why"].endswith(".")


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ("Halden", "Halden"),
        ("=1+1", "'=1+1"),
        ("+49 30", "'+49 30"),
        ("-x", "'-x"),
        ("@me", "'@me"),
        ("\tx", "'\tx"),
        ("\rx", "'\rx"),
        ("\0x", "'\0x"),
        ("1=1", "1=1"),
        ("", ""),
        (Money(-150, "EUR"), "-1.50"),
        (-3, "-3"),
        (date(2026, 3, 1), "2026-03-01"),
    ],
)
def test_a_cell_is_never_a_formula(cell, text) -> None:
    assert written(cell) == text


def test_another_workspace_adds_nothing(billed, cleo: Client) -> None:
    page = cleo.get("/cash-flow").text

    assert "Halden" not in page
    assert "Nothing is expected yet." in page
    assert "Halden" not in cleo.get("/cash-flow.csv").text


def test_nobody_looks_without_signing_in(practice) -> None:
    for address in ("/cash-flow", "/cash-flow.csv", "/cash-flow/floor"):
        assert Client().get(address)["Location"].startswith("/sign-in")


def test_the_page_asks_as_often_for_many_as_for_few(practice, nora: Client) -> None:
    counts = []
    for size in (2, 12):
        for number in range(size):
            practice.agree(monthly(f"Client {size} {number}"))
        practice.bill_and_issue("2026-02-01")
        practice.pay("3630.00", "2026-03-01", client=f"Client {size} 0")
        practice.bill("2026-03-01")
        with CaptureQueriesContext(connection) as asked:
            assert nora.get("/cash-flow?all").status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 35


def part(stage: Stage, units: int) -> Part:
    return Part(stage, Money(units * 100, "EUR"))


@pytest.mark.parametrize(
    ("parts", "floor", "words"),
    [
        ((), 100, "€100 short."),
        ((part(Stage.SENT, 100),), 100, "€0 above."),
        ((part(Stage.SENT, 40), part(Stage.OVERDUE, 80)), 100, "€20 above, if"),
        ((part(Stage.SENT, 140), part(Stage.OVERDUE, 80)), 100, "€120 above."),
        ((part(Stage.SENT, 90), part(Stage.IF_APPROVED, 30)), 100, "€30 of it needs"),
        ((part(Stage.PAID, 90),), 0, "€90 of it has arrived."),
        ((part(Stage.SCHEDULED, 90),), 0, "€90 of it is not sent yet."),
        ((part(Stage.SENT, 90),), 0, "All of it has been sent."),
        ((), 0, "Nothing is planned."),
    ],
)
def test_a_month_says_how_it_stands(parts, floor, words) -> None:
    column = Column(NOVEMBER, "EUR", parts)
    said = month_words(column, Money(floor * 100, "EUR") if floor else None)

    assert words in said


def test_the_drawing_holds_everything_and_names_who_it_leaves_out() -> None:
    on = date(2026, 11, 3)
    marks = [
        Arrival(
            date(2026, 11, 3 + n % 20),
            f"A client with a rather long name {n}",
            "Retainer",
            Money(100_000 + n, "EUR"),
            list(Stage)[n % 6],
            is_one_off=n % 2 == 0,
        )
        for n in range(LANES_MAX + 3)
    ]
    periods = Span.WEEKS.periods(on)
    whole = Period(periods[0].start, periods[-1].end)
    drawn = chart(
        columns(marks, periods, "EUR"),
        lanes(marks, whole, "EUR"),
        span=Span.WEEKS,
        on=on,
    )

    assert (len(drawn.lanes), drawn.hidden_lanes) == (LANES_MAX, 3)
    assert all(142 <= float(bar.x) <= 1048 for bar in drawn.bars)
    assert all(0 <= float(bar.y) <= 204 for bar in drawn.bars)
    assert all(len(lane.name) <= 22 for lane in drawn.lanes)
    assert [head.text for head in drawn.heads] == [
        *("Sep", "Oct", "Nov", "Dec", "Jan 2027")
    ]


def test_the_floor_stands_beside_weeks_and_months(billed, nora: Client) -> None:
    set_monthly_floor(billed.id, eur("5000.00"), actor=NORA, at=noon("2026-03-01"))

    for query in ("", "?show=months"):
        assert "€5,000 a month" in nora.get(f"/cash-flow{query}").text
