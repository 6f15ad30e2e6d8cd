"""Credits never exceed the invoice, and together they cancel it to the cent."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drumbeat.core.corrections import (
    MoreThanInvoiced,
    NotAnInvoice,
    NothingToCredit,
    credit,
    credited_lines,
)
from drumbeat.core.documents import (
    InvoiceDocument,
    Lane,
    Line,
    Tax,
    TaxSubtotal,
    Totals,
)
from drumbeat.core.money import Money, total
from drumbeat.core.party import Buyer, PostalAddress, Seller
from drumbeat.core.remittance import creditor_reference

ON = date(2026, 11, 17)
FULL, HALF, FREE = (
    Tax("S", Decimal(19)),
    Tax("S", Decimal("7.7")),
    Tax("Z", Decimal(0)),
)


def eur(minor):
    return Money(minor, "EUR")


def line(minor, tax, name="Retainer"):
    return Line(
        lane=name,
        description=f"{name}, November",
        service_start=date(2026, 11, 1),
        service_end=date(2026, 11, 30),
        quantity=Decimal(2),
        unit_price=Decimal(minor) / 200,
        net=eur(minor),
        tax=tax,
    )


def invoice(*lines):
    """An invoice in two lanes: the first line, then the rest."""
    lanes = [
        Lane("retainer", "Retainer", lines[:1]),
        Lane("add_on", "Launch", lines[1:]),
    ]
    subtotals = []
    for tax in dict.fromkeys(line.tax for line in lines):
        base = total((line.net for line in lines if line.tax == tax), "EUR")
        subtotals.append(TaxSubtotal(tax, base, base.times(tax.rate / 100)))
    net = total((line.net for line in lines), "EUR")
    tax = total((subtotal.amount for subtotal in subtotals), "EUR")
    return InvoiceDocument(
        kind="invoice",
        number="INV-2026-0001",
        issue_date=date(2026, 11, 3),
        due_date=ON,
        payment_terms="14 days",
        seller=Seller("Studio", PostalAddress(country="DE")),
        buyer=Buyer("Halden", PostalAddress(country="NL")),
        currency="EUR",
        lanes=tuple(lane for lane in lanes if lane.lines),
        totals=Totals(net, tax, net + tax, tuple(subtotals)),
        reference=creditor_reference("INV-2026-0001"),
    )


def credited(document, lines=None, before=None, number=1):
    return credit(
        document,
        lines=lines,
        already_credited=before,
        number=f"CN-2026-{number:04}",
        issue_date=ON,
        reason="Agreed with Ingrid",
    )


TWO = invoice(line(600000, FULL), line(160000, HALF, "Launch"))


def test_s_51_a_whole_credit_mirrors_the_invoice():
    note = credited(TWO)
    assert (note.kind, note.number) == ("credit_note", "CN-2026-0001")
    assert (note.preceding_invoice, note.reason) == (
        "INV-2026-0001",
        "Agreed with Ingrid",
    )
    assert (note.issue_date, note.due_date) == (ON, ON)
    assert note.reference == creditor_reference("CN-2026-0001")
    assert (note.totals, note.lanes) == (TWO.totals, TWO.lanes)
    assert (note.update, note.reminders) == (None, ())


def test_a_part_of_a_line_is_one_unit_of_that_amount():
    note = credited(TWO, {1: eur(10000)})
    (lane,) = note.lanes
    (only,) = lane.lines
    assert lane.name == "Launch"
    assert (only.quantity, only.unit_price) == (Decimal(1), Decimal("100.00"))
    assert note.totals.tax == eur(770)
    assert note.totals.gross == eur(10770)


@pytest.mark.parametrize(
    ("lines", "before"),
    [
        ({0: eur(600001)}, {}),
        ({0: eur(1)}, {0: eur(600000)}),
        ({0: eur(0)}, {}),
        ({0: eur(-1)}, {}),
        ({2: eur(1)}, {}),
    ],
)
def test_i_41_more_than_was_invoiced_is_refused(lines, before):
    with pytest.raises(MoreThanInvoiced) as refusal:
        credited(TWO, lines, before)
    assert refusal.value.rule == "COR-3"


def test_i_41_a_category_with_a_discount_is_not_credited_beyond_its_base():
    document = invoice(line(10000, FULL), line(-4000, FULL, "Discount"))
    with pytest.raises(MoreThanInvoiced):
        credited(document, {0: eur(10000)})
    assert credited(document).totals == document.totals
    assert credited(document, {0: eur(6000)}).totals.net == eur(6000)


def test_nothing_left_or_nothing_asked_is_refused():
    everything = {0: eur(600000), 1: eur(160000)}
    with pytest.raises(NothingToCredit):
        credited(TWO, None, everything)
    with pytest.raises(NothingToCredit):
        credited(TWO, {})


def test_s_52_a_credit_note_is_not_credited():
    with pytest.raises(NotAnInvoice):
        credited(credited(TWO))


documents = st.lists(
    st.builds(line, st.integers(1, 50000), st.sampled_from([FULL, HALF, FREE])),
    min_size=1,
    max_size=4,
).map(lambda lines: invoice(*lines))


@given(documents, st.data())
def test_i_41_parts_and_the_rest_cancel_the_invoice_to_zero(document, data):
    flat = [line for lane in document.lanes for line in lane.lines]
    before, notes = {}, []
    for _ in range(data.draw(st.integers(0, 4))):
        left = {
            index: line.net - before.get(index, eur(0))
            for index, line in enumerate(flat)
        }
        open_lines = [index for index, amount in left.items() if amount]
        if not open_lines:
            break
        index = data.draw(st.sampled_from(open_lines))
        asked = {index: eur(data.draw(st.integers(1, left[index].minor)))}
        notes.append(credited(document, asked, before, len(notes) + 1))
        before[index] = asked[index] + before.get(index, eur(0))
        assert sum(n.totals.tax.minor for n in notes) <= document.totals.tax.minor
    if sum(n.totals.net.minor for n in notes) < document.totals.net.minor:
        notes.append(credited(document, None, before, len(notes) + 1))

    for part in ("net", "tax", "gross"):
        of_notes = total((getattr(note.totals, part) for note in notes), "EUR")
        assert of_notes == getattr(document.totals, part)
    for note in notes:
        # I-42
        assert note.totals.gross == note.totals.net + note.totals.tax
        assert all(s.amount.minor >= 0 for s in note.totals.subtotals)
        assert total((lane.net for lane in note.lanes), "EUR") == note.totals.net


@given(documents)
def test_i_38_the_first_credit_of_a_category_is_base_times_rate(document):
    for subtotal in credited(document, {0: eur(1)}).totals.subtotals:
        assert subtotal.amount == subtotal.base.times(subtotal.tax.rate / 100)


def test_what_earlier_notes_took_is_read_off_them():
    document = invoice(line(1000, FULL), line(1000, FULL), line(500, HALF, "Launch"))
    first = credited(document, {0: eur(1000), 2: eur(200)})
    second = credited(document, {1: eur(300)}, credited_lines(document, [first]))
    taken = credited_lines(document, [first, second])
    assert taken == {0: eur(1000), 1: eur(300), 2: eur(200)}
    rest = credited(document, None, taken)
    assert rest.totals.net == eur(1000)


def test_the_invoice_itself_stays_as_it_is():
    untouched = replace(TWO)
    credited(TWO)
    assert untouched == TWO
