"""Terms changed in place: the effect is shown first, and just that is saved."""

import re
from dataclasses import replace
from datetime import date

import pytest
import time_machine

from cast import VAT, Practice, eur, monthly, noon
from drumbeat.apps.engagements.queries import get_version
from drumbeat.core.terms import (
    LAST_DAY,
    AddOn,
    Anchor,
    Cadence,
    Change,
    Pause,
    PaymentTerms,
    Project,
    PromisedDeliverable,
    Retainer,
)
from drumbeat.core.terms_edits import ending, pausing

TODAY = "2026-11-03"
RETAINER = "Retainer, {period}"
DECEMBER = date(2026, 12, 1)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel(noon(TODAY), tick=False):
        yield


@pytest.fixture
def engagement(practice) -> int:
    return practice.agree(monthly())


def terms_of(practice: Practice, engagement: int):
    return get_version(practice.id, engagement).terms


def hidden(page: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    return found[1] if found else ""


def effect(browser, engagement, term, **typed):
    """Ask for the effect; return the page."""
    address = f"/engagements/{engagement}/terms/{term}"
    read = hidden(browser.get(address).text, "read")
    return browser.post(address, typed | {"read": read, "intent": "effect"})


def save(browser, engagement, term, **typed):
    """Look at the effect, then save it as it was shown."""
    page = effect(browser, engagement, term, **typed)
    assert page.status_code == 200, page.text
    shown = {name: hidden(page.text, name) for name in ("read", "seen")}
    address = f"/engagements/{engagement}/terms/{term}"
    return browser.post(address, typed | shown | {"intent": "save"})


def test_the_effect_is_shown_and_nothing_is_saved(practice, nora, engagement):
    page = effect(
        nora, engagement, "amount", amount="6,500.00", **{"from": "2026-12-01"}
    ).text
    assert "From the December invoice: €6,500.00 instead of €3,000.00." in page
    assert "As agreed now" in page
    assert 'value="save"' in page
    assert terms_of(practice, engagement).changes == ()


def test_what_was_shown_is_saved(practice, nora, engagement):
    answer = save(nora, engagement, "amount", amount="6500", **{"from": "2026-12-01"})
    assert (answer.status_code, answer["Location"]) == (
        303,
        f"/engagements/{engagement}",
    )
    page = nora.get(answer["Location"]).text
    assert "Saved. From the December invoice: €6,500.00" in page
    assert "From 1 Dec it is €6,500." in page
    assert terms_of(practice, engagement).changes == (
        Change(DECEMBER, RETAINER, amount=eur("6500.00")),
    )
    assert "Changed from 1 Dec" in page  # kept with its day and its person


def test_what_was_not_shown_is_shown_first(practice, nora, engagement):
    typed = {"amount": "6500", "from": "2026-12-01"}
    page = effect(nora, engagement, "amount", **typed).text
    shown = {name: hidden(page, name) for name in ("read", "seen")}
    address = f"/engagements/{engagement}/terms/amount"
    other = nora.post(address, typed | shown | {"amount": "9500", "intent": "save"})
    assert other.status_code == 422
    assert "you changed something after the effect was shown" in other.text
    assert "€9,500.00 instead of €3,000.00" in other.text
    assert terms_of(practice, engagement).changes == ()


def test_a_change_of_somebody_else_comes_first(practice, nora, engagement):
    typed = {"amount": "6500", "from": "2026-12-01"}
    page = effect(nora, engagement, "amount", **typed).text
    shown = {name: hidden(page, name) for name in ("read", "seen")}
    practice.edit(engagement, ending(date(2027, 6, 30)), on=TODAY)
    address = f"/engagements/{engagement}/terms/amount"
    answer = nora.post(address, typed | shown | {"intent": "save"})
    assert answer.status_code == 409
    assert "The terms changed since you looked (version 1 is now 2)" in answer.text
    assert terms_of(practice, engagement).changes == ()


SAVED = {
    "amount": ({"amount": "6500", "from": "2026-12-01"}, "amount", eur("6500.00")),
    "cadence": (
        {"every": "quarter", "from": "2026-12-01"},
        "every",
        Cadence("month", 3),
    ),
    "day": ({"day": "last", "from": "2026-12-01"}, "anchor", Anchor(day=LAST_DAY)),
    "timing": ({"timing": "in arrears", "from": "2026-12-01"}, "timing", "in arrears"),
}


@pytest.mark.parametrize("term", SAVED)
def test_each_value_of_a_retainer_is_changed_from_a_day_on(
    practice, nora, engagement, term
):
    typed, field, value = SAVED[term]
    assert save(nora, engagement, term, **typed).status_code == 303
    [change] = terms_of(practice, engagement).changes
    assert (change.starts, change.retainer) == (DECEMBER, RETAINER)
    assert change.news == {field: value}


def test_weeks_begin_on_the_day_they_are_changed_to(practice, nora, engagement):
    save(nora, engagement, "cadence", every="2 weeks", **{"from": "2026-12-01"})
    [change] = terms_of(practice, engagement).changes
    assert change.anchor == Anchor(on=DECEMBER)
    page = nora.get(f"/engagements/{engagement}/terms/day").text
    assert ">Tuesday</option>" in page


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ({"kind": "days", "days": "30"}, PaymentTerms("days", days=30)),
        ({"kind": "on receipt"}, PaymentTerms("on receipt")),
        (
            {"kind": "day after days", "days": "10", "day": "20"},
            PaymentTerms("day after days", days=10, day=20),
        ),
    ],
)
def test_payment_terms_hold_for_later_invoices(
    practice, nora, engagement, typed, expected
):
    answer = save(nora, engagement, "payment", **typed)
    assert "Issued invoices keep their day." in nora.get(answer["Location"]).text
    assert terms_of(practice, engagement).payment == expected


def test_a_purchase_order_is_set_and_taken_away(practice, nora, engagement):
    save(nora, engagement, "order", order="4500-118")
    assert terms_of(practice, engagement).purchase_order == "4500-118"
    save(nora, engagement, "order", order="")
    assert terms_of(practice, engagement).purchase_order == ""


def test_reminders_are_a_policy_or_ones_own(practice, nora, engagement):
    save(nora, engagement, "reminders", policy="off", steps="")
    assert terms_of(practice, engagement).reminders.steps == ()
    own = {"policy": "own", "steps": "-3 friendly\r\n\r\n+10 firm"}
    save(nora, engagement, "reminders", **own)
    steps = terms_of(practice, engagement).reminders.steps
    assert [(step.days, step.tone) for step in steps] == [
        (-3, "friendly"),
        (10, "firm"),
    ]
    assert "Reminders are" in nora.get(f"/engagements/{engagement}").text


def test_a_pause_is_shown_agreed_and_ended_at_the_same_place(
    practice, nora, engagement
):
    page = nora.get(f"/engagements/{engagement}/terms/pause").text
    assert "From the December invoice: nothing instead of €3,000.00." in page
    save(nora, engagement, "pause", **{"from": "2026-12-01", "until": ""})
    assert terms_of(practice, engagement).pauses == (Pause(DECEMBER),)
    assert ">Resume</a>" in nora.get(f"/engagements/{engagement}").text
    save(nora, engagement, "pause", **{"from": "2027-02-01"})
    [pause] = terms_of(practice, engagement).pauses
    assert pause == Pause(DECEMBER, date(2027, 1, 31))


def test_an_end_is_set_and_removed(practice, nora, engagement):
    save(nora, engagement, "end", ends="2026-12-31")
    assert terms_of(practice, engagement).ends == date(2026, 12, 31)
    save(nora, engagement, "end", ends="")
    assert terms_of(practice, engagement).ends is None


def test_an_add_on_rides_on_the_invoice_with_the_same_tax(practice, nora, engagement):
    typed = {"name": "Support", "amount": "800", "from": "2026-12-01", "until": ""}
    save(nora, engagement, "add-on", **typed)
    assert terms_of(practice, engagement).add_ons == (
        AddOn("Support", eur("800.00"), DECEMBER, VAT),
    )
    assert "Once, from 1 Dec" in nora.get(f"/engagements/{engagement}").text


WORKSHOP = {
    "name": "Q1 workshop",
    "amount": "3,200",
    "billed": "date",
    "day": "2026-12-14",
    "deliverable-1": "Q1 plan",
    "measure-1": "approved by the board",
    "share-1": "3200",
}


def test_a_workshop_has_its_own_invoice_on_its_day(practice, nora, engagement):
    save(nora, engagement, "project", **WORKSHOP)
    promised = PromisedDeliverable("Q1 plan", "approved by the board", eur("3200.00"))
    assert terms_of(practice, engagement).projects == (
        Project(
            "Q1 workshop",
            eur("3200.00"),
            date(2026, 12, 14),
            VAT,
            deliverables=(promised,),
        ),
    )
    assert "Q1 plan" in nora.get(f"/engagements/{engagement}").text


def test_a_launch_waits_for_its_approval(practice, nora, engagement):
    typed = {"name": "Launch", "amount": "4800", "billed": "acceptance"}
    save(nora, engagement, "project", **typed)
    page = nora.get(f"/engagements/{engagement}").text
    assert "Record the approval" in page
    assert "“Launch” of €4,800, billed once approved." in page


REFUSED = [
    ("amount", {"amount": "", "from": "2026-12-01"}, "Write the amount."),
    ("amount", {"amount": "0", "from": "2026-12-01"}, "Write an amount above zero."),
    ("amount", {"amount": "six", "from": "2026-12-01"}, "“six” is not an amount in"),
    ("amount", {"amount": "3000.00", "from": "2026-12-01"}, "This is what holds now."),
    ("amount", {"amount": "6500", "from": ""}, "Choose a day."),
    ("amount", {"amount": "6500", "from": "1 Dec"}, "“1 Dec” is not a day"),
    ("amount", {"amount": "6500", "from": "2025-12-01"}, "outside the engagement"),
    ("cadence", {"every": "moon", "from": "2026-12-01"}, "Choose one of these."),
    ("payment", {"kind": "days", "days": "x"}, "Write a whole number."),
    ("payment", {"kind": "days", "days": "999"}, "at most 365 days"),
    ("reminders", {"policy": "own", "steps": "later"}, "“later” is not a reminder"),
    ("pause", {"from": "2026-12-10", "until": "2026-12-01"}, "“until” is before"),
    ("end", {"ends": "2025-12-31"}, "Service begins later"),
    ("add-on", {"name": "", "amount": "1", "from": TODAY}, "Say what it is."),
    ("project", {**WORKSHOP, "share-1": "100"}, "make them equal"),
    ("project", {**WORKSHOP, "measure-1": ""}, "Say how somebody sees"),
    ("project", {**WORKSHOP, "deliverable-1": ""}, "Say what is handed over."),
    ("project", {**WORKSHOP, "day": ""}, "Choose a day."),
]


@pytest.mark.parametrize(("term", "typed", "sentence"), REFUSED)
def test_what_cannot_be_is_refused_with_a_sentence(
    practice, nora, engagement, term, typed, sentence
):
    answer = effect(nora, engagement, term, **typed)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert 'value="save"' not in answer.text
    assert get_version(practice.id, engagement).number == 1


def test_two_pauses_do_not_overlap(practice, nora, engagement):
    practice.edit(
        engagement, pausing(Pause(date(2026, 11, 10), date(2026, 11, 20))), on=TODAY
    )
    # The form resumes while a pause is agreed, so a second one comes another way.
    answer = effect(nora, engagement, "pause", **{"from": "2026-11-10"})
    assert "No invoice changes." not in answer.text
    assert terms_of(practice, engagement).pauses == (
        Pause(date(2026, 11, 10), date(2026, 11, 20)),
    )


def test_a_script_is_given_the_form_alone(nora, engagement):
    address = f"/engagements/{engagement}/terms/amount"
    part = nora.get(address, headers={"HX-Request": "true"})
    assert "<html" not in part.text
    assert 'id="edit-h"' in part.text
    assert "HX-Request" in part["Vary"]
    typed = {"amount": "x", "from": "2026-12-01", "intent": "effect"}
    wrong = nora.post(address, typed, headers={"HX-Request": "true"})
    assert wrong.status_code == 200  # or the script would not show the sentence
    assert "“x” is not an amount" in wrong.text
    whole = nora.get(
        address, headers={"HX-Request": "true", "HX-History-Restore-Request": "true"}
    )
    assert "<html" in whole.text


def test_the_second_retainer_is_changed_by_its_own_form(practice, nora):
    board = Retainer("Board, {period}", eur("900.00"), Cadence("month"), VAT)
    terms = monthly()
    both = practice.agree(replace(terms, retainers=(*terms.retainers, board)))
    page = nora.get(f"/engagements/{both}").text
    assert f'href="/engagements/{both}/terms/amount?of=1"' in page
    assert 'value="900.00"' in nora.get(f"/engagements/{both}/terms/amount?of=1").text
    save(nora, both, "amount", of="1", amount="950", **{"from": "2026-12-01"})
    [change] = terms_of(practice, both).changes
    assert change.retainer == "Board, {period}"


@pytest.mark.parametrize(
    "address",
    ["terms/colour", "terms/amount?of=1", "terms/amount?of=x", "terms/amount?of=-1"],
)
def test_there_is_no_such_form(nora, engagement, address):
    assert nora.get(f"/engagements/{engagement}/{address}").status_code == 404


def test_another_workspace_changes_nothing(practice, cleo, engagement):
    typed = {"amount": "1", "from": "2026-12-01", "read": "1", "intent": "save"}
    address = f"/engagements/{engagement}/terms/amount"
    assert cleo.post(address, typed).status_code == 404
    assert get_version(practice.id, engagement).number == 1
