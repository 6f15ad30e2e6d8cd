"""Money that arrives: whose it is, what it settles, and what stays on account."""

import json
from datetime import date

import pytest

from cast import NORA, Practice, eur, faults, faults_by_fsck, monthly, noon
from drumbeat.apps.audit.models import Activity
from drumbeat.apps.invoices.models import Invoice
from drumbeat.apps.payments import operations as payments
from drumbeat.apps.payments.models import Allocation, InvoiceBalance, Payment
from drumbeat.apps.payments.operations import (
    AlreadyBooked,
    MoreThanFree,
    NothingAllocated,
    NothingOnAccount,
    NothingOpen,
    NotOpen,
)
from drumbeat.apps.payments.queries import (
    NoSuchPayment,
    free_of,
    list_on_account,
)
from drumbeat.apps.reports.facts import needing_facts

GROSS = 363_000


@pytest.fixture
def three_open(practice) -> Practice:
    """Halden owes January, February and March; each 3630.00."""
    practice.agree(monthly())
    for day in ("2026-01-01", "2026-02-01", "2026-03-01"):
        practice.bill_and_issue(day)
    return practice


def open_amounts(practice: Practice) -> list[int]:
    return [practice.open_of(f"INV-2026-000{n}") for n in (1, 2, 3)]


CASES = [
    # amount      reference                        open afterwards        on account
    ("3630.00", "INV-2026-0002", [GROSS, 0, GROSS], 0),  # what is named
    ("3630.00", "thanks", [0, GROSS, GROSS], 0),  # the oldest
    ("5000.00", "", [0, GROSS - 137_000, GROSS], 0),  # by age, in part
    ("1000.00", "inv 2026-0003", [GROSS, GROSS, GROSS - 100_000], 0),
    ("12000.00", "", [0, 0, 0], 111_000),  # too much
    ("4000.00", "INV-2026-0001", [0, GROSS, GROSS], 37_000),  # the rest is not theirs
]


@pytest.mark.parametrize(("amount", "reference", "left", "free"), CASES)
def test_a_payment_settles_what_it_names_else_the_oldest(  # S-55, I-44
    three_open, amount, reference, left, free
):
    recorded = three_open.pay(
        amount, "2026-03-05", reference=reference, client="Halden"
    )

    assert open_amounts(three_open) == left
    assert free_of(three_open.id, recorded.payment).minor == free
    assert faults(three_open) == []


def test_the_reference_says_whose_money_it_is(three_open):  # S-55
    number = three_open.invoice("INV-2026-0002")

    three_open.pay("3630.00", "2026-03-05", reference=f"pmt {number.reference}")
    three_open.pay("50.00", "2026-03-06", reference="no idea")

    assert open_amounts(three_open) == [GROSS, 0, GROSS]
    needing = needing_facts(three_open.id, on=date(2026, 3, 6))
    assert [p.amount for p in needing.payments] == [eur("50.00")]
    assert faults(three_open) == []


def test_the_same_payment_is_booked_once(three_open):  # S-56, I-46
    three_open.pay("100.00", "2026-03-05", client="Halden", external_id="tx-1")

    with pytest.raises(AlreadyBooked):
        three_open.pay("100.00", "2026-03-05", client="Halden", external_id="tx-1")

    assert Payment.objects.count() == 1
    assert open_amounts(three_open)[0] == GROSS - 10_000


def test_only_what_is_free_is_paid_back(three_open):  # S-54
    paid = three_open.pay("12000.00", "2026-03-05", client="Halden").payment

    def refund(amount):
        payments.refund(
            three_open.id,
            paid,
            eur(amount),
            on=noon("2026-03-06").date(),
            reason="Paid too much.",
            actor=NORA,
            at=noon("2026-03-06"),
        )

    refund("1000.00")
    assert free_of(three_open.id, paid) == eur("110.00")
    with pytest.raises(MoreThanFree):
        refund("110.01")
    refund("110.00")
    assert list_on_account(three_open.id) == []
    assert faults(three_open) == []


def reverse(practice, payment, number, *, on="2026-03-06"):
    return payments.reverse_allocation(
        practice.id,
        payment,
        number,
        on=noon(on).date(),
        reason="Charged back.",
        actor=NORA,
        at=noon(on),
    )


def apply_credit(practice, *chosen, currency="EUR", on="2026-03-20"):
    client = practice.invoice("INV-2026-0001").client_id
    used = payments.apply_credit(
        practice.id,
        client,
        currency,
        chosen=chosen,
        on=noon(on).date(),
        actor=NORA,
        at=noon(on),
    )
    return [(u.source, u.number, str(u.amount)) for u in used]


def proved(practice):
    return faults(practice) + faults_by_fsck(practice, on=noon("2026-03-31").date())


def test_a_reversal_opens_the_invoice_again(three_open):  # I-47, S-54
    paid = three_open.pay("3630.00", "2026-03-05", client="Halden").payment
    first = "INV-2026-0001"

    assert reverse(three_open, paid, first) == eur("3630.00")
    assert open_amounts(three_open) == [GROSS] * 3
    assert free_of(three_open.id, paid) == eur("3630.00")
    with pytest.raises(NothingAllocated):
        reverse(three_open, paid, first)
    assert apply_credit(three_open, first) == [(f"payment {paid}", first, "3630.00")]

    assert open_amounts(three_open) == [0, GROSS, GROSS]
    amounts = Allocation.objects.order_by("id").values_list("amount_minor", flat=True)
    assert list(amounts) == [GROSS, -GROSS, GROSS]
    trail = Activity.objects.filter(subject=f"payment:{paid}").order_by("seq")
    assert [entry.action for entry in trail] == [
        "payment recorded",
        "allocation reversed",
    ]
    assert json.loads(trail[1].payload)["reason"] == "Charged back."
    assert proved(three_open) == []


def test_only_what_settles_an_invoice_is_reversed(three_open):
    paid = three_open.pay("5000.00", "2026-03-05", client="Halden").payment
    other = Practice.beside("Beside")

    with pytest.raises(NothingAllocated):
        reverse(three_open, paid, "INV-2026-0003")
    with pytest.raises(NothingAllocated):
        reverse(three_open, paid, "INV-2026-0009")
    with pytest.raises(NoSuchPayment):
        reverse(other, paid, "INV-2026-0001")
    reverse(three_open, paid, "INV-2026-0002")

    assert open_amounts(three_open) == [0, GROSS, GROSS]
    assert free_of(three_open.id, paid) == eur("1370.00")
    assert proved(three_open) == []


def test_client_credit_settles_the_oldest_from_the_oldest(three_open):  # S-53, S-55
    paid = three_open.pay("3700.00", "2026-03-05", reference="INV-2026-0003").payment
    engagement = three_open.invoice("INV-2026-0003").engagement_id
    three_open.pause(engagement, "2026-03-11", "2026-03-20", on="2026-03-06")
    assert three_open.bill_and_issue("2026-03-06") == ["CN-2026-0001"]

    assert apply_credit(three_open) == [
        (f"payment {paid}", "INV-2026-0001", "70.00"),
        ("CN-2026-0001", "INV-2026-0001", "1170.97"),
    ]

    assert open_amounts(three_open) == [GROSS - 7_000 - 117_097, GROSS, 0]
    with pytest.raises(NothingOnAccount):
        apply_credit(three_open)
    assert proved(three_open) == []


def test_credit_goes_where_it_is_sent_and_nowhere_else(three_open):
    three_open.agree(monthly("Osterhaus"))
    three_open.pay("11000.00", "2026-03-05", client="Halden")
    three_open.bill_and_issue("2026-03-06")
    strangers = [
        f"INV-2026-{row.sequence:04}"
        for row in Invoice.objects.filter(client__name="Osterhaus")
    ]

    for number in (strangers[0], "INV-2026-0001", "INV-2026-0009"):
        with pytest.raises(NotOpen):
            apply_credit(three_open, number)
    with pytest.raises(NothingOnAccount):
        apply_credit(three_open, currency="USD")
    assert apply_credit(three_open) == []  # nothing of theirs is open
    assert proved(three_open) == []


def test_a_write_off_is_an_entry_with_a_reason(three_open):  # S-57
    def write_off(amount):
        payments.write_off(
            three_open.id,
            "INV-2026-0001",
            eur(amount),
            on=noon("2026-03-06").date(),
            reason="Bank charges.",
            actor=NORA,
            at=noon("2026-03-06"),
        )

    three_open.pay("3629.00", "2026-03-05", client="Halden")
    with pytest.raises(NothingOpen):
        write_off("1.01")
    write_off("1.00")
    with pytest.raises(NothingOpen):
        write_off("0.01")

    assert open_amounts(three_open) == [0, GROSS, GROSS]
    assert faults(three_open) == []


def test_a_credit_note_reduces_what_is_open_first(three_open):  # S-53, I-48
    three_open.pay("3600.00", "2026-03-05", reference="INV-2026-0003")
    engagement = three_open.invoice("INV-2026-0003").engagement_id

    three_open.pause(engagement, "2026-03-11", "2026-03-20", on="2026-03-06")
    assert three_open.bill_and_issue("2026-03-06") == ["CN-2026-0001"]

    assert open_amounts(three_open) == [GROSS, GROSS, 0]
    credit = three_open.invoice("CN-2026-0001")
    assert credit.gross_minor == 117_097
    used = Allocation.objects.get(credit_note=credit)
    assert used.amount_minor == 3_000  # the rest stays as the client’s credit
    assert faults(three_open) == []


def test_drafts_affect_no_balance(three_open):  # I-49
    three_open.bill("2026-04-01")
    assert InvoiceBalance.objects.count() == 3


def test_the_copy_is_rebuilt_from_the_entries(three_open):  # I-45
    three_open.pay("3000.00", "2026-03-05", client="Halden")
    right = open_amounts(three_open)
    InvoiceBalance.objects.update(open_minor=1)
    assert faults(three_open) != []

    assert payments.rebuild_balances(three_open.id) == 3

    assert open_amounts(three_open) == right
    assert faults(three_open) == []


def test_another_workspace_cannot_touch_it(three_open):
    other = Practice.beside("Beside")

    with pytest.raises(NothingOpen):
        payments.write_off(
            other.id,
            "INV-2026-0001",
            eur("1.00"),
            on=noon("2026-03-06").date(),
            reason="Not mine.",
            actor=NORA,
            at=noon("2026-03-06"),
        )
    other.pay("3630.00", "2026-03-06", reference="INV-2026-0001")
    assert open_amounts(three_open) == [GROSS] * 3
