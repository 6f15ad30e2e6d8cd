"""Read the issuer, clients and contacts as the values documents are made of."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import NamedTuple, cast

from drumbeat.apps.parties.models import Client, ClientMember, Contact, Issuer, Logo
from drumbeat.apps.seen import Seen, only_seen
from drumbeat.apps.sql import read
from drumbeat.core import party
from drumbeat.core.errors import Refusal
from drumbeat.core.party import Buyer, ContactRole, Language, PostalAddress, Seller
from drumbeat.core.terms import ClientProfile, EInvoiceFormat
from drumbeat.core.terms_grammar import parse_pay_run


class NoSuchClient(Refusal):
    """No client of the workspace has that name or id."""

    rule = "PTY-1"
    message = "There is no client called “{name}”."


@dataclass(frozen=True, slots=True)
class ClientRow:
    """A client with its contacts and billing profile."""

    id: int
    name: str
    buyer: Buyer
    contacts: tuple[party.Contact, ...]
    purchase_order_required: bool
    e_invoice: str
    cost_centre: str
    pay_run: str


@dataclass(frozen=True, slots=True)
class ClientLink:
    """A client as it is named in a list that leads to it."""

    id: int
    name: str


@dataclass(frozen=True, slots=True)
class ContactRow:
    """A contact with the id by which it is changed."""

    id: int
    contact: party.Contact


@dataclass(frozen=True, slots=True)
class ClientFile:
    """All that is on record about a client; `profile` is without its contacts."""

    id: int
    profile: ClientProfile
    cost_centre: str
    contacts: tuple[ContactRow, ...]
    is_archived: bool


class _ClientFacts(NamedTuple):
    """The columns of a client that documents and checks need."""

    id: int
    name: str
    address: str
    country: str
    vat_id: str
    buyer_reference: str
    language: str
    purchase_order_required: bool
    e_invoice: str
    cost_centre: str
    pay_run: str


_CLIENTS = (
    f"SELECT {', '.join(_ClientFacts._fields)} "  # noqa: S608  (names are ours)
    "FROM parties_client WHERE workspace_id = %(workspace)s"
)
_CONTACTS = (
    "SELECT c.client_id, c.name, c.email, c.roles FROM parties_contact c "
    "JOIN parties_client t ON t.id = c.client_id WHERE t.workspace_id = %(workspace)s"
)
_OF_SOME = " AND t.id {among} ORDER BY c.id"
_ISSUER_FACTS = (
    *("name", "vat_id", "tax_number", "legal_id", "email", "phone", "contact_name"),
    *("iban", "bic", "brand_colour"),
)
_ISSUER = (
    "SELECT address, country, legal_name, "  # noqa: S608  (names are ours)
    f"{', '.join(_ISSUER_FACTS[1:])} FROM parties_issuer "
    "WHERE workspace_id = %(workspace)s"
)


def get_seller(workspace: int) -> Seller:
    """Return our legal entity as it stands now."""
    ((address, country, *facts),) = read(_ISSUER, workspace=workspace)
    lines = PostalAddress(tuple(address.splitlines()), country)
    return Seller(**dict(zip(_ISSUER_FACTS, facts, strict=True)), address=lines)


def bank_changed_at(workspace: int) -> datetime | None:
    """Return when the bank account was last changed, None when it never was."""
    issuer = Issuer.objects.filter(workspace_id=workspace)
    return issuer.values_list("bank_changed_at", flat=True).first()


@dataclass(frozen=True, slots=True)
class LogoRow:
    """The logo as a page names it: its size, and what tells it from the one before."""

    width: int
    height: int
    sha256: str


def find_logo(workspace: int) -> LogoRow | None:
    """Return the logo without its pixels, or None while there is none."""
    logo = Logo.objects.filter(workspace_id=workspace)
    found = logo.values_list("width", "height", "sha256").first()
    return LogoRow(*found) if found else None


def logo_png(workspace: int) -> bytes | None:
    """Return the logo's file, or None while there is none."""
    logo = Logo.objects.filter(workspace_id=workspace)
    found = logo.values_list("png", flat=True).first()
    return bytes(found) if found else None


def list_clients(
    workspace: int, ids: Iterable[int] | None = None
) -> dict[int, ClientRow]:
    """Return clients by id, all or the given ones, in two queries."""
    if ids is None:
        contacts = read(f"{_CONTACTS} ORDER BY c.id", workspace=workspace)
        clients = read(f"{_CLIENTS} ORDER BY name", workspace=workspace)
    else:
        some = list(ids)
        contacts = read(_CONTACTS + _OF_SOME, workspace=workspace, ids=some)
        # Asked for an order, SQLite would walk all clients of the workspace by name.
        clients = read(f"{_CLIENTS} AND id {{among}}", workspace=workspace, ids=some)
    by_client: dict[int, list[party.Contact]] = defaultdict(list)
    for client, name, email, roles in contacts:
        by_client[client].append(party.Contact(name, email, _roles(roles)))
    return {
        row[0]: _client(_ClientFacts(*row), tuple(by_client[row[0]])) for row in clients
    }


@lru_cache(maxsize=64)
def _roles(words: str) -> tuple[ContactRole, ...]:
    return cast("tuple[ContactRole, ...]", tuple(words.split()))


def list_client_links(
    workspace: int, *, most: int, seen: Seen = None, also: int | None = None
) -> tuple[ClientLink, ...]:
    """Return the first `most` clients by name that are not archived; of those `seen`.

    `also` is named in any case, where it stands by its name, if it may be seen.
    """
    mine = only_seen(Client.objects.filter(workspace_id=workspace), seen, "id")
    first = mine.filter(archived_at=None).order_by("name").values_list("id", "name")
    links = [ClientLink(*row) for row in first[:most]]
    if also is not None and all(link.id != also for link in links):
        rows = mine.filter(id=also).values_list("id", "name")
        links = sorted([*links, *(ClientLink(*row) for row in rows)], key=_by_name)
    return tuple(links)


def list_client_names(workspace: int) -> dict[int, str]:
    """Return the names of all clients, archived ones too, by id."""
    return dict(Client.objects.filter(workspace_id=workspace).values_list("id", "name"))


def _by_name(link: ClientLink) -> str:
    return link.name


def get_client_link(workspace: int, client: int) -> ClientLink:
    """Return a client by its id, archived or not.

    :raises NoSuchClient: it is not in this workspace
    """
    found = Client.objects.filter(workspace_id=workspace, id=client)
    for row in found.values_list("id", "name"):
        return ClientLink(*row)
    raise NoSuchClient(name=client)


def get_client_file(workspace: int, client: int) -> ClientFile:
    """Return everything on record about a client, in two queries.

    :raises NoSuchClient: it is not in this workspace
    """
    found = Client.objects.filter(workspace_id=workspace, id=client).first()
    if found is None:
        raise NoSuchClient(name=client)
    rows = Contact.objects.filter(client_id=client).order_by("id")
    return ClientFile(
        id=found.id,
        profile=ClientProfile(
            name=found.name,
            language=cast("Language", found.language),
            country=found.country,
            address=tuple(found.address.splitlines()),
            vat_id=found.vat_id,
            buyer_reference=found.buyer_reference,
            e_invoice=cast("EInvoiceFormat", found.e_invoice),
            peppol_id=found.peppol_id,
            purchase_order_required=found.purchase_order_required,
            pay_run=parse_pay_run(found.pay_run) if found.pay_run else None,
        ),
        cost_centre=found.cost_centre,
        contacts=tuple(
            ContactRow(row.id, party.Contact(row.name, row.email, _roles(row.roles)))
            for row in rows
        ),
        is_archived=found.archived_at is not None,
    )


def list_client_ids_of(workspace: int, member: int) -> list[int]:
    """Return the clients a contributor was asked in for."""
    given = ClientMember.objects.filter(client__workspace_id=workspace, member=member)
    return list(given.values_list("client_id", flat=True))


def list_clients_by_member(workspace: int) -> dict[int, list[str]]:
    """Return the names of the clients that each contributor works for."""
    given = ClientMember.objects.filter(client__workspace_id=workspace)
    found: dict[int, list[str]] = {}
    for member, name in given.order_by("client__name").values_list(
        "member_id", "client__name"
    ):
        found.setdefault(member, []).append(name)
    return found


def find_client(workspace: int, name: str) -> int:
    """Return the id of the client with that name.

    :raises NoSuchClient: nobody is called that
    """
    found = Client.objects.filter(workspace_id=workspace, name=name).first()
    if found is None:
        raise NoSuchClient(name=name)
    return found.id


def _client(client: _ClientFacts, contacts: tuple[party.Contact, ...]) -> ClientRow:
    approver = next((c.name for c in contacts if "approver" in c.roles), "")
    return ClientRow(
        id=client.id,
        name=client.name,
        buyer=Buyer(
            name=client.name,
            address=PostalAddress(tuple(client.address.splitlines()), client.country),
            vat_id=client.vat_id,
            buyer_reference=client.buyer_reference,
            language=cast("Language", client.language),
            contact_name=approver,
        ),
        contacts=contacts,
        purchase_order_required=client.purchase_order_required,
        e_invoice=client.e_invoice,
        cost_centre=client.cost_centre,
        pay_run=client.pay_run,
    )
