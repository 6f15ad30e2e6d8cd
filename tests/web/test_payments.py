"""Payments on their pages: the list, and one recorded after it was foreseen."""

import re

import pytest
import time_machine

from cast import Practice, eur, faults_by_fsck, monthly, noon
from drumbeat.apps.payments.models import Payment
from drumbeat.apps.payments.operations import refund
from drumbeat.apps.reports import payment_list

pytestmark = pytest.mark.django_db

SENT = {
    "amount": "3.630,00",
    "currency": "EUR",
    "received_on": "2026-04-09",
    "client": "",
    "reference": "INV-2026-0002",
    "key": "one",
}


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel(noon("2026-04-10"), tick=False):
        yield


@pytest.fixture
def issued(practice) -> Practice:
    practice.agree(monthly("Halden <b>"))
    practice.bill_and_issue("2026-03-01")
    return practice


def hidden(text: str) -> dict[str, str]:
    """Return what the page that shows a payment would send."""
    fields = re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', text)
    return dict(fields)


def test_a_payment_is_shown_before_it_is_recorded(issued, nora):
    shown = nora.post("/payments/new", SENT | {"step": "look"})

    assert shown.status_code == 200
    assert "Halden &lt;b&gt;" in shown.text
    assert "INV-2026-0002" in shown.text
    assert "Record €3,630.00" in shown.text
    assert not Payment.objects.exists()

    done = nora.post("/payments/new", hidden(shown.text) | {"step": "record"})
    assert done.status_code == 303
    assert "€3,630.00 is recorded for INV-2026-0002." in nora.get(done["Location"]).text
    assert issued.open_of("INV-2026-0002") == 0
    assert faults_by_fsck(issued, on="2026-04-10") == []


def test_sending_the_form_twice_books_once(issued, nora):
    shown = nora.post("/payments/new", SENT | {"step": "look"})
    sent = hidden(shown.text) | {"step": "record"}
    nora.post("/payments/new", sent)
    again = nora.post("/payments/new", sent, follow=True)

    assert Payment.objects.count() == 1
    assert again.status_code in {200, 409}


def test_what_changed_meanwhile_is_shown_again(issued, nora):
    shown = nora.post("/payments/new", SENT | {"step": "look"})
    issued.pay("1000.00", "2026-04-09", reference="INV-2026-0002")
    answer = nora.post("/payments/new", hidden(shown.text) | {"step": "record"})

    assert answer.status_code == 409
    assert "What is open changed since you looked" in answer.text
    assert Payment.objects.count() == 1
    assert "€2,630" in answer.text
    nora.post("/payments/new", hidden(answer.text) | {"step": "record"})
    assert Payment.objects.count() == 2


def test_a_payment_of_a_client_settles_the_oldest(issued, nora):
    client = issued.invoice("INV-2026-0001").client_id
    form = nora.get(f"/payments/new?client={client}").text
    assert f'value="{client}" selected' in form
    sent = SENT | {"client": str(client), "amount": "5000", "reference": ""}

    shown = nora.post("/payments/new", sent | {"step": "look"}).text
    nora.post("/payments/new", hidden(shown) | {"step": "record"})

    assert issued.open_of("INV-2026-0001") == 0
    assert issued.open_of("INV-2026-0002") == 363000 - 137000


def test_what_names_nothing_waits_in_the_queue(issued, nora):
    sent = SENT | {"reference": "MA SAS 4471"}
    shown = nora.post("/payments/new", sent | {"step": "look"}).text
    assert "it waits in the queue" in shown
    done = nora.post("/payments/new", hidden(shown) | {"step": "record"}, follow=True)

    assert "settles no invoice yet" in done.text
    assert "€3,630 not matched" in nora.get("/payments?state=unmatched").text
    assert "Match the payment." in nora.get("/").text


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("amount", "", "Write the amount."),
        ("amount", "0", "Write an amount above zero."),
        ("amount", "1.2.3", "is not an amount in EUR"),
        ("currency", "XXX", "Choose one of these."),
        ("received_on", "2026-04-11", "This day has not come."),
        ("received_on", "soon", "is not a day"),
        ("reference", "x" * 501, "Write one line of at most 500 letters."),
    ],
)
def test_what_is_wrong_is_said_beside_its_field(issued, nora, field, value, sentence):
    answer = nora.post("/payments/new", SENT | {field: value, "step": "look"})

    assert answer.status_code == 422
    assert sentence in answer.text
    assert 'value="one"' in answer.text  # nothing typed is lost
    assert not Payment.objects.exists()


def test_change_brings_the_form_back_as_it_was(issued, nora):
    shown = nora.post("/payments/new", SENT | {"step": "look"}).text
    form = nora.post("/payments/new", hidden(shown) | {"step": "change"})

    assert form.status_code == 200
    assert 'value="3630.00"' in form.text
    assert 'value="INV-2026-0002"' in form.text


def test_the_list_shows_what_each_settled(issued, nora):
    issued.pay("5000.00", "2026-03-20", client="Halden <b>")
    issued.pay("10000.00", "2026-03-22", client="Halden <b>")
    last = Payment.objects.get(amount_minor=1000000)
    from cast import NORA

    refund(
        issued.id,
        last.id,
        eur("100.00"),
        on=last.received_on,
        reason="",
        actor=NORA,
        at=noon("2026-03-23"),
    )
    text = nora.get("/payments").text

    assert text.index("22 Mar") < text.index("20 Mar")
    assert "€1,370" in text
    assert "€100 went back" in text
    assert "on account" in text


def test_pages_lead_to_older_and_newer(issued, nora, monkeypatch):
    for day in range(1, 6):
        issued.pay(f"{day}.00", f"2026-03-0{day}", reference="INV-2026-0001")
    monkeypatch.setattr(payment_list, "PAGE", 2)
    # The default was taken when the function was made.
    monkeypatch.setitem(payment_list.list_payments.__kwdefaults__, "most", 2)
    text = nora.get("/payments").text
    days = []
    while True:
        days += re.findall(r'row__due">(\d) Mar', text)
        if 'rel="next"' not in text:
            break
        older = text.split('rel="next"')[0].rsplit('href="', 1)[1].split('"')[0]
        text = nora.get(older.replace("&amp;", "&")).text

    assert days == ["5", "4", "3", "2", "1"]
    assert "Newer" in text


def test_another_workspaces_client_is_not_found(issued, cleo):
    client = issued.invoice("INV-2026-0001").client_id

    assert cleo.get(f"/payments?client={client}").status_code == 404
    assert cleo.get(f"/payments/new?client={client}").status_code == 404
    sent = SENT | {"client": str(client), "step": "look"}
    assert cleo.post("/payments/new", sent).status_code == 404
    nothing = cleo.post("/payments/new", SENT | {"step": "look"})
    assert "No invoice" in nothing.text
    assert "Halden" not in cleo.get("/payments").text
