"""Engagements on their pages: the list, one of them, its file, other people."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cast import NORA, VAT, Practice, eur, monthly, noon
from drumbeat.apps.identity.models import Member, Workspace
from drumbeat.apps.parties.queries import list_client_links
from drumbeat.apps.reminders import operations as reminders
from drumbeat.apps.reminders.operations import Doubt
from drumbeat.core.engagement_file import parse
from drumbeat.core.terms import AddOn, Pause, Project, PromisedDeliverable

TODAY = "2026-06-10"
LAUNCH = Project(
    "Launch film",
    eur("4800.00"),
    "acceptance",
    VAT,
    deliverables=(
        PromisedDeliverable("Messaging house", "approved by Luc", eur("1800.00")),
        PromisedDeliverable("Film delivered", "60 seconds", eur("3000.00")),
    ),
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel(noon(TODAY), tick=False):
        yield


def billed_until(practice: Practice, last: str) -> None:
    """Bill and issue each first of a month; money comes ten days after."""
    day = date(2026, 1, 1)
    while day <= date.fromisoformat(last):
        for number in practice.bill_and_issue(day):
            row = practice.invoice(number)
            paid_on = day + timedelta(days=10)
            if paid_on <= date.fromisoformat(TODAY):
                amount = f"{row.gross_minor / 100:.2f}"
                practice.pay(amount, paid_on, reference=row.reference)
        day = (day + timedelta(days=32)).replace(day=1)


def test_the_list_says_what_it_bills_and_what_comes_next(practice, nora):
    practice.agree(monthly("Halden <b>"))
    practice.agree(monthly("Resting", pauses=(Pause(date(2026, 6, 1)),)))
    practice.agree(monthly("Over", ends=date(2026, 5, 31)))
    billed_until(practice, "2026-06-01")
    text = nora.get("/engagements").text
    assert "Halden &lt;b&gt;" in text
    assert "€3,000 monthly, in advance · Since January 2026" in text
    assert "Wed 1 Jul" in text
    assert '€3,630<span class="c">.00</span>' in text
    groups = [text.index(f'id="g-{name}"') for name in ("active", "paused", "ended")]
    assert groups == sorted(groups)
    assert "Paused until you resume" in text
    assert "Ended 31 May" in text


def test_what_is_ready_stands_in_the_list_before_what_comes(practice, nora):
    practice.agree(monthly())
    practice.bill("2026-01-01")
    text = nora.get("/engagements").text
    assert "Thu 1 Jan" in text
    assert "ready for you" in text


def test_what_waits_for_a_person_says_why(practice, nora):
    from drumbeat.apps.engagements.operations import park

    engagement = practice.agree(monthly())
    park(practice.id, engagement, "13 invoices are due at once.")
    assert "13 invoices are due at once." in nora.get("/engagements").text
    page = nora.get(f"/engagements/{engagement}").text
    assert "Billing waits for you." in page


def test_without_engagements_the_page_says_how_to_start(practice, nora):
    text = nora.get("/engagements").text
    assert "Start with one engagement." in text
    assert 'href="/engagements/new"' in text


def test_a_client_leads_to_its_only_engagement(practice, nora):
    engagement = practice.agree(monthly())
    [client] = {link.id for link in list_client_links(practice.id, most=1)}
    answer = nora.get(f"/engagements?client={client}")
    assert answer["Location"] == f"/engagements/{engagement}"
    practice.agree(replace(monthly(), name="Board work"))
    assert "Board work" in nora.get(f"/engagements?client={client}").text


def test_the_list_asks_as_often_for_forty_as_for_four(practice, nora):
    counts = []
    for size in (4, 40):
        for number in range(size):
            practice.agree(monthly(f"Client {size} {number}"))
        with CaptureQueriesContext(connection) as asked:
            assert nora.get("/engagements").status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 25


def test_the_page_shows_terms_rhythm_timeline_and_rail(practice, nora):
    add_on = AddOn("Support", eur("800.00"), date(2026, 5, 1), VAT)
    engagement = practice.agree(monthly(projects=(LAUNCH,), add_ons=(add_on,)))
    billed_until(practice, "2026-06-01")
    text = nora.get(f"/engagements/{engagement}").text
    assert "<h1>Halden</h1><p>Interim CMO since January 2026</p>" in text
    assert "Show 0" not in text
    assert "Paid 11 Jan" in text
    assert "Retainer, May 2026 + Support" in text
    assert "Due 15 Jun" in text
    assert "Scheduled" in text
    assert "Retainer, July 2026" in text
    assert "invoiced once approved" in text
    assert "Messaging house" in text
    assert "Record the approval" in text
    assert "Accounts" in text
    assert "Approves and pays" in text
    assert "Pays 4 days early on average, over 5 invoices." in text
    assert "4 paid, 1 sent and 7 to come." in text  # the text beside the drawing
    assert text.count('class="rh-more"') == 1


def test_at_most_six_past_items_are_shown_until_more_are_asked_for(practice, nora):
    engagement = practice.agree(monthly(starts=date(2025, 10, 1)))
    for month in (10, 11, 12):
        practice.bill_and_issue(date(2025, month, 1))
    billed_until(practice, "2026-06-01")
    address = f"/engagements/{engagement}"
    text = nora.get(address).text
    assert "Show 3 earlier</a>" in text
    assert "Retainer, October 2025" not in text
    assert "Retainer, October 2025" in nora.get(f"{address}?earlier=all").text


def test_of_many_documents_the_latest_are_read_and_the_others_counted(
    practice, nora, monkeypatch
):
    engagement = practice.agree(monthly(starts=date(2026, 1, 1)))
    billed_until(practice, "2026-06-01")
    monkeypatch.setattr("drumbeat.apps.reports.engagement_page.LATEST", 2)
    address = f"/engagements/{engagement}"
    text = nora.get(address).text
    assert "Show 4 earlier</a>" in text
    assert "Retainer, April 2026" not in text
    assert "Retainer, January 2026" in nora.get(f"{address}?earlier=all").text


def test_a_question_stands_on_the_timeline_and_on_its_invoice(practice, nora):
    engagement = practice.agree(monthly(starts=date(2026, 6, 1)))
    [number] = practice.bill_and_issue("2026-06-01")
    reminders.dispute(
        practice.id,
        practice.invoice(number).id,
        number,
        Doubt("question", "Priya", "What is <b>line</b> 2?"),
        on=date(2026, 6, 8),
        actor=NORA,
        at=noon("2026-06-08"),
    )
    text = nora.get(f"/engagements/{engagement}").text
    assert "Priya asks: “What is &lt;b&gt;line&lt;/b&gt; 2?”" in text
    assert "Asked 1 question." in text or "Too few paid invoices" in text


def test_a_late_invoice_says_how_late(practice, nora):
    engagement = practice.agree(monthly(starts=date(2026, 5, 1)))
    practice.bill_and_issue("2026-05-01")
    assert "26 days late" in nora.get(f"/engagements/{engagement}").text


def test_the_filter_shows_one_kind(practice, nora):
    Workspace.objects.update(update_required=True)
    engagement = practice.agree(monthly(projects=(LAUNCH,)))
    address = f"/engagements/{engagement}"
    assert "invoiced once approved" in nora.get(f"{address}?show=invoices").text
    updates = nora.get(f"{address}?show=updates").text
    assert "invoiced once approved" not in updates
    assert "your update goes with it" in updates


def test_without_invoices_the_next_ones_are_shown(practice, nora):
    engagement = practice.agree(monthly(starts=date(2026, 7, 1)))
    text = nora.get(f"/engagements/{engagement}").text
    assert "Interim CMO from July 2026" in text
    for month in ("July", "August", "September"):
        assert f"Retainer, {month} 2026" in text


def test_what_is_over_can_be_renewed(practice, nora):
    engagement = practice.agree(monthly(ends=date(2026, 5, 31)))
    text = nora.get(f"/engagements/{engagement}").text
    assert "It was a monthly retainer of €3,000" in text
    assert ">Renew</a>" in text
    assert ">Pause</a>" not in text


def test_the_page_asks_as_often_for_many_invoices_as_for_few(practice, nora):
    engagement = practice.agree(monthly())
    counts = []
    for last in ("2026-01-01", "2026-06-01"):
        billed_until(practice, last)
        with CaptureQueriesContext(connection) as asked:
            assert nora.get(f"/engagements/{engagement}").status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 35


def test_the_file_reads_back_as_the_terms(practice, nora):
    terms = monthly(projects=(LAUNCH,))
    engagement = practice.agree(terms)
    answer = nora.get(f"/engagements/{engagement}/file")
    assert answer["Content-Disposition"] == (
        'attachment; filename="halden-interim-cmo.toml"'
    )
    assert parse(answer.text, file="") == terms


def test_another_workspace_finds_nothing(practice, cleo):
    engagement = practice.agree(monthly())
    for address in ("", "/file", "/terms/amount", "/terms/pause"):
        answer = cleo.get(f"/engagements/{engagement}{address}")
        assert answer.status_code == 404
    assert "Halden" not in cleo.get("/engagements").text
    accepted = cleo.post(
        f"/engagements/{engagement}/acceptances",
        {"project": "Launch film", "by": "Cleo", "on": TODAY},
    )
    assert accepted.status_code == 404


def test_the_yes_of_a_client_is_recorded(practice, nora):
    engagement = practice.agree(monthly(projects=(LAUNCH,)))
    address = f"/engagements/{engagement}/acceptances"
    yes = {"project": "Launch film", "by": "Luc Moreau", "on": "2026-06-09"}
    said = nora.post(address, yes, follow=True).text
    assert "Launch film is approved." in said
    assert "Approved by Luc Moreau, 9 Jun" in said
    practice.bill(TODAY)
    assert "Launch film" in [draft.subject for draft in practice.drafts()]
    again = nora.post(address, yes, follow=True).text
    assert "LIF-1" in again


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"by": ""}, "Say who approved it."),
        ({"on": ""}, "Choose a day."),
        ({"on": "2026-06-11"}, "An approval lies in the past; choose its day."),
    ],
)
def test_a_yes_names_who_and_when(practice, nora, wrong, sentence):
    engagement = practice.agree(monthly(projects=(LAUNCH,)))
    yes = {"project": "Launch film", "by": "Luc", "on": TODAY} | wrong
    address = f"/engagements/{engagement}/acceptances"
    page = nora.post(address, yes, follow=True).text
    assert sentence in page
    assert "Record the approval" in page


def test_who_only_reads_is_offered_no_change(practice, nora):
    Member.objects.update(role="reader")
    engagement = practice.agree(monthly(projects=(LAUNCH,)))
    text = nora.get(f"/engagements/{engagement}").text
    assert "Monthly retainer of €3,000 on the 1st" in text
    assert f"/engagements/{engagement}/terms" not in text
    assert "Record the approval" not in text
    assert "New engagement" not in nora.get("/engagements").text
    assert nora.get(f"/engagements/{engagement}/terms/amount").status_code == 403


def test_a_draft_leads_to_its_page(practice, nora):
    engagement = practice.agree(monthly(starts=date(2026, 6, 1)))
    practice.bill("2026-06-01")
    [draft] = practice.drafts()
    text = nora.get(f"/engagements/{engagement}").text
    assert text.count(f'href="/drafts/{draft.id}"') == 2  # at the top, on the line
    assert "Ready for you" in text


def test_long_names_are_shown_whole(practice, nora):
    name = "Gesellschaft für angewandte Automatisierungstechnik Süd mbH"
    engagement = practice.agree(replace(monthly(name), name="C" * 60))
    assert name in nora.get(f"/engagements/{engagement}").text
