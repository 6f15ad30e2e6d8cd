"""Each check finds its one fault, and a complete draft has none."""

from dataclasses import replace

import pytest

from drumbeat.core.money import Money
from drumbeat.core.validation import DraftFacts, check_draft


def eur(minor):
    return Money(minor, "EUR")


COMPLETE = DraftFacts(
    net=eur(100000),
    gross=eur(119000),
    tax_categories=frozenset({"S"}),
    seller_vat_id="DE123456789",
    seller_iban="DE89370400440532013000",
    buyer_vat_id="FR12345678901",
    update_written=True,
    purchase_order_required=True,
    purchase_order="4711",
    payers=("invoices@halden.example",),
    approval_required=True,
    approvers=("ingrid@halden.example",),
    expected_net=eur(100000),
)


def test_a_complete_draft_has_no_findings():
    assert check_draft(COMPLETE) == []


@pytest.mark.parametrize(
    ("change", "rule", "blocking"),
    [
        ({"gross": eur(0)}, "ISS-1", True),
        ({"gross": eur(-1)}, "ISS-1", True),
        ({"purchase_order": ""}, "ISS-2", True),
        ({"update_written": False}, "ISS-3", True),
        ({"payers": ()}, "ISS-4", True),
        ({"payers": ("",)}, "ISS-4", True),
        ({"approvers": ()}, "ISS-5", True),
        ({"seller_vat_id": ""}, "ISS-6", True),
        (
            {"buyer_vat_id": "", "tax_categories": frozenset({"AE"})},
            "ISS-7",
            True,
        ),
        ({"seller_iban": ""}, "ISS-8", False),
        ({"new_recipients": ("ben@x.example",)}, "ISS-9", False),
        ({"expected_net": eur(80000)}, "ISS-10", False),
        ({"expected_net": eur(130000)}, "ISS-10", False),
        (
            {"e_invoice": "peppol", "e_invoice_available": False},
            "ISS-11",
            False,
        ),
        ({"tax_categories": frozenset({"S", "O"})}, "ISS-12", True),
        ({"unapproved_lanes": ("Launch",)}, "ISS-13", True),
        ({"unprinted": "東京"}, "ISS-14", False),
    ],
)
def test_each_fault_is_found_alone(change, rule, blocking):
    (finding,) = check_draft(replace(COMPLETE, **change))
    assert (finding.rule, finding.blocking) == (rule, blocking)
    assert "{" not in finding.message


@pytest.mark.parametrize(
    "change",
    [
        {"purchase_order_required": False, "purchase_order": ""},
        {"update_required": False, "update_written": False},
        {"approval_required": False, "approvers": ()},
        {"seller_vat_id": "", "seller_tax_number": "12/345/67890"},
        {"seller_vat_id": "", "tax_categories": frozenset({"O"})},
        {"expected_net": None},
        {"expected_net": eur(120000)},  # a fifth exactly is not more than a fifth
        {"buyer_vat_id": ""},
        {"e_invoice": "factur-x"},
    ],
)
def test_what_is_not_a_fault(change):
    assert check_draft(replace(COMPLETE, **change)) == []


def test_everything_is_reported_at_once_and_what_blocks_comes_first():
    nothing = DraftFacts(
        net=eur(0), gross=eur(0), tax_categories=frozenset({"AE"}), expected_net=eur(1)
    )
    findings = check_draft(nothing)
    assert [f.rule for f in findings] == [
        "ISS-1",
        "ISS-3",
        "ISS-4",
        "ISS-6",
        "ISS-7",
        "ISS-8",
        "ISS-10",
    ]


def test_messages_name_the_facts():
    (finding,) = check_draft(replace(COMPLETE, new_recipients=("a@x", "b@x")))
    assert "a@x, b@x" in finding.message
    (finding,) = check_draft(replace(COMPLETE, expected_net=eur(50000)))
    assert "1000.00 EUR instead of 500.00" in finding.message
