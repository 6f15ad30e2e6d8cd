"""The page of an issued invoice: what went out, what came of it, what may be done."""

from __future__ import annotations

import re
from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cast import NORA, CountingMailer, Practice, faults, monthly, noon
from drumbeat.apps.billing.queries import list_drafts
from drumbeat.apps.delivery.models import Dispatch
from drumbeat.apps.identity.models import Member
from drumbeat.apps.payments.models import Payment
from drumbeat.apps.reminders import operations as reminders
from drumbeat.apps.reminders.models import CallLog, Dispute, PromiseToPay
from drumbeat.apps.reminders.operations import Doubt

pytestmark = pytest.mark.django_db

NUMBER = "INV-2026-0001"
HERE = f"/invoices/{NUMBER}"


@pytest.fixture
def issued(practice: Practice) -> Practice:
    """January, 3,630.00, is issued on the 1st, due on the 15th, and was delivered."""
    practice.agree(monthly("Halden <b>"))
    practice.bill_and_issue("2026-01-01")
    practice.deliver(noon("2026-01-01"), CountingMailer())
    return practice


def ask(practice: Practice) -> None:
    reminders.dispute(
        practice.id,
        practice.invoice(NUMBER).id,
        NUMBER,
        Doubt("question", "Ines <i>", "Is travel in?"),
        on=date(2026, 1, 5),
        actor=NORA,
        at=noon("2026-01-05"),
    )


def test_the_page_says_how_the_invoice_stands(issued, nora) -> None:
    text = nora.get(HERE).text

    assert "Halden &lt;b&gt;" in text
    assert "Halden <b>" not in text
    assert "Overdue" in text
    assert "€3,630.00 open, " in text
    assert "days late" in text
    assert "Invoice" in text
    assert "Edit lines" not in text
    assert "Record a payment" in text
    assert re.search(r"<li><b>Fri 16 Jan</b><small>Friendly</small>", text)
    assert "Issued" in text


def test_the_letter_and_the_pdf_are_those_that_went_out(issued, nora) -> None:
    letter = nora.get(f"{HERE}/letter")
    pdf = nora.get(f"{HERE}/pdf")

    assert letter["Content-Security-Policy"].startswith("sandbox; default-src 'none';")
    assert NUMBER in letter.text
    assert pdf.content.startswith(b"%PDF-")
    assert pdf["Content-Disposition"] == f'inline; filename="{NUMBER}.pdf"'
    assert pdf.content == nora.get(f"{HERE}/pdf?download").content
    assert f"invoice-{NUMBER}.pdf" in nora.get(f"{HERE}?preview=letter").text


def pay(browser: Client, **entered: str):
    form = browser.get(f"{HERE}/payments").text
    booking = re.search(r'name="booking" value="(\w+)"', form)
    assert booking is not None
    fields = {"amount": "3,630.00", "received_on": "2026-01-20", "reference": "SEPA 1"}
    return browser.post(f"{HERE}/payments", fields | {"booking": booking[1]} | entered)


def test_a_payment_is_recorded_where_it_belongs(issued, nora) -> None:
    assert 'value="3630.00"' in nora.get(f"{HERE}/payments").text

    answer = pay(nora, amount="1,000.00")

    assert answer["Location"] == HERE
    text = nora.get(HERE).text
    assert "Recorded: €1,000.00 on INV-2026-0001." in text
    assert "€2,630.00 of €3,630.00 open" in text
    assert "SEPA 1 INV-2026-0001" in text
    pay(nora, amount="3000")
    text = nora.get(HERE).text
    assert "€2,630.00 on INV-2026-0001 and €370.00 on account." in text
    assert "Paid" in text
    assert "Record a payment" not in text
    assert faults(issued) == []


def test_the_same_form_sent_twice_is_one_payment(issued, nora) -> None:
    pay(nora, booking="twice", amount="10.00")
    again = pay(nora, booking="twice", amount="10.00")

    assert again["Location"] == HERE
    assert "on record already" in nora.get(HERE).text
    assert Payment.objects.count() == 1


@pytest.mark.parametrize(
    ("entered", "sentence"),
    [
        ({"amount": "ten"}, "“ten” is not an amount in EUR"),
        ({"amount": "-5"}, "Write an amount above zero."),
        ({"received_on": "2999-01-01"}, "Choose a day that has come."),
        ({"received_on": ""}, "Choose a day."),
    ],
)
def test_what_cannot_be_booked_stays_in_the_form(
    issued, nora, entered, sentence
) -> None:
    answer = pay(nora, **entered)

    assert answer.status_code == 422
    assert sentence in answer.text
    assert Payment.objects.count() == 0


def test_a_question_is_answered_on_the_page(issued, nora) -> None:
    ask(issued)
    text = nora.get(HERE).text
    assert "Ines &lt;i&gt; asks" in text
    assert "Reminders rest while the question is open." in text

    nora.post(f"{HERE}/answer", {"outcome": "Yes, it is."})

    assert Dispute.objects.get().outcome == "Yes, it is."
    text = nora.get(HERE).text
    assert "Settled. The reminders go on." in text
    assert "“Yes, it is.”" in text
    nora.post(f"{HERE}/answer", {"outcome": "Again."})
    assert "No question is open" in nora.get(HERE).text


def test_a_call_and_a_promise_are_noted(issued, nora) -> None:
    nora.post(f"{HERE}/call", {"note": "They look into it."})
    nora.post(f"{HERE}/promise", {"until": "2999-12-31", "person": "Ines"})

    assert CallLog.objects.get().note == "They look into it."
    assert PromiseToPay.objects.get().until == date(2999, 12, 31)
    text = nora.get(HERE).text
    assert "Payment is promised for Tue 31 Dec 2999" in text
    nora.post(f"{HERE}/promise", {"until": "soon"})
    assert PromiseToPay.objects.count() == 1
    assert "is not a day" in nora.get(HERE).text


def test_a_stuck_letter_waits_for_a_decision(issued, nora) -> None:
    Dispatch.objects.update(state="possibly_sent", sent_at=None, answer="Lost <line>")
    text = nora.get(HERE).text
    assert "Lost &lt;line&gt;" in text
    letter = Dispatch.objects.get()
    decide = {"letter": letter.id, "decision": "arrived"}

    nora.post(f"{HERE}/dispatches", decide)

    assert Dispatch.objects.get().state == "sent"
    assert "Noted as sent." in nora.get(HERE).text
    nora.post(f"{HERE}/dispatches", decide)
    assert "does not wait for a decision" in nora.get(HERE).text
    Dispatch.objects.update(state="failed")
    nora.post(f"{HERE}/dispatches", {"letter": letter.id, "decision": "again"})
    assert Dispatch.objects.get().state == "retry"


def test_a_letter_of_another_invoice_is_not_decided_here(issued, nora) -> None:
    issued.bill_and_issue("2026-02-01")
    Dispatch.objects.update(state="failed")
    other = Dispatch.objects.exclude(invoice__number=NUMBER).get()

    nora.post(f"{HERE}/dispatches", {"letter": other.id, "decision": "again"})

    assert set(Dispatch.objects.values_list("state", flat=True)) == {"failed"}


def test_void_and_credit_goes_out_after_the_hold(issued, nora) -> None:
    assert "Void and credit €3,630.00" in nora.get(f"{HERE}/correction").text
    refused = nora.post(f"{HERE}/correction", {"way": "void", "reason": ""})
    assert refused["Location"] == f"{HERE}/correction"
    assert list_drafts(issued.id) == []

    answer = nora.post(f"{HERE}/correction", {"way": "void", "reason": "Wrong client."})

    assert answer["Location"] == "/"
    assert "Sending to Halden" in nora.get("/").text
    [note] = list_drafts(issued.id)
    assert (note.kind, note.state) == ("credit_note", "approved")
    assert "A credit note over this invoice waits" in nora.get(HERE).text
    issued.issue([note.id], "2026-01-20")
    text = nora.get(HERE).text
    assert "Void" in text
    assert "CN-2026-0001" in text
    credit = nora.get("/invoices/CN-2026-0001").text
    assert "€3,630.00 taken off INV-2026-0001." in credit
    assert "Reminders on this invoice" not in credit


def test_credit_and_reissue_opens_both_drafts(issued, nora) -> None:
    answer = nora.post(
        f"{HERE}/correction", {"way": "reissue", "reason": "Wrong address."}
    )

    note, again = list_drafts(issued.id)
    assert answer["Location"] == f"/drafts/{note.id}"
    assert (note.kind, again.kind) == ("credit_note", "invoice")
    assert (
        "Approve the credit note, then the new invoice."
        in nora.get(answer["Location"]).text
    )


def test_an_issued_draft_leads_to_its_invoice(practice, nora) -> None:
    practice.agree(monthly())
    practice.bill("2026-01-01")
    [draft] = list_drafts(practice.id)
    practice.issue_all("2026-01-01")

    assert nora.get(f"/drafts/{draft.id}")["Location"] == HERE


PAGES = ("", "/pdf", "/letter", "/payments", "/correction")
ACTIONS = ("/payments", "/correction", "/answer", "/call", "/promise", "/dispatches")


def test_another_workspace_finds_nothing(issued, cleo) -> None:
    for page in PAGES:
        assert cleo.get(HERE + page).status_code == 404, page
    for action in ACTIONS:
        assert cleo.post(HERE + action, {"reason": "x"}).status_code == 404, action
    assert list_drafts(issued.id) == []


def test_a_reader_looks_and_changes_nothing(issued, nora) -> None:
    Member.objects.update(role="reader")

    text = nora.get(HERE).text
    assert "Record a payment" not in text
    assert "Note something" not in text
    for action in ACTIONS:
        assert nora.post(HERE + action, {"reason": "x"}).status_code == 403, action


def test_the_page_asks_as_often_for_a_long_life_as_for_a_short_one(
    issued, nora
) -> None:
    counts = []
    for payments in (1, 20):
        for number in range(payments):
            issued.pay("1.00", "2026-01-20", reference=f"{NUMBER} {payments} {number}")
        with CaptureQueriesContext(
            connection,
        ) as asked:
            assert nora.get(HERE).status_code == 200
        counts.append(len(asked))

    assert counts[0] == counts[1] <= 40
