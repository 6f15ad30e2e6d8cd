"""Bank files on their pages: read, matched by a click, set aside, taken back."""

from __future__ import annotations

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile

from cast import Practice, eur, faults_by_fsck, monthly, noon
from drumbeat.apps.banking.models import BankFile, BankLine
from web.visitors import join

pytestmark = pytest.mark.django_db

AT = noon("2026-01-20")
NUMBER = "INV-2026-0001"


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(AT, tick=False) as moved:
        yield moved


@pytest.fixture
def owed(practice: Practice) -> Practice:
    practice.agree(monthly())
    assert practice.bill_and_issue("2026-01-01") == [NUMBER]
    return practice


def qif(*lines: tuple[str, str, str]) -> bytes:
    """Return a file of money in: amount, payer, text."""
    rows = [
        f"D1/19'26\nT{amount}\nP{payer}\nM{text}\n^" for amount, payer, text in lines
    ]
    return "\n".join(["!Type:Bank", *rows]).encode()


def sent(nora, content: bytes, name: str = "january.qif") -> str:
    form = {"file": SimpleUploadedFile(name, content)}
    return nora.post("/payments/files", form, follow=True).text


def test_a_file_is_read_and_says_what_it_did(owed, nora):
    content = qif(("3630.00", "Halden", f"For {NUMBER}"), ("480.00", "A <b>", "Who?"))
    page = sent(nora, content)

    assert "2 new lines read, 1 payment booked, 1 to be matched." in page
    assert "A &lt;b&gt;" in page
    assert "read Tue 20 Jan by Nora" in page
    assert "This file was read before; nothing changed." in sent(nora, content)
    assert owed.open_of(NUMBER) == 0
    assert "/payments/lines/" in nora.get("/").text
    assert faults_by_fsck(owed, on=AT.date()) == []


def test_money_is_matched_by_one_click(owed, nora):
    sent(nora, qif(("3630.00", "Halden", "Retainer")))
    line = BankLine.objects.get().id
    page = nora.get(f"/payments/lines/{line}").text
    assert f"Halden</b>, {NUMBER}" in page
    assert "the amount is right" in page

    form = {"client": owed.invoice(NUMBER).client_id, "invoices": NUMBER}
    done = nora.post(f"/payments/lines/{line}", form, follow=True)
    assert f"Booked for {NUMBER}." in done.text
    assert owed.open_of(NUMBER) == 0
    assert nora.get(f"/payments/lines/{line}").status_code == 404


def test_what_is_said_wrongly_books_nothing(owed, nora):
    sent(nora, qif(("480.00", "Halden", "Part")))
    line = BankLine.objects.get().id
    here = f"/payments/lines/{line}"
    client = owed.invoice(NUMBER).client_id
    wrong = nora.post(here, {"client": client, "invoices": "INV-9"}, follow=True)
    assert "Nothing in EUR is open on INV-9" in wrong.text
    right = nora.post(here, {"client": client, "invoices": ""}, follow=True)
    assert f"Booked for {NUMBER}." in right.text
    assert owed.open_of(NUMBER) == eur("3150.00").minor


def test_what_is_no_payment_is_set_aside(owed, nora):
    sent(nora, qif(("480.00", "Nora", "Mine")))
    line = BankLine.objects.get().id
    aside = f"/payments/lines/{line}/setting-aside"
    assert "Write what this money is" in nora.post(aside, {}, follow=True).text
    done = nora.post(aside, {"reason": "My own transfer"}, follow=True).text
    assert "No money waits." in done


def test_a_file_is_taken_back_while_nothing_of_it_is_booked(owed, nora):
    sent(nora, qif(("480.00", "Nora", "Mine")))
    file = BankFile.objects.get().id
    back = nora.post(f"/payments/files/{file}/reversal", follow=True).text
    assert "Taken back. The file can be read again." in back
    assert "No money waits." in back


@pytest.mark.parametrize("content", [b"", b"Hello", b"%PDF-1.7 x"])
def test_what_is_no_bank_file_is_refused_with_a_sentence(owed, nora, content):
    page = sent(nora, content, "some.txt")
    assert 'class="note' in page
    assert not BankFile.objects.exists()


def test_who_reads_sees_the_bank_and_changes_nothing(owed, nora):
    sent(nora, qif(("480.00", "Nora", "Mine")))
    here = f"/payments/lines/{BankLine.objects.get().id}"
    reader = join(owed, "reader", "reader@x.example")
    for path in ("/payments/files", here):
        page = reader.get(path)
        assert page.status_code == 200
        assert 'action="/payments/' not in page.text
        assert reader.post(path, {}).status_code == 403
    contributor = join(owed, "contributor", "contributor@x.example")
    assert contributor.get("/payments/files").status_code == 403
