"""Record the issuer, clients and their contacts."""

from __future__ import annotations

from dataclasses import asdict

from drumbeat.apps.parties.models import Client, Contact, Issuer
from drumbeat.core.party import Seller
from drumbeat.core.terms import ClientProfile
from drumbeat.core.terms_grammar import pay_run_words


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


def add_client(workspace: int, profile: ClientProfile) -> int:
    """Record the client if its name is new, and contacts that are new; return its id.

    What is on record wins over a file: a profile is changed by a person, not by
    importing a second engagement of the same client.
    """
    client, _ = Client.objects.get_or_create(
        workspace_id=workspace,
        name=profile.name,
        defaults={
            "language": profile.language,
            "country": profile.country,
            "address": "\n".join(profile.address),
            "vat_id": profile.vat_id,
            "buyer_reference": profile.buyer_reference,
            "e_invoice": profile.e_invoice,
            "peppol_id": profile.peppol_id,
            "purchase_order_required": profile.purchase_order_required,
            "pay_run": pay_run_words(profile.pay_run) if profile.pay_run else "",
        },
    )
    known = set(client.contact_set.values_list("email", flat=True))
    Contact.objects.bulk_create(
        Contact(
            client=client,
            name=contact.name,
            email=contact.email,
            roles=" ".join(contact.roles),
        )
        for contact in profile.contacts
        if contact.email not in known
    )
    return client.id
