"""Sections with their tax: together they are the total, whatever the rounding."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drumbeat.core.documents import InvoiceDocument, Lane, Line, Tax
from drumbeat.core.lane_amounts import lane_amounts, left_beside, letter_of, lettered
from drumbeat.core.money import Money
from drumbeat.core.party import Buyer, PostalAddress, Seller
from drumbeat.core.totals import totals_of

RATES = (Tax("S", Decimal(21)), Tax("S", Decimal(9)), Tax("AE", Decimal(0), "Reverse"))


def line(minor: int, tax: Tax) -> Line:
    net = Money(minor, "EUR")
    day = date(2026, 3, 1)
    return Line("x", "Work", day, day, Decimal(1), net.decimal, net, tax)


def document(*lanes: tuple[tuple[int, Tax], ...]) -> InvoiceDocument:
    made = tuple(
        Lane("retainer", f"Lane {n}", tuple(line(*each) for each in lines))
        for n, lines in enumerate(lanes)
    )
    every = [each for lane in made for each in lane.lines]
    return InvoiceDocument(
        kind="invoice",
        number="INV-1",
        issue_date=date(2026, 3, 1),
        due_date=date(2026, 3, 15),
        payment_terms="14 days",
        seller=Seller("We", PostalAddress()),
        buyer=Buyer("They", PostalAddress()),
        currency="EUR",
        lanes=made,
        totals=totals_of(every, "EUR"),
        reference="",
    )


def eur(text: str) -> Money:
    return Money.parse(text, "EUR")


def test_a_retainer_and_a_launch():
    found = document(((600_000, RATES[0]),), ((160_000, RATES[0]),))

    assert lane_amounts(found) == {"A": eur("7260.00"), "B": eur("1936.00")}


def test_the_cent_that_is_over_goes_to_one_section():
    found = document(*(((33, RATES[0]),) for _ in range(3)))  # 0.99 × 21 % = 0.21

    parts = lane_amounts(found)
    assert [part.minor for part in parts.values()] == [40, 40, 40]
    odd = document(*(((50, RATES[0]),) for _ in range(3)))  # 1.50 × 21 % = 0.32
    assert [part.minor for part in lane_amounts(odd).values()] == [61, 61, 60]


AMOUNTS = st.integers(-50_000, 900_000).filter(bool)
LINES = st.lists(st.tuples(AMOUNTS, st.sampled_from(RATES)), min_size=1, max_size=4)


@given(st.lists(LINES.map(tuple), min_size=1, max_size=4))
def test_i_38_the_parts_are_the_whole(lanes):
    found = document(*lanes)
    parts = lane_amounts(found)

    assert sum(part.minor for part in parts.values()) == found.totals.gross.minor
    assert list(parts) == [letter for letter, _ in lettered(found)]


@given(LINES.map(tuple))
def test_one_section_asks_for_all(lines):
    found = document(lines)
    assert lane_amounts(found) == {"A": found.totals.gross}


@pytest.mark.parametrize(
    ("open_", "disputed", "left"),
    [
        ("9196.00", "B", "7260.00"),
        ("9196.00", "AB", "0.00"),
        ("9196.00", "", "9196.00"),
        ("1936.00", "B", "0.00"),  # the rest is paid: nothing is asked for
        ("2000.00", "B", "64.00"),
        ("500.00", "B", "0.00"),
    ],
)
def test_s_66_what_is_in_question_is_not_asked_for(open_, disputed, left):
    found = document(((600_000, RATES[0]),), ((160_000, RATES[0]),))
    assert left_beside(found, eur(open_), disputed) == eur(left)


@pytest.mark.parametrize(
    ("named", "letter"),
    [("A", "A"), ("b", "B"), ("lane 1", "B"), (" Lane 0 ", "A"), ("C", ""), ("", "")],
)
def test_a_section_is_known_by_letter_or_name(named, letter):
    found = document(((1, RATES[0]),), ((1, RATES[0]),))
    assert letter_of(found, named) == letter


def test_a_section_without_a_name_is_no_whole_invoice():
    found = document(((1, RATES[0]),))
    nameless = replace(found, lanes=(replace(found.lanes[0], name=""),))
    assert letter_of(nameless, "") == ""
