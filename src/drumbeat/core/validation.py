"""What stands between a draft and its issue, and what deserves a second look."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from drumbeat.core.errors import Finding
from drumbeat.core.money import Money

NO_UPDATE = "ISS-3"  # the one a person may set aside, with a reason
TALK_OPEN = "ISS-15"
NEEDS_SELLER_ID = frozenset({"S", "AE"})


@dataclass(frozen=True, slots=True)
class DraftFacts:
    """What the checks look at; `expected_net` is what the terms alone would give."""

    net: Money
    gross: Money
    tax_categories: frozenset[str]
    seller_vat_id: str = ""
    seller_tax_number: str = ""
    seller_iban: str = ""
    buyer_vat_id: str = ""
    update_required: bool = True
    update_written: bool = False
    purchase_order_required: bool = False
    purchase_order: str = ""
    payers: tuple[str, ...] = ()
    approval_required: bool = False
    approvers: tuple[str, ...] = ()
    unapproved_lanes: tuple[str, ...] = ()
    new_recipients: tuple[str, ...] = ()
    expected_net: Money | None = None
    e_invoice: str = "none"
    e_invoice_available: bool = True
    unprinted: str = ""  # letters that no font of ours has
    talks: tuple[str, ...] = ()  # who asked to talk, about which invoice


@dataclass(frozen=True, slots=True)
class _Check:
    rule: str
    field: str
    message: str
    fails: Callable[[DraftFacts], bool]
    blocking: bool = True


def _differs_from_terms(draft: DraftFacts) -> bool:
    """Say whether the total is more than a fifth away from what the terms give."""
    if draft.expected_net is None:
        return False
    difference = abs(draft.net.minor - draft.expected_net.minor)
    return difference * 5 > abs(draft.expected_net.minor)


# Ids are stable for ever; a check that goes takes its id with it.
_CHECKS = (
    _Check(
        "ISS-1",
        "gross",
        "There is nothing to invoice.",
        lambda draft: draft.gross.minor <= 0,
    ),
    _Check(
        "ISS-2",
        "purchase_order",
        "Add the PO number; this client pays nothing without one.",
        lambda draft: draft.purchase_order_required and not draft.purchase_order,
    ),
    _Check(
        NO_UPDATE,
        "update",
        "Write the update; it goes out with the invoice.",
        lambda draft: draft.update_required and not draft.update_written,
    ),
    _Check(
        "ISS-4",
        "contacts",
        "Say who pays: add a contact with the role payer and an address.",
        lambda draft: not any(draft.payers),
    ),
    _Check(
        "ISS-5",
        "contacts",
        "Say who approves: add a contact with the role approver.",
        lambda draft: draft.approval_required and not any(draft.approvers),
    ),
    _Check(
        "ISS-6",
        "seller.vat_id",
        "Add your VAT id or tax number; with VAT or reverse charge it must be shown.",
        lambda draft: (
            bool(draft.tax_categories & NEEDS_SELLER_ID)
            and not (draft.seller_vat_id or draft.seller_tax_number)
        ),
    ),
    _Check(
        "ISS-7",
        "buyer.vat_id",
        "Add the client's VAT id; reverse charge needs it.",
        lambda draft: "AE" in draft.tax_categories and not draft.buyer_vat_id,
    ),
    _Check(
        "ISS-8",
        "seller.iban",
        "Add your IBAN, so that the client can pay by transfer.",
        lambda draft: not draft.seller_iban,
        blocking=False,
    ),
    _Check(
        "ISS-9",
        "recipients",
        "Look at the recipients: {new_recipients} never had an invoice from you.",
        lambda draft: bool(draft.new_recipients),
        blocking=False,
    ),
    _Check(
        "ISS-10",
        "net",
        "Look at the total: {net} instead of {expected_net} as the terms give.",
        _differs_from_terms,
        blocking=False,
    ),
    _Check(
        "ISS-11",
        "e_invoice",
        "The client asks for {e_invoice}, which is not available yet; it goes as PDF.",
        lambda draft: draft.e_invoice != "none" and not draft.e_invoice_available,
        blocking=False,
    ),
    _Check(
        "ISS-12",
        "tax",
        "Put what is outside the scope of VAT (O) on an invoice of its own.",
        lambda draft: "O" in draft.tax_categories and len(draft.tax_categories) > 1,
    ),
    _Check(
        "ISS-13",
        "lanes",
        "Wait for the approval of {unapproved_lanes}, or take it off this invoice.",
        lambda draft: bool(draft.unapproved_lanes),
    ),
    _Check(
        "ISS-14",
        "text",
        "Write {unprinted} in Latin letters; the PDF cannot print these characters.",
        lambda draft: bool(draft.unprinted),
        blocking=False,
    ),
    _Check(
        TALK_OPEN,
        "talk",
        "Talk first: {talks} asked to. Note what came of it, then this may go out.",
        lambda draft: bool(draft.talks),
    ),
)


def check_draft(draft: DraftFacts) -> list[Finding]:
    """Return everything that is missing or unusual, the blocking ones first."""
    words = {
        "net": f"{draft.net} {draft.net.currency}",
        "expected_net": str(draft.expected_net),
        "new_recipients": ", ".join(draft.new_recipients),
        "unapproved_lanes": ", ".join(draft.unapproved_lanes),
        "e_invoice": draft.e_invoice,
        "unprinted": f"“{draft.unprinted}”",
        "talks": ", ".join(draft.talks),
    }
    found = [
        Finding(check.rule, check.field, check.message.format(**words), check.blocking)
        for check in _CHECKS
        if check.fails(draft)
    ]
    return sorted(found, key=lambda finding: not finding.blocking)
