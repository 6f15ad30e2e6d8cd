"""Mail: what every answer of a server means, and what a letter says."""

from __future__ import annotations

import errno
from dataclasses import replace
from datetime import UTC, date, datetime
from email import message_from_bytes
from email.policy import default as email_policy
from pathlib import Path
from typing import get_args

import pytest

from adapters import pdf_cast
from adapters.smtp_server import ScriptedServer
from drumbeat.adapters.email.letters import Letters
from drumbeat.adapters.email.mailbox import BuiltInMailbox
from drumbeat.adapters.email.mime import HeaderRefused, to_mime
from drumbeat.adapters.email.smtp import SmtpMailer, SmtpUrlRefused
from drumbeat.core.documents import Deliverable, Tax
from drumbeat.core.money import Money
from drumbeat.core.party import Language
from drumbeat.core.ports import Letter, Message, ReminderState

AT = datetime(2026, 11, 3, 9, tzinfo=UTC)
LETTERS = Letters(fallback_address="invoices@drumbeat.localhost")


def letter(audience="approver", **changes):
    to = (("Ingrid Solberg", "ingrid@halden.example"),)
    return replace(Letter(to, audience, "<stable@drumbeat.localhost>", AT), **changes)


def message(*addresses: str) -> Message:
    return Message(
        message_id="<stable@drumbeat.localhost>",
        written_at=AT,
        sender=("Nora", "nora@lindqvist.example"),
        to=tuple(("", a) for a in addresses or ("ap@halden.example",)),
        subject="Invoice",
        text="Hello,\n.a line that begins with a dot\n",
        html="<p>Hello</p>",
    )


def mailer(server: ScriptedServer) -> SmtpMailer:
    return SmtpMailer("127.0.0.1", server.port, connect_seconds=2, dot_seconds=0.3)


MODES = {
    "ok": ("sent", 1, True),
    "421 banner": ("retry", 0, False),
    "450 rcpt": ("retry", 0, False),
    "550 rcpt": ("bounced", 0, False),
    "451 after dot": ("retry", 0, True),
    "554 after dot": ("failed", 0, True),
    "552 after dot": ("failed", 0, True),
    "drop before data": ("retry", 0, False),
    "accept, drop": ("possibly_sent", 1, True),
    "accept, hang": ("possibly_sent", 1, True),
    "accept, babble": ("possibly_sent", 1, True),
    "250, drop": ("sent", 1, True),
    "552 mail": ("failed", 0, False),
}


def test_the_letter_of_a_draft_says_that_its_number_is_to_come() -> None:
    draft = replace(pdf_cast.invoice(), number="", reference="")

    written = LETTERS.invoice(draft, letter(), pdf=b"")

    assert written.subject == "October 2026 update and invoice number at issue"
    assert "Reference number at issue" in written.text


def test_what_bears_no_tax_is_named_as_on_the_document() -> None:
    advice = pdf_cast.line("Advice", 600_000, tax=Tax("O"))
    document = pdf_cast.invoice(replace(pdf_cast.RETAINER, lines=(advice,)))

    written = LETTERS.invoice(document, letter(), pdf=b"")

    assert "Not subject to VAT" in written.html
    assert "(O)" not in written.html + written.text


def test_plans_alone_are_no_update() -> None:
    plans = replace(pdf_cast.UPDATE, accomplished=())
    document = replace(pdf_cast.invoice(), update=plans)
    written = LETTERS.invoice(document, letter(), pdf=b"")

    assert "accomplished" not in written.text
    assert written.subject.startswith("Invoice ")


@pytest.mark.parametrize(("mode", "expected"), MODES.items(), ids=list(MODES))
def test_what_each_answer_means(mode: str, expected: tuple[str, int, bool]) -> None:
    """S-69: only what may have been accepted is possibly sent."""
    outcome, taken, reached_dot = expected
    phases: list[str] = []
    with ScriptedServer(mode) as server:
        report = mailer(server).send(message(), note_phase=phases.append)
        assert (report.outcome, len(server.accepted)) == (outcome, taken)
    assert ("dot" in phases) == reached_dot


def test_one_of_two_recipients_is_refused() -> None:
    with ScriptedServer() as server:
        report = mailer(server).send(
            message("ap@halden.example", "gone@halden.example"),
            note_phase=lambda _: None,
        )
    assert report.outcome == "sent"
    states = {r.address: r.state for r in report.recipients}
    assert states == {"ap@halden.example": "accepted", "gone@halden.example": "refused"}


def test_no_server_is_a_retry_and_no_exception() -> None:
    with ScriptedServer() as server:
        port = server.port
    away = SmtpMailer("127.0.0.1", port, connect_seconds=1)
    assert away.send(message(), note_phase=lambda _: None).outcome == "retry"


def test_a_wrong_password_is_a_retry_in_plain_words() -> None:
    with ScriptedServer("535 sign-in") as server:
        signing_in = replace(mailer(server), username="ada", password="wrong")
        report = signing_in.send(message(), note_phase=lambda _: None)
    assert report.outcome == "retry"
    assert report.answer == "Sign-in refused: wrong password"


def test_a_password_never_travels_in_the_clear(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("drumbeat.adapters.email.smtp._LOOPBACK", frozenset())
    with ScriptedServer("535 sign-in") as server:
        signing_in = replace(mailer(server), username="ada", password="s3cret")
        report = signing_in.send(message(), note_phase=lambda _: None)
    assert report.outcome == "retry"
    assert "password was not sent" in report.answer


def test_a_server_that_drops_in_the_middle_never_takes_half_a_mail() -> None:
    with ScriptedServer("drop in data") as server:
        big = replace(message(), text="x" * 70 + "\n" + ("y" * 70 + "\n") * 200_000)
        phases: list[str] = []
        report = mailer(server).send(big, note_phase=phases.append)
        assert server.accepted == []
    assert (report.outcome, "dot" in phases) == ("retry", False)


@pytest.mark.parametrize(
    "broken", [{"subject": "x\r\nBcc: all@x"}, {"to": (("", "jürgen@x.example"),)}]
)
def test_a_message_no_server_can_carry_fails_before_it_connects(
    broken: dict[str, object],
) -> None:
    away = SmtpMailer("127.0.0.1", 9, connect_seconds=1)
    phases: list[str] = []
    report = away.send(replace(message(), **broken), note_phase=phases.append)
    assert (report.outcome, phases) == ("failed", ["connecting"])


def test_a_loser_of_its_lease_leaves_before_the_dot() -> None:
    def lose(phase: str) -> None:
        if phase == "dot":
            raise LookupError("lease")

    with ScriptedServer() as server:
        with pytest.raises(LookupError):
            mailer(server).send(message(), note_phase=lose)
        assert server.accepted == []


@pytest.mark.parametrize("kind", ["server", "mailbox"])
def test_both_mailers_keep_the_same_contract(kind: str, tmp_path: Path) -> None:
    phases: list[str] = []
    with ScriptedServer() as server:
        either = BuiltInMailbox(tmp_path) if kind == "mailbox" else mailer(server)
        report = either.send(
            message("ap@x.example", "b@x.example"), note_phase=phases.append
        )
    assert report.outcome == "sent"
    assert report.answer
    assert [(r.address, r.state) for r in report.recipients] == [
        ("ap@x.example", "accepted"),
        ("b@x.example", "accepted"),
    ]
    assert (phases[0], phases[-1]) == ("connecting", "dot")


def test_a_repeat_is_the_same_bytes() -> None:
    with ScriptedServer() as server:
        for _ in range(2):
            mailer(server).send(message(), note_phase=lambda _: None)
        first, second = (
            message_from_bytes(c, policy=email_policy) for c in server.accepted
        )
    assert first["Message-ID"] == second["Message-ID"] == "<stable@drumbeat.localhost>"
    body = first.get_body(("plain",))
    assert body is not None
    # The wire doubles a leading dot; the reader's server takes it away again.
    assert "\n..a line" in body.get_content()
    assert server.accepted[0] == server.accepted[1]
    assert server.accepted[0].isascii()


@pytest.mark.parametrize(
    "url", ["", "http://x", "smtp://", "mail.example:25", "smtp://mail.example:post"]
)
def test_a_wrong_address_of_the_server_is_refused(url: str) -> None:
    with pytest.raises(SmtpUrlRefused):
        SmtpMailer.from_url(url)


def test_the_address_of_the_server_is_read() -> None:
    read = SmtpMailer.from_url("smtp://ada%40x:s%3Acret@mail.example:2525")
    assert (read.username, read.password, read.port) == ("ada@x", "s:cret", 2525)


def test_the_mailbox_keeps_a_message_once(tmp_path: Path) -> None:
    box = BuiltInMailbox(tmp_path / "mailbox")
    for _ in range(2):
        assert box.send(message(), note_phase=lambda _: None).outcome == "sent"
    [kept] = box.list_messages()
    assert (kept.subject, kept.to, kept.received_at) == (
        "Invoice",
        ("ap@halden.example",),
        AT,
    )
    assert "<p>Hello</p>" in box.read(kept.id).html
    with pytest.raises(LookupError):
        box.read("../../etc/passwd")


def test_a_full_disk_is_a_retry(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("drumbeat.adapters.email.mailbox.os.fsync", full)
    box = BuiltInMailbox(tmp_path)
    report = box.send(message(), note_phase=lambda _: None)
    assert report.outcome == "retry"
    assert "No space" in report.answer
    assert box.list_messages() == []
    assert list(tmp_path.iterdir()) == []


def test_a_header_cannot_be_smuggled_in() -> None:
    for changed in (
        replace(message(), subject="x\r\nBcc: all@halden.example"),
        replace(message(), sender=("N\nBcc: x", "nora@lindqvist.example")),
    ):
        with pytest.raises(HeaderRefused):
            to_mime(changed)


@pytest.mark.parametrize("language", get_args(Language))
def test_an_invoice_says_what_matters_in_each_language(language: Language) -> None:
    document = pdf_cast.invoice()
    document = replace(document, buyer=replace(document.buyer, language=language))
    for audience in ("approver", "payer"):
        sent = LETTERS.invoice(document, letter(audience), pdf=b"%PDF")
        for part in (sent.text, sent.html):
            assert document.number in part
            assert "NL91 ABNA 0417 1643 00" in part
            assert "196" in part
            assert "{" not in sent.text
        assert [a.filename for a in sent.attachments] == [
            f"invoice-{document.number}.pdf"
        ]
    told = LETTERS.invoice(document, letter(), pdf=b"").text
    assert "Positioning signed off by the board" in told


@pytest.mark.parametrize("language", get_args(Language))
@pytest.mark.parametrize("tone", ["friendly", "clear", "firm", "final"])
@pytest.mark.parametrize("on", [date(2026, 11, 13), date(2026, 11, 26)])
def test_a_reminder_states_the_open_balance_of_the_day(
    language: Language, tone: str, on: date
) -> None:
    """S-70: text and amounts are those of the day of sending."""
    document = pdf_cast.invoice()
    document = replace(document, buyer=replace(document.buyer, language=language))
    state = ReminderState(tone, 2, Money(123456, "EUR"), on, date(2026, 12, 3))
    sent = LETTERS.reminder(document, letter(in_reply_to="<first@x>"), state)
    assert "234" in sent.text
    assert "196" not in sent.text
    assert "{" not in sent.text + sent.subject
    assert document.number in sent.subject
    assert to_mime(sent)["In-Reply-To"] == "<first@x>"


def test_a_friendly_reminder_promises_silence_only_when_it_knows_until_when() -> None:
    document = pdf_cast.invoice()
    known = ReminderState(
        "friendly", 1, document.totals.gross, date(2026, 11, 19), None
    )
    silent = LETTERS.reminder(document, letter(), known)
    until = replace(known, next_contact_on=date(2026, 11, 26))
    promising = LETTERS.reminder(document, letter(), until)
    assert "write again" not in silent.text
    assert "I will not write again before 26 November 2026." in promising.text


@pytest.mark.parametrize("tone", ["friendly", "clear", "firm", "final"])
def test_before_the_due_date_every_tone_is_a_note(tone: str) -> None:
    document = pdf_cast.invoice()
    gross = document.totals.gross
    state = ReminderState(tone, 1, gross, date(2026, 11, 13), date(2026, 11, 19))
    sent = LETTERS.reminder(document, letter(), state)
    assert sent.subject == "INV-2026-053 is due on Tuesday 17 November 2026"
    assert "past due" not in sent.text
    assert "arrived" not in sent.text


def test_what_payments_and_credits_left_open_is_said_so() -> None:
    document = pdf_cast.invoice()
    state = ReminderState("clear", 2, Money(100, "EUR"), date(2026, 11, 26), None)
    sent = LETTERS.reminder(document, letter(), state)
    assert sent.subject == "Re: INV-2026-053 is 9 days past due"
    assert "After payments and credits, this much is still open." in sent.text
    assert "€1.00" in sent.html


def test_finance_reads_amount_order_and_account_before_anything_else() -> None:
    sent = LETTERS.invoice(pdf_cast.invoice(), letter("payer"), pdf=b"")
    assert sent.subject == "Invoice INV-2026-053, €9,196.00, due 17 November 2026"
    assert sent.text.startswith("Hello,")
    for part in (sent.text, sent.html):
        body = part[part.index("Hello,") :]
        wanted = ("€9,196.00", "4500-118, 4500-131", "NL91 ABNA", "RF18", "Retainer")
        places = [body.index(fact) for fact in wanted]
        assert places == sorted(places)
        assert body.count("NL91 ABNA") == 1
        assert "Positioning" not in body


def test_the_preview_counts_what_was_accomplished() -> None:
    sent = LETTERS.invoice(pdf_cast.invoice(), letter(), pdf=b"")
    hidden = sent.html.split("overflow:hidden", 1)[1].split("</div>", 1)[0]
    assert "October 2026: 5. €9,196.00, due 17 November 2026" in hidden
    assert sent.text.startswith("Hello Ingrid,")


def test_a_link_is_there_only_when_there_is_a_page() -> None:
    document = pdf_cast.invoice()
    state = ReminderState("firm", 3, document.totals.gross, date(2026, 12, 1), None)
    page = "https://pay.example/i/abc"
    linked = replace(letter(), page_url=page)
    for one, times in ((letter(), 0), (linked, 1)):
        for sent in (
            LETTERS.invoice(document, one, pdf=b""),
            LETTERS.reminder(document, one, state),
            LETTERS.answer(document, one, question="Is travel in?", text="It is."),
        ):
            assert (sent.html.count(f'href="{page}"'), sent.text.count(page)) == (
                times,
                times,
            )


def test_a_credit_note_names_its_invoice_and_asks_for_nothing() -> None:
    credit = replace(
        pdf_cast.invoice(),
        kind="credit_note",
        number="CN-2026-007",
        preceding_invoice="INV-2026-053",
    )
    sent = LETTERS.invoice(credit, letter("payer"), pdf=b"")
    assert "credit note CN-2026-007 for invoice INV-2026-053" in sent.text
    assert "NL91" not in sent.text + sent.html
    assert "due" not in sent.text
    assert sent.attachments[0].filename == "credit-note-CN-2026-007.pdf"


def test_a_colour_that_is_none_cannot_style_the_letter() -> None:
    document = pdf_cast.invoice()
    seller = replace(document.seller, brand_colour="red;background:url(//x)")
    sent = LETTERS.invoice(replace(document, seller=seller), letter(), pdf=b"")
    assert "url(" not in sent.html


def test_what_clients_write_is_data() -> None:
    hostile = '<script>alert(1)</script> {{ seller.iban }} "quoted"'
    document = pdf_cast.invoice()
    update = document.update
    assert update is not None
    document = replace(
        document,
        update=replace(
            update, accomplished=(Deliverable(hostile),), needed=hostile, answer=hostile
        ),
    )
    sent = LETTERS.invoice(document, letter(), pdf=b"")
    assert "<script>" not in sent.html
    assert "{{ seller.iban }}" in sent.html
    assert hostile in sent.text


def test_a_damaged_file_does_not_close_the_mailbox(tmp_path: Path) -> None:
    box = BuiltInMailbox(tmp_path)
    box.send(message(), note_phase=lambda _: None)
    (tmp_path / "damaged.eml").write_bytes(b"\x00\xff no headers")
    assert len(box.list_messages()) == 1


def test_a_password_that_cannot_be_sent_is_a_retry(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def refuse(*_: object) -> None:
        "pässword".encode("ascii")

    monkeypatch.setattr("drumbeat.adapters.email.smtp.smtplib.SMTP.login", refuse)
    with ScriptedServer() as server:
        signed_in = replace(mailer(server), username="ada", password="pässword")
        report = signed_in.send(message(), note_phase=lambda _: None)
    assert report.outcome == "retry"
