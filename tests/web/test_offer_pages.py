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
