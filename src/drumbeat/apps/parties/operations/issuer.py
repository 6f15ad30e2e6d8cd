"""Record who issues: the business, its bank account and its looks."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from datetime import datetime

from django.db import transaction

from drumbeat.apps.audit import operations as audit
from drumbeat.apps.audit.operations import Actor, Event
from drumbeat.apps.identity import operations as identity
from drumbeat.apps.identity.operations import NewNotice, WorkspaceFacts
from drumbeat.apps.identity.queries import list_members
from drumbeat.apps.parties.models import Issuer, Logo
from drumbeat.core.party import Seller


def set_issuer(workspace: int, seller: Seller) -> None:
    """Record our legal entity; documents already issued keep their own copy."""
    facts = asdict(seller)
    address = facts.pop("address")
    facts["legal_name"] = facts.pop("name")
    Issuer.objects.update_or_create(
        workspace_id=workspace,
        defaults=facts
        | {"address": "\n".join(address["lines"]), "country": address["country"]},
    )


@dataclass(frozen=True, slots=True)
class BankAccount:
    """Where clients pay."""

    iban: str
    bic: str = ""


@dataclass(frozen=True, slots=True)
class NewLogo:
    """A picture of our own making: PNG, and its size in pixels."""

    png: bytes
    width: int
    height: int


@transaction.atomic
def change_business(
    workspace: int,
    seller: Seller,
    facts: WorkspaceFacts,
    *,
    actor: Actor,
    at: datetime,
) -> None:
    """Change what stands on the next document, but for bank account and looks.

    Only these columns are written: somebody may be changing the others meanwhile.
    """
    identity.change_workspace(workspace, facts)
    Issuer.objects.filter(workspace_id=workspace).update(
        legal_name=seller.name,
        address="\n".join(seller.address.lines),
        country=seller.address.country,
        vat_id=seller.vat_id,
        tax_number=seller.tax_number,
        legal_id=seller.legal_id,
        email=seller.email,
        phone=seller.phone,
        contact_name=seller.contact_name,
    )
    _record(workspace, "business changed", {}, actor, at)


@transaction.atomic
def change_bank_account(
    workspace: int, account: BankAccount, *, page_url: str, actor: Actor, at: datetime
) -> bool:
    """Change where clients pay, and tell every owner; say whether it was another.

    An invoice with another account is what a thief would send, so no owner learns of
    it late: the letters are queued with the change.
    """
    issuer = Issuer.objects.filter(workspace_id=workspace)
    [(iban, bic)] = issuer.values_list("iban", "bic")
    if (iban, bic) == (account.iban, account.bic):
        return False
    issuer.update(iban=account.iban, bic=account.bic, bank_changed_at=at)
    ends = {"before": iban[-4:], "after": account.iban[-4:]}
    _record(workspace, "bank account changed", ends, actor, at)
    text = (
        f"{actor.name} changed the bank account on your invoices.\n\n"
        f"Before: {_grouped(iban)}\nFrom now on: {_grouped(account.iban)}\n\n"
        "Clients are told that it changed. If this was none of you, change it back "
        f"and call the clients who have a new invoice.\n\n{page_url}"
    )
    for member in list_members(workspace):
        if member.role == "owner":
            letter = NewNotice(member.email, "The bank account was changed", text)
            identity.queue_notice(workspace, letter, at=at)
    return True


@transaction.atomic
def set_colour(workspace: int, colour: str, *, actor: Actor, at: datetime) -> None:
    """Set the colour that clients see, as it was picked."""
    Issuer.objects.filter(workspace_id=workspace).update(brand_colour=colour)
    _record(workspace, "brand colour changed", {"colour": colour}, actor, at)


@transaction.atomic
def set_logo(workspace: int, logo: NewLogo, *, actor: Actor, at: datetime) -> None:
    """Show this logo from now on."""
    digest = hashlib.sha256(logo.png).hexdigest()
    Logo.objects.update_or_create(
        workspace_id=workspace,
        defaults=asdict(logo) | {"sha256": digest, "changed_at": at},
    )
    _record(workspace, "logo changed", {"sha256": digest}, actor, at)


@transaction.atomic
def remove_logo(workspace: int, *, actor: Actor, at: datetime) -> None:
    """Show the name alone again."""
    if Logo.objects.filter(workspace_id=workspace).delete()[0]:
        _record(workspace, "logo removed", {}, actor, at)


def _grouped(iban: str) -> str:
    blocks = [iban[i : i + 4] for i in range(0, len(iban), 4)]
    return " ".join(blocks) or "none"


def _record(
    workspace: int, action: str, payload: dict[str, str], actor: Actor, at: datetime
) -> None:
    said = json.dumps(payload, sort_keys=True, separators=(",", ":"))
    event = Event(action, f"workspace:{workspace}", said)
    audit.record(workspace, [event], actor=actor, at=at)
