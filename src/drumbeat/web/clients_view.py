"""Clients in the words and shapes of their pages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from drumbeat.apps.engagements.queries import ClientEngagement
from drumbeat.apps.parties.queries import ClientFile
from drumbeat.apps.reports.client_list import ListedClient
from drumbeat.apps.reports.client_page import ClientPage, OpenDraft
from drumbeat.apps.reports.paging import Page
from drumbeat.core.forecast import Habit
from drumbeat.core.party import Contact
from drumbeat.core.terms_grammar import pay_run_words
from drumbeat.core.terms_on import Standing, standing
from drumbeat.web import addresses, asked, formats, places
from drumbeat.web.client_form import E_INVOICES, LANGUAGES, PARTS
from drumbeat.web.invoice_list_view import InvoiceRow, invoice_row
from drumbeat.web.payments_view import PaymentRow, payment_row
from drumbeat.web.terms_words import short_words

_STATES: dict[Standing, str] = {
    "coming": "Not begun yet.",
    "paused": "Paused.",
    "ended": "Ended.",
}


@dataclass(frozen=True, slots=True)
class ClientRow:
    """A client as the list writes it."""

    href: str
    name: str
    engagements: str
    habit: str
    open: str
    overdue: str


@dataclass(frozen=True, slots=True)
class ListView:
    """The list as it is written."""

    name: str
    rows: tuple[ClientRow, ...]
    is_archived: bool
    back: str
    on: str
    back_word: str = "Earlier names"
    on_word: str = "More clients"


@dataclass(frozen=True, slots=True)
class EngagementRow:
    """An engagement as the page of its client writes it."""

    href: str
    name: str
    standing: str


@dataclass(frozen=True, slots=True)
class PersonRow:
    """A contact as it is written."""

    id: int
    name: str
    detail: str


@dataclass(frozen=True, slots=True)
class PageView:
    """A client as it is written."""

    id: int
    name: str
    since: str
    habit: str
    open: str
    open_count: int
    overdue: str
    overdue_count: int
    engagements: tuple[EngagementRow, ...]
    invoices: tuple[InvoiceRow, ...]
    payments: tuple[PaymentRow, ...]
    people: tuple[PersonRow, ...]
    record: tuple[tuple[str, str], ...]
    address: tuple[str, ...]
    is_archived: bool
    all_invoices: str
    open_invoices: str
    overdue_invoices: str
    all_payments: str
    new_payment: str


def list_view(page: Page[ListedClient], *, archived: bool) -> ListView:
    """Write a page of clients."""
    narrow = {"state": "archived" if archived else ""}
    back, forth = asked.ways(page, reverse("clients"), narrow)
    return ListView(
        name="Archived" if archived else "By name",
        rows=tuple(_client_row(row) for row in page.rows),
        is_archived=archived,
        back=back,
        on=forth,
    )


def _client_row(row: ListedClient) -> ClientRow:
    return ClientRow(
        href=addresses.client(row.id),
        name=row.name,
        engagements=", ".join(row.engagements),
        habit=_habit(row.habit),
        open=formats.sums(row.owed.open),
        overdue=formats.sums(row.owed.overdue),
    )


def _habit(habit: Habit) -> str:
    return "" if habit.typical is None else str(habit)


def page_view(page: ClientPage, *, on: date) -> PageView:
    """Write the page of a client."""
    file, owed = page.file, page.owed
    mine = {"client": file.id}
    invoices = reverse("invoices")
    return PageView(
        id=file.id,
        name=file.profile.name,
        since=_since(page.engagements),
        habit=str(page.habit),
        open=formats.sums(owed.open),
        open_count=owed.open_count,
        overdue=formats.sums(owed.overdue),
        overdue_count=owed.overdue_count,
        engagements=tuple(_engagement_row(row, on=on) for row in page.engagements),
        invoices=tuple(invoice_row(row, on=on) for row in page.invoices),
        payments=tuple(payment_row(row, on=on) for row in page.payments),
        people=_people(file),
        record=_record(file),
        address=file.profile.address,
        is_archived=file.is_archived,
        all_invoices=asked.address(invoices, mine),
        open_invoices=asked.address(invoices, {"state": "open", **mine}),
        overdue_invoices=asked.address(invoices, {"state": "overdue", **mine}),
        all_payments=asked.address(reverse("payments"), mine),
        new_payment=asked.address(reverse("payment_new"), mine),
    )


def _since(engagements: tuple[ClientEngagement, ...]) -> str:
    if not engagements:
        return "No engagement yet."
    first = min(row.terms.starts for row in engagements)
    return f"Client since {first:%B %Y}."


def _engagement_row(row: ClientEngagement, *, on: date) -> EngagementRow:
    return EngagementRow(
        href=addresses.engagement(row.id),
        name=row.name,
        standing=_standing(row, on),
    )


def _standing(row: ClientEngagement, on: date) -> str:
    words = short_words(row.terms, on=on)
    if row.state == "parked":
        return f"{words}. Billing waits for you."
    state = _STATES.get(standing(row.terms, on), "")
    return f"{words}. {state}" if state else words


def _people(file: ClientFile) -> tuple[PersonRow, ...]:
    return tuple(
        PersonRow(
            id=row.id,
            name=row.contact.name or row.contact.email,
            detail=_person_detail(row.contact),
        )
        for row in file.contacts
    )


def _person_detail(contact: Contact) -> str:
    parts = [PARTS[role][0].lower() for role in contact.roles]
    does = formats.capitalised(", ".join(parts)) or "Has no part"
    return f"{contact.email}. {does}" if contact.name else does


def _record(file: ClientFile) -> tuple[tuple[str, str], ...]:
    """Return the billing profile as names and values, without what is empty."""
    profile = file.profile
    country = dict(places.countries()).get(profile.country, "")
    rule = "Always" if profile.purchase_order_required else "Not needed"
    lines = (
        ("Country", country),
        ("VAT number", profile.vat_id),
        ("Language", LANGUAGES[profile.language]),
        ("Goes out as", E_INVOICES[profile.e_invoice]),
        ("Peppol id", profile.peppol_id),
        ("Buyer reference", profile.buyer_reference),
        ("PO number", rule),
        ("Cost centre", file.cost_centre),
        ("Pays", pay_run_words(profile.pay_run) if profile.pay_run else ""),
    )
    return tuple((name, value) for name, value in lines if value)


def saved(drafts: list[OpenDraft]) -> str:
    """Say what a change of the record did, and what it did not reach."""
    if not drafts:
        return "Saved. It holds from the next invoice."
    if len(drafts) == 1:
        return (
            f"Saved. “{drafts[0].subject}” is a draft already and keeps the earlier "
            "details until you choose the new ones on its page."
        )
    return (
        f"Saved. {len(drafts)} drafts keep the earlier details until you choose the "
        "new ones on their pages."
    )
