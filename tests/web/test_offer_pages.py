"""Offers on their pages: proposed, agreed on, put off, asked about, ended."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
import time_machine
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from apps.offer_cast import AT, UNTIL, agreed, mails, offered
from cast import Practice, faults_by_fsck, noon
from drumbeat.apps.engagements.queries import get_version
from drumbeat.apps.offers.models import Offer, OfferAnswer, OfferMessage
from drumbeat.apps.sharing.models import PrivateLink
from drumbeat.core.terms_edits import ordering

pytestmark = pytest.mark.django_db

LINK = re.compile(r"/i/[\w-]{43}")
FORM = {
    "name": "Positioning workshop",
    "amount": "3,800",
    "until": UNTIL.isoformat(),
    "billed": "date",
    "day": "2026-02-20",
    "when": "Thu 19 February\n09:30 to 16:00",
    "where": "Your office, Antwerp",
    "deliverable-1": "One-page positioning",
    "measure-1": "Read by the team",
    "text": "Up to 8 people. <b>Travel</b> is included.",
}


@pytest.fixture(autouse=True)
def clock():
    cache.clear()
    with time_machine.travel(AT, tick=False) as moved:
        yield moved


@pytest.fixture
def engagement(practice: Practice) -> int:
    return agreed(practice)


def opened(practice: Practice) -> tuple[Client, str]:
    """Return the browser of who approves, and the page the letter led to."""
    [mail] = mails(practice, AT)
    browser = Client()
    led = browser.get(LINK.search(mail.text)[0])
    assert led.status_code == 303
    return browser, led["Location"]


def acted(browser: Client, path: str, **fields: object) -> str:
    done = browser.post(path, fields)
    assert done.status_code == 303, done.content
    return browser.get(done["Location"]).text


def offer() -> Offer:
    return Offer.objects.latest("id")


def test_a_proposal_is_written_seen_sent_and_agreed_on(practice, nora, engagement):
    new = f"/engagements/{engagement}/proposals/new"
    assert "Send to Wouter Claes" in nora.get(new).text
    seen = nora.post(f"/engagements/{engagement}/proposals/page", FORM)
    assert "Approve €3,800.00" in seen.text
    assert seen["X-Frame-Options"] == "SAMEORIGIN"
    assert not Offer.objects.exists()

    desk = nora.post(new, FORM, follow=True).text
    assert "On its way to Wouter Claes." in desk
    assert "With the client, open until" in desk
    browser, path = opened(practice)
    page = browser.get(path).text
    for said in (
        "For your approval, until Thursday 15 January 2026",
        "Your office, Antwerp",
        "On 20 February",
        "14 days",
        "One-page positioning",
        "Up to 8 people. &lt;b&gt;Travel&lt;/b&gt; is included.",
        "I can approve spending for Halden",
        "Approving creates one invoice of €3,800.00 on 20 February.",
    ):
        assert said in page
    fields = {"shown": offer().sha256, "decision": "yes", "purchase_order": "PO-9"}
    assert "Tick that you can approve" in acted(browser, f"{path}/decision", **fields)

    record = acted(browser, f"{path}/decision", may_spend="1", **fields)
    assert "Agreed by Wouter Claes, 5 January, 13:00" in record
    assert "PO number PO-9" in record
    assert "Approve €3,800.00" not in record
    assert OfferAnswer.objects.get().address == "127.0.0.1"
    assert "PO PO-9" in nora.get(f"/offers/{offer().id}").text
    [project] = get_version(practice.id, engagement).terms.projects
    assert project.purchase_order == "PO-9"
    assert faults_by_fsck(practice, on=AT.date()) == []


def test_what_is_missing_is_said_beside_it(nora, engagement):
    answer = nora.post(f"/engagements/{engagement}/proposals/new", {**FORM, "name": ""})
    assert answer.status_code == 422
    assert "Say what it is." in answer.text
    late = {**FORM, "until": "2026-01-04"}
    answer = nora.post(f"/engagements/{engagement}/proposals/new", late)
    assert "It would have ended already" in answer.text
    seen = nora.post(f"/engagements/{engagement}/proposals/page", late)
    assert "It would have ended already" in seen.text
    assert not Offer.objects.exists()


def test_the_same_is_not_offered_twice(nora, engagement):
    new = f"/engagements/{engagement}/proposals/new"
    nora.post(new, FORM)
    assert "is with the client already" in nora.post(new, FORM).text
    assert Offer.objects.count() == 1


def test_not_now_is_a_row_until_it_is_renewed_or_dropped(practice, nora, engagement):
    made = offered(practice, engagement)
    browser, path = opened(practice)
    assert "With Wouter Claes since Mon 5 Jan." in nora.get("/").text

    fields = {"shown": offer().sha256, "decision": "no", "text": "After the budget"}
    page = acted(browser, f"{path}/decision", **fields)
    assert "Not now, said Wouter Claes" in page
    queue = nora.get("/").text
    assert "Wouter Claes said not now: “After the budget”" in queue
    assert f'data-open="/offers/{made}"' in queue
    desk = acted(nora, f"/offers/{made}/renewal", until="2026-03-01")
    assert "Renewed, and on its way again." in desk
    assert "said not now" not in nora.get("/").text
    assert "This offer was taken back" in browser.get(path).text


def test_a_question_waits_for_the_answer(practice, nora, engagement):
    made = offered(practice, engagement)
    browser, path = opened(practice)
    page = acted(browser, f"{path}/questions", text="Is lunch <i>included</i>?")
    assert "Is lunch &lt;i&gt;included&lt;/i&gt;?" in page
    assert "Is lunch &lt;i&gt;included&lt;/i&gt;?" in nora.get("/").text

    acted(nora, f"/offers/{made}/answers", text="It is.")
    assert "Is lunch" not in nora.get("/").text
    assert "It is." in browser.get(path).text
    assert OfferMessage.objects.count() == 2


def test_an_offer_that_ended_offers_to_be_renewed(practice, nora, engagement, clock):
    offered(practice, engagement)
    browser, path = opened(practice)
    clock.move_to(noon(UNTIL + timedelta(days=1)))
    page = browser.get(path).text

    assert "This offer ended on Thursday 15 January 2026." in page
    assert "Approve €" not in page
    assert "ended Thu 15 Jan without an answer" in nora.get("/").text
    fields = {"shown": offer().sha256, "decision": "yes", "may_spend": "1"}
    refused = acted(browser, f"{path}/decision", **fields)
    assert "not open any more" in refused
    acted(browser, f"{path}/questions", text="Please renew this offer.")
    assert "Please renew this offer." in nora.get("/").text


def test_work_is_accepted_on_the_page(practice, engagement):
    offered(practice, engagement)
    browser, path = opened(practice)
    fields = {"shown": offer().sha256, "decision": "yes", "may_spend": "1"}
    assert "Accept the work" in acted(browser, f"{path}/decision", **fields)

    page = acted(browser, f"{path}/acceptance")
    assert "The work was accepted on 5 January." in page
    assert "not possible now" in acted(browser, f"{path}/acceptance")


def test_deliverables_are_delivered_accepted_and_asked_about(
    practice, nora, engagement
):
    new = f"/engagements/{engagement}/proposals/new"
    cuts = {
        "amount": "600",
        "billed": "acceptance",
        "collected": "2 weeks",
        "silence": "10",
        "share-1": "400",
        "deliverable-2": "Second <cut>",
        "measure-2": "Shown",
        "share-2": "200",
    }
    assert nora.post(new, FORM | cuts).status_code == 303
    made = offer()
    browser, path = opened(practice)
    page = browser.get(path).text
    assert "counts as accepted after 10 days without an answer" in page
    assert "one small invoice every two weeks" in page
    assert "/deliverables/" not in page
    fields = {"shown": made.sha256, "decision": "yes", "may_spend": "1"}
    acted(browser, f"{path}/decision", **fields)

    here = f"/offers/{made.id}"
    for part in (1, 2):
        desk = acted(nora, f"{here}/deliverables/{part}/delivery")
    assert "Accepted by silence after Thu 15 Jan, as agreed." in desk
    page = acted(browser, f"{path}/deliverables/1/acceptance")
    assert "Accepted 5 January." in page
    page = acted(browser, f"{path}/deliverables/2/questions", text="Is it <all>?")
    assert "About Second &lt;cut&gt;: Is it &lt;all&gt;?" in page
    assert "We come back to you." in page
    assert "Deliver it again once that is settled." in nora.get(here).text
    refused = acted(browser, f"{path}/deliverables/1/acceptance")
    assert "not possible now" in refused


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"silence": "soon"}, "Write a number of days, at most 366."),
        ({"silence": "9"}, "This needs an invoice that waits for a yes."),
        ({"collected": "week"}, "This needs an invoice that waits for a yes."),
        ({"collected": "day"}, "Choose one of these."),
    ],
)
def test_what_is_agreed_of_accepting_is_checked(nora, engagement, typed, sentence):
    new = f"/engagements/{engagement}/proposals/new"
    refused = nora.post(new, FORM | typed)
    assert refused.status_code == 422
    assert sentence in refused.text
    assert not Offer.objects.exists()


def test_a_revoked_link_and_a_strangers_open_nothing(practice, nora, engagement):
    made = offered(practice, engagement)
    browser, path = opened(practice)
    assert Client().get(path).status_code == 404
    assert "Positioning" not in Client().get(path).text

    [link] = PrivateLink.objects.values_list("id", flat=True)
    acted(nora, f"/offers/{made}/links/{link}/revocation")
    gone = browser.get(path)
    assert gone.status_code == 404
    assert "This link has ended" in gone.text or "ended" in gone.text
    assert browser.post(f"{path}/questions", {"text": "Hello?"}).status_code == 404


def test_looking_changes_nothing_and_a_visit_is_a_hint(practice, nora, engagement):
    offered(practice, engagement)
    browser, path = opened(practice)
    before = (Offer.objects.get().state, OfferMessage.objects.count())
    for way in ("", "/look.css"):
        answer = browser.get(path + way)
        assert answer.status_code == 200
        assert answer["Cache-Control"] == "no-store"
        assert answer["Referrer-Policy"] == "no-referrer"
    for way in ("decision", "questions", "acceptance", "visit"):
        assert browser.get(f"{path}/{way}").status_code == 405
    assert (Offer.objects.get().state, OfferMessage.objects.count()) == before
    assert PrivateLink.objects.get().seen_count == 0
    assert browser.post(f"{path}/visit").status_code == 204
    assert PrivateLink.objects.get().seen_count == 1


def test_a_plan_is_shared_and_confirmed_before_anything_is_billed(
    practice, nora, engagement
):
    plan = f"/engagements/{engagement}/plan"
    assert "Send to Wouter Claes" in nora.get(plan).text
    seen = nora.get(f"{plan}/page").text
    assert "1 February 2026" in seen
    assert "Pay by 15 February" in seen
    assert "The plan is on its way" in acted(
        nora, f"{plan}/sharing", until="2026-01-20"
    )
    browser, path = opened(practice)
    page = browser.get(path).text
    for said in ("For you to confirm", "€3,630", "Reminders on"):
        assert said in page
    before = get_version(practice.id, engagement).number

    fields = {"shown": offer().sha256, "decision": "yes"}
    assert "Agreed by Wouter Claes" in acted(browser, f"{path}/decision", **fields)
    assert get_version(practice.id, engagement).number == before
    assert "Billing plan, agreed" in nora.get(f"/engagements/{engagement}").text
    assert faults_by_fsck(practice, on=AT.date()) == []


def ask_first(nora: Client, engagement: int, **typed: str) -> str:
    """Type another price, look at its effect, and ask the client first."""
    address = f"/engagements/{engagement}/terms/amount"
    typed = {"amount": "3500", "from": "2026-03-01", "read": "1", **typed}
    page = nora.post(address, typed | {"intent": "effect"}).text
    seen = re.search(r'name="seen" value="(\w+)"', page)[1]
    answer = nora.post(address, typed | {"intent": "ask", "seen": seen}, follow=True)
    return answer.text


def test_a_change_is_put_before_the_client_line_by_line(practice, nora, engagement):
    """The journey: asked first, before and after, agreed, and billed from its day."""
    practice.bill_and_issue("2026-01-01")
    issued = practice.invoice("INV-2026-0001").snapshot
    mails(practice, AT)  # its own letters
    said = ask_first(nora, engagement, note="A second workstream from March on.")
    assert "Nothing changes yet: Wouter Claes is asked first." in said
    browser, path = opened(practice)
    page = browser.get(path).text
    for words in (
        "1 March 2026",
        "€3,000.00",
        "€3,500.00",
        "A second workstream from March on.",
        "I can approve spending for Halden",
        "Issued invoices stay as they are.",
    ):
        assert words in page
    assert "1 February 2026" not in page
    assert "open until" in nora.get("/").text.lower()

    fields = {"shown": offer().sha256, "decision": "yes"}
    assert "Tick that you can approve" in acted(browser, f"{path}/decision", **fields)
    acted(browser, f"{path}/decision", may_spend="1", **fields)
    after = get_version(practice.id, engagement)
    assert after.number == 2
    [february] = practice.bill_and_issue("2026-02-01")
    [march] = practice.bill_and_issue("2026-03-01")
    assert practice.invoice(february).net_minor == 300_000
    assert practice.invoice(march).net_minor == 350_000
    assert practice.invoice("INV-2026-0001").snapshot == issued
    assert faults_by_fsck(practice, on=AT.date()) == []


def test_less_money_needs_no_tick_and_changed_terms_refuse(practice, nora, engagement):
    ask_first(nora, engagement, amount="2500")
    browser, path = opened(practice)
    assert "I can approve spending" not in browser.get(path).text
    practice.edit(engagement, ordering("PO-1"), on="2026-01-05")

    fields = {"shown": offer().sha256, "decision": "yes"}
    refused = acted(browser, f"{path}/decision", **fields)
    assert "The terms changed since this was shared" in refused
    assert not OfferAnswer.objects.exists()
    assert get_version(practice.id, engagement).number == 2


def test_a_change_without_amounts_needs_words(practice, nora, engagement):
    address = f"/engagements/{engagement}/terms/order"
    typed = {"order": "PO-5", "read": "1"}
    page = nora.post(address, typed | {"intent": "effect"}).text
    seen = re.search(r'name="seen" value="(\w+)"', page)[1]
    asked = typed | {"intent": "ask", "seen": seen}
    assert "Write what is different" in nora.post(address, asked).text

    nora.post(address, asked | {"note": "Your new order number."})
    browser, path = opened(practice)
    page = browser.get(path).text
    assert "Your new order number." in page
    assert "The amounts stay the same." in page


def test_the_page_costs_the_same_whatever_was_said(practice, engagement):
    offered(practice, engagement)
    browser, path = opened(practice)
    browser.get(path)
    with CaptureQueriesContext(connection) as quiet:
        browser.get(path)
    for _ in range(5):
        browser.post(f"{path}/questions", {"text": "And then?"})
    with CaptureQueriesContext(connection) as loud:
        browser.get(path)

    assert len(loud) == len(quiet) < 20  # of which eleven count visits
