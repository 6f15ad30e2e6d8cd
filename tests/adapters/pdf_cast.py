"""The documents of the PDF tests: one studio, one client, two lanes."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

from drumbeat.core.documents import (
    Deliverable,
    InvoiceDocument,
    Lane,
    Line,
    Tax,
    TaxSubtotal,
    Totals,
    UpdatePage,
)
from drumbeat.core.money import Money, total
from drumbeat.core.party import Buyer, Language, PostalAddress, Seller

VAT = Tax("S", Decimal(21))
SELLER = Seller(
    name="Lindqvist Advisory B.V.",
    address=PostalAddress(("Herengracht 401", "1017 BP Amsterdam"), "NL"),
    vat_id="NL812345678B01",
    legal_id="KvK 76543210",
    email="nora@lindqvist.example",
    contact_name="Nora Lindqvist",
    iban="NL91ABNA0417164300",
    bic="ABNANL2A",
    brand_colour="#1f4a3d",
)
BUYER = Buyer(
    name="Halden Robotics B.V.",
    address=PostalAddress(
        ("Accounts payable", "Torenallee 20, 5617 BC Eindhoven"), "NL"
    ),
    vat_id="NL861234567B01",
    contact_name="Ingrid Solberg",
)
UPDATE = UpdatePage(
    title="October 2026",
    accomplished=(
        Deliverable("Positioning signed off by the board", "Board deck, slide 12"),
        Deliverable("H2 arm launch page live: 1,240 sign-ups", "halden.example/h2-arm"),
        Deliverable("Two agencies briefed, one shortlisted", "Scorecard"),
        Deliverable("Sales narrative rolled out to 14 people", "Recording, 38 min"),
        Deliverable("Marketing lead hired, starts 16 November"),
    ),
    next_steps="Press and partner week, 23–27 Nov. Demand plan for Q1 to the board.",
    needed="Confirm the partner list by Fri 13 Nov, so invitations leave on Monday.",
    next_title="November 2026",
    author="Nora Lindqvist",
)


def line(
    description: str, minor: int, *, tax: Tax = VAT, currency: str = "EUR"
) -> Line:
    """Return one unit of work in November."""
    net = Money(minor, currency)
    return Line(
        lane="",
        description=description,
        service_start=date(2026, 11, 1),
        service_end=date(2026, 11, 30),
        quantity=Decimal(1),
        unit_price=net.decimal,
        net=net,
        tax=tax,
    )


RETAINER = Lane(
    "retainer",
    "Retainer",
    (line("Fractional CMO, 6 days a month", 600_000),),
    purchase_order="4500-118",
    cost_centre="Marketing, 4410",
    agreed="2 March 2026",
)
LAUNCH = Lane(
    "add_on",
    "Launch add-on",
    (
        replace(
            line("Launch page and waitlist", 160_000),
            detail="€3,200 of €4,800 billed after this invoice",
        ),
    ),
    purchase_order="4500-131",
    cost_centre="Launch H2, 7702",
    agreed="2 November 2026, 14:12, Ingrid Solberg",
)


def totals(lanes: tuple[Lane, ...], currency: str = "EUR") -> Totals:
    """Add the lanes up, tax rounded once for each category and rate."""
    by_tax: dict[Tax, list[Money]] = {}
    for lane in lanes:
        for one in lane.lines:
            by_tax.setdefault(one.tax, []).append(one.net)
    subtotals = []
    for tax, nets in by_tax.items():
        base = total(nets, currency)
        subtotals.append(TaxSubtotal(tax, base, base.times(tax.rate / 100)))
    net = total((subtotal.base for subtotal in subtotals), currency)
    tax_sum = total((subtotal.amount for subtotal in subtotals), currency)
    return Totals(net, tax_sum, net + tax_sum, tuple(subtotals))


def invoice(
    *lanes: Lane, language: Language = "en", currency: str = "EUR"
) -> InvoiceDocument:
    """Return an issued invoice with those lanes, or with the usual two."""
    lanes = lanes or (RETAINER, LAUNCH)
    return InvoiceDocument(
        kind="invoice",
        number="INV-2026-053",
        issue_date=date(2026, 11, 3),
        due_date=date(2026, 11, 17),
        payment_terms="Net 14",
        seller=SELLER,
        buyer=replace(BUYER, language=language),
        currency=currency,
        lanes=lanes,
        totals=totals(lanes, currency),
        reference="RF18539007547034",
        update=UPDATE,
    )
