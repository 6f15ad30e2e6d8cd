"""Every cent of a payment is on an invoice or on account."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drumbeat.core.allocation import (
    NothingToApply,
    OpenInvoice,
    apply_credit,
    apply_credit_note,
    apply_payment,
)
from drumbeat.core.money import Money, total
from drumbeat.core.remittance import creditor_reference


def eur(minor):
    return Money(minor, "EUR")


def invoice(sequence, minor, due, currency="EUR"):
    number = f"INV-2026-{sequence:04}"
    return OpenInvoice(
        number, sequence, Money(minor, currency), due, creditor_reference(number)
    )


THREE = (
    invoice(1, 10000, date(2026, 3, 31)),
    invoice(2, 5000, date(2026, 2, 28)),
    invoice(3, 7000, date(2026, 2, 28)),
)


def by_number(application):
    return {int(a.number[-4:]): a.amount.minor for a in application.allocations}


@pytest.mark.parametrize(
    ("amount", "reference", "expected", "on_account"),
    [
        # nothing named: oldest due date, then lowest number
        (12000, "", {2: 5000, 3: 7000}, 0),
        (6000, "", {2: 5000, 3: 1000}, 0),
        (22000, "", {2: 5000, 3: 7000, 1: 10000}, 0),
        (25000, "thanks", {2: 5000, 3: 7000, 1: 10000}, 3000),
        # named: in the order of the text, and the rest stays on account
        (10000, "INV-2026-0001", {1: 10000}, 0),
        (12000, "inv 2026 0001", {1: 10000}, 2000),
        (9000, "INV-2026-0003 + INV-2026-0002", {3: 7000, 2: 2000}, 0),
        (5000, creditor_reference("INV-2026-0003"), {3: 5000}, 0),
        # a reference that matches nothing open
        (5000, "INV-2025-0044", {2: 5000}, 0),
    ],
)
def test_s_55_order(amount, reference, expected, on_account):
    application = apply_payment(eur(amount), THREE, reference=reference)
    assert by_number(application) == expected
    assert list(by_number(application)) == list(expected)
    assert application.on_account == eur(on_account)


open_invoices = st.lists(
    st.builds(
        invoice,
        st.integers(1, 9999),
        st.integers(0, 10**6),
        st.dates(date(2026, 1, 1), date(2026, 12, 31)),
        st.sampled_from(["EUR", "EUR", "GBP"]),
    ),
    max_size=8,
    unique_by=lambda i: i.number,
)


@given(amount=st.integers(1, 10**7).map(eur), invoices=open_invoices, data=st.data())
def test_i_44_every_cent_is_allocated_once_or_on_account(amount, invoices, data):
    named = data.draw(st.lists(st.sampled_from(invoices))) if invoices else []
    reference = ", ".join(i.number for i in named)

    application = apply_payment(amount, invoices, reference=reference)

    allocated = total((a.amount for a in application.allocations), "EUR")
    assert allocated + application.on_account == amount
    assert application.on_account.minor >= 0
    openings = {i.number: i.open for i in invoices}
    assert len(by_number(application)) == len(application.allocations)
    assert all(eur(0) < a.amount <= openings[a.number] for a in application.allocations)


@given(amount=st.integers(1, 10**7).map(eur), invoices=open_invoices, data=st.data())
def test_the_order_in_which_invoices_are_read_does_not_matter(amount, invoices, data):
    shuffled = data.draw(st.permutations(invoices))
    there = apply_payment(amount, invoices, reference="")
    assert there == apply_payment(amount, shuffled, reference="")


def test_client_credit_is_used_as_chosen_or_oldest_first():
    chosen = apply_credit(eur(8000), THREE, chosen=("INV-2026-0003", "INV-2026-0001"))
    assert by_number(chosen) == {3: 7000, 1: 1000}
    assert by_number(apply_credit(eur(8000), THREE)) == {2: 5000, 3: 3000}


@pytest.mark.parametrize(
    ("gross", "expected", "client_credit"),
    [(4000, {1: 4000}, 0), (10000, {1: 10000}, 0), (12500, {1: 10000}, 2500)],
)
def test_s_53_a_credit_note_reduces_its_own_invoice_first(
    gross, expected, client_credit
):
    effect = apply_credit_note(eur(gross), THREE[0])
    assert by_number(effect) == expected
    assert effect.on_account == eur(client_credit)


def test_another_currency_is_never_settled():
    pounds = apply_payment(Money(500, "GBP"), THREE, reference="INV-2026-0001")
    assert pounds.allocations == ()
    assert pounds.on_account == Money(500, "GBP")


@pytest.mark.parametrize("minor", [0, -1])
def test_alc_1_only_money_that_arrived_is_applied(minor):
    with pytest.raises(NothingToApply):
        apply_payment(eur(minor), THREE, reference="")
