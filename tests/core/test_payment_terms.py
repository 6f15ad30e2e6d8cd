"""Payment terms in words, and the due dates they give."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drumbeat.core.dates import Convention, WeekdaysOnly
from drumbeat.core.payment_terms import (
    PaymentTermsNotUnderstood,
    due_date,
    parse_payment_terms,
)

# [S-21]: every form, with the ends of short months.
UNADJUSTED = [
    ("on receipt", "2026-01-15", "2026-01-15"),
    ("14 days", "2026-01-15", "2026-01-29"),
    ("0 days", "2026-01-15", "2026-01-15"),
    ("1 day", "2026-02-28", "2026-03-01"),
    ("30 days", "2028-02-01", "2028-03-02"),
    ("10 days after end of month", "2026-02-03", "2026-03-10"),
    ("end of month after 30 days", "2026-01-30", "2026-03-31"),
    ("end of month after 30 days", "2026-01-29", "2026-02-28"),
    ("day 15 of next month", "2026-01-15", "2026-02-15"),
    ("day 31 of next month", "2026-01-31", "2026-02-28"),
    ("day 1 of next month", "2026-12-31", "2027-01-01"),
    ("day 15 after 10 days", "2026-01-05", "2026-01-15"),
    ("day 15 after 10 days", "2026-01-06", "2026-02-15"),
    ("day 31 after 0 days", "2026-02-10", "2026-02-28"),
    ("day 30 after 1 days", "2026-01-30", "2026-02-28"),
]


@pytest.mark.parametrize(("words", "issued", "due"), UNADJUSTED)
def test_due_dates_count_from_the_issue_date(words, issued, due):
    terms = parse_payment_terms(words)

    found = due_date(terms, date.fromisoformat(issued), Convention.NONE, WeekdaysOnly())

    assert found == date.fromisoformat(due)


# [S-19]: moved once from the unadjusted date; Saturday 2026-01-31 is a month's end.
MOVED = [
    (Convention.NONE, "2026-01-17", "2026-01-31"),
    (Convention.FOLLOWING, "2026-01-17", "2026-02-02"),
    (Convention.PRECEDING, "2026-01-17", "2026-01-30"),
    (Convention.MODIFIED_FOLLOWING, "2026-01-17", "2026-01-30"),
    (Convention.MODIFIED_FOLLOWING, "2026-01-10", "2026-01-26"),
]


@pytest.mark.parametrize(("moves", "issued", "due"), MOVED)
def test_due_dates_move_to_a_working_day(moves, issued, due):
    terms = parse_payment_terms("14 days" if issued != "2026-01-10" else "15 days")

    found = due_date(terms, date.fromisoformat(issued), moves, WeekdaysOnly())

    assert found == date.fromisoformat(due)


@given(
    issued=st.dates(date(2020, 1, 1), date(2040, 1, 1)),
    words=st.sampled_from([words for words, _, _ in UNADJUSTED]),
    moves=st.sampled_from(Convention),
)
def test_nothing_is_due_before_it_is_issued(issued, words, moves):
    found = due_date(parse_payment_terms(words), issued, moves, WeekdaysOnly())

    assert found >= issued
    assert moves is Convention.NONE or found.weekday() < 5


@pytest.mark.parametrize(
    "words",
    [
        "",
        "soon",
        "366 days",
        "day 0 of next month",
        "day 32 after 1 days",
        "14",
        "٣ days",
    ],
)
def test_other_words_are_refused(words):
    with pytest.raises(PaymentTermsNotUnderstood) as refused:
        parse_payment_terms(words)

    assert refused.value.rule == "PAY-1"


@pytest.mark.parametrize("words", [words for words, _, _ in UNADJUSTED])
def test_words_read_back(words):
    terms = parse_payment_terms(words)

    assert parse_payment_terms(str(terms)) == terms
