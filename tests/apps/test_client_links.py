"""Private links and what clients answer through them: nothing leaks or is lost."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from cast import (
    NORA,
    VAT,
    CountingMailer,
    Practice,
    eur,
    faults_by_fsck,
    monthly,
    noon,
)
from drumbeat import wiring
from drumbeat.apps.billing import operations as billing
from drumbeat.apps.billing.operations import take_order
from drumbeat.apps.billing.queries import get_content
from drumbeat.apps.delivery.models import Dispatch
from drumbeat.apps.invoices.queries import sha256_of
from drumbeat.apps.reminders import answers
from drumbeat.apps.reminders.answers import NewQuestion, OurAnswer
from drumbeat.apps.reminders.models import Dispute, Reply
from drumbeat.apps.reminders.queries import plan_of
from drumbeat.apps.reports.queries import queue_rows
from drumbeat.apps.reports.shared_page import shared_page
from drumbeat.apps.sharing import feedback
from drumbeat.apps.sharing import operations as sharing
from drumbeat.apps.sharing.models import LinkToken, PrivateLink
from drumbeat.apps.sharing.queries import (
    NoSuchLink,
    NotYoursToAnswer,
    list_feedback,
    open_link,
)
from drumbeat.core.party import Contact
from drumbeat.core.ports import Message
from drumbeat.core.terms import AddOn
from drumbeat.jobs import client_links, duties
from drumbeat.jobs.duties import DayReport, Duty, Shift

pytestmark = pytest.mark.django_db

NUMBER = "INV-2026-0001"
READER = Contact("Ines Vos", "ines@halden.example", ("approver",))
PAY = Contact("", "ap@halden.example", ("payer",))
COPY = Contact("Jonas Roth", "jonas@halden.example", ("copy",))
AT = noon("2026-01-02")
ON = AT.date()


@pytest.fixture
def issued(practice: Practice) -> Practice:
    """January: a retainer of 3,630.00 and a launch of 968.00, due on the 15th."""
    terms = monthly()
    launch = AddOn("Launch", eur("800.00"), date(2026, 1, 1), VAT)
    client = replace(terms.client, contacts=(READER, PAY))
    practice.agree(replace(terms, add_ons=(launch,), client=client))
    practice.bill_and_issue("2026-01-01")
    practice.deliver(noon("2026-01-01"), CountingMailer())
    return practice


def link(practice: Practice, reader: Contact = READER) -> int:
    invoice = practice.invoice(NUMBER).id
    token = sharing.make_token(practice.id, reader, invoice=invoice, at=AT)
    return open_link(token).link


def page(practice: Practice, of: int, *, at: datetime = AT):
    return shared_page(practice.id, of, calendars=wiring.calendars, on=at.date(), at=at)


def shown(practice: Practice) -> str:
    return sha256_of(practice.id, practice.invoice(NUMBER).id)


def approve(
    practice: Practice, of: int, lanes: str = "AB", *, at: datetime = AT
) -> None:
    sharing.approve(
        practice.id, of, lanes, shown=shown(practice), domain="x.example", at=at
    )


def test_a_token_is_kept_as_a_hash_and_opens_one_document(issued):
    invoice = issued.invoice(NUMBER).id
    first = sharing.make_token(issued.id, READER, invoice=invoice, at=AT)
    second = sharing.make_token(issued.id, READER, invoice=invoice, at=AT)

    assert first != second
    assert open_link(first) == open_link(second)
    assert len(first) == 43  # 256 bits
    assert PrivateLink.objects.filter(email=READER.email).count() == 1
    assert first not in LinkToken.objects.values_list("token_hash", flat=True)
    for wrong in ("", "x", first[:-1], first + "x" * 5_000, first.upper()):
        with pytest.raises(NoSuchLink):
            open_link(wrong)


def test_a_revoked_link_is_dead_for_every_letter(issued):
    invoice = issued.invoice(NUMBER).id
    token = sharing.make_token(issued.id, READER, invoice=invoice, at=AT)
    opened = open_link(token)
    sharing.revoke(issued.id, opened.link, actor=NORA, at=AT)

    with pytest.raises(NoSuchLink):
        open_link(token)
    with pytest.raises(NoSuchLink):
        page(issued, opened.link)
    with pytest.raises(NoSuchLink):
        approve(issued, opened.link)
    assert sharing.make_token(issued.id, READER, invoice=invoice, at=AT) == ""
    client_links.renew(token, at=AT)
    assert not Dispatch.objects.filter(step="link").exists()


def test_another_workspace_has_nothing_to_do_with_a_link(issued):
    mine = link(issued)
    other = Practice.beside("Other")

    with pytest.raises(NoSuchLink):
        shared_page(other.id, mine, calendars=wiring.calendars, on=ON, at=AT)
    with pytest.raises(NoSuchLink):
        sharing.revoke(other.id, mine, actor=NORA, at=AT)


def test_a_new_link_goes_to_the_address_on_record_once(issued):
    invoice = issued.invoice(NUMBER).id
    token = sharing.make_token(issued.id, READER, invoice=invoice, at=AT)
    for _ in range(3):
        client_links.renew(token, at=AT)
    client_links.renew("never ours", at=AT)

    [letter] = Dispatch.objects.filter(step="link")
    assert READER.email in letter.recipients
    assert token not in letter.send_key
    assert faults_by_fsck(issued, on=ON) == []


def test_a_link_ends_ninety_days_after_payment(issued):
    mine = link(issued)
    issued.pay("4598.00", "2026-01-20", reference=NUMBER)

    assert page(issued, mine, at=noon("2026-04-20")).paid_on == date(2026, 1, 20)
    with pytest.raises(NoSuchLink):
        page(issued, mine, at=noon("2026-04-21"))


def test_the_page_shows_sections_with_their_tax(issued):
    found = page(issued, link(issued))

    assert [(lane.letter, lane.gross) for lane in found.lanes] == [
        ("A", eur("3630.00")),
        ("B", eur("968.00")),
    ]
    assert found.payable == eur("4598.00")
    assert not found.is_approved
    assert [one.on for one in found.coming] == [date(2026, 2, 1), date(2026, 3, 1)]
    assert len(found.reminders) == 5


def test_an_approval_is_bound_to_what_was_shown(issued):
    mine = link(issued)
    with pytest.raises(sharing.NotWhatWasShown):
        sharing.approve(
            issued.id, mine, "AB", shown="0" * 64, domain="x.example", at=AT
        )
    for lanes in ("", "C", "ABC"):
        with pytest.raises(sharing.NotWhatWasShown):
            approve(issued, mine, lanes)
    with pytest.raises(sharing.NotYoursToApprove):
        approve(issued, link(issued, PAY))

    approve(issued, mine, "A")
    approve(issued, mine, "AB", at=AT + timedelta(minutes=2))

    found = page(issued, mine, at=AT + timedelta(minutes=3))
    assert found.is_approved
    assert [lane.approval.at for lane in found.lanes] == [
        AT,
        AT + timedelta(minutes=2),
    ]
    assert all(lane.approval.may_be_undone for lane in found.lanes)
    rows = {row.subject_id: row for row in queue_rows(issued.id, on=ON)}
    assert rows[f"invoice:{NUMBER}"].status == "Approved"
    assert "Ines Vos" in rows[f"invoice:{NUMBER}"].sentence


def test_within_ten_minutes_it_is_taken_back(issued):
    mine = link(issued)
    approve(issued, mine)
    sharing.withdraw_approval(issued.id, mine, at=AT + timedelta(minutes=10))
    assert not page(issued, mine).is_approved

    approve(issued, mine)
    late = AT + timedelta(minutes=11)
    with pytest.raises(sharing.TooLateToUndo):
        sharing.withdraw_approval(issued.id, mine, at=late)
    assert page(issued, mine, at=late).is_approved
    assert not page(issued, mine, at=late).lanes[0].approval.may_be_undone


def ask(practice: Practice, of: int, lane: str = "B", **more) -> int:
    question = NewQuestion("amount", "Is the test in?", lane, 0, **more)
    return answers.ask(practice.id, of, question, on=ON, at=AT)


def test_a_question_about_a_section_lets_the_rest_be_asked_for(issued):  # S-66
    thread = ask(issued, link(issued), is_dispute=True)
    found = page(issued, link(issued))

    assert found.payable == eur("3630.00")
    assert [lane.is_disputed for lane in found.lanes] == [False, True]
    plan = plan_of(issued.id, issued.invoice(NUMBER).id)
    assert plan.circumstances.open == eur("3630.00")
    assert not plan.circumstances.disputed
    assert plan.in_question == ("B",)
    [key] = issued.remind(noon("2026-01-16"))
    assert ":+1:" in key
    [mail] = mails(issued, "2026-01-16", duties.remind)
    assert "€3,630.00" in mail.text
    assert "4,598" not in mail.text
    assert "Section B is in question and not asked for here." in mail.text

    issued.pay("3630.00", "2026-01-17", reference=NUMBER)
    assert issued.remind(noon("2026-01-22")) == []  # only B is left
    answers.settle(issued.id, link(issued), thread, at=noon("2026-01-23"))
    assert issued.remind(noon("2026-01-23")) != []
    assert faults_by_fsck(issued, on=date(2026, 1, 23)) == []


class KeepingMailer(CountingMailer):
    """A server that keeps what it accepts."""

    def __init__(self) -> None:
        super().__init__()
        self.kept: list[Message] = []

    def send(self, message, *, note_phase):
        self.kept.append(message)
        return super().send(message, note_phase=note_phase)


def mails(practice: Practice, day: str, duty: Duty) -> list[Message]:
    mailer = KeepingMailer()
    register = wiring.number_register()
    duty(Shift(practice.workspace, noon(day), mailer, register), DayReport())
    return mailer.kept


def test_a_question_about_everything_stops_everything(issued):  # S-66
    question = NewQuestion("detail", "Why?")
    answers.ask(issued.id, link(issued), question, on=ON, at=AT)

    assert issued.remind(noon("2026-01-16")) == []
    found = page(issued, link(issued))
    assert found.payable == eur("4598.00")  # a question never blocks paying
    assert found.has_question


@pytest.mark.parametrize(
    ("question", "refusal"),
    [
        (NewQuestion("amount", "  ", "B", 0), answers.NothingSaid),
        (NewQuestion("mood", "Why?", "B", 0), answers.NoSuchPlace),
        (NewQuestion("amount", "Why?", "C", 0), answers.NoSuchPlace),
        (NewQuestion("amount", "Why?", "B", 1), answers.NoSuchPlace),
        (NewQuestion("amount", "Why?", "", 0), answers.NoSuchPlace),
    ],
)
def test_what_is_nowhere_is_not_asked(issued, question, refusal):
    with pytest.raises(refusal):
        answers.ask(issued.id, link(issued), question, on=ON, at=AT)
    assert not Dispute.objects.exists()


def test_a_thread_goes_on_until_somebody_settles_it(issued):
    mine = link(issued)
    thread = ask(issued, mine)
    said = OurAnswer("It is in.\nSee line 2.", settles=False)
    number = answers.answer(
        issued.id, thread, said, domain="mail.example", actor=NORA, at=AT
    )
    answers.reply(issued.id, mine, thread, "Thank you", at=AT)

    assert number == NUMBER
    [found] = page(issued, mine).threads
    assert [(m.text, m.is_ours) for m in found.messages] == [
        ("Is the test in?", False),
        ("It is in.\nSee line 2.", True),
        ("Thank you", False),
    ]
    [mail] = mails(issued, "2026-01-02", duties.deliver)
    assert mail.to == (("Ines Vos", "ines@halden.example"),)
    assert mail.subject == f"Your question about {NUMBER}"
    assert "It is in.\nSee line 2." in mail.text
    assert "> Is the test in?" in mail.text
    assert faults_by_fsck(issued, on=ON) == []
    answers.settle(issued.id, mine, thread, at=AT)
    for late in (
        lambda: answers.settle(issued.id, mine, thread, at=AT),
        lambda: answers.reply(issued.id, mine, thread, "x", at=AT),
        lambda: answers.answer(
            issued.id, thread, said, domain="mail.example", actor=NORA, at=AT
        ),
    ):
        with pytest.raises(answers.NoSuchThread):
            late()
    assert Reply.objects.count() == 2


def test_our_answer_may_settle_it(issued):
    thread = ask(issued, link(issued))
    said = OurAnswer("It is in.", settles=True)
    answers.answer(issued.id, thread, said, domain="m.example", actor=NORA, at=AT)

    assert not page(issued, link(issued)).has_question
    assert Dispute.objects.get().outcome == "It is in."


def test_another_invoice_has_no_such_thread(issued):
    thread = ask(issued, link(issued))
    issued.bill_and_issue("2026-02-01")
    second = issued.invoice("INV-2026-0002").id
    other = open_link(sharing.make_token(issued.id, READER, invoice=second, at=AT)).link

    with pytest.raises(answers.NoSuchThread):
        answers.settle(issued.id, other, thread, at=AT)
    neighbour = Practice.beside("Other")
    with pytest.raises(answers.NoSuchThread):
        answers.answer(
            neighbour.id,
            thread,
            OurAnswer("No", settles=True),
            domain="m.example",
            actor=NORA,
            at=AT,
        )


def name_day(practice: Practice, day: str, *, on: str, is_paid: bool) -> date:
    return answers.name_day(
        practice.id,
        link(practice),
        date.fromisoformat(day),
        is_paid=is_paid,
        calendars=wiring.calendars,
        on=date.fromisoformat(on),
        at=noon(on),
    )


def test_already_paid_quiets_three_working_days(issued):  # S-66
    until = name_day(issued, "2026-01-14", on="2026-01-15", is_paid=True)

    assert until == date(2026, 1, 20)  # Thursday, then Friday, Monday, Tuesday
    assert issued.remind(noon("2026-01-16")) == []
    assert len(issued.remind(noon("2026-01-21"))) == 1


def test_a_promise_is_kept_until_its_day(issued):  # S-66
    name_day(issued, "2026-01-22", on="2026-01-15", is_paid=False)

    assert page(issued, link(issued)).promised == date(2026, 1, 22)
    assert issued.remind(noon("2026-01-22")) == []
    assert len(issued.remind(noon("2026-01-23"))) == 2
    rows = queue_rows(issued.id, on=date(2026, 1, 23))
    assert "promise_missed" in {row.reason for row in rows}


@pytest.mark.parametrize(
    ("day", "is_paid"),
    [("2026-01-16", True), ("2026-01-14", False), ("2027-01-14", False)],
)
def test_a_day_that_cannot_be_is_refused(issued, day, is_paid):
    with pytest.raises(answers.NotADayToPay):
        name_day(issued, day, on="2026-01-15", is_paid=is_paid)


def test_who_gets_a_copy_reads_and_answers_nothing(issued):
    """Whatever form they make up: nothing of theirs pauses, bills or sends anything."""
    thread, copy = ask(issued, link(issued)), link(issued, COPY)
    taken = {"domain": "x.example", "at": AT}
    days = {"is_paid": False, "calendars": wiring.calendars, "on": ON, "at": AT}
    for answer in (
        lambda: ask(issued, copy),
        lambda: answers.reply(issued.id, copy, thread, "Mine", at=AT),
        lambda: answers.settle(issued.id, copy, thread, at=AT),
        lambda: answers.name_day(issued.id, copy, ON, **days),
        lambda: feedback.give_feedback(issued.id, copy, "lets_talk", "", at=AT),
        lambda: sharing.forward(issued.id, copy, "Fin", "fin@halden.example", **taken),
        lambda: take_order(issued.id, copy, "PO-1", at=AT),
    ):
        with pytest.raises(NotYoursToAnswer):
            answer()
    with pytest.raises(sharing.NotYoursToApprove):
        approve(issued, copy)

    assert not page(issued, copy).reader.may_pay
    assert Dispute.objects.get().closed_at is None
    assert Reply.objects.count() == 0


def test_feedback_is_the_latest_answer(issued):
    mine = link(issued)
    feedback.give_feedback(issued.id, mine, "mostly", "", at=AT)
    feedback.give_feedback(issued.id, mine, "lets_talk", "  Call me ", at=AT)

    found = page(issued, mine).feedback
    assert (found.choice, found.text) == ("lets_talk", "Call me")
    assert page(issued, link(issued, PAY)).feedback is None
    with pytest.raises(feedback.NoSuchAnswer):
        feedback.give_feedback(issued.id, mine, "great", "", at=AT)


def test_who_wants_to_talk_is_in_the_queue_until_it_is_noted(issued):
    mine = link(issued)
    feedback.give_feedback(issued.id, mine, "lets_talk", "Scope?", at=AT)
    subject = f"invoice:{NUMBER}"

    rows = {row.subject_id: row for row in queue_rows(issued.id, on=ON)}
    assert rows[subject].reason == "feedback_talk"
    assert rows[subject].verb == "Talk to Ines Vos."
    assert issued.remind(noon("2026-01-16")) == []

    [given] = list_feedback(issued.invoice(NUMBER).id)
    other = Practice.beside("Other")
    with pytest.raises(feedback.NothingToTalkAbout):
        answer_talk(other, given.id, "No")
    with pytest.raises(feedback.NothingNoted):
        answer_talk(issued, given.id, "  ")
    assert answer_talk(issued, given.id, "Scope stays") == NUMBER

    with pytest.raises(feedback.NothingToTalkAbout):
        answer_talk(issued, given.id, "Again")
    rows = {row.subject_id: row for row in queue_rows(issued.id, on=ON)}
    assert rows[subject].reason != "feedback_talk"
    assert len(issued.remind(noon("2026-01-16"))) == 1


def answer_talk(practice: Practice, given: int, text: str) -> str:
    return billing.answer_talk(
        practice.id, given, text, domain="x.example", actor=NORA, at=AT
    )


def test_a_talk_is_answered_by_mail_and_in_the_next_update(issued):
    mine = link(issued)
    feedback.give_feedback(issued.id, mine, "lets_talk", "Scope?", at=AT)
    [draft] = issued.bill("2026-02-01").drafts
    [given] = list_feedback(issued.invoice(NUMBER).id)

    answer_talk(issued, given.id, "Scope stays.\nBudget too.")

    update = get_content(issued.id, draft).update
    assert update is not None
    assert update.answer == "Scope stays.\nBudget too."
    [mail] = mails(issued, "2026-02-01", duties.deliver)
    assert "Scope stays." in mail.text
    assert "> Scope?" in mail.text
    assert mail.to == ((READER.name, READER.email),)


def test_another_answer_takes_the_wish_to_talk_back(issued):
    mine = link(issued)
    feedback.give_feedback(issued.id, mine, "lets_talk", "", at=AT)
    feedback.give_feedback(issued.id, mine, "on_track", "", at=AT)

    rows = {row.subject_id: row for row in queue_rows(issued.id, on=ON)}
    assert rows[f"invoice:{NUMBER}"].reason != "feedback_talk"
    assert len(issued.remind(noon("2026-01-16"))) == 1


def test_a_visit_counts_once_in_half_an_hour(issued):
    mine = link(issued)
    for minutes in (0, 5, 29, 31, 40):
        sharing.note_visit(issued.id, mine, at=AT + timedelta(minutes=minutes))

    row = PrivateLink.objects.get(id=mine)
    assert row.seen_count == 2


def test_who_pays_is_told_of_the_approval_once_it_stands(issued):
    mine = link(issued)
    approve(issued, mine)
    sharing.withdraw_approval(issued.id, mine, at=AT + timedelta(minutes=5))
    approve(issued, mine, at=AT + timedelta(minutes=6))
    assert mails(issued, "2026-01-02", duties.deliver) == []

    [mail] = mails(issued, "2026-01-03", duties.deliver)
    assert mail.to == (("", PAY.email),)
    assert mail.subject == f"Invoice {NUMBER} is approved"
    assert "Ines Vos approved invoice INV-2026-0001 on 2 January 2026." in mail.text
    assert "€4,598.00 is due by 15 January 2026" in mail.text
    states = Dispatch.objects.filter(kind="approval").values_list("state", flat=True)
    assert sorted(states) == ["sent", "suppressed"]


def test_nobody_is_told_of_what_was_taken_back_or_paid(issued):
    mine = link(issued)
    approve(issued, mine)
    sharing.withdraw_approval(issued.id, mine, at=AT + timedelta(minutes=5))
    assert mails(issued, "2026-01-03", duties.deliver) == []
    approve(issued, mine, "A", at=noon("2026-01-03"))
    assert mails(issued, "2026-01-04", duties.deliver) == []
    approve(issued, mine, "B", at=noon("2026-01-04"))
    issued.pay("4598.00", "2026-01-04", client="Halden")
    assert mails(issued, "2026-01-05", duties.deliver) == []
