"""The effect of an edit, in the sentences that are read before it is saved."""

from datetime import date
from decimal import Decimal

import pytest

from drumbeat.core.dates import WeekdaysOnly
from drumbeat.core.documents import Tax
from drumbeat.core.edit_effects import effect_of
from drumbeat.core.money import Money
from drumbeat.core.terms import (
    AddOn,
    Anchor,
    Cadence,
    Change,
    EngagementTerms,
    Pause,
    PaymentTerms,
    Project,
    ReminderPolicy,
    Retainer,
)
from drumbeat.core.terms_edits import (
    adding,
    changing,
    ending,
    ordering,
    pausing,
    paying,
    reminding,
    resuming,
)

TODAY = date(2026, 10, 5)
NAME = "Retainer, {period}"
TAX = Tax("S", Decimal(21))
DECEMBER = date(2026, 12, 1)


def eur(text: str) -> Money:
    return Money.parse(text, "EUR")


def monthly(**more) -> EngagementTerms:
    retainer = Retainer(NAME, eur("6000.00"), Cadence("month"), TAX)
    return EngagementTerms(
        "Interim CMO", date(2026, 1, 1), "EUR", retainers=(retainer,), **more
    )


def effect(edit, terms=None):
    return effect_of(terms or monthly(), edit, today=TODAY, working=WeekdaysOnly())


WORDS = {
    "a raise says what stays": (
        changing(Change(DECEMBER, NAME, amount=eur("6500.00"))),
        (
            "From the December invoice: €6,500.00 instead of €6,000.00.",
            "November stays at €6,000.00.",
        ),
    ),
    "another day of the month names the invoices that follow": (
        changing(Change(DECEMBER, NAME, anchor=Anchor(day=15))),
        (
            "The invoices that follow: Tue 1 Dec €2,800.00, Tue 15 Dec €6,000.00, "
            "Fri 15 Jan 2027 €6,000.00.",
        ),
    ),
    "payment terms name the due day": (
        paying(PaymentTerms("days", days=30)),
        (
            "The invoice of Sun 1 Nov is due Tue 1 Dec instead of Sun 15 Nov. "
            "Issued invoices keep their day.",
        ),
    ),
    "reminders keep what was sent": (
        reminding(ReminderPolicy(steps=())),
        ("Later invoices carry 0 reminders. Issued invoices keep their plan.",),
    ),
    "a purchase order changes no amount": (
        ordering("PO-7"),
        ("No invoice changes.",),
    ),
    "an add-on comes on top": (
        adding(AddOn("Launch", eur("1600.00"), date(2026, 11, 1), TAX)),
        ("The November invoice: €7,600.00 instead of €6,000.00.",),
    ),
    "a project has its own invoice": (
        adding(Project("Workshop", eur("3200.00"), date(2026, 11, 12), TAX)),
        ("The invoice of “Workshop”: €3,200.00 more.",),
    ),
    "an end": (
        ending(date(2026, 11, 30)),
        (
            "From the December invoice: nothing instead of €6,000.00.",
            "November stays at €6,000.00.",
        ),
    ),
}


@pytest.mark.parametrize("case", WORDS)
def test_the_effect_is_said(case):
    edit, expected = WORDS[case]
    assert effect(edit).sentences == expected


def test_the_next_invoices_stand_side_by_side():  # I-21
    moved = effect(changing(Change(DECEMBER, NAME, anchor=Anchor(day=15))))
    assert [str(i.bill_on) for i in moved.before] == [
        "2026-12-01",
        "2027-01-01",
        "2027-02-01",
    ]
    assert [(str(i.bill_on), str(i.net)) for i in moved.after] == [
        ("2026-12-01", "2800.00"),
        ("2026-12-15", "6000.00"),
        ("2027-01-15", "6000.00"),
    ]


def test_two_changes_of_one_day_are_one():  # S-40
    raised = changing(Change(DECEMBER, NAME, amount=eur("6500.00")))
    later = changing(Change(DECEMBER, NAME, timing="in arrears"))
    [change] = later(raised(monthly())).changes
    assert (change.amount, change.timing) == (eur("6500.00"), "in arrears")


def test_resuming_ends_the_pause_before_the_day():  # S-36
    paused = pausing(Pause(date(2026, 9, 1)))(monthly())
    again = resuming(date(2026, 11, 1))(paused)
    assert again.pauses == (Pause(date(2026, 9, 1), date(2026, 10, 31)),)


def test_resuming_before_a_pause_drops_it_and_keeps_what_is_over():
    over = Pause(date(2026, 3, 1), date(2026, 3, 31))
    planned = Pause(date(2026, 12, 1), date(2026, 12, 31))
    agreed = monthly(pauses=(over, planned))
    assert resuming(date(2026, 12, 1))(agreed).pauses == (over,)
