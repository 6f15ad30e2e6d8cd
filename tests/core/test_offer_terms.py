"""What a client is shown of terms is what the plan bills, before and after."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from drumbeat.core.billing_plan import bill_plan
from drumbeat.core.dates import WeekdaysOnly
from drumbeat.core.documents import Tax
from drumbeat.core.money import Money, total
from drumbeat.core.offer import Offer, OfferIncomplete
from drumbeat.core.offer_terms import LOOKED, with_change, with_plan
from drumbeat.core.party import Buyer, PostalAddress, Seller
from drumbeat.core.terms import Cadence, Change, EngagementTerms, Retainer
from drumbeat.core.terms_edits import Edit, changing, ordering

ON = date(2026, 1, 5)
ZONE = "Europe/Amsterdam"
WORKING = WeekdaysOnly()
RETAINER = Retainer("CMO, {period}", Money(300_000, "EUR"), Cadence("month"), Tax("AE"))
TERMS = EngagementTerms("CMO", date(2026, 1, 1), "EUR", retainers=(RETAINER,))
BLANK = Offer(
    kind="change",
    title="CMO",
    seller=Seller("Lindqvist", PostalAddress((), "NL")),
    buyer=Buyer("Halden", PostalAddress((), "NL")),
    engagement="CMO",
    currency="EUR",
    payment=TERMS.payment,
    valid_until=ON + timedelta(days=14),
    version=1,
)


def priced(cents: int, starts: date) -> Edit:
    return changing(Change(starts, RETAINER.name, amount=Money(cents, "EUR")))


def planned(terms: EngagementTerms) -> dict[date, Money]:
    """Return what is billed after today; a slice of no cent is no invoice."""
    invoices = bill_plan(terms, until=ON + LOOKED, working=WORKING, zone=ZONE)
    amounts = {i.bill_on: i.totals.net for i in invoices if i.bill_on > ON}
    return {day: net for day, net in amounts.items() if net}


@given(st.dates(date(2025, 6, 1), date(2027, 6, 1)))
def test_a_plan_is_a_year_of_what_is_billed(starts):
    """I-21"""
    terms = replace(TERMS, starts=starts)
    blank = replace(BLANK, kind="plan")
    offer = with_plan(blank, terms, on=ON, working=WORKING, zone=ZONE)

    last = max(ON, starts) + LOOKED
    billed = bill_plan(terms, until=last, working=WORKING, zone=ZONE)
    assert [(i.bill_on, i.net, i.gross, i.due) for i in offer.invoices] == [
        (i.bill_on, i.totals.net, i.totals.gross, i.due_date)
        for i in billed
        if i.bill_on >= ON
    ]
    assert all(len(i.reminders) == len(terms.reminders.steps) for i in offer.invoices)


@given(
    st.integers(1, 900_000),
    st.dates(date(2026, 2, 1), date(2026, 12, 1)),
)
@example(1, date(2026, 2, 16))
def test_a_change_shows_what_the_plan_says_before_and_after(cents, starts):
    edit = priced(cents, starts)
    offer = with_change(BLANK, TERMS, edit, on=ON, working=WORKING)

    before, after = planned(TERMS), planned(edit(TERMS))
    differs = [d for d in sorted({*before, *after}) if before.get(d) != after.get(d)]
    assert [c.bill_on for c in offer.changes] == differs
    assert [(c.before, c.after) for c in offer.changes] == [
        (before.get(d), after.get(d)) for d in differs
    ]
    was, becomes = offer.sums
    more = total(after.values(), "EUR") - total(before.values(), "EUR")
    assert becomes - was == more
    assert offer.asks_for_money == (more.minor > 0)
    assert offer.agreed == edit(TERMS)
    assert offer.must_match == 1


def test_what_is_billed_already_is_not_asked_about():
    with pytest.raises(OfferIncomplete, match="billed already"):
        with_change(BLANK, TERMS, priced(1, date(2026, 1, 1)), on=ON, working=WORKING)


def test_what_lies_far_ahead_is_asked_nearer_to_its_day():
    far = priced(350_000, date(2027, 6, 1))
    with pytest.raises(OfferIncomplete, match="more than a year ahead"):
        with_change(BLANK, TERMS, far, on=ON, working=WORKING)


def test_what_moves_no_amount_is_a_swap():
    offer = with_change(BLANK, TERMS, ordering("PO-1"), on=ON, working=WORKING)

    assert offer.changes == ()
    assert not offer.asks_for_money
