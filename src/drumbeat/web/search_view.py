"""What was found in words, with what can be done and where one can go."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from drumbeat.apps.identity.queries import MemberRow
from drumbeat.apps.reports.invoice_list import ListedInvoice
from drumbeat.apps.reports.search import (
    Found,
    FoundClient,
    FoundDraft,
    FoundEngagement,
    FoundPayment,
)
from drumbeat.core.roles import Role, may
from drumbeat.web import addresses, asked, context, formats
from drumbeat.web.invoice_list_view import standing

_OF_CLIENTS = 2  # actions are offered for so many of the clients found


@dataclass(frozen=True, slots=True)
class Item:
    """A line to choose; `mark` names a client, `icon` anything else."""

    href: str
    text: str
    detail: str = ""
    icon: str = ""
    mark: str = ""
    keys: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Group:
    """Lines of one kind: what to do, what to open."""

    name: str
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class _Entry:
    """An action or a place that is always there, with the words that mean it."""

    route: str
    text: str
    icon: str
    also: str = ""
    keys: tuple[str, ...] = ()
    starter: str = ""  # what a new engagement begins with
    needs: Role = "reader"
    is_for_all_clients: bool = False


_ACTIONS = (
    _Entry(
        "engagement_new",
        "New engagement",
        "plus",
        also="add agree client retainer project start",
        needs="biller",
    ),
    _Entry(
        "engagement_new",
        "New workshop",
        "plus",
        also="add agree client project one-off invoice",
        starter="workshop",
        needs="biller",
    ),
    _Entry(
        "engagement_new",
        "New launch",
        "plus",
        also="add agree client project one-off invoice",
        starter="launch",
        needs="biller",
    ),
    _Entry(
        "payment_new",
        "Record a payment",
        "plus",
        also="new add money received bank",
        needs="biller",
    ),
)
_PLACES = (
    _Entry("queue", "Queue", "queue", also="home today", keys=("G", "Q")),
    _Entry("engagements", "Engagements", "loop", keys=("G", "E")),
    _Entry("invoices", "Invoices", "doc", also="credit notes", keys=("G", "I")),
    _Entry(
        "cash_flow",
        "Cash flow",
        "cash",
        also="forecast expected",
        keys=("G", "F"),
        is_for_all_clients=True,
    ),
    _Entry("clients", "Clients", "people", keys=("G", "C")),
    _Entry("payments", "Payments", "bank", also="money received", keys=("G", "P")),
    _Entry(
        "ageing", "Reports", "doc", also="ageing statements", is_for_all_clients=True
    ),
    _Entry("mailbox", "Mailbox", "mail", also="sent letters e-mail", needs="owner"),
    _Entry("settings", "Settings", "gear", keys=("G", "S")),
    _Entry("account", "Account", "lock", also="password passkey sign in"),
)


def groups(
    text: str, found: Found, member: MemberRow, *, on: date
) -> tuple[Group, ...]:
    """Write what was found: what can be done first, then what can be opened."""
    words = text.casefold().split()
    do = _entries(_ACTIONS, words, member) + _doing(found, member)
    open_ = (
        *(_client(client) for client in found.clients),
        *(_engagement(row) for row in found.engagements),
        *(_document(row, on=on) for row in found.documents),
        *(_payment(row, on=on) for row in found.payments),
        *_entries(_PLACES, words, member),
    )
    both = (Group("Do", do), Group("Open", open_))
    return tuple(group for group in both if group.items)


def _entries(
    entries: tuple[_Entry, ...], words: list[str], member: MemberRow
) -> tuple[Item, ...]:
    """Return the entries that every word begins a word of; all of them without one."""
    return tuple(
        Item(_address(entry), entry.text, icon=entry.icon, keys=entry.keys)
        for entry in entries
        if _is_open_to(entry, member) and _is_meant(entry, words)
    )


def _address(entry: _Entry) -> str:
    return asked.address(reverse(entry.route), {"starter": entry.starter})


def _is_meant(entry: _Entry, words: list[str]) -> bool:
    known = f"{entry.text} {entry.also}".casefold().split()
    return all(any(one.startswith(word) for one in known) for word in words)


def _is_open_to(entry: _Entry, member: MemberRow) -> bool:
    if entry.route == "mailbox" and not context.has_mailbox(member.workspace):
        return False
    if entry.is_for_all_clients and member.clients is not None:
        return False
    return may(member.role, needs=entry.needs)


def _doing(found: Found, member: MemberRow) -> tuple[Item, ...]:
    """Return what can be done with what was found."""
    drafts = tuple(_draft(draft) for draft in found.drafts)
    if not may(member.role, needs="biller"):
        return drafts
    payments = tuple(
        Item(
            asked.address(reverse("payment_new"), {"client": client.id}),
            f"Record a payment from {client.name}",
            icon="plus",
        )
        for client in found.clients[:_OF_CLIENTS]
    )
    return drafts + payments


def _draft(draft: FoundDraft) -> Item:
    return Item(
        addresses.draft(draft.id),
        f"Review {draft.client_name}, {draft.subject}",
        formats.short_amount(draft.gross),
        icon="send",
    )


def _client(client: FoundClient) -> Item:
    detail = "Archived" if client.is_archived else ""
    return Item(addresses.client(client.id), client.name, detail, mark=client.name)


def _engagement(row: FoundEngagement) -> Item:
    client = row.client_name
    return Item(addresses.engagement(row.id), client, row.name, mark=client)


def _payment(row: FoundPayment, *, on: date) -> Item:
    """Lead to the list that holds the payment: payments have no page of their own."""
    narrow = {"client": row.client} if row.client else {"state": "unmatched"}
    received = formats.short_day(row.received_on, on=on)
    amount = formats.short_amount(row.amount)
    return Item(
        asked.address(addresses.at("payments"), narrow),
        f"Payment of {amount}, {row.client_name or 'nobody known'}",
        f"{received}, {row.reference}" if row.reference else received,
        icon="bank",
    )


def _document(row: ListedInvoice, *, on: date) -> Item:
    status, label = standing(row)
    amount = formats.short_amount(row.gross)
    issued = formats.short_day(row.issue_date, on=on)
    return Item(
        addresses.invoice(row.number),
        f"{row.number}, {row.client_name}",
        f"{amount}, {issued}, {(label or status).lower()}",
        icon="doc",
    )
