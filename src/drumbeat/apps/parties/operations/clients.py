"""Record clients and their contacts."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from django.db import transaction

from drumbeat.apps.audit import operations as audit
from drumbeat.apps.audit.operations import Actor, Event
from drumbeat.apps.parties.models import Client, Contact
from drumbeat.apps.parties.queries import NoSuchClient
from drumbeat.core import party
from drumbeat.core.errors import Refusal
from drumbeat.core.terms import ClientProfile
from drumbeat.core.terms_grammar import pay_run_words


class NameTaken(Refusal):
    """Two clients of one name could not be told apart."""

    rule = "PTY-2"
    message = "Another client is called “{name}”."


class AddressTaken(Refusal):
    """A client has each address once: two letters to one would be one too many."""

    rule = "PTY-3"
    message = "{email} is on record for this client already."


class NoSuchContact(Refusal):
    """The client has no such contact."""

    rule = "PTY-4"
    message = "This client has no such contact any more."


def add_client(workspace: int, profile: ClientProfile) -> int:
    """Record the client if its name is new, and contacts that are new; return its id.

    What is on record wins over a file: a profile is changed by a person, not by
    importing a second engagement of the same client. Who was archived is back.
    """
    client, _ = Client.objects.get_or_create(
        workspace_id=workspace, name=profile.name, defaults=_columns(profile)
    )
    Client.objects.filter(id=client.id, archived_at__isnull=False).update(
        archived_at=None
    )
    known = set(client.contact_set.values_list("email", flat=True))
    Contact.objects.bulk_create(
        Contact(client=client, **_contact_columns(contact))
        for contact in profile.contacts
        if contact.email not in known
    )
    return client.id


@transaction.atomic
def change_client(
    workspace: int,
    client: int,
    profile: ClientProfile,
    *,
    cost_centre: str,
    actor: Actor,
    at: datetime,
) -> None:
    """Record the billing profile as it is from now on; contacts stay.

    What is issued keeps its own copy, and so does a draft until a person renews it.

    :raises NoSuchClient: it is not in this workspace
    :raises NameTaken: another client has that name
    """
    row = _lock(workspace, client)
    others = Client.objects.filter(workspace_id=workspace, name=profile.name)
    if others.exclude(id=client).exists():
        raise NameTaken(name=profile.name)
    wanted = _columns(profile) | {"name": profile.name, "cost_centre": cost_centre}
    changed = _differing(row, wanted)
    if changed:
        Client.objects.filter(id=client).update(**wanted)
        _record(workspace, client, "client changed", changed, actor=actor, at=at)


@transaction.atomic
def add_contact(
    workspace: int, client: int, contact: party.Contact, *, actor: Actor, at: datetime
) -> None:
    """Add a person or mailbox at the client.

    :raises NoSuchClient: it is not in this workspace
    :raises AddressTaken: the address is on record already
    """
    row = _lock(workspace, client)
    _refuse_second(row, contact.email, but=None)
    Contact.objects.create(client=row, **_contact_columns(contact))
    _record(workspace, client, "contact added", contact.roles, actor=actor, at=at)


@transaction.atomic
def change_contact(
    workspace: int,
    client: int,
    contact: int,
    after: party.Contact,
    *,
    actor: Actor,
    at: datetime,
) -> None:
    """Change a contact's name, address or part in the work.

    :raises NoSuchClient, NoSuchContact: it is not in this workspace
    :raises AddressTaken: the address is another contact's
    """
    row = _lock(workspace, client)
    kept = _get_contact(row, contact)
    _refuse_second(row, after.email, but=contact)
    wanted = _contact_columns(after)
    changed = _differing(kept, wanted)
    if changed:
        Contact.objects.filter(id=contact).update(**wanted)
        _record(workspace, client, "contact changed", changed, actor=actor, at=at)


@transaction.atomic
def remove_contact(
    workspace: int, client: int, contact: int, *, actor: Actor, at: datetime
) -> None:
    """Write to this contact no more; what was sent keeps who it went to.

    :raises NoSuchClient, NoSuchContact: it is not in this workspace
    """
    row = _lock(workspace, client)
    kept = _get_contact(row, contact)
    kept.delete()
    roles = tuple(kept.roles.split())
    _record(workspace, client, "contact removed", roles, actor=actor, at=at)


@transaction.atomic
def archive_client(workspace: int, client: int, *, actor: Actor, at: datetime) -> None:
    """Put a client away: it is listed no more, and everything about it is kept.

    :raises NoSuchClient: it is not in this workspace
    """
    row = _lock(workspace, client)
    if row.archived_at is None:
        Client.objects.filter(id=client).update(archived_at=at)
        _record(workspace, client, "client archived", (), actor=actor, at=at)


@transaction.atomic
def restore_client(workspace: int, client: int, *, actor: Actor, at: datetime) -> None:
    """List an archived client again.

    :raises NoSuchClient: it is not in this workspace
    """
    row = _lock(workspace, client)
    if row.archived_at is not None:
        Client.objects.filter(id=client).update(archived_at=None)
        _record(workspace, client, "client restored", (), actor=actor, at=at)


def _lock(workspace: int, client: int) -> Client:
    """Return the client; others who change it wait until the transaction ends."""
    rows = Client.objects.filter(workspace_id=workspace, id=client)
    row = rows.select_for_update(no_key=True).first()
    if row is None:
        raise NoSuchClient(name=client)
    return row


def _get_contact(client: Client, contact: int) -> Contact:
    found = Contact.objects.filter(client=client, id=contact).first()
    if found is None:
        raise NoSuchContact
    return found


def _refuse_second(client: Client, email: str, *, but: int | None) -> None:
    same = Contact.objects.filter(client=client, email__iexact=email)
    if any(row != but for row in same.values_list("id", flat=True)):
        raise AddressTaken(email=email)


def _columns(profile: ClientProfile) -> dict[str, Any]:
    """Return the profile as its table keeps it, without the name."""
    return {
        "language": profile.language,
        "country": profile.country,
        "address": "\n".join(profile.address),
        "vat_id": profile.vat_id,
        "buyer_reference": profile.buyer_reference,
        "e_invoice": profile.e_invoice,
        "peppol_id": profile.peppol_id,
        "purchase_order_required": profile.purchase_order_required,
        "pay_run": pay_run_words(profile.pay_run) if profile.pay_run else "",
    }


def _contact_columns(contact: party.Contact) -> dict[str, str]:
    return {
        "name": contact.name,
        "email": contact.email,
        "roles": " ".join(contact.roles),
    }


def _differing(row: Client | Contact, wanted: dict[str, Any]) -> tuple[str, ...]:
    return tuple(name for name, value in wanted.items() if getattr(row, name) != value)


def _record(
    workspace: int,
    client: int,
    action: str,
    what: tuple[str, ...],
    *,
    actor: Actor,
    at: datetime,
) -> None:
    """Put on the trail which fields or parts changed: never what stands in them."""
    payload = json.dumps({"what": sorted(what)}, separators=(",", ":"))
    event = Event(action, f"client:{client}", payload)
    audit.record(workspace, [event], actor=actor, at=at)
