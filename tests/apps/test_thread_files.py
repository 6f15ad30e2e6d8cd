"""Files that come with a client's words: kept as sent, named on the trail, proved."""

from __future__ import annotations

import hashlib
import json

import pytest

from cast import CountingMailer, Practice, faults_by_fsck, monthly, noon
from drumbeat import wiring
from drumbeat.apps.audit.models import Activity
from drumbeat.apps.reminders import answers
from drumbeat.apps.reminders.answers import FILES_MOST, FilesEnough, NewQuestion
from drumbeat.apps.reminders.models import Dispute, Reply, ThreadFile
from drumbeat.apps.reminders.queries import find_file, list_files
from drumbeat.apps.reports.invoice_page import invoice_page
from drumbeat.apps.reports.shared_page import shared_page
from drumbeat.apps.sharing import operations as sharing
from drumbeat.apps.sharing.queries import open_link
from drumbeat.core.party import Contact
from drumbeat.core.sent_file import SentFile

pytestmark = pytest.mark.django_db

NUMBER = "INV-2026-0001"
READER = Contact("Ines Vos", "ines@halden.example", ("approver",))
AT = noon("2026-01-02")
ON = AT.date()
ORDER = SentFile("order.pdf", b"%PDF-1.7\n\0\xff order")
HOURS = SentFile("hours.csv", b"day;hours\n")


@pytest.fixture
def issued(practice: Practice) -> Practice:
    practice.agree(monthly())
    practice.bill_and_issue("2026-01-01")
    practice.deliver(noon("2026-01-01"), CountingMailer())
    return practice


def link(practice: Practice) -> int:
    invoice = practice.invoice(NUMBER).id
    token = sharing.make_token(practice.id, READER, invoice=invoice, at=AT)
    return open_link(token).link


def ask(practice: Practice, file: SentFile | None = ORDER) -> int:
    question = NewQuestion("amount", "Is this the order?", "A", 0, file=file)
    return answers.ask(practice.id, link(practice), question, on=ON, at=AT)


def reply(practice: Practice, thread: int, file: SentFile | None = HOURS) -> None:
    answers.reply(practice.id, link(practice), thread, "And here.", file=file, at=AT)


def trail() -> dict[str, dict[str, object]]:
    return {a.action: json.loads(a.payload) for a in Activity.objects.order_by("seq")}


def test_a_file_is_kept_as_it_came_and_named_on_the_trail(issued):
    thread = ask(issued)
    reply(issued, thread)
    [question, more] = ThreadFile.objects.order_by("id")

    assert bytes(question.content) == ORDER.content
    assert (question.size, question.reply_id) == (len(ORDER.content), None)
    assert question.sha256 == hashlib.sha256(ORDER.content).hexdigest()
    assert more.reply == Reply.objects.get()
    asked, said = trail()["question opened"], trail()["client replied"]
    assert (asked["file"], asked["size"]) == (question.sha256, question.size)
    assert (said["file"], said["size"]) == (more.sha256, more.size)
    assert "order" not in json.dumps(trail())  # a name may be anybody's
    assert faults_by_fsck(issued, on=ON) == []


def test_words_without_a_file_leave_none(issued):
    reply(issued, ask(issued, None), None)

    assert ThreadFile.objects.count() == 0
    assert "file" not in trail()["question opened"]


def test_both_sides_find_it_beside_its_message(issued):
    thread = ask(issued)
    reply(issued, thread)
    theirs = shared_page(
        issued.id, link(issued), calendars=wiring.calendars, on=ON, at=AT
    )
    [seen] = theirs.threads
    [ours] = invoice_page(issued.id, NUMBER, on=ON).questions

    names = [said.file.name for said in seen.messages]
    assert names == ["order.pdf", "hours.csv"]
    assert ours.file == seen.messages[0].file
    assert [said.file for said in ours.replies] == [seen.messages[1].file]


def test_a_settled_question_keeps_its_files_within_reach(issued):
    thread = ask(issued)
    assert invoice_page(issued.id, NUMBER, on=ON).files == ()
    answers.settle(issued.id, link(issued), thread, at=AT)
    page = invoice_page(issued.id, NUMBER, on=ON)

    assert page.questions == ()
    assert [file.name for file in page.files] == ["order.pdf"]


def test_a_file_is_given_out_with_its_own_document_alone(issued):
    ask(issued)
    [kept] = list_files(issued.invoice(NUMBER).id)
    issued.agree(monthly("Osterhaus"))
    issued.bill_and_issue("2026-01-02")

    assert find_file(issued.id, NUMBER, kept.file.id) == ORDER
    assert find_file(issued.id, NUMBER, kept.file.id + 1) is None
    assert find_file(issued.id, "INV-2026-0002", kept.file.id) is None
    assert find_file(Practice.beside("Other").id, NUMBER, kept.file.id) is None


def test_an_invoice_takes_twenty_files(issued):  # SNT-5
    thread = ask(issued)
    for _ in range(FILES_MOST - 1):
        reply(issued, thread)
    with pytest.raises(FilesEnough):
        reply(issued, thread)
    with pytest.raises(FilesEnough):
        ask(issued)

    assert ThreadFile.objects.count() == FILES_MOST
    assert Reply.objects.count() == FILES_MOST - 1  # no words without their file
    assert Dispute.objects.count() == 1
    reply(issued, thread, None)
    assert Reply.objects.count() == FILES_MOST


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"content": b"%PDF-1.7 other"}, "does not have its hash and size"),
        ({"size": 3}, "does not have its hash and size"),
        ({"sha256": "0" * 64}, "does not have its hash and size"),
        (
            {
                "content": HOURS.content,
                "size": len(HOURS.content),
                "sha256": hashlib.sha256(HOURS.content).hexdigest(),
            },
            "is not the one that the trail names",
        ),
    ],
)
def test_a_file_that_was_changed_is_found(issued, changed, said):
    ask(issued)
    ThreadFile.objects.update(**changed)

    [fault] = faults_by_fsck(issued, on=ON)
    assert said in str(fault)
