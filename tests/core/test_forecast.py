"""Every receivable is expected on one day, for a reason that can be read."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drumbeat.core.forecast import Expected, Habit, Receivable, Stage, expect, forecast
from drumbeat.core.money import Money
from drumbeat.core.terms import PayRun

ON = date(2026, 11, 3)  # a Tuesday
EUR_100 = Money(10_000, "EUR")
EVERY_2ND_THURSDAY = PayRun(every_weeks=2, starts=date(2026, 1, 8), cut_off_days=3)


def invoice(due: str, **changes) -> Receivable:
    due_date = date.fromisoformat(due)
    facts = {
        "subject_id": "invoice:INV-2026-0001",
        "kind": "invoice",
        "client": "Halden",
        "subject": "October retainer",
        "amount": EUR_100,
        "sent_on": due_date - timedelta(days=14),
        "due_date": due_date,
    }
    return Receivable(**(facts | changes))


HABITS = """
    days late, latest first     typical   words
    -                           -         Too few payments so far to know a habit.
    9                           -         Too few payments so far to know a habit.
    9 9                         -         Too few payments so far to know a habit.
    6 6 6                       6         Usually pays 6 days late.
    1 0 2                       1         Usually pays 1 day late.
    0 0 5                       0         Usually pays on the due date.
    -1 -1 4                     -1        Usually pays 1 day early.
    3 4 5 6                     5         Usually pays 5 days late.
    -3 -2 -1 0                  -1        Usually pays 1 day early.
    1 1 1 1 1 1 90 90 90 90     1         Usually pays 1 day late.
"""


def habit_rows():
    for line in HABITS.strip().splitlines()[1:]:
        seen, typical, words = (part.strip() for part in line.split("  ") if part)
        days = () if seen == "-" else tuple(map(int, seen.split()))
        yield days, None if typical == "-" else int(typical), words


@pytest.mark.parametrize(("days", "typical", "words"), list(habit_rows()))
def test_the_last_six_payments_make_a_habit_of_three_or_more(days, typical, words):
    """FOR-1"""
    habit = Habit(days)

    assert (habit.typical, str(habit)) == (typical, words)


SIX_LATE = Habit((6, 6, 6))
DAYS = [
    # what, habit, expected day, words of the reason
    (invoice("2026-11-17"), Habit(), "2026-11-17", "Due Tue 17 Nov. Too few"),
    (invoice("2026-10-29"), SIX_LATE, "2026-11-04", "Usually pays 6 days late."),
    (invoice("2026-11-10"), Habit((-9, -9, -9)), "2026-11-10", "so a week from today"),
    (invoice("2026-10-20"), SIX_LATE, "2026-11-10", "so a week from today."),
    (
        invoice("2026-10-29", promised=date(2026, 11, 6)),
        SIX_LATE,
        "2026-11-06",
        "Due Thu 29 Oct. Promised for Fri 6 Nov.",
    ),
    (
        invoice("2026-10-29", promised=date(2026, 11, 2)),
        SIX_LATE,
        "2026-11-04",
        "It was promised for Mon 2 Nov and has not arrived.",
    ),
    (
        invoice("2026-11-17", has_question=True),
        Habit(),
        "2026-11-24",
        "A question is open; that adds a week until it is answered.",
    ),
    (invoice("2026-10-01", has_question=True), Habit(), "2026-11-10", "is open"),
    (
        invoice("2026-11-17", has_question=True, promised=date(2026, 11, 20)),
        Habit(),
        "2026-11-27",
        "Promised for Fri 20 Nov. A question is open",
    ),
    (
        invoice("2026-11-17", kind="draft", sent_on=ON),
        Habit(),
        "2026-11-17",
        "Not sent yet. Due Tue 17 Nov if it goes out today.",
    ),
    (
        invoice("2026-11-17", kind="draft", sent_on=ON, waits_for_approval=True),
        Habit(),
        "2026-11-17",
        "Waits for a yes. Due Tue 17 Nov if it goes out today.",
    ),
    (
        invoice("2026-12-15", kind="coming"),
        SIX_LATE,
        "2026-12-21",
        "Sends Tue 1 Dec, due Tue 15 Dec. Usually pays 6 days late.",
    ),
    (  # nobody pays an invoice before it exists
        invoice("2026-12-01", kind="coming", sent_on=date(2026, 12, 1)),
        Habit((-5, -5, -5)),
        "2026-12-01",
        "Sends Tue 1 Dec",
    ),
]


@pytest.mark.parametrize(("what", "habit", "day", "words"), DAYS)
def test_the_day_is_due_date_plus_habit_moved_by_facts(what, habit, day, words):
    """FOR-3"""
    expected = expect(what, habit, on=ON)

    assert expected.day == date.fromisoformat(day)
    assert words in expected.reason


RUNS = [
    # due, sent, habit, the run: 29 Oct, 12 Nov, 26 Nov, 10 Dec
    ("2026-11-12", "2026-10-29", Habit(), "2026-11-12"),
    ("2026-11-13", "2026-10-30", Habit(), "2026-11-26"),
    ("2026-11-12", "2026-11-10", Habit(), "2026-11-26"),  # after the cut-off
    ("2026-11-12", "2026-11-09", Habit(), "2026-11-12"),  # on its last day
    ("2026-11-12", "2026-10-29", SIX_LATE, "2026-11-12"),  # 18 Nov: 12 is nearest
    ("2026-11-14", "2026-10-31", Habit((12, 12, 12)), "2026-11-26"),
    ("2026-09-01", "2026-08-18", Habit(), "2026-11-12"),  # missed: the next one
]


@pytest.mark.parametrize(("due", "sent", "habit", "day"), RUNS)
def test_a_pay_run_takes_the_day_to_a_run_that_the_invoice_reaches(
    due, sent, habit, day
):
    """FOR-4"""
    sent_on = date.fromisoformat(sent)
    what = invoice(due, sent_on=sent_on, pay_run=EVERY_2ND_THURSDAY)

    expected = expect(what, habit, on=ON)

    assert expected.day == date.fromisoformat(day)
    assert "Goes into their pay run of Thu" in expected.reason


def test_a_promise_counts_more_than_a_pay_run_and_a_question_more_than_both():
    promised = invoice(
        "2026-11-12", promised=date(2026, 11, 6), pay_run=EVERY_2ND_THURSDAY
    )
    asked = replace(promised, has_question=True)

    assert expect(promised, Habit(), on=ON).day == date(2026, 11, 6)
    assert expect(asked, Habit(), on=ON).day == date(2026, 11, 26)


STAGES = [
    (invoice("2026-11-03"), Stage.SENT),
    (invoice("2026-11-02"), Stage.OVERDUE),
    (invoice("2026-11-02", has_question=True), Stage.QUESTION),
    (invoice("2026-11-17", kind="draft"), Stage.SCHEDULED),
    (invoice("2026-11-17", kind="draft", waits_for_approval=True), Stage.IF_APPROVED),
    (invoice("2026-12-17", kind="coming"), Stage.SCHEDULED),
]


@pytest.mark.parametrize(("what", "stage"), STAGES)
def test_how_far_money_has_come(what, stage):
    assert expect(what, Habit(), on=ON).stage is stage


near = st.dates(date(2026, 6, 1), date(2027, 6, 1))
late = st.lists(st.integers(-30, 90), max_size=8).map(lambda d: Habit(tuple(d)))
receivables = st.builds(
    Receivable,
    subject_id=st.integers(1, 12).map("invoice:{}".format),
    kind=st.sampled_from(["invoice", "draft", "coming"]),
    client=st.sampled_from(["Atlas", "Halden"]),
    subject=st.just("Retainer"),
    amount=st.builds(Money, st.integers(1, 10**7), st.sampled_from(["EUR", "GBP"])),
    sent_on=near,
    due_date=near,
    promised=st.none() | near,
    has_question=st.booleans(),
    waits_for_approval=st.booleans(),
    pay_run=st.none() | st.just(EVERY_2ND_THURSDAY),
)


@given(what=receivables, habit=late)
def test_nothing_is_expected_in_the_past_or_before_it_is_sent(what, habit):
    expected = expect(what, habit, on=ON)

    assert expected.day >= max(ON, what.sent_on)
    assert expected.reason.endswith(".")


@given(what=receivables, habit=late, days=st.integers(1, 60))
def test_who_pays_later_is_not_expected_earlier(what, habit, days):
    facts = replace(what, pay_run=None, promised=None)
    slower = Habit(tuple(day + days for day in habit.days_late))
    sooner, later = (expect(facts, h, on=ON) for h in (habit, slower))
    # What should have come by now waits a week from today, whatever was usual.
    if "so a week from today" not in sooner.reason:
        assert sooner.day <= later.day


@given(all_of_them=st.lists(receivables), habit=late)
def test_each_thing_is_forecast_once_in_the_order_of_days(all_of_them, habit):
    """FOR-2"""
    found = forecast(all_of_them, {"Halden": habit}, on=ON)

    ids = [expected.receivable.subject_id for expected in found]
    assert sorted(ids) == sorted({what.subject_id for what in all_of_them})
    assert [e.day for e in found] == sorted(e.day for e in found)


def test_a_client_without_payments_has_no_habit():
    [expected] = forecast([invoice("2026-11-17")], {}, on=ON)

    assert isinstance(expected, Expected)
    assert expected.day == date(2026, 11, 17)
