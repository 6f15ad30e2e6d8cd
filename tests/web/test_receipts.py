"""The receipt of an invoice: offered to both sides once it is paid, and not before."""

from __future__ import annotations

from dataclasses import replace

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from cast import NORA, CountingMailer, Practice, eur, monthly, noon, working_days
from drumbeat.apps.billing import operations as billing
from drumbeat.apps.billing.agreements import agreement_of
from drumbeat.apps.payments import operations as payments
from drumbeat.apps.payments.queries import list_payments
from drumbeat.apps.reports.receipts import get_receipt
from drumbeat.apps.sharing import operations as sharing
from drumbeat.core.party import Contact
from drumbeat.core.payment_receipt import NoReceipt
from web.conftest import PASSWORD
from web.routes import joined

pytestmark = pytest.mark.django_db

NUMBER = "INV-2026-0001"
READER = Contact("", "ap@halden.example", ("payer",))
AT = noon("2026-01-20")
ON = AT.date()
OURS = f"/invoices/{NUMBER}/receipt"


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(AT, tick=False) as moved:
        yield moved


@pytest.fixture
def issued(practice: Practice) -> Practice:
    """January: 3,630.00, due on the 15th."""
    practice.agree(monthly())
    practice.bill_and_issue("2026-01-01")
    practice.deliver(noon("2026-01-01"), CountingMailer())
    cache.clear()
    return practice


def opened(practice: Practice) -> tuple[Client, str]:
    invoice = practice.invoice(NUMBER).id
    secret = sharing.make_token(practice.id, READER, invoice=invoice, at=AT)
    browser = Client()
    return browser, browser.get(f"/i/{secret}")["Location"]


def write_off(practice: Practice, amount: str) -> None:
    payments.write_off(
        practice.id, NUMBER, eur(amount), on=ON, reason="Fee", actor=NORA, at=AT
    )


def test_both_sides_keep_the_same_receipt(issued, nora):
    issued.pay("3000.00", "2026-01-10", client="Halden")
    issued.pay("630.00", "2026-01-14", client="Halden")
    browser, path = opened(issued)
    theirs, ours = browser.get(f"{path}/receipt"), nora.get(OURS)

    assert f'href="{path}/receipt"' in browser.get(path).text
    assert f'href="{OURS}?download"' in nora.get(f"/invoices/{NUMBER}").text
    assert theirs["Content-Type"] == "application/pdf"
    assert theirs.content == ours.content
    assert theirs.content.startswith(b"%PDF")
    named = f'filename="{NUMBER}-receipt.pdf"'
    assert theirs["Content-Disposition"] == f"attachment; {named}"
    assert ours["Content-Disposition"] == f"inline; {named}"
    assert nora.get(f"{OURS}?download")["Content-Disposition"].startswith("attach")
    assert theirs["Cache-Control"] == "no-store"


def test_it_names_the_days_the_money_came(issued):
    issued.pay("3000.00", "2026-01-10", client="Halden")
    issued.pay("1000.00", "2026-01-14", client="Halden")
    made = get_receipt(issued.id, NUMBER)

    assert [(one.on.isoformat(), one.amount) for one in made.arrived] == [
        ("2026-01-10", eur("3000.00")),
        ("2026-01-14", eur("630.00")),  # the rest of it is on account
    ]
    assert made.settled_on.isoformat() == "2026-01-14"


def test_money_on_account_is_named_by_the_day_it_came(issued):
    issued.pay("3630.00", "2026-01-10", client="Halden")
    issued.pay("3630.00", "2026-01-12", client="Halden")
    issued.bill_and_issue("2026-02-01")
    client = issued.invoice(NUMBER).client_id
    payments.apply_credit(
        issued.id, client, "EUR", on=noon("2026-02-02").date(), actor=NORA, at=AT
    )
    made = get_receipt(issued.id, "INV-2026-0002")

    assert [one.on.isoformat() for one in made.arrived] == ["2026-01-12"]
    assert made.settled_on.isoformat() == "2026-02-02"


def test_a_small_loss_beside_a_payment_leaves_a_receipt(issued):
    issued.pay("3620.00", "2026-01-10", client="Halden")
    with pytest.raises(NoReceipt):
        get_receipt(issued.id, NUMBER)
    write_off(issued, "10.00")
    made = get_receipt(issued.id, NUMBER)

    assert (made.received, made.waived) == (eur("3620.00"), eur("10.00"))


def nothing(practice: Practice) -> None:
    """Leave it open."""


def a_part(practice: Practice) -> None:
    practice.pay("3629.99", "2026-01-10", client="Halden")


def a_loss(practice: Practice) -> None:
    write_off(practice, "3630.00")


def a_payment_taken_off_again(practice: Practice) -> None:
    practice.pay("3630.00", "2026-01-10", client="Halden")
    [paid] = list_payments(practice.id)
    payments.reverse_allocation(
        practice.id, paid.id, NUMBER, on=ON, reason="Bounced", actor=NORA, at=AT
    )
    write_off(practice, "3630.00")


@pytest.mark.parametrize(
    "happened", [nothing, a_part, a_loss, a_payment_taken_off_again]
)
def test_there_is_none_before_and_none_without_money(issued, nora, happened):
    happened(issued)
    browser, path = opened(issued)
    theirs = browser.get(f"{path}/receipt", follow=True)
    ours = nora.get(OURS, follow=True)

    sentence = "There is a receipt once the invoice is paid in full."
    for answer in (theirs, ours):
        assert sentence in answer.text
        assert "/receipt" not in answer.text


def test_a_credit_leaves_none_and_a_credit_note_has_none(issued, nora):
    row = issued.invoice(NUMBER)
    agreement = agreement_of(
        issued.id, row.engagement_id, client=row.client_id, calendars=working_days
    )
    billing.credit_invoice(
        issued.id, NUMBER, agreement, reason="Wrong.", on=ON, actor=NORA, at=AT
    )
    [note] = issued.issue_all("2026-01-20")

    assert issued.open_of(NUMBER) == 0
    assert "/receipt" not in nora.get(f"/invoices/{NUMBER}").text
    assert nora.get(OURS).status_code == 303
    with pytest.raises(NoReceipt):
        get_receipt(issued.id, note)


def test_it_speaks_the_language_of_the_client(practice):
    terms = monthly()
    practice.agree(replace(terms, client=replace(terms.client, language="de")))
    practice.bill_and_issue("2026-01-01")
    cache.clear()
    browser, path = opened(practice)
    refused = browser.get(f"{path}/receipt", follow=True).text
    assert "sobald die Rechnung vollständig bezahlt ist" in refused
    practice.pay("3630.00", "2026-01-10", client="Halden")

    assert "Zahlungsbestätigung" in browser.get(path).text


def test_a_receipt_is_for_who_reads_its_invoice(issued):
    issued.pay("3630.00", "2026-01-10", client="Halden")
    _, path = opened(issued)
    stranger = joined(Practice.beside("Elsewhere").id, "owner", PASSWORD)
    contributor = joined(issued.id, "contributor", PASSWORD)
    reader = joined(issued.id, "reader", PASSWORD)

    assert Client().get(f"{path}/receipt").status_code == 404
    assert stranger.get(OURS).status_code == 404
    assert contributor.get(OURS).status_code == 404
    assert reader.get(OURS).status_code == 200
    assert reverse("invoice_receipt", args=[NUMBER]) == OURS
