"""Read the issuer, clients and contacts as the values documents are made of."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple, cast

from drumbeat.apps.parties.models import Client, Contact, Issuer
from drumbeat.apps.rows import Among
from drumbeat.core import party
from drumbeat.core.errors import Refusal
from drumbeat.core.party import Buyer, ContactRole, Language, PostalAddress, Seller


class NoSuchClient(Refusal):
    """No client of the workspace has that name."""

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


def get_seller(workspace: int) -> Seller:
    """Return our legal entity as it stands now."""
    issuer = Issuer.objects.get(workspace_id=workspace)
    return Seller(
        name=issuer.legal_name,
        address=PostalAddress(tuple(issuer.address.splitlines()), issuer.country),
        vat_id=issuer.vat_id,
        tax_number=issuer.tax_number,
        legal_id=issuer.legal_id,
        email=issuer.email,
        phone=issuer.phone,
        contact_name=issuer.contact_name,
        iban=issuer.iban,
        bic=issuer.bic,
        brand_colour=issuer.brand_colour,
    )


def list_clients(
    workspace: int, ids: Iterable[int] | None = None
) -> dict[int, ClientRow]:
    """Return clients by id, all or the given ones, in two queries."""
    clients = Client.objects.filter(workspace_id=workspace).order_by("name")
    contacts = Contact.objects.filter(client__workspace_id=workspace).order_by("id")
    if ids is not None:
        wanted = list(ids)
        clients = clients.filter(Among("id", wanted))
        contacts = contacts.filter(Among("client_id", wanted))
    by_client: dict[int, list[party.Contact]] = defaultdict(list)
    known = contacts.values_list("client_id", "name", "email", "roles")
    for client, name, email, roles in known:
        by_client[client].append(party.Contact(name, email, _roles(roles)))
    return {
        row[0]: _client(_ClientFacts(*row), tuple(by_client[row[0]]))
        for row in clients.values_list(*_ClientFacts._fields)
    }


@lru_cache(maxsize=64)
def _roles(words: str) -> tuple[ContactRole, ...]:
    return cast("tuple[ContactRole, ...]", tuple(words.split()))


def list_client_links(workspace: int, *, most: int) -> tuple[ClientLink, ...]:
    """Return the first `most` clients by name, in one query."""
    rows = Client.objects.filter(workspace_id=workspace).order_by("name")
    return tuple(ClientLink(*row) for row in rows.values_list("id", "name")[:most])


def find_client(workspace: int, name: str) -> int:
    """Return the id of the client with that name.

    :raises NoSuchClient: nobody is called that
    """
    found = Client.objects.filter(workspace_id=workspace, name=name).first()
    if found is None:
        raise NoSuchClient(name=name)
    return found.id


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
