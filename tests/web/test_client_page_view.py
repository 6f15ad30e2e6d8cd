"""The page of a client, rendered from values by hand without a database."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from lxml import html as markup

from adapters.pdf_cast import RETAINER, line, totals
from drumbeat.core.client_page import Announced, Reader, Said
from drumbeat.core.client_sums import held_back, rest_beside
from drumbeat.core.documents import Deliverable
from drumbeat.core.lane_amounts import left_beside
from drumbeat.core.money import Money
from drumbeat.core.settlement import Settlement, SettlementStatus
from drumbeat.web.client.pen import Pen
from drumbeat.web.client.words import WORDS
from web.client_cast import (
    AT,
    DAY,
    ZONE,
    answered,
    approved,
    client_page,
    html,
    question,
    settled,
)

PAYER = Reader(6, "", "ap@halden.example", ("payer",))
COPY = Reader(7, "Jonas Roth", "jonas@halden.example", ("copy",))


def read(page, **more):
    return markup.fromstring(html(page, **more))


def text(page, **more) -> str:
    body = read(page, **more).find("body")
    return " ".join(" ".join(body.itertext()).split())


def actions(page) -> set[str]:
    return {form.get("action").removeprefix("/c/5") for form in read(page).iter("form")}


def due(eur: int, *, status=SettlementStatus.OPEN, late: int = 0) -> Settlement:
    return Settlement(Money(eur * 100, "EUR"), status, late)


def test_an_approver_reads_the_work_and_answers_with_one_button():
    said = text(client_page())

    assert "What was accomplished in October 2026" in said
    assert "Private page for Ingrid Solberg, Halden Robotics B.V." in said
    assert "€9,196 .00 Tuesday 17 November 2026, in 14 days Approve invoice" in said
    assert "To approve" in said
    assert "Approve one section only" in said


def test_the_yes_is_bound_to_what_was_shown():
    [form] = read(client_page()).xpath("//form[@id='approve']")

    assert form.get("method") == "post"
    assert form.xpath(".//input[@name='shown']/@value") == ["9f86d081"]
    assert form.xpath(".//input[@name='lane']/@value") == ["A", "B"]
    [button] = read(client_page()).xpath("//button[@form='approve']")
    assert button.text == "Approve"


def test_one_section_has_no_buttons_of_its_own():
    page = client_page()
    document = replace(page.document, lanes=page.document.lanes[:1])
    said = html(client_page(document=document))

    assert "Approve invoice" in said
    assert "Approve section" not in said
    assert "Approve one section only" not in said


def test_an_approval_says_who_and_when_and_can_be_undone_at_first():
    page = approved(client_page(), may_be_undone=True)

    assert "Approved by Ingrid Solberg, 4 November, 08:51" in text(page, on=DAY)
    assert "Undo, for 10 minutes" in text(page)
    assert "/approval/withdrawal" in actions(page)
    assert "/approval" not in actions(page)


def test_later_there_is_no_undo():
    page = approved(client_page())

    assert "/approval/withdrawal" not in actions(page)
    assert "Approved by Ingrid Solberg" in text(page)


def test_what_is_left_to_approve_is_offered_alone():
    page = approved(client_page(), "A")
    [form] = read(page).xpath("//form[@id='approve']")

    assert form.xpath(".//input[@name='lane']/@value") == ["B"]
    assert "Section A approved by Ingrid Solberg, 4 November, 08:51" in text(page)


def test_who_only_pays_is_asked_for_nothing_else():
    page = client_page(reader=PAYER)
    said = html(page)

    assert "Approve" not in said
    assert WORDS["en"].matches not in said
    assert 'class="btn btn--brand" href="#pay">Pay €9,196.00' in said
    assert "Private page for ap@halden.example" in said


def test_who_gets_a_copy_neither_approves_nor_pays():
    said = html(client_page(reader=COPY))

    assert "Approve" not in said
    assert 'href="#pay"' not in said
    assert "NL91 ABNA" not in said
    asked = client_page(reader=COPY, threads=(question(),))
    assert "Does this include <b>week 43</b>?" in text(asked)
    assert actions(asked) == {"/c/7/visit"}


def test_the_four_values_can_be_typed_or_copied():
    page = read(client_page())
    rows = {dt.text: dt.getnext() for dt in page.xpath("//dl[@class='bank']//dt")}

    assert list(rows) == ["Pay to", "IBAN", "Reference", "Amount"]
    assert rows["IBAN"].findtext("span") == "NL91 ABNA 0417 1643 00"
    copied = page.xpath("//button[@data-copy]/@data-copy")
    assert copied == [
        *("Lindqvist Advisory B.V.", "NL91ABNA0417164300"),
        *("RF18539007547034", "9196.00"),
    ]
    assert len(page.xpath("//button[@data-copy]/@hidden")) == 4  # until a script runs


def test_who_pays_in_another_currency_is_told_the_bic():
    document = client_page().document
    lanes = (replace(RETAINER, lines=(line("Advice", 240_000, currency="GBP"),)),)
    totals_ = totals(lanes, "GBP")
    page = client_page(
        document=replace(document, currency="GBP", lanes=lanes, totals=totals_)
    )

    assert "BIC ABNANL2A" in text(page)
    assert not read(page).xpath("//*[@class='paybox']")


def test_the_code_asks_for_what_may_be_paid_now():
    whole, part = client_page(), client_page(payable=Money(726_000, "EUR"))

    assert "transfer of €7,260.00" in html(part)
    assert read(whole).xpath("//svg[@class='qr']/path/@d") != read(part).xpath(
        "//svg[@class='qr']/path/@d"
    )


def test_a_section_in_question_is_held_back_and_the_rest_stays_payable():
    page = client_page(payable=Money(726_000, "EUR"), threads=(question(),))
    lanes = tuple(replace(x, is_disputed=x.letter == "B") for x in page.lanes)
    page = replace(page, lanes=lanes)
    said = text(page)

    assert "Question open" in said
    assert "€1,936.00 waits until a question is settled." in said
    assert "Pay €7,260.00" in said
    assert "a reminder follows on 24 November." in said  # about the rest
    assert "a reminder" not in text(client_page(threads=(question(lane=""),)))
    [form] = read(page).xpath("//form[@id='approve']")
    assert form.xpath(".//input[@name='lane']/@value") == ["A"]


@pytest.mark.parametrize(
    ("letters", "held", "beside_a", "beside_b"),
    [
        ("", "0.00", "1936.00", "7260.00"),
        ("A", "7260.00", "1936.00", "0.00"),
        ("B", "1936.00", "0.00", "7260.00"),
        ("AB", "9196.00", "0.00", "0.00"),
    ],
)
def test_each_section_takes_its_share_with_it(letters, held, beside_a, beside_b):
    page = client_page()
    lanes = tuple(replace(x, is_disputed=x.letter in letters) for x in page.lanes)
    left = left_beside(page.document, page.settlement.open, letters)
    page = replace(page, lanes=lanes, payable=left)

    assert str(held_back(page)) == held
    assert (str(rest_beside(page, "A")), str(rest_beside(page, "B"))) == (
        beside_a,
        beside_b,
    )


def test_the_consequence_of_asking_is_said_before():
    [form] = read(client_page()).xpath("//form[.//*[@id='ask-b0']]")
    said = " ".join(" ".join(form.itertext()).split())

    part = "Until then reminders leave this section out."
    assert f"Nora Lindqvist answers here. {part}" in said
    assert "Reminders stop until then." in text(client_page())  # about all of it
    assert "You can pay the rest, €7,260.00 with VAT, in the meantime." in said
    assert form.xpath(".//input[@name='reason']/@value") == [
        *("detail", "amount", "not_agreed", "wrong_order")
    ]
    assert form.xpath(".//input[@type='hidden'][@name='line']/@value") == ["0"]


def test_a_thread_stays_under_its_line_with_answer_and_settlement():
    ours = Said("Nora Lindqvist", "It does.\nFrom week 43 on.", AT, is_ours=True)
    thread = question()
    page = client_page(
        threads=(replace(thread, messages=(*thread.messages, ours)), question(id=13))
    )
    [first, second] = read(page).xpath("//div[@class='thread']")

    assert "4 November, 08:51" in " ".join(first.itertext())
    assert "is-ours" in markup.tostring(first, encoding="unicode")
    assert "Nora Lindqvist answers here." not in " ".join(first.itertext())
    assert "Nora Lindqvist answers here." in " ".join(second.itertext())
    assert {"/questions/12/reply", "/questions/12/settlement"} <= actions(page)


def test_a_settled_thread_can_be_read_and_no_more():
    page = client_page(threads=(question(is_open=False),))

    assert "Settled" in text(page)
    assert not [action for action in actions(page) if "/questions/12" in action]


@pytest.mark.parametrize(("lane", "line"), [("", None), ("A", None)])
def test_a_question_about_more_than_a_line_is_shown_too(lane, line):
    page = client_page(threads=(question(lane=lane, line=line),))

    assert len(read(page).xpath("//div[@class='thread']")) == 1


def test_feedback_stays_visible_and_can_be_changed():
    page = answered(client_page(), "mostly", "Numbers by Friday?")
    pressed = read(page).xpath("//button[@aria-pressed='true']/@value")

    assert pressed == ["mostly"]
    assert "You said: Mostly" in text(page)
    assert read(page).xpath("//textarea[@id='feedback-text']/text()") == [
        "Numbers by Friday?"
    ]
    assert "feedback-text" not in html(client_page())


def test_who_trusts_the_account_is_told_since_when():
    assert "have not changed since 1 March 2025." in text(client_page())
    assert "always confirmed by phone first" in text(client_page(bank_since=None))


@pytest.mark.parametrize(("days", "warns"), [(0, True), (90, True), (91, False)])
def test_new_bank_details_are_a_warning_for_90_days(days, warns):
    page = client_page(bank_since=DAY - timedelta(days=days))
    notes = read(page).xpath("//div[contains(@class, 'note ')]")

    assert bool(notes) is warns
    assert ("on a number you already know" in text(page)) is warns


def test_days_that_one_may_name_are_bounded_by_today():
    page = read(client_page())

    assert page.xpath("//input[@id='day-paid']/@max") == ["2026-11-03"]
    assert page.xpath("//input[@id='day-coming']/@min") == ["2026-11-03"]
    promised = client_page(promised=date(2026, 11, 20))
    assert "Reminders rest until 20 November." in text(promised)


@pytest.mark.parametrize(
    ("promised", "said"),
    [
        (None, "13 November, 18 November, 24 November and 1 December"),
        ("2026-11-13", "16 November, 18 November, 24 November and 1 December"),
        ("2026-11-17", "18 November, 24 November and 1 December"),
        ("2026-11-20", "23 November, 24 November and 1 December"),
    ],
)
def test_what_a_promise_keeps_back_is_announced_for_the_working_day_after(
    promised, said
):
    """Due on the 17th: what announces that day is not sent after it. [S-63]"""
    days = (date(2026, 11, day) for day in (13, 18, 24))
    steps = (*(Announced(day) for day in days), Announced(date(2026, 12, 1)))
    until = promised and date.fromisoformat(promised)
    page = client_page(reminders=steps, promised=until)

    assert f"a reminder follows on {said}." in text(page)


@pytest.mark.parametrize(
    ("on", "said"),
    [
        (date(2026, 11, 16), "Tuesday 17 November 2026, tomorrow"),
        (date(2026, 11, 17), "Tuesday 17 November 2026, today"),
        (date(2026, 11, 29), "Was due on Tuesday 17 November 2026"),
    ],
)
def test_the_due_date_is_a_day_and_how_far_away_it_is(on, said):
    assert said in text(client_page(), on=on)


@pytest.mark.parametrize(("late", "label"), [(1, "1 day"), (12, "12 days")])
def test_overdue_wins_and_who_approved_is_said_beside_it(late, label):
    page = approved(client_page(settlement=due(9196, late=late)))

    assert f"{label} past due" in text(page)
    assert "Approved by Ingrid Solberg" in text(page)


def test_a_part_that_came_is_said():
    part = due(4196, status=SettlementStatus.PARTLY_PAID)
    page = approved(client_page(settlement=part, payable=part.open))
    said = text(page)

    assert "Still open Part paid €4,196 .00" in said
    assert "After payments and credits, this much is still open." in said
    assert "Pay €4,196.00" in said


def test_paid_is_thanked_for():
    page = settled(client_page(), SettlementStatus.PAID, paid_on=date(2026, 11, 16))
    said = text(page)

    assert "Paid, thank you It arrived on 16 November." in said
    assert "NL91" not in said
    assert "a reminder follows" not in said
    assert actions(page) == {"/feedback", "/visit"}


def test_a_credited_invoice_names_its_credit_note():
    page = settled(client_page(), SettlementStatus.CREDITED, credited_by="CN-7")

    assert "This invoice was cancelled by credit note CN-7." in text(page)
    assert "Paid" not in text(page)


def test_what_was_written_off_is_not_called_paid():
    page = settled(client_page(), SettlementStatus.WRITTEN_OFF)

    assert "There is nothing left to pay." in text(page)
    assert "thank you" not in text(page)


def test_a_credit_note_asks_for_nothing():
    document = replace(
        client_page().document,
        kind="credit_note",
        number="CN-7",
        preceding_invoice="INV-2026-053",
    )
    page = client_page(document=document)
    said = text(page)

    assert "Credit note CN-7" in said
    assert "set off against what is open on invoice INV-2026-053" in said
    assert actions(page) == {"/feedback", "/visit"}


def test_without_an_update_the_invoice_is_the_heading():
    document = replace(client_page().document, update=None)
    page = client_page(document=document)

    assert [h.text for h in read(page).iter("h1")] == ["Invoice INV-2026-053"]
    assert WORDS["en"].matches not in html(page)


def test_the_reminder_plan_and_what_comes_are_plain_words():
    days = (date(2026, 11, 24), date(2026, 12, 1), date(2027, 1, 5))
    page = client_page(reminders=tuple(Announced(day, "friendly") for day in days))

    assert "on 24 November, 1 December and 5 January 2027." in text(page)
    assert "1 December Retainer €9,196 .00" in text(page)


def test_what_people_write_is_never_markup():
    document = client_page().document
    done = Deliverable("<script>alert(1)</script>", "javascript:alert(1)")
    update = replace(document.update, accomplished=(done,))
    page = client_page(document=replace(document, update=update), threads=(question(),))
    said = html(page)

    assert "<b>week" not in said
    assert "&lt;b&gt;week 43&lt;/b&gt;" in said
    assert "<script>alert" not in said
    assert not [a for a in read(page).iter("a") if "javascript" in a.get("href")]


@pytest.mark.parametrize(
    ("evidence", "href"),
    [
        ("https://halden.example/h2-arm/", "https://halden.example/h2-arm/"),
        ("halden.example/h2-arm", None),
        ("https://a b", None),
        ("data:text/html,x", None),
    ],
)
def test_evidence_is_a_link_where_it_is_an_address(evidence, href):
    document = client_page().document
    done = (Deliverable("Launched", evidence),)
    update = replace(document.update, accomplished=done)
    page = read(client_page(document=replace(document, update=update)))
    links = page.xpath("//ul[@class='won']//a")

    assert [a.get("href") for a in links] == ([href] if href else [])
    assert [a.get("rel") for a in links] == (["noreferrer noopener"] if href else [])


@pytest.mark.parametrize(
    ("language", "sum_", "typed", "due_day"),
    [
        ("en", "€9,196 .00", "9196.00", "Tuesday 17 November 2026, in 14 days"),
        ("de", "9.196 ,00 €", "9196,00", "Dienstag, 17. November 2026, in 14 Tagen"),
        ("fr", "9 196 ,00 €", "9196,00", "mardi 17 novembre 2026, dans 14 jours"),
        ("nl", "€ 9.196 ,00", "9196,00", "dinsdag 17 november 2026, over 14 dagen"),
        ("es", "9.196 ,00 €", "9196,00", "martes, 17 de noviembre de 2026, en 14 días"),
    ],
)
def test_figures_and_days_are_those_of_the_reader(language, sum_, typed, due_day):
    page = approved(client_page(language), may_be_undone=True)
    said = text(page)

    assert read(page).get("lang") == language
    assert sum_ in said
    assert due_day in said
    assert read(page).xpath("//button[@data-copy]/@data-copy")[-1] == typed
    assert WORDS[language].undo in said
    assert "{" not in said


def test_a_currency_without_cents_has_one_part():
    pen = Pen.of(client_page().document, on=DAY, zone=ZONE)
    yen = pen.figure(Money(1234, "JPY"))

    assert (str(yen), yen.cents) == ("JP¥1,234", "")


@pytest.mark.parametrize(
    "page",
    [
        client_page(),
        approved(client_page(), may_be_undone=True),
        answered(client_page(threads=(question(),)), "lets_talk"),
        settled(client_page(), SettlementStatus.PAID),
        client_page(reader=PAYER),
    ],
    ids=["open", "approved", "asked", "paid", "payer"],
)
def test_a_page_is_sound(page):
    root = read(page)
    ids = root.xpath("//@id")

    assert len(ids) == len(set(ids))
    assert root.xpath("//@style") == []
    assert root.xpath("//script[not(@src)]") == []
    assert len(root.xpath("//h1")) == 1
    labelled = set(root.xpath("//label/@for"))
    named = root.xpath("//textarea/@id | //input[@type='date']/@id")
    assert set(named) <= labelled
    for form in root.iter("form"):
        assert form.get("method") == "post"
        assert form.xpath(".//input[@name='csrfmiddlewaretoken']")


def test_a_long_page_stays_light():
    page = answered(client_page(threads=(question(),) * 3), "mostly")

    assert len(html(page).encode()) < 60_000
