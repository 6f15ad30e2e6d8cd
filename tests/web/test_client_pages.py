"""A client’s page with its books: what a private link opens, and what it never does."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client
from lxml import html

from cast import NORA, VAT, CountingMailer, Practice, eur, monthly, noon
from drumbeat.apps.audit.models import Activity
from drumbeat.apps.billing.queries import get_content
from drumbeat.apps.delivery.models import Dispatch
from drumbeat.apps.engagements.queries import get_version
from drumbeat.apps.invoices.queries import sha256_of
from drumbeat.apps.reminders.answers import OurAnswer, answer
from drumbeat.apps.reminders.models import Dispute, PromiseToPay, Reply
from drumbeat.apps.sharing import operations as sharing
from drumbeat.apps.sharing.models import (
    Feedback,
    GivenOrder,
    LaneApproval,
    PrivateLink,
)
from drumbeat.apps.sharing.operations import FORWARDS_MOST
from drumbeat.apps.sharing.queries import open_link
from drumbeat.config.secrets_in_logs import CutShort
from drumbeat.core.errors import Refusal
from drumbeat.core.party import Contact
from drumbeat.core.terms import AddOn
from drumbeat.web.client.cookie import KEPT

pytestmark = pytest.mark.django_db

NUMBER = "INV-2026-0001"
READER = Contact("Ines Vos", "ines@halden.example", ("approver",))
PAY = Contact("", "ap@halden.example", ("payer",))
AT = noon("2026-01-02")
CSRF = re.compile(r'name="csrfmiddlewaretoken" value="\w+"')
HEADERS = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex, nofollow",
}


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(AT, tick=False) as moved:
        yield moved


@pytest.fixture
def issued(practice: Practice) -> Practice:
    """January: a retainer of 3,630.00 and a launch of 968.00, due on the 15th."""
    terms = monthly()
    launch = AddOn("Launch", eur("800.00"), date(2026, 1, 1), VAT)
    client = replace(terms.client, contacts=(READER, PAY))
    practice.agree(replace(terms, add_ons=(launch,), client=client))
    practice.bill_and_issue("2026-01-01")
    practice.deliver(noon("2026-01-01"), CountingMailer())
    cache.clear()
    return practice


def token(practice: Practice, reader: Contact = READER) -> str:
    invoice = practice.invoice(NUMBER).id
    return sharing.make_token(practice.id, reader, invoice=invoice, at=AT)


def opened(practice: Practice, reader: Contact = READER) -> tuple[Client, str]:
    """Return a browser that followed the letter’s link, and where it arrived."""
    browser = Client()
    answer_ = browser.get(f"/i/{token(practice, reader)}")
    assert answer_.status_code == 303
    return browser, answer_["Location"]


def acted(browser: Client, path: str, **fields: object) -> str:
    """Act by a form; return the page one is led to."""
    done = browser.post(path, fields)
    assert done.status_code == 303, done.content
    return browser.get(done["Location"]).text


def refused(browser: Client, path: str, **fields: object) -> str:
    """Act by a form that keeps what was typed; return the page that says why not."""
    answer_ = browser.post(path, fields)
    assert answer_.status_code == 422, answer_.content
    return answer_.text


def shown(practice: Practice) -> str:
    return sha256_of(practice.id, practice.invoice(NUMBER).id)


def revoke(practice: Practice, secret: str) -> None:
    sharing.revoke(practice.id, open_link(secret).link, actor=NORA, at=AT)


def bare(answer_) -> str:
    """Return a body without what differs at each visit."""
    return CSRF.sub("", answer_.text)


# ── the link ───────────────────────────────────────────────────────────────


def test_a_link_takes_its_secret_out_of_the_address(issued):
    secret = token(issued)
    answer_ = Client().get(f"/i/{secret}")
    kept = answer_.cookies["links"]

    assert answer_["Location"] == f"/c/{open_link(secret).link}"
    assert secret not in answer_["Location"]
    assert kept.value == secret
    assert (kept["httponly"], kept["samesite"], kept["path"]) == (True, "Lax", "/")
    assert kept["max-age"] == 180 * 86_400
    assert kept["secure"] == ""


def test_with_tls_the_cookie_belongs_to_this_host_alone(issued, settings):
    settings.SESSION_COOKIE_SECURE = True
    kept = Client().get(f"/i/{token(issued)}").cookies["__Host-links"]

    assert (kept["secure"], kept["path"], kept["domain"]) == (True, "/", "")


def test_the_page_is_the_readers_own(issued):
    browser, path = opened(issued)
    ours = browser.get(path).text
    theirs, other = opened(issued, PAY)

    assert path != other
    assert "Private page for Ines Vos, Halden" in ours
    assert "Approve invoice" in ours
    assert "Approve" not in theirs.get(other).text
    assert browser.get(other).status_code == 404


def test_a_browser_remembers_its_last_links(issued):
    browser = Client()
    secrets = [token(issued) for _ in range(KEPT + 2)]
    for secret in secrets:
        browser.get(f"/i/{secret}")
    browser.get(f"/i/{secrets[5]}")

    kept = browser.cookies["links"].value.split(".")
    assert len(kept) == KEPT
    assert kept[-2:] == [secrets[-1], secrets[5]]
    assert secrets[0] not in kept


def test_one_browser_keeps_the_pages_of_two_people(issued):
    browser, ours = opened(issued)
    theirs = browser.get(f"/i/{token(issued, PAY)}")["Location"]

    assert browser.get(ours).status_code == browser.get(theirs).status_code == 200


def test_what_opens_nothing_is_the_same_page_for_everybody(issued):
    revoked = token(issued, PAY)
    revoke(issued, revoked)
    answers = [
        Client().get(f"/i/{secret}")
        for secret in ("x" * 43, revoked, "Y" * 43, "short", "x" * 500)
    ]
    bodies = {
        bare(found).replace(found.request["PATH_INFO"][3:], "") for found in answers
    }

    assert [found.status_code for found in answers] == [404] * 5
    assert len(bodies) == 1
    [body] = bodies
    assert "This link has ended." in body
    assert "Halden" not in body
    assert "Lindqvist" not in body
    assert not any(found.cookies.get("links") for found in answers)


def test_a_page_is_found_with_its_own_token_alone(issued):
    browser, path = opened(issued)
    link = int(path.removeprefix("/c/"))
    foreign = Client()
    foreign.get(f"/i/{token(issued, PAY)}")
    answers = [Client().get(path), foreign.get(path), browser.get(f"/c/{link + 99}")]

    assert [found.status_code for found in answers] == [404] * 3
    assert len({bare(found) for found in answers}) == 1
    assert "Open the page again from the newest letter" in answers[0].text


def test_a_revoked_link_ends_at_once_everywhere(issued):
    secret = token(issued)
    browser = Client()
    path = browser.get(f"/i/{secret}")["Location"]
    assert browser.get(path).status_code == 200
    revoke(issued, secret)

    for way in ("", "/pdf", "/look.css", "/logo.png"):
        assert browser.get(path + way).status_code == 404
    for way in ("/approval", "/feedback", "/questions", "/payment-day", "/visit"):
        assert browser.post(path + way).status_code == 404
    assert LaneApproval.objects.count() == Feedback.objects.count() == 0


def test_a_link_ends_90_days_after_payment(issued, clock):
    secret = token(issued)
    issued.pay("4598.00", "2026-01-05", client="Halden")
    browser = Client()
    path = browser.get(f"/i/{secret}")["Location"]
    clock.move_to(noon("2026-04-05"))
    assert "Paid, thank you" in browser.get(path).text
    clock.move_to(noon("2026-04-06"))

    ended, unknown = browser.get(path), browser.get("/c/999999")
    assert ended.status_code == 404
    assert bare(ended) == bare(unknown)
    assert Client().get(f"/i/{secret}").status_code == 404
    assert browser.get(f"{path}/pdf").status_code == 404


def test_whoever_asks_for_a_new_link_hears_the_same(issued, clock):
    secret, stranger = token(issued), "x" * 43
    revoked = token(issued, PAY)
    revoke(issued, revoked)
    waiting = Dispatch.objects.count()
    said = set()
    for asked in (secret, stranger, revoked, ""):
        browser = Client()
        done = browser.post("/i", {"token": asked})
        assert (done.status_code, done["Location"]) == (303, "/i")
        said.add(bare(browser.get("/i")))

    assert len(said) == 1
    assert "a new link is on its way to the address on record." in said.pop()
    assert Dispatch.objects.count() == waiting + 1
    letter = Dispatch.objects.latest("id")
    assert READER.email in str(letter.recipients)


# ── what a visit leaves behind ─────────────────────────────────────────────


PATHS = ("", "/pdf", "/look.css", "/logo.png")
ACTIONS = (
    *("/approval", "/approval/withdrawal", "/feedback", "/questions", "/visit"),
    *("/questions/1/reply", "/questions/1/settlement", "/payment-day"),
)


def facts() -> list[object]:
    tables = (PrivateLink, LaneApproval, Feedback, Dispute, Reply, PromiseToPay)
    return [list(table.objects.values()) for table in (*tables, Activity, Dispatch)]


def test_looking_changes_nothing(issued):
    secret = token(issued)
    before = facts()
    browser = Client()
    head = browser.head(f"/i/{secret}")
    assert (head.status_code, "links" in head.cookies) == (303, False)
    path = browser.get(f"/i/{secret}")["Location"]
    for way in PATHS:
        browser.head(path + way)
        browser.get(path + way)
    for way in ACTIONS:
        assert browser.get(path + way).status_code == 405
        assert browser.head(path + way).status_code == 405

    assert facts() == before


def test_a_visit_counts_when_it_is_told(issued):
    browser, path = opened(issued)

    assert browser.post(f"{path}/visit").status_code == 204
    assert PrivateLink.objects.get(id=path.rpartition("/")[2]).seen_count == 1


def test_who_sent_it_is_not_its_reader(issued, nora):
    path = nora.get(f"/i/{token(issued)}")["Location"]

    assert nora.post(f"{path}/visit").status_code == 204
    assert PrivateLink.objects.get(id=path.rpartition("/")[2]).seen_count == 0


def test_nothing_is_kept_indexed_or_told_to_others(issued):
    browser, path = opened(issued)
    answers = [browser.get(path + way) for way in PATHS]
    answers += [browser.get(path + way) for way in ACTIONS]  # 405
    answers += [browser.post(path + way) for way in ACTIONS]
    answers += [browser.get("/i"), browser.post("/i"), browser.get("/i/nothing")]
    answers += [browser.get(f"/i/{token(issued)}"), Client().get(path)]
    wrong = [
        (found.request["PATH_INFO"], name)
        for found in answers
        for name, value in HEADERS.items()
        if found[name] != value
    ]

    assert wrong == []
    assert {found.status_code for found in answers} >= {200, 204, 303, 404, 405}


def test_a_form_must_come_from_the_page(issued):
    browser = Client(enforce_csrf_checks=True)
    path = browser.get(f"/i/{token(issued)}")["Location"]
    fields = {"lane": ["A", "B"], "shown": shown(issued)}

    assert browser.post(f"{path}/approval", fields).status_code == 403
    assert browser.post("/i", {"token": "x"}).status_code == 403
    page = html.fromstring(browser.get(path).content)
    [proof] = page.xpath("//form[@id='approve']//*[@name='csrfmiddlewaretoken']/@value")
    fields["csrfmiddlewaretoken"] = proof
    assert browser.post(f"{path}/approval", fields).status_code == 303


def test_the_page_lets_its_forms_say_where_they_come_from(issued):
    """Without an origin a browser’s form is refused; the address stays unsaid."""
    browser, path = opened(issued)

    for page in (browser.get(path), browser.get("/i/nothing")):
        [policy] = html.fromstring(page.content).xpath("//meta[@name='referrer']")
        assert policy.get("content") == "strict-origin"


@pytest.mark.parametrize(("method", "most"), [("get", 120), ("post", 30)])
def test_who_comes_too_often_waits(issued, method, most):
    browser = Client()
    answers = [getattr(browser, method)("/i") for _ in range(most + 1)]

    assert 429 not in {found.status_code for found in answers[:-1]}
    assert answers[-1].status_code == 429
    assert "Wait a minute, then try again." in answers[-1].text
    assert answers[-1]["Cache-Control"] == "no-store"


def test_no_log_keeps_a_secret(issued, caplog, monkeypatch, settings):
    """A page that is not there is logged with its address."""
    assert settings.LOGGING["handlers"]["stderr"]["filters"] == ["secrets"]
    monkeypatch.setattr(caplog.handler, "filters", [CutShort()])
    Client().get(f"/i/{'x' * 43}")
    Client().get(f"/invitations/{'y' * 43}")

    assert "Not Found: /i/…" in caplog.text
    assert "Not Found: /invitations/…" in caplog.text
    assert "xxx" not in caplog.text
    assert "yyy" not in caplog.text


# ── what clients say ───────────────────────────────────────────────────────


def test_one_click_approves_and_ten_minutes_take_it_back(issued, clock):
    browser, path = opened(issued)
    yes = {"lane": ["A", "B"], "shown": shown(issued)}
    page = acted(browser, f"{path}/approval", **yes)
    assert "Approved by Ines Vos, 2 January, 13:00" in page
    assert "Undo, for 10 minutes" in page

    clock.shift(timedelta(minutes=5))
    assert "Approve invoice" in acted(browser, f"{path}/approval/withdrawal")
    acted(browser, f"{path}/approval", **yes)
    clock.shift(timedelta(minutes=11))
    assert "Undo" not in browser.get(path).text
    late = acted(browser, f"{path}/approval/withdrawal")
    assert "The ten minutes are over." in late
    assert LaneApproval.objects.filter(undone_at=None).count() == 2


def test_a_section_is_approved_by_itself(issued):
    browser, path = opened(issued)
    page = acted(browser, f"{path}/approval", lane="B", shown=shown(issued))

    assert "Section B approved by Ines Vos" in page
    assert "Approve section B" not in page
    assert "Approve section A" in page


def test_what_was_not_shown_is_not_approved(issued):
    browser, path = opened(issued)

    assert "This page has changed" in acted(
        browser, f"{path}/approval", lane="A", shown="0" * 64
    )
    assert "This page has changed" in acted(
        browser, f"{path}/approval", shown=shown(issued)
    )
    payer, theirs = opened(issued, PAY)
    refused = acted(payer, f"{theirs}/approval", lane="A", shown=shown(issued))
    assert "Approving is not your part on this invoice." in refused
    assert LaneApproval.objects.count() == 0


def test_a_question_is_asked_answered_and_settled(issued):
    browser, path = opened(issued)
    page = acted(
        browser,
        f"{path}/questions",
        reason="detail",
        text="What is in <b>the launch</b>?",
        lane="B",
        line="0",
    )
    asked = Dispute.objects.get()
    assert (asked.lane, asked.line, asked.kind) == ("B", 0, "question")
    assert "What is in &lt;b&gt;the launch&lt;/b&gt;?" in page
    assert "€968.00 waits until a question is settled." in page
    assert "Pay €3,630.00" in page

    thread = f"{path}/questions/{asked.id}"
    assert "And the photos?" in acted(
        browser, f"{thread}/reply", text="And the photos?"
    )
    answer(
        issued.id,
        asked.id,
        OurAnswer("Both are in it.", settles=False),
        domain="mail.example",
        actor=NORA,
        at=AT,
    )
    assert "Both are in it." in browser.get(path).text
    page = acted(browser, f"{thread}/settlement")
    assert "Settled" in page
    assert "Pay €4,598.00" in page
    again = refused(browser, f"{thread}/reply", text="One more thing")
    assert "This question is settled already." in again


def test_not_agreed_is_a_dispute(issued):
    browser, path = opened(issued)
    acted(browser, f"{path}/questions", reason="not_agreed", text="No.", lane="A")
    asked = Dispute.objects.get()

    assert (asked.kind, asked.lane, asked.line) == ("dispute", "A", None)


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"reason": "detail", "text": " "}, "Write a sentence"),
        ({"reason": "because", "text": "Why?"}, "This page has changed"),
        ({"reason": "detail", "text": "Why?", "lane": "Z"}, "This page has changed"),
        (
            {"reason": "detail", "text": "Why?", "lane": "A", "line": "9"},
            "This page has changed",
        ),
    ],
)
def test_a_question_that_cannot_be_answered_is_refused(issued, fields, sentence):
    browser, path = opened(issued)

    assert sentence in refused(browser, f"{path}/questions", **fields)
    assert Dispute.objects.count() == 0


def test_nobody_reaches_the_thread_of_another_invoice(issued):
    browser, path = opened(issued)
    acted(browser, f"{path}/questions", reason="detail", text="Why?")
    asked = Dispute.objects.get()
    issued.agree(monthly("Osterhaus"))
    issued.bill_and_issue("2026-01-02")
    second = issued.invoice("INV-2026-0002").id
    other = sharing.make_token(issued.id, PAY, invoice=second, at=AT)
    stranger = Client()
    theirs = stranger.get(f"/i/{other}")["Location"]

    there = f"{theirs}/questions/{asked.id}"
    settled = "This question is settled already."
    assert settled in refused(stranger, f"{there}/reply", text="Mine")
    assert settled in acted(stranger, f"{there}/settlement")
    assert Reply.objects.count() == 0
    asked.refresh_from_db()
    assert asked.closed_at is None


def test_feedback_can_be_changed_and_added_to(issued):
    browser, path = opened(issued)
    acted(browser, f"{path}/feedback", choice="on_track")
    acted(browser, f"{path}/feedback", choice="mostly", text="Fine by Friday")

    latest = Feedback.objects.latest("id")
    assert (latest.choice, latest.text) == ("mostly", "Fine by Friday")
    refused = acted(browser, f"{path}/feedback", choice="great")
    assert "Choose one of the three answers." in refused


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"day": "2026-01-20"}, "Reminders rest until 20 January."),
        ({"day": "2026-01-01", "is_paid": "1"}, "Reminders rest until 7 January."),
        ({"day": "2026-01-03", "is_paid": "1"}, "has a day that is past."),
        ({"day": "2026-01-01"}, "Choose a day from today on"),
        ({"day": "soon"}, "2026-04-14"),
        ({}, "2026-04-14"),
    ],
)
def test_a_day_may_be_named(issued, fields, sentence):
    browser, path = opened(issued, PAY)

    assert sentence in acted(browser, f"{path}/payment-day", **fields)


# ── what comes with the page ───────────────────────────────────────────────


def test_the_document_is_there_to_keep(issued):
    browser, path = opened(issued)
    answer_ = browser.get(f"{path}/pdf")

    assert answer_["Content-Type"] == "application/pdf"
    assert NUMBER in answer_["Content-Disposition"]
    assert answer_.content.startswith(b"%PDF")


def test_the_senders_colour_is_a_file_of_its_own(issued):
    browser, path = opened(issued)
    answer_ = browser.get(f"{path}/look.css")

    assert answer_["Content-Type"].startswith("text/css")
    assert answer_.text.count("--brand:") == 2
    assert "prefers-color-scheme: dark" in answer_.text


def test_without_a_logo_there_is_no_picture(issued):
    browser, path = opened(issued)

    assert browser.get(f"{path}/logo.png").status_code == 404
    assert "logo.png" not in browser.get(path).text


def test_a_page_asks_the_books_a_fixed_number_of_times(
    issued, django_assert_max_num_queries
):
    browser, path = opened(issued)
    for _ in range(3):
        acted(browser, f"{path}/questions", reason="detail", text="Why?", lane="A")

    with django_assert_max_num_queries(40):
        browser.get(path)


def test_lets_talk_keeps_the_next_invoice_back_until_its_update_answers(issued, nora):
    browser, path = opened(issued)
    acted(browser, f"{path}/feedback", choice="lets_talk", text="About the launch")
    issued.bill("2026-02-01")
    [draft] = issued.drafts()
    issued.approve_all("2026-02-01")
    page = nora.get(f"/drafts/{draft.id}").text
    assert f'Ines Vos asked to talk about <a href="/invoices/{NUMBER}">' in page
    assert "About the launch" in page
    said = issue(issued, draft.id)
    assert f"Talk first: Ines Vos ({NUMBER}) asked to." in said

    asked = Feedback.objects.get().id
    fields = {"talk": asked, "draft": draft.id, "outcome": "Scope is agreed again."}
    page = acted(nora, f"/invoices/{NUMBER}/talk", **fields)
    assert "asked to talk about" not in page
    assert "They asked to talk. What came of it" in page
    issued.approve_all("2026-02-01")  # the update is another now
    assert issue(issued, draft.id) == ""
    answered = issued.invoice("INV-2026-0002").snapshot
    assert '"answer":"Scope is agreed again."' in answered


def issue(practice: Practice, draft: int) -> str:
    """Issue a draft as it is; return why not."""
    try:
        practice.issue([draft], "2026-02-01")
    except Refusal as refusal:
        return refusal.sentence
    return ""


def test_an_order_typed_in_goes_to_the_draft_and_the_terms(issued, nora):
    browser, path = opened(issued, PAY)
    before = issued.invoice(NUMBER).snapshot
    issued.bill("2026-02-01")
    [draft] = issued.drafts()
    issued.approve_all("2026-01-02")

    page = acted(browser, f"{path}/order", number="  PO 4711 ")
    assert "PO PO 4711, named by ap@halden.example" in page
    assert issued.invoice(NUMBER).snapshot == before
    terms = get_version(issued.id, draft.engagement).terms
    assert terms.purchase_order == "PO 4711"
    content = get_content(issued.id, draft.id)
    assert content.purchase_order == "PO 4711"
    assert {lane.purchase_order for lane in content.lanes} == {"PO 4711"}
    [row] = issued.drafts()
    assert row.state == "draft"  # what was approved says something else by now
    assert "PO PO 4711" in nora.get(f"/invoices/{NUMBER}").text


@pytest.mark.parametrize("number", ["", "   ", "x" * 61, "PO\x07"])
def test_what_is_no_order_is_refused(issued, number):
    browser, path = opened(issued)
    page = acted(browser, f"{path}/order", number=number)

    assert "Type the number of the order" in page
    assert not GivenOrder.objects.exists()


def test_finance_gets_a_link_of_their_own(issued, nora):
    browser, path = opened(issued)
    page = acted(
        browser, f"{path}/forwarding", name="Fin", email=" Finance@halden.example "
    )
    assert "Forwarded to Fin, not opened yet" in page
    acted(browser, f"{path}/forwarding", name="Fin", email="finance@halden.example")

    mine = PrivateLink.objects.get(email="finance@halden.example")
    assert (mine.roles, mine.forwarded_by_id) == ("payer", int(path.split("/")[-1]))
    letters = Dispatch.objects.filter(send_key__startswith="forward:")
    assert letters.count() == 1  # at most one a day
    assert "finance@halden.example" in nora.get(f"/invoices/{NUMBER}").text
    sharing.revoke(issued.id, mine.id, actor=NORA, at=AT)
    page = acted(browser, f"{path}/forwarding", email="finance@halden.example")
    assert "Forwarded to" not in page
    assert letters.count() == 1


def test_nobody_forwards_to_a_list_or_to_no_address(issued):
    browser, path = opened(issued)
    for number in range(FORWARDS_MOST):
        acted(browser, f"{path}/forwarding", email=f"p{number}@halden.example")
    said = acted(browser, f"{path}/forwarding", email="p9@halden.example")
    assert "You have sent it on to five people." in said
    assert "Type an e-mail address" in acted(browser, f"{path}/forwarding", email="x")
    assert PrivateLink.objects.exclude(forwarded_by=None).count() == FORWARDS_MOST
