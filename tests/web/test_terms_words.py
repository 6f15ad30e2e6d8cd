"""The terms as a sentence that can be read aloud."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from drumbeat.core.documents import Tax
from drumbeat.core.money import Money
from drumbeat.core.terms import (
    LAST_DAY,
    AddOn,
    Anchor,
    Cadence,
    Change,
    EngagementTerms,
    Pause,
    PaymentTerms,
    Project,
    ReminderPolicy,
    ReminderStep,
    Retainer,
)
from drumbeat.web import terms_words

ON = date(2026, 11, 3)
VAT = Tax("S", Decimal(21))
RETAINER = Retainer(
    "Retainer, {period}",
    Money(600000, "EUR"),
    Cadence("month"),
    VAT,
    anchor=Anchor(day=1),
)
TERMS = EngagementTerms("CMO", date(2026, 3, 1), "EUR", retainers=(RETAINER,))


def sentence(terms, *, update_required=False):
    return terms_words.sentence(terms, on=ON, update_required=update_required)


def text(terms, **more):
    return "".join(said.text for said in sentence(terms, **more))


def with_retainer(**changes):
    return replace(TERMS, retainers=(replace(RETAINER, **changes),))


def eur(minor):
    return Money(minor, "EUR")


PLAIN = "Monthly retainer of €6,000 on the 1st, in advance, payable in 14 days."
CALM = " Reminders are calm, then firm."
LAUNCH = Project("Launch", eur(480000), "acceptance", VAT)
WEEKLY = {"every": Cadence("week", 2), "anchor": Anchor(weekday=0)}
SENTENCES = {
    "plain": (TERMS, PLAIN + CALM),
    "every two weeks": (
        with_retainer(**WEEKLY),
        "Retainer of €6,000 every 2 weeks on Mondays, in advance, payable in 14 days."
        + CALM,
    ),
    "twice a month, last day": (
        with_retainer(every=Cadence("half month"), anchor=Anchor(day=15)),
        "Twice-monthly retainer of €6,000 on the 15th and last day, in advance, "
        "payable in 14 days." + CALM,
    ),
    "quarterly": (
        with_retainer(every=Cadence("month", 3), anchor=Anchor(day=LAST_DAY)),
        "Quarterly retainer of €6,000 on the last day of March, June, September and "
        "December, in advance, payable in 14 days." + CALM,
    ),
    "some days before": (
        with_retainer(bill_days_before=5),
        "Monthly retainer of €6,000, 5 days before the 1st, in advance, payable in 14 "
        "days." + CALM,
    ),
    "a change to come": (
        replace(
            TERMS, changes=(Change(date(2026, 12, 1), RETAINER.name, eur(650000)),)
        ),
        PLAIN + " From 1 Dec it is €6,500." + CALM,
    ),
    "a change that holds": (
        replace(
            TERMS, changes=(Change(date(2026, 11, 1), RETAINER.name, eur(650000)),)
        ),
        PLAIN.replace("6,000", "6,500") + CALM,
    ),
    "a pause that runs": (
        replace(TERMS, pauses=(Pause(date(2026, 11, 1)),)),
        PLAIN + " Paused since 1 Nov until you resume." + CALM,
    ),
    "a pause to come": (
        replace(TERMS, pauses=(Pause(date(2026, 12, 24), date(2027, 1, 3)),)),
        PLAIN + " Pauses from 24 Dec until 3 Jan 2027." + CALM,
    ),
    "work beside it": (
        replace(
            TERMS,
            add_ons=(AddOn("Support", eur(80000), date(2026, 12, 1), VAT),),
            projects=(LAUNCH,),
        ),
        PLAIN + " “Support” of €800, once, from 1 Dec. “Launch” of €4,800, billed once "
        "approved." + CALM,
    ),
    "an add-on that is over is not said": (
        replace(TERMS, add_ons=(AddOn("Support", eur(80000), date(2026, 10, 1), VAT),)),
        PLAIN + CALM,
    ),
    "projects only": (
        replace(TERMS, retainers=(), projects=(LAUNCH,)),
        "Work by project, payable in 14 days. “Launch” of €4,800, billed once "
        "approved." + CALM,
    ),
    "an end": (
        replace(TERMS, ends=date(2027, 2, 28)),
        PLAIN + CALM + " Ends on 28 Feb 2027.",
    ),
    "over": (
        replace(TERMS, ends=date(2026, 9, 30)),
        "It was a monthly retainer of €6,000 on the 1st, in advance, payable in 14 "
        "days. It ended on 30 Sep.",
    ),
    "own reminders": (
        replace(TERMS, reminders=ReminderPolicy(steps=(ReminderStep(5, "firm"),))),
        PLAIN + " Reminders are your own.",
    ),
    "no reminders": (
        replace(TERMS, reminders=ReminderPolicy(steps=())),
        PLAIN + " Reminders are off.",
    ),
}


@pytest.mark.parametrize("case", SENTENCES)
def test_the_terms_are_a_sentence(case):
    terms, expected = SENTENCES[case]
    assert text(terms) == expected


def test_two_retainers_are_told_apart():
    second = replace(RETAINER, name="Board days, {period}", amount=eur(90000))
    terms = replace(TERMS, retainers=(RETAINER, second))
    assert "retainer “Board days” of €900" in text(terms)
    assert {said.of for said in sentence(terms) if said.term == "amount"} == {0, 1}


def test_each_value_leads_to_where_it_is_changed():
    changed_by = {said.term: said.text for said in sentence(TERMS) if said.term}
    assert changed_by == {
        "cadence": "Monthly",
        "amount": "€6,000",
        "day": "1st",
        "timing": "advance",
        "payment": "in 14 days",
        "reminders": "calm, then firm",
    }


def test_what_is_over_offers_only_its_end():
    over = replace(TERMS, ends=date(2026, 9, 30))
    assert [said.term for said in sentence(over) if said.term] == ["end"]


def test_the_update_is_named_where_it_is_required():
    assert "Every invoice carries an update." in text(TERMS, update_required=True)


PAYABLE = {
    PaymentTerms("on receipt"): "on receipt",
    PaymentTerms("days", days=1): "in 1 day",
    PaymentTerms("days after end of month", days=30): (
        "30 days after the end of the month"
    ),
    PaymentTerms("end of month after days", days=30): (
        "at the end of the month after 30 days"
    ),
    PaymentTerms("day of next month", day=15): "on the 15th of the next month",
    PaymentTerms("day after days", day=3, days=10): "on the 3rd after 10 days",
}


@pytest.mark.parametrize("payment", PAYABLE, ids=str)
def test_payment_terms_are_words(payment):
    assert terms_words.payable_words(payment) == PAYABLE[payment]


def test_a_list_says_it_shorter():
    assert terms_words.short_words(TERMS, on=ON) == "€6,000 monthly, in advance"
    with_project = replace(TERMS, projects=(LAUNCH,))
    assert terms_words.short_words(with_project, on=ON).endswith("+ 1 project")
