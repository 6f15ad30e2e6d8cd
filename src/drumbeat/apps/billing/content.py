"""Charges → the content of a draft: the document as it would be issued today."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from drumbeat.apps.parties.queries import ClientRow
from drumbeat.core.composition import ChargeGroup, lanes_of
from drumbeat.core.documents import InvoiceDocument, Lane, PlannedReminder, UpdatePage
from drumbeat.core.party import Contact, Seller
from drumbeat.core.payment_terms import due_date
from drumbeat.core.payment_words import payment_terms_text
from drumbeat.core.ports import WorkingDays
from drumbeat.core.reminder_plan import planned_reminders
from drumbeat.core.snapshot import sha256_hex
from drumbeat.core.snapshot_text import bound_members, issue_members, joined
from drumbeat.core.terms import EngagementTerms
from drumbeat.core.totals import totals_of


@dataclass(frozen=True, slots=True)
class Agreement:
    """An engagement as composing needs it: terms, parties, calendar and zone."""

    id: int
    terms: EngagementTerms
    client: ClientRow
    seller: Seller
    working: WorkingDays
    zone: str


def compose(
    agreement: Agreement,
    lanes: tuple[Lane, ...],
    *,
    bill_on: date,
    update: UpdatePage | None,
) -> InvoiceDocument:
    """Return the invoice these lanes would make if issued on `bill_on`."""
    terms = agreement.terms
    lines = [line for lane in lanes for line in lane.lines]
    due, reminders = _due_and_reminders(
        agreement, agreement.client.contacts, on=bill_on
    )
    return InvoiceDocument(
        kind="invoice",
        number="",
        issue_date=bill_on,
        due_date=due,
        payment_terms=payment_terms_text(
            terms.payment, agreement.client.buyer.language
        ),
        seller=agreement.seller,
        buyer=agreement.client.buyer,
        currency=terms.currency,
        lanes=lanes,
        totals=totals_of(lines, terms.currency),
        reference="",
        update=update,
        purchase_order=terms.purchase_order,
        engagement=terms.name,
        contacts=agreement.client.contacts,
        reminders=reminders,
    )


def dated(
    document: InvoiceDocument, agreement: Agreement, *, on: date
) -> InvoiceDocument:
    """Return the document issued on that day: due date and reminders follow from it.

    Due dates count from the issue date, not from a missed bill date. [S-21, S-31]
    """
    if document.kind == "credit_note":
        return replace(document, issue_date=on, due_date=on)
    due, reminders = _due_and_reminders(agreement, document.contacts, on=on)
    return replace(document, issue_date=on, due_date=due, reminders=reminders)


def _due_and_reminders(
    agreement: Agreement, contacts: tuple[Contact, ...], *, on: date
) -> tuple[date, tuple[PlannedReminder, ...]]:
    terms = agreement.terms
    due = due_date(terms.payment, on, terms.due_moves, agreement.working)
    reminders = planned_reminders(
        terms.reminders,
        due,
        zone=agreement.zone,
        working=agreement.working,
        contacts=contacts,
        not_before=on,
    )
    return due, reminders


def renewed(document: InvoiceDocument, agreement: Agreement) -> InvoiceDocument:
    """Return the document with our details and the client's as they stand now."""
    client = agreement.client
    return replace(
        document,
        seller=agreement.seller,
        buyer=client.buyer,
        contacts=client.contacts,
    )


def lanes_for(agreement: Agreement, group: ChargeGroup) -> tuple[Lane, ...]:
    """Return the lanes of a group of charges, with the client's cost centre."""
    language = agreement.client.buyer.language
    lanes = lanes_of(group.charges, language, agreement.terms)
    cost_centre = agreement.client.cost_centre
    if not cost_centre:
        return lanes
    return tuple(replace(lane, cost_centre=cost_centre) for lane in lanes)


def subject_of(lanes: tuple[Lane, ...]) -> str:
    """Return what a list calls it: “CMO retainer, November 2026 + Launch support”."""
    names = [
        lane.lines[-1].description if lane.kind == "retainer" else lane.name
        for lane in lanes
    ]
    return " + ".join(names)[:300]


def frozen(document: InvoiceDocument) -> tuple[str, str]:
    """Return the content as stored, and the hash an approval is bound to."""
    bound = bound_members(document)
    return joined(bound, issue_members(document)), hash_of(bound)


def hash_of(bound: Mapping[str, str]) -> str:
    """Return the hash of what an approval is bound to: all but number and dates."""
    return sha256_hex(joined(bound).encode())
