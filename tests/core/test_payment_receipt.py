"""A receipt says what came, and is there only once nothing is open."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.pdf_cast import invoice
from drumbeat.core.money import Money
from drumbeat.core.payment_receipt import Arrival, PaymentReceipt, receipt_of

DOCUMENT = invoice()  # of 9,196.00
GROSS = DOCUMENT.totals.gross
FIRST, LAST = date(2026, 11, 10), date(2026, 11, 17)


def eur(minor: int) -> Money:
    return Money(minor, "EUR")


def came(payment: int, minor: int, on: date = FIRST, **more) -> Arrival:
    return Arrival(payment, on, eur(minor), **more)


def receipt(
    *arrivals: Arrival, credited: int = 0, waived: int = 0, **changes
) -> PaymentReceipt | None:
    return receipt_of(
        replace(DOCUMENT, **changes),
        arrivals,
        credited=eur(credited),
        waived=eur(waived),
        settled_on=LAST,
    )


def test_a_receipt_says_what_came_when():
    last, first = came(8, 419_600, LAST), came(7, 500_000, is_transfer=True)
    made = receipt(last, first)

    assert made.arrived == (first, last)
    assert made.received == GROSS
    assert made.rest == eur(0)
    assert made.settled_on == LAST


@pytest.mark.parametrize(
    ("arrivals", "others"),
    [
        ((), {}),
        ((came(7, 919_599),), {}),
        ((came(7, 900_000),), {"credited": 19_599}),
        ((), {"credited": 919_600}),
        ((), {"waived": 919_600}),
        ((), {"credited": 900_000, "waived": 19_600}),
        ((came(7, 919_600), came(7, -919_600)), {}),
        ((came(7, 919_600), came(7, -919_600)), {"credited": 919_600}),
        ((came(7, 919_600),), {"kind": "credit_note"}),
    ],
)
def test_there_is_none_while_something_is_open_or_when_no_money_came(
    arrivals, others
):  # RCT-1
    assert receipt(*arrivals, **others) is None


def test_what_was_credited_or_given_up_is_no_money():
    made = receipt(came(7, 900_000), credited=19_000, waived=600)

    assert made.received == eur(900_000)
    assert (made.credited, made.waived, made.rest) == (eur(19_000), eur(600), eur(0))


def test_a_payment_that_was_taken_off_again_is_not_named():
    made = receipt(came(7, 919_600), came(7, -919_600, LAST), came(8, 919_600, LAST))

    assert [one.payment for one in made.arrived] == [8]


@given(
    st.lists(st.tuples(st.integers(1, 3), st.integers(-500_000, 919_600)), max_size=6),
    st.integers(0, 919_600),
)
def test_a_receipt_always_adds_up(parts, credited):
    made = receipt(*(came(*part) for part in parts), credited=credited)

    if made is not None:
        assert made.received + made.credited + made.waived == GROSS
        assert made.received.minor > 0
        assert all(one.amount.minor for one in made.arrived)
