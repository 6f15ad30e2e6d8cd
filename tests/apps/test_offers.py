"""Offers: what was shown is what is agreed, once, by who may, until their day."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from apps.offer_cast import (
    AT,
    ON,
    PAY,
    POST,
    UNTIL,
    WOUTER,
    agreed,
    link_in,
    mails,
    offered,
    say_yes,
    workshop,
)
from cast import NORA, Practice, faults_by_fsck, noon
from drumbeat.apps.audit.models import Activity
from drumbeat.apps.delivery.models import Dispatch
from drumbeat.apps.engagements.queries import get_version
from drumbeat.apps.offers import operations as offers
from drumbeat.apps.offers.models import Offer, OfferAnswer
from drumbeat.apps.offers.operations import NothingAsked, NotOpen
from drumbeat.apps.offers.queries import NoSuchOffer, get_offer
from drumbeat.apps.reports.shared_offer import shared_offer
from drumbeat.apps.sharing import deliverables
from drumbeat.apps.sharing import offers as sharing
from drumbeat.apps.sharing import operations as links
from drumbeat.apps.sharing.offers import (
    NobodyToAsk,
    NotTicked,
    NotYoursToDecide,
    Wish,
)
from drumbeat.apps.sharing.queries import NoSuchLink
from drumbeat.core.offer import OfferIncomplete, OfferState
from drumbeat.core.terms_edits import ordering

pytestmark = pytest.mark.django_db


@pytest.fixture
def sent(practice: Practice) -> Practice:
    """The workshop, offered to Wouter on 5 January and open until the 15th."""
    offered(practice, agreed(practice))
    return practice


def offer() -> Offer:
    return Offer.objects.latest("id")


def link_of(practice: Practice) -> int:
    [mail] = mails(practice, AT)
    return link_in(mail)


def state(practice: Practice, on: date = ON) -> OfferState:
    return get_offer(practice.id, offer().id, on=on).state


def test_an_offer_goes_to_who_approves_alone(sent):
    [mail] = mails(sent, AT)

    assert mail.to == (("Wouter Claes", WOUTER.email),)
    assert "Positioning workshop" in mail.subject
    assert "€3,800.00" in mail.text
    page = shared_offer(sent.id, link_in(mail), on=ON)
    assert (page.state, page.may_decide) == (OfferState.OPEN, True)


def test_a_yes_makes_the_project_part_of_the_terms(sent):
    link = link_of(sent)
    before = get_version(sent.id, offer().engagement_id)

    say_yes(sent, link, offer().sha256, purchase_order=" PO-77 ", address="192.0.2.7")

    after = get_version(sent.id, offer().engagement_id)
    assert after.number == before.number + 1
    [project] = after.terms.projects
    assert (project.name, project.purchase_order) == ("Positioning workshop", "PO-77")
    proof = OfferAnswer.objects.get()
    assert (proof.by, proof.email, proof.roles, proof.address, proof.shown) == (
        "Wouter Claes",
        WOUTER.email,
        "approver",
        "192.0.2.7",
        offer().sha256,
    )
    assert "client agreed" in Activity.objects.values_list("action", flat=True)
    [copy] = mails(sent, AT)
    assert copy.subject == "Agreed: Positioning workshop"
    assert offer().sha256 in copy.text
    assert faults_by_fsck(sent, on=ON) == []


def test_what_was_agreed_is_billed_once_it_is_accepted(sent):
    link = link_of(sent)
    say_yes(sent, link, offer().sha256, purchase_order="PO-77")
    sent.bill_and_issue("2026-01-06")

    sharing.accept_work(sent.id, link, on=date(2026, 1, 20), at=noon("2026-01-20"))
    [number] = sent.bill_and_issue("2026-01-20")

    invoice = sent.invoice(number)
    assert invoice.net_minor == 380_000
    assert '"purchase_order":"PO-77"' in invoice.snapshot
    page = shared_offer(sent.id, link, on=date(2026, 1, 21))
    assert page.project_state == "invoiced"
    with pytest.raises(Exception, match="not possible now"):
        sharing.accept_work(sent.id, link, on=date(2026, 1, 22), at=noon("2026-01-22"))
    assert faults_by_fsck(sent, on=date(2026, 1, 22)) == []


def test_nothing_is_billed_before_a_yes(sent):
    numbers = sent.bill_and_issue("2026-01-31")

    assert [sent.invoice(number).net_minor for number in numbers] == [300_000]


def test_an_answer_is_given_once_and_about_what_was_shown(sent):
    link = link_of(sent)
    with pytest.raises(NotOpen):
        say_yes(sent, link, "another page")
    assert not OfferAnswer.objects.exists()
    say_yes(sent, link, offer().sha256)

    with pytest.raises(NotOpen):
        say_yes(sent, link, offer().sha256)
    with pytest.raises(NotOpen):
        say_yes(sent, link, offer().sha256, is_yes=False)


def test_a_yes_needs_the_tick_and_the_part(sent):
    link = link_of(sent)
    with pytest.raises(NotTicked):
        say_yes(sent, link, offer().sha256, may_spend=False)
    token = links.make_token(sent.id, PAY, offer=offer().id, at=AT)
    payer = sharing_link(token)
    with pytest.raises(NotYoursToDecide):
        say_yes(sent, payer, offer().sha256)
    assert not OfferAnswer.objects.exists()


def sharing_link(token: str) -> int:
    from drumbeat.apps.sharing.queries import open_link

    return open_link(token).link


def test_not_now_ends_it_with_a_reason_and_it_may_be_made_anew(sent):
    link = link_of(sent)
    wish = Wish(is_yes=False, shown=offer().sha256, text="After the budget round")
    sharing.decide(sent.id, link, wish, post=POST, on=ON, at=AT)

    assert state(sent) is OfferState.DECLINED
    assert OfferAnswer.objects.get().text == "After the budget round"
    first = offer().id
    until = date(2026, 3, 1)
    sharing.renew_offer(
        sent.id, first, until, [WOUTER], post=POST, on=ON, actor=NORA, at=AT
    )
    assert (state(sent), offer().replaces_id) == (OfferState.OPEN, first)
    assert Offer.objects.get(id=first).state == "withdrawn"


def test_an_offer_ends_after_its_last_day_by_itself(sent):
    link = link_of(sent)
    assert state(sent, UNTIL) is OfferState.OPEN
    late = UNTIL + timedelta(days=1)
    assert state(sent, late) is OfferState.EXPIRED

    wish = Wish(is_yes=True, shown=offer().sha256, may_spend=True)
    with pytest.raises(NotOpen):
        sharing.decide(sent.id, link, wish, post=POST, on=late, at=noon(late))
    page = shared_offer(sent.id, link, on=late)
    assert (page.state, page.may_decide) == (OfferState.EXPIRED, False)


def test_who_is_silent_is_reminded_and_who_answered_is_not(sent):
    mails(sent, AT)
    [nudge] = mails(sent, noon("2026-01-12"))
    assert nudge.subject.startswith("Re: Positioning workshop")

    say_yes(sent, link_in(nudge), offer().sha256)
    assert [m.subject for m in mails(sent, noon("2026-01-14"))] == [
        "Agreed: Positioning workshop"
    ]
    assert Dispatch.objects.filter(state="suppressed").count() == 1


def test_a_question_is_answered_by_mail_in_the_same_thread(sent):
    link = link_of(sent)
    with pytest.raises(NothingAsked):
        deliverables.ask(sent.id, link, "  ", on=ON, at=AT)
    deliverables.ask(sent.id, link, "Is lunch included?", on=ON, at=AT)
    sharing.answer(
        sent.id,
        offer().id,
        "It is.",
        domain=POST.domain,
        on=ON,
        actor=NORA,
        at=AT,
    )

    [mail] = mails(sent, AT)
    assert mail.subject == "Your question about Positioning workshop"
    assert "It is." in mail.text
    assert "> Is lunch included?" in mail.text
    thread = shared_offer(sent.id, link, on=ON).thread
    assert [(said.text, said.is_ours) for said in thread] == [
        ("Is lunch included?", False),
        ("It is.", True),
    ]


def test_a_link_dies_at_once_for_offers_too(sent):
    link = link_of(sent)
    links.revoke(sent.id, link, actor=NORA, at=AT)

    with pytest.raises(NoSuchLink):
        say_yes(sent, link, offer().sha256)
    with pytest.raises(NoSuchLink):
        shared_offer(sent.id, link, on=ON)


def test_what_nobody_could_agree_on_is_refused(practice):
    engagement = agreed(practice)
    late = workshop(practice, engagement, valid_until=ON - timedelta(days=1))
    with pytest.raises(OfferIncomplete, match="ended already"):
        offers.make_offer(practice.id, engagement, late, on=ON, actor=NORA, at=AT)
    made = offers.make_offer(
        practice.id,
        engagement,
        workshop(practice, engagement),
        on=ON,
        actor=NORA,
        at=AT,
    )
    with pytest.raises(NobodyToAsk, match="Nobody at Halden approves"):
        sharing.send_offer(practice.id, made, (PAY,), post=POST, at=AT)


def test_a_project_may_be_agreed_whatever_changed_meanwhile(sent):
    link = link_of(sent)
    sent.edit(offer().engagement_id, ordering("PO-1"), on="2026-01-06")

    say_yes(sent, link, offer().sha256)

    terms = get_version(sent.id, offer().engagement_id).terms
    assert (terms.purchase_order, len(terms.projects)) == ("PO-1", 1)


def test_another_workspace_finds_no_offer(sent):
    link = link_of(sent)
    other = Practice.beside("Other")

    with pytest.raises(NoSuchOffer):
        get_offer(other.id, offer().id, on=ON)
    with pytest.raises(NoSuchLink):
        shared_offer(other.id, link, on=ON)
    with pytest.raises(NotOpen):
        offers.withdraw_offer(other.id, offer().id, actor=NORA, at=AT)


def test_fsck_sees_an_offer_that_is_not_what_was_shown(sent):
    link = link_of(sent)
    say_yes(sent, link, offer().sha256)
    assert faults_by_fsck(sent, on=ON) == []

    kept = offer().content
    Offer.objects.update(content=kept.replace("380000", "480000"))
    [fault] = faults_by_fsck(sent, on=ON)
    assert "is not what was shown" in fault
    Offer.objects.update(content=kept, state="requested")
    [fault] = faults_by_fsck(sent, on=ON)
    assert "is requested, its answer True" in fault
