"""Edits of terms: pure, checked, and never on top of what somebody else changed."""

from datetime import date
from decimal import Decimal

import pytest

from drumbeat.core.dates import WeekdaysOnly
from drumbeat.core.documents import Tax
from drumbeat.core.money import Money
from drumbeat.core.plan_changes import InvoiceChange, change_words, preview_change
from drumbeat.core.terms import (
    Cadence,
    Change,
    EngagementTerms,
    Pause,
    Project,
    ReminderPolicy,
    ReminderStep,
    Retainer,
)
from drumbeat.core.terms_edits import (
    NotPossible,
    TermsChanged,
    changing,
    check_read,
    ending,
    pausing,
    reminding,
    replacing,
)

TODAY = date(2026, 10, 5)
UNTIL = date(2027, 2, 28)
RETAINER = "Retainer, {period}"
TAX = Tax("S", Decimal(21))


def eur(text: str) -> Money:
    return Money.parse(text, "EUR")


def monthly(*, every: str = "month", timing: str = "in advance", **more):
    """Return a retainer of 3000.00 from January 2026."""
    price = eur("3000.00")
    retainer = Retainer(RETAINER, price, Cadence(every), TAX, timing=timing)
    return EngagementTerms(
        "Interim CMO", date(2026, 1, 1), "EUR", retainers=(retainer,), **more
    )


def raised(starts: str, amount: str = "3600.00"):
    change = Change(date.fromisoformat(starts), RETAINER, amount=eur(amount))
    return changing(change)


def preview(edit, terms=None, *, until=UNTIL) -> list[InvoiceChange]:
    return preview_change(
        terms or monthly(), edit, today=TODAY, until=until, working=WeekdaysOnly()
    )


def words(edit, terms=None) -> list[str]:
    return change_words(preview(edit, terms), today=TODAY)


def table(changes) -> list[tuple[str, Money | None, Money | None]]:
    return [(str(c.bill_on), c.before, c.after) for c in changes]


def test_the_preview_shows_each_invoice_that_changes_and_no_other():  # I-21, S-40
    assert table(preview(raised("2026-12-01"))) == [
        ("2026-12-01", eur("3000.00"), eur("3600.00")),
        ("2027-01-01", eur("3000.00"), eur("3600.00")),
        ("2027-02-01", eur("3000.00"), eur("3600.00")),
    ]


def test_what_was_billed_is_marked_for_a_correction():  # S-42
    changes = preview(raised("2026-10-17"), until=date(2026, 11, 30))

    (october, split, november) = changes
    assert (october.bill_on, october.has_come) == (date(2026, 10, 1), True)
    assert october.difference == eur("-1451.61")  # 15/31 move to the new price
    assert table([split]) == [("2026-10-17", None, eur("1741.94"))]
    assert (november.has_come, november.difference) == (False, eur("600.00"))


WORDS = {
    "a raise": (
        raised("2026-12-01"),
        ["From the December invoice: €3,600.00 instead of €3,000.00."],
    ),
    "a pause of one month": (
        pausing(Pause(date(2026, 11, 1), date(2026, 11, 30))),
        ["The November invoice: nothing instead of €3,000.00."],
    ),
    "a pause of days already billed": (
        pausing(Pause(date(2026, 10, 11), date(2026, 10, 20))),
        ["What was billed is put right by a credit note of €967.74."],
    ),
    "an end in another year": (
        ending(date(2026, 12, 31)),
        ["From the January 2027 invoice: nothing instead of €3,000.00."],
    ),
    "a raise in the past": (
        raised("2026-09-01"),
        [
            "From the November invoice: €3,600.00 instead of €3,000.00.",
            "What was billed is put right by €1,200.00 more.",
        ],
    ),
    "reminders only": (
        reminding(ReminderPolicy(steps=(ReminderStep(5, "clear"),))),
        ["No invoice changes."],
    ),
}


@pytest.mark.parametrize("case", WORDS)
def test_the_words_name_the_invoices(case):  # S-67
    edit, expected = WORDS[case]
    assert words(edit) == expected


def test_several_invoices_of_a_month_are_named_by_their_day():
    pause = pausing(Pause(date(2026, 11, 5), date(2026, 11, 18)))
    assert words(pause, monthly(every="week")) == [
        "From the invoice of 5 November: nothing instead of €3,000.00."
    ]


def test_a_project_is_named_and_comes_on_top():
    workshop = Project("Workshop", eur("3200.00"), date(2026, 11, 10), TAX)
    wanted = monthly(projects=(workshop,))
    edit = replacing(wanted, reason="a workshop")
    assert words(edit) == ["The invoice of “Workshop”: €3,200.00 more."]


def test_in_arrears_the_running_month_is_still_to_come():
    assert words(raised("2026-10-01"), monthly(timing="in arrears"))[0].startswith(
        "From the November"
    )


def test_an_edit_leaves_the_terms_it_was_given():
    before = monthly()
    after = pausing(Pause(date(2026, 11, 1), None))(before)
    assert before.pauses == ()
    assert after.pauses == (Pause(date(2026, 11, 1), None),)


def test_eng_6_an_edit_brings_no_contradiction():  # S-36
    first = pausing(Pause(date(2026, 11, 1), date(2026, 11, 20)))
    second = pausing(Pause(date(2026, 11, 10), date(2026, 11, 30)))
    with pytest.raises(NotPossible) as refusal:
        second(first(monthly()))
    assert "pause" in refusal.value.sentence


def test_an_end_leaves_what_lies_behind_it_for_a_re_opening():  # S-45
    paused = pausing(Pause(date(2026, 11, 1), date(2026, 11, 20)))(monthly())
    ended = ending(date(2026, 10, 31))(paused)
    assert ending(None)(ended) == paused


def test_eng_5_what_was_read_must_still_be_there():
    check_read(None, 7)
    check_read(7, 7)
    with pytest.raises(TermsChanged) as refusal:
        check_read(6, 7)
    assert "version 6 is now 7" in refusal.value.sentence
