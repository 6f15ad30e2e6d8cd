"""What cannot be right is refused with a sentence, and leaves nothing behind."""

from dataclasses import replace
from datetime import date

import pytest

from cast import NORA, Practice, eur, faults, monthly, noon
from drumbeat.apps.audit.models import Activity
from drumbeat.apps.billing import operations as billing
from drumbeat.apps.billing.queries import NoSuchDraft, get_content, get_draft
from drumbeat.apps.engagements import operations as engagements
from drumbeat.apps.engagements.operations import ClientMissing, NoSuchProject
from drumbeat.apps.engagements.queries import NoSuchEngagement, get_terms
from drumbeat.apps.invoices.queries import NoSuchInvoice, get_document, get_invoice
from drumbeat.apps.payments import operations as payments
from drumbeat.apps.payments.models import Payment
from drumbeat.apps.payments.queries import NoSuchPayment, free_of
from drumbeat.core.allocation import NothingToApply
from drumbeat.core.errors import Refusal
from drumbeat.core.money import Money
from drumbeat.core.terms import ClientProfile

AT = noon("2026-01-05")


@pytest.fixture
def owed(practice) -> Practice:
    practice.agree(monthly())
    practice.bill_and_issue("2026-01-01")
    practice.bill("2026-02-01")
    return practice


@pytest.mark.parametrize("amount", ["0.00", "-5.00"])
def test_no_payment_without_money(owed, amount):
    before = Activity.objects.count()

    with pytest.raises(NothingToApply):
        owed.pay(amount, "2026-01-05", client="Halden")

    assert Payment.objects.count() == 0
    assert Activity.objects.count() == before


def test_other_money_settles_nothing(owed):  # S-55
    receipt = payments.Receipt(
        Money(363_000, "USD"), date(2026, 1, 5), "INV-2026-0001", "bank", "tx-usd"
    )

    try:
        payments.record_payment(owed.id, receipt, actor=NORA, at=AT)
    except Refusal:
        assert Payment.objects.count() == 0

    assert owed.open_of("INV-2026-0001") == 363_000
    assert faults(owed) == []


def test_an_engagement_without_a_client_is_refused(practice):
    with pytest.raises(ClientMissing):
        practice.agree(monthly(client=replace(ClientProfile(), name="")))


def test_an_unknown_project_is_not_accepted(owed):
    engagement = owed.invoice("INV-2026-0001").engagement_id

    with pytest.raises(NoSuchProject):
        engagements.accept_project(
            owed.id,
            engagement,
            "No such workshop",
            on=date(2026, 1, 5),
            by="Ines",
            actor=NORA,
            at=AT,
        )


def test_another_workspace_finds_nothing_of_it(owed):
    other = Practice.beside("Beside").id
    draft = owed.drafts()[0].id
    invoice = owed.invoice("INV-2026-0001")
    paid = owed.pay("10.00", "2026-01-05", client="Halden").payment

    for refusal, attempt in (
        (NoSuchDraft, lambda: get_draft(other, draft)),
        (NoSuchDraft, lambda: get_content(other, draft)),
        (NoSuchDraft, lambda: billing.approve(other, draft, actor=NORA, at=AT)),
        (NoSuchDraft, lambda: billing.discard(other, draft, actor=NORA, at=AT)),
        (NoSuchInvoice, lambda: get_invoice(other, invoice.number)),
        (NoSuchInvoice, lambda: get_document(other, invoice.number)),
        (NoSuchEngagement, lambda: get_terms(other, invoice.engagement_id)),
        (NoSuchPayment, lambda: free_of(other, paid)),
    ):
        with pytest.raises(refusal):
            attempt()

    assert owed.drafts()[0].state == "draft"
    assert faults(owed) == []


def test_the_same_file_twice_is_one_engagement(practice):
    first = practice.agree(monthly())

    assert practice.agree(monthly()) == first
    assert get_terms(practice.id, first).retainers[0].amount == eur("3000.00")
