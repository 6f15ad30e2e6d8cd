"""Offers as values: frozen without loss, open through their last day. OFR-1"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drumbeat.core.documents import Tax
from drumbeat.core.money import Money
from drumbeat.core.offer import (
    MOST_DAYS,
    ChangedInvoice,
    Offer,
    OfferedInvoice,
    OfferIncomplete,
    OfferState,
    check_offer,
    nudge_days,
    state_on,
)
from drumbeat.core.offer_snapshot import offer_from_text, offer_text
from drumbeat.core.party import Buyer, PostalAddress, Seller
from drumbeat.core.queue import Group, OfferFact
from drumbeat.core.queue_offers import offer_row
from drumbeat.core.terms import (
    EngagementTerms,
    PaymentTerms,
    Project,
    PromisedDeliverable,
)

ON = date(2026, 1, 5)
EUR = Money(380_000, "EUR")
PROJECT = Project(
    "Workshop",
    EUR,
    date(2026, 2, 20),
    Tax("AE"),
    deliverables=(PromisedDeliverable("Summary", "Read by all", EUR),),
    purchase_order="PO-1",
)
OFFER = Offer(
    kind="project",
    title="Workshop “été”",
    seller=Seller("Lindqvist", PostalAddress(("Herengracht 401",), "NL")),
    buyer=Buyer("Halden", PostalAddress((), "BE"), language="nl"),
    engagement="Advisory",
    currency="EUR",
    payment=PaymentTerms("days", days=14),
    valid_until=ON + timedelta(days=14),
    version=3,
    when="Thu\n09:30",
    project=PROJECT,
)
PLAN = replace(
    OFFER,
    kind="plan",
    project=None,
    starts=ON,
    invoices=(
        OfferedInvoice(ON, ON, "Retainer", EUR, EUR, ((date(2026, 1, 9), "firm"),)),
    ),
)
CHANGE = replace(
    OFFER,
    kind="change",
    project=None,
    changes=(ChangedInvoice(ON, "Retainer", None, EUR),),
    agreed=EngagementTerms("Advisory", ON, "EUR"),
)


@pytest.mark.parametrize("offer", [OFFER, PLAN, CHANGE])
def test_an_offer_is_kept_without_loss(offer):
    assert offer_from_text(offer_text(offer)) == offer
    assert offer_text(offer_from_text(offer_text(offer))) == offer_text(offer)


@pytest.mark.parametrize(
    ("offer", "problem"),
    [
        (replace(OFFER, title=" "), "Say what it is"),
        (replace(OFFER, project=replace(PROJECT, amount=Money(0, "EUR"))), "A price"),
        (replace(OFFER, valid_until=ON - timedelta(days=1)), "ended already"),
        (replace(OFFER, valid_until=ON + timedelta(days=MOST_DAYS + 1)), "a year"),
        (replace(PLAN, invoices=()), "no invoice"),
    ],
)
def test_what_nobody_could_agree_on_is_refused(offer, problem):
    """OFR-1"""
    with pytest.raises(OfferIncomplete, match=problem):
        check_offer(offer, on=ON)


@pytest.mark.parametrize("offer", [OFFER, PLAN, CHANGE])
def test_what_is_complete_may_be_offered(offer):
    check_offer(offer, on=ON)


@given(st.dates(), st.integers(-400, 400))
def test_an_offer_is_open_through_its_last_day(until, days):
    try:
        on = until + timedelta(days=days)
    except OverflowError:
        return
    expected = OfferState.EXPIRED if days > 0 else OfferState.OPEN
    assert state_on("requested", until, on) is expected
    assert state_on("approved", until, on) is OfferState.AGREED


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.integers(0, 60))
def test_nobody_is_reminded_on_the_first_day_or_after_the_end(made_on, days):
    until = made_on + timedelta(days=days)
    assert all(made_on < day < until for day in nudge_days(made_on, until))


def fact(**changes) -> OfferFact:
    usual = OfferFact(
        7, "project", "Halden", "Advisory", "Workshop", EUR, OfferState.OPEN, ON, ON
    )
    return replace(usual, person="Wouter Claes", **changes)


@pytest.mark.parametrize(
    ("changes", "reason", "group", "said"),
    [
        ({}, "awaiting_client", Group.WAITING, "With Wouter Claes since Mon 5 Jan."),
        ({"opened_count": 2}, "awaiting_client", Group.WAITING, "Opened 2 times."),
        ({"kind": "change"}, "change_to_acknowledge", Group.WAITING, "Open until"),
        (
            {"question": "Lunch?", "question_by": "Wouter"},
            "question_open",
            Group.NEEDS_YOU,
            "Wouter asks: “Lunch?”",
        ),
        (
            {"state": OfferState.DECLINED, "answered_by": "Wouter", "answer": "Later"},
            "approval_requested",
            Group.NEEDS_YOU,
            "Wouter said not now: “Later”",
        ),
        (
            {"state": OfferState.EXPIRED, "kind": "plan"},
            "change_to_acknowledge",
            Group.NEEDS_YOU,
            "ended Mon 5 Jan without an answer",
        ),
    ],
)
def test_an_offer_has_a_row_while_somebody_waits(changes, reason, group, said):
    row = offer_row(fact(**changes), on=ON)

    assert (row.reason, row.group, row.subject_id) == (reason, group, "offer:7")
    assert said in row.sentence


def test_what_is_agreed_and_quiet_has_no_row():
    assert offer_row(fact(state=OfferState.AGREED), on=ON) is None
    asked = fact(state=OfferState.AGREED, question="And then?")
    assert offer_row(asked, on=ON).reason == "question_open"
