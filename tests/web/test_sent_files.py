"""A file with a question: sent by a form, refused in words, given out to be kept."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO

import pytest
import time_machine
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from lxml import html

from cast import NORA, CountingMailer, Practice, monthly, noon
from drumbeat.apps.reminders.models import Dispute, Reply, ThreadFile
from drumbeat.apps.sharing import operations as sharing
from drumbeat.core.party import Contact
from drumbeat.core.sent_file import BYTES_MOST, ENDINGS
from web.conftest import PASSWORD
from web.routes import joined

pytestmark = pytest.mark.django_db

NUMBER = "INV-2026-0001"
READER = Contact("Ines Vos", "ines@halden.example", ("approver",))
PAY = Contact("", "ap@halden.example", ("payer",))
AT = noon("2026-01-02")
PDF = b"%PDF-1.7\n" + b"\0" * 400
WORDS = {"reason": "amount", "text": "Is <this> the order?", "lane": "A", "line": "0"}


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(AT, tick=False) as moved:
        yield moved


@pytest.fixture
def issued(practice: Practice) -> Practice:
    practice.agree(monthly())
    practice.bill_and_issue("2026-01-01")
    practice.deliver(noon("2026-01-01"), CountingMailer())
    cache.clear()
    return practice


def opened(practice: Practice, reader: Contact = READER) -> tuple[Client, str]:
    """Return a browser that followed the letter’s link, and where it arrived."""
    invoice = practice.invoice(NUMBER).id
    secret = sharing.make_token(practice.id, reader, invoice=invoice, at=AT)
    browser = Client()
    return browser, browser.get(f"/i/{secret}")["Location"]


def file(name: str, content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, "application/x-whatever")


def asked(browser: Client, path: str, name: str = "order.pdf", content: bytes = PDF):
    """Ask with a file; return the answer."""
    return browser.post(f"{path}/questions", WORDS | {"file": file(name, content)})


def test_a_question_brings_its_file_and_so_does_a_reply(issued, nora):
    browser, path = opened(issued)
    assert asked(browser, path).status_code == 303
    thread = Dispute.objects.get().id
    said = {"text": "And this.", "file": file("hours.csv", b"day;hours\n" * 40_000)}
    done = browser.post(f"{path}/questions/{thread}/reply", said)
    page = browser.get(done["Location"]).text

    kept = ThreadFile.objects.order_by("id").values_list("id", flat=True)
    for key, name, size in zip(
        kept, ("order.pdf", "hours.csv"), ("1 kB", "400 kB"), strict=True
    ):
        assert f'href="{path}/files/{key}"' in page
        assert name in page
        assert size in page
    ours = nora.get(f"/invoices/{NUMBER}").text
    assert [f"/invoices/{NUMBER}/files/{key}" in ours for key in kept] == [True, True]
    assert "400 kB" in ours
    browser.post(f"{path}/questions/{thread}/settlement")
    later = nora.get(f"/invoices/{NUMBER}").text
    assert "Files that came with settled questions" in later
    assert [f"/invoices/{NUMBER}/files/{key}" in later for key in kept] == [True, True]


def test_without_a_file_words_are_enough(issued):
    browser, path = opened(issued)
    done = browser.post(f"{path}/questions", WORDS | {"file": ""})

    assert done.status_code == 303
    assert ThreadFile.objects.count() == 0


def test_the_form_needs_no_script_and_ends_with_the_file(issued):
    browser, path = opened(issued)
    page = html.fromstring(browser.get(path).content)
    forms = page.xpath("//form[contains(@action, '/questions')]")

    assert forms
    for form in forms:
        assert form.get("enctype") == "multipart/form-data"
        fields = [f.get("name") for f in form.iter("input", "textarea")]
        assert fields[-1] == "file"
        assert fields.count("file") == 1
        [chosen] = form.xpath(".//input[@type='file']")
        assert set(chosen.get("accept").split(",")) == set(ENDINGS)


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("order.pdf", b"", "or it is empty"),
        ("order.pdf", b"MZ\0\0", "none of the kinds"),
        ("page.html", b"<b>hi</b>", "none of the kinds"),
        ("photo.svg", b"<svg/>", "none of the kinds"),
        ("order.pdf", PDF + b" " * BYTES_MOST, "larger than 5 MB"),
        ("order.pdf", PDF + b" " * (BYTES_MOST + 200_000), "larger than 5 MB"),
    ],
)
def test_a_refused_file_loses_nothing_that_was_typed(issued, name, content, sentence):
    browser, path = opened(issued)
    answer = asked(browser, path, name, content)
    [form] = html.fromstring(answer.content).xpath("//details[@open]//form")

    assert answer.status_code == 422
    assert sentence in " ".join(answer.text.split())
    assert form.xpath(".//textarea/text()") == ["Is <this> the order?"]
    assert form.xpath(".//input[@name='reason'][@checked]/@value") == ["amount"]
    assert form.xpath(".//input[@name='lane']/@value") == ["A"]
    assert Dispute.objects.count() == ThreadFile.objects.count() == 0


def test_a_refused_reply_stands_in_its_own_thread(issued):
    browser, path = opened(issued)
    asked(browser, path)
    thread = Dispute.objects.get().id
    said = {"text": "Look here.", "file": file("run.exe", b"MZ\0")}
    answer = browser.post(f"{path}/questions/{thread}/reply", said)
    [form] = html.fromstring(answer.content).xpath("//details[@open]//form")

    assert answer.status_code == 422
    assert form.get("action") == f"{path}/questions/{thread}/reply"
    assert form.xpath(".//textarea/text()") == ["Look here."]
    assert Reply.objects.count() == 0


def test_two_files_are_one_too_many(issued):  # SNT-4
    browser, path = opened(issued)
    both = [file("a.pdf", PDF), file("b.pdf", PDF)]
    answer = browser.post(f"{path}/questions", WORDS | {"file": both})

    assert answer.status_code == 422
    assert "Attach one file at a time." in answer.text


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("de", "größer als 5 MB"),
        ("fr", "dépasse 5 Mo"),
        ("nl", "groter dan 5 MB"),
        ("es", "supera los 5 MB"),
    ],
)
def test_a_refusal_is_said_in_the_clients_language(practice, language, said):
    terms = monthly()
    practice.agree(replace(terms, client=replace(terms.client, language=language)))
    practice.bill_and_issue("2026-01-01")
    practice.deliver(noon("2026-01-01"), CountingMailer())
    cache.clear()
    browser, path = opened(practice)

    assert said in asked(browser, path, content=PDF + b" " * BYTES_MOST).text


class Stopped(BytesIO):
    """A body that counts how much of it was read."""

    taken = 0

    def read(self, size: int | None = -1) -> bytes:
        part = super().read(size)
        self.taken += len(part)
        return part


def long_form(megabytes: int) -> tuple[Stopped, dict[str, object]]:
    """Return a form whose file is that long, and what a server says of it."""
    mark = "x" * 30
    head = "".join(
        f'--{mark}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in WORDS.items()
    )
    head += (
        f'--{mark}\r\nContent-Disposition: form-data; name="file"; '
        'filename="film.pdf"\r\nContent-Type: application/pdf\r\n\r\n'
    )
    body = head.encode() + PDF + b" " * (megabytes * 1_000_000)
    body += f"\r\n--{mark}--\r\n".encode()
    said = {
        "CONTENT_LENGTH": str(len(body)),
        "CONTENT_TYPE": f"multipart/form-data; boundary={mark}",
        "REQUEST_METHOD": "POST",
    }
    return Stopped(body), said


@pytest.mark.parametrize(("megabytes", "is_heard_out"), [(8, True), (60, False)])
def test_what_is_too_large_is_never_kept_and_too_much_not_even_read(
    issued, megabytes, is_heard_out, monkeypatch
):
    kept = []
    monkeypatch.setattr(
        "django.core.files.uploadhandler.TemporaryFileUploadHandler.new_file",
        lambda self, *asked, **named: kept.append(asked),
    )
    browser, path = opened(issued)
    body, said = long_form(megabytes)
    said |= {"PATH_INFO": f"{path}/questions", "wsgi.input": body}
    answer = browser.request(**said)

    assert answer.status_code == 422
    assert "larger than 5 MB" in answer.text
    assert "Is &lt;this&gt; the order?" in answer.text
    assert kept == []
    assert (body.taken > megabytes * 1_000_000) is is_heard_out
    assert Dispute.objects.count() == 0


def test_other_forms_take_what_they_took(nora, issued):
    """The logo of the house refuses by its own rule, after its own reading."""
    large = file("logo.png", b"\x89PNG\r\n\x1a\n" + b"\0" * (BYTES_MOST + 500_000))
    done = nora.post("/settings/look/logo", {"logo": large}, follow=True)

    assert "it is larger than 2 MB" in done.text


def test_nothing_of_a_file_acts_in_a_browser(issued, nora):
    browser, path = opened(issued)
    asked(browser, path, "Auftrag März “2”.txt", b"<script>alert(1)</script>")
    key = ThreadFile.objects.get().id
    theirs = browser.get(f"{path}/files/{key}")
    ours = nora.get(f"/invoices/{NUMBER}/files/{key}")

    for answer in (theirs, ours):
        assert answer.status_code == 200
        assert answer.content == b"<script>alert(1)</script>"
        assert answer["Content-Type"] == "text/plain"
        assert answer["Content-Disposition"].startswith("attachment; filename*=utf-8''")
        assert "M%C3%A4rz" in answer["Content-Disposition"]
        assert answer["Content-Security-Policy"].startswith("sandbox;")
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["Cache-Control"] == "no-store"


def test_a_file_is_for_who_reads_its_document(issued, nora):
    browser, path = opened(issued)
    asked(browser, path)
    key = ThreadFile.objects.get().id
    payer, theirs = opened(issued, PAY)
    issued.agree(monthly("Osterhaus"))
    issued.bill_and_issue("2026-01-02")
    stranger = joined(Practice.beside("Elsewhere").id, "owner", PASSWORD)
    contributor = joined(issued.id, "contributor", PASSWORD)

    assert payer.get(f"{theirs}/files/{key}").content == PDF
    assert payer.get(f"{path}/files/{key}").status_code == 404
    assert Client().get(f"{path}/files/{key}").status_code == 404
    assert browser.get(f"{path}/files/{key + 1}").status_code == 404
    assert browser.post(f"{path}/files/{key}").status_code == 405
    for other in (stranger, contributor):
        assert other.get(f"/invoices/{NUMBER}/files/{key}").status_code == 404
    assert nora.get(f"/invoices/INV-2026-0002/files/{key}").status_code == 404
    assert nora.get(f"/invoices/{NUMBER}/files/{key + 1}").status_code == 404


def test_a_file_ends_with_its_link(issued):
    browser, path = opened(issued)
    asked(browser, path)
    key = ThreadFile.objects.get().id
    link = int(path.rpartition("/")[2])
    sharing.revoke(issued.id, link, actor=NORA, at=AT)

    assert browser.get(f"{path}/files/{key}").status_code == 404


def test_files_count_as_other_answers_do(issued):
    browser, path = opened(issued)
    answers = [asked(browser, path, "a.txt", b"one") for _ in range(31)]

    assert answers[-1].status_code == 429
    assert ThreadFile.objects.count() == 20  # the rest is refused
