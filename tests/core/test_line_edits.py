"""What a person changes of a draft: exact, explained, and only what was meant."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drumbeat.core.documents import InvoiceDocument, Lane, Line, Tax
from drumbeat.core.line_edits import (
    CreditNoteStays,
    LineEdits,
    LineRefused,
    NoLineLeft,
    NotAFigure,
    Wish,
    edit_lines,
    figure,
)
from drumbeat.core.money import Money
from drumbeat.core.party import Buyer, PostalAddress, Seller
from drumbeat.core.totals import totals_of

R, L = "r#0#1#d", "l#0#0#d"  # the charges of the two lines
VAT = Tax("S", Decimal(21))
REVERSE = Tax("AE")


def line(minor: int, lane: str = "Retainer", *, tax: Tax = VAT, key: str = "r#0#1#d"):
    return Line(
        lane=lane,
        description=f"{lane}, November",
        service_start=date(2026, 11, 1),
        service_end=date(2026, 11, 17),
        quantity=Decimal(1),
        unit_price=Decimal(minor) / 100,
        net=Money(minor, "EUR"),
        tax=tax,
        prorated="17/30",
        charge_key=key,
        detail="as agreed",
    )


def draft(*lanes: tuple[Line, ...], **changes) -> InvoiceDocument:
    lines = [one for lane in lanes for one in lane]
    kinds = ("retainer", "add_on")
    document = InvoiceDocument(
        kind="invoice",
        number="",
        issue_date=date(2026, 11, 3),
        due_date=date(2026, 11, 17),
        payment_terms="14 days",
        seller=Seller("Studio", PostalAddress(country="NL")),
        buyer=Buyer("Halden", PostalAddress(country="NL")),
        currency="EUR",
        lanes=tuple(
            Lane(kinds[n], lane[0].lane, lane, purchase_order="PO-1")
            for n, lane in enumerate(lanes)
        ),
        totals=totals_of(lines, "EUR"),
        reference="",
        purchase_order="PO-1",
    )
    return replace(document, **changes)


TWO = draft((line(600000),), (line(160000, "Launch", tax=REVERSE, key="l#0#0#d"),))


def wish(text: str, quantity: str = "1", price: str = "1.00") -> Wish:
    return Wish(text, Decimal(quantity), Decimal(price))


def edits(wishes=None, added=(), order="PO-1") -> LineEdits:
    return LineEdits(wishes or {}, tuple(added), order)


def test_nothing_wished_changes_nothing():
    assert edit_lines(TWO, edits()) == TWO
    same = {R: wish("Retainer,  November ", price="6000.00")}
    assert edit_lines(TWO, edits(same)) == TWO


def test_a_new_price_moves_the_totals_and_forgets_the_old_share():
    changed = edit_lines(TWO, edits({R: wish("CMO", "1.5", "333.335")}))

    first = changed.lanes[0].lines[0]
    assert (first.description, first.net) == ("CMO", Money(50000, "EUR"))
    assert (first.prorated, first.charge_key) == (None, "r#0#1#d")
    assert changed.totals.net == Money(210000, "EUR")
    assert changed.totals.tax == Money(10500, "EUR")
    assert changed.lanes[1] == TWO.lanes[1]


def test_other_words_leave_the_amount_and_its_share():
    changed = edit_lines(TWO, edits({R: wish("Interim CMO", price="6000.00")}))

    first = changed.lanes[0].lines[0]
    assert (first.description, first.prorated) == ("Interim CMO", "17/30")
    assert changed.totals == TWO.totals


def test_a_dropped_line_takes_its_lane_along():
    changed = edit_lines(TWO, edits({L: None}))

    assert [lane.name for lane in changed.lanes] == ["Retainer"]
    assert changed.totals.net == Money(600000, "EUR")


def test_an_added_line_has_the_tax_and_days_of_its_lane_and_its_own_key():
    once = edit_lines(TWO, edits(added=[(L, wish("Printing", "3", "40.00"))]))
    twice = edit_lines(once, edits(added=[(R, wish("Travel")), (L, wish("Stand"))]))

    printing = once.lanes[1].lines[-1]
    assert (printing.net, printing.tax) == (Money(12000, "EUR"), REVERSE)
    assert (printing.prorated, printing.detail) == (None, "")
    assert printing.service_end == date(2026, 11, 17)
    keys = [one.charge_key for lane in twice.lanes for one in lane.lines]
    assert keys == ["r#0#1#d", "added#2", "l#0#0#d", "added#1", "added#3"]


def test_a_reduction_has_a_quantity_below_zero():
    changed = edit_lines(TWO, edits(added=[(R, wish("Goodwill", "-1", "500.00"))]))

    assert changed.totals.net == Money(710000, "EUR")


def test_the_order_stands_where_the_documents_own_stood():
    launch = replace(TWO.lanes[1], purchase_order="PO-9")
    document = replace(TWO, lanes=(TWO.lanes[0], launch))

    changed = edit_lines(document, edits(order="PO-2"))

    assert changed.purchase_order == "PO-2"
    assert [lane.purchase_order for lane in changed.lanes] == ["PO-2", "PO-9"]


@pytest.mark.parametrize(
    ("bad", "sentence"),
    [
        (wish("  "), "Line 1: say what it is for."),
        (wish("x" * 501), "at most 500 characters"),
        (wish("a", price="-1"), "quantity of −1"),
        (wish("a", price="0.001"), "comes to nothing"),
        (wish("a", "999999999", "99999999"), "too large to be meant"),
    ],
)
def test_a_line_that_says_too_little_is_refused(bad, sentence):  # LIN-2
    with pytest.raises(LineRefused, match=sentence):
        edit_lines(TWO, edits({R: bad}))


def test_something_must_stay_to_be_invoiced():  # LIN-3
    with pytest.raises(NoLineLeft):
        edit_lines(TWO, edits({R: None, L: None}))


def test_a_credit_note_is_not_edited():  # LIN-4
    with pytest.raises(CreditNoteStays):
        edit_lines(replace(TWO, kind="credit_note"), edits({R: None}))


FIGURES = [("2", "2"), (" 0.50 ", "0.5"), ("−1", "-1"), ("1E+3", "1000")]


@pytest.mark.parametrize(("text", "value"), FIGURES)
def test_a_figure_is_read(text, value):
    assert figure(text) == Decimal(value)


@pytest.mark.parametrize(
    "text", ["", "two", "1,200.00", "0.00001", "NaN", "Infinity", "1000000000"]
)
def test_what_is_no_figure_is_refused(text):  # LIN-1
    with pytest.raises(NotAFigure):
        figure(text)


@given(
    quantity=st.decimals("0.01", "999", places=2),
    price=st.decimals("0.01", "99999", places=4),
)
def test_every_net_is_its_quantity_times_its_price(quantity, price):  # S-60
    exact = quantity * price
    if exact < Decimal("0.005"):
        return
    changed = edit_lines(TWO, edits({R: Wish("Days", quantity, price)}))

    net = changed.lanes[0].lines[0].net
    assert abs(net.decimal - exact) <= Decimal("0.005")
    assert changed.totals.gross == changed.totals.net + changed.totals.tax
