"""What is printed, mailed and kept: drafts that may change, documents that may not."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Literal

from drumbeat.core.money import Money, total
from drumbeat.core.party import Buyer, Contact, Seller

LaneKind = Literal["retainer", "add_on", "project", "correction"]
TaxCategory = Literal["S", "Z", "E", "AE", "G", "O", "K"]


@dataclass(frozen=True, slots=True)
class Tax:
    """An EN 16931 category (BT-151), its rate in percent (BT-152), why no tax."""

    category: TaxCategory
    rate: Decimal = Decimal(0)
    exemption_reason: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One line (BG-25) of a lane; `net` = quantity × unit price, rounded (BT-131).

    `service_start`/`service_end` are inclusive (BT-134/135); `prorated` reads
    “17/31” when only some days of the service period are charged.
    """

    lane: str
    description: str
    service_start: date
    service_end: date
    quantity: Decimal
    unit_price: Decimal
    net: Money
    tax: Tax
    prorated: str | None = None
    charge_key: str = ""
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Lane:
    """A part of an invoice with its own heading, budget, approval and subtotal."""

    kind: LaneKind
    name: str
    lines: tuple[Line, ...]
    purchase_order: str = ""
    cost_centre: str = ""
    agreed: str = ""

    @property
    def net(self) -> Money:
        """Return the subtotal of the lane."""
        return total((line.net for line in self.lines), self.lines[0].net.currency)


@dataclass(frozen=True, slots=True)
class TaxSubtotal:
    """The tax of one category and rate (BG-23): base × rate, rounded once."""

    tax: Tax
    base: Money
    amount: Money


@dataclass(frozen=True, slots=True)
class Totals:
    """BT-106/109 net, BT-110 tax, BT-112/115 gross."""

    net: Money
    tax: Money
    gross: Money
    subtotals: tuple[TaxSubtotal, ...]


@dataclass(frozen=True, slots=True)
class Deliverable:
    """Something accomplished, said in the past tense, with one piece of evidence."""

    text: str
    evidence: str = ""


@dataclass(frozen=True, slots=True)
class UpdatePage:
    """The account of the work that goes out with an invoice."""

    title: str  # the period it speaks of, in the client's language: “October 2026”
    accomplished: tuple[Deliverable, ...] = ()
    next_steps: str = ""
    needed: str = ""
    next_title: str = ""  # “November 2026”
    author: str = ""
    answer: str = ""  # what came of a talk that the client had asked for


@dataclass(frozen=True, slots=True)
class PlannedReminder:
    """A dated row of the reminder plan: step “+7”, its tone, when, and to whom."""

    step: str
    tone: str
    at: datetime
    recipients: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class InvoiceDocument:
    """An issued invoice (380) or credit note (381), frozen and complete.

    `reference` is the structured creditor reference (ISO 11649, “RF…”, BT-83);
    `preceding_invoice` is BT-25 and empty on an invoice. Amounts of a credit note
    are positive.
    """

    kind: Literal["invoice", "credit_note"]
    number: str
    issue_date: date
    due_date: date
    payment_terms: str  # “14 days”, in the client's language
    seller: Seller
    buyer: Buyer
    currency: str
    lanes: tuple[Lane, ...]
    totals: Totals
    reference: str
    update: UpdatePage | None = None
    purchase_order: str = ""
    preceding_invoice: str = ""
    reason: str = ""
    engagement: str = ""
    contacts: tuple[Contact, ...] = ()
    reminders: tuple[PlannedReminder, ...] = ()

    @property
    def readers(self) -> tuple[Contact, ...]:
        """Return whom it reaches, each address once."""
        return tuple({contact.email: contact for contact in self.contacts}.values())

    @property
    def has_update(self) -> bool:
        """Say whether it tells of something accomplished; plans alone are none."""
        return self.update is not None and bool(self.update.accomplished)
