"""The sample business: engagements of every kind, written straight into the tables."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from secrets import token_urlsafe

from drumbeat.apps.audit.operations import Actor
from drumbeat.apps.identity import operations as identity
from drumbeat.apps.identity.models import Workspace
from drumbeat.apps.parties import operations as parties
from drumbeat.apps.rows import Row, insert_rows, instant, reserve_ids
from drumbeat.core.documents import Tax
from drumbeat.core.money import Money
from drumbeat.core.party import Contact, PostalAddress, Seller
from drumbeat.core.terms import (
    AddOn,
    Anchor,
    Cadence,
    ClientProfile,
    EngagementTerms,
    PaymentTerms,
    Retainer,
)
from drumbeat.core.terms_snapshot import terms_to_json

FIRST_DAY = date(2026, 11, 1)
AT = datetime(2026, 11, 7, 9, tzinfo=UTC)  # every engagement owes one invoice by now
ACTOR = Actor("bench", "cli")
_TAXES = (Tax("S", Decimal(21)), Tax("S", Decimal(9)))
_CADENCES = (
    Cadence("month"),
    Cadence("week"),
    Cadence("month"),
    Cadence("half month"),
)
_CHUNK = 2_000
_CLIENT_COLUMNS = (
    "id",
    "workspace_id",
    "name",
    "language",
    "country",
    "address",
    "vat_id",
    "buyer_reference",
    "e_invoice",
    "peppol_id",
    "purchase_order_required",
    "cost_centre",
    "pay_run",
)
_ENGAGEMENT_COLUMNS = (
    "id",
    "workspace_id",
    "client_id",
    "name",
    "state",
    "parked_reason",
    "starts",
    "version",
    "next_bill_on",
    "is_governed",
    "billed_version",
)
_TERMS_COLUMNS = (
    "engagement_id",
    "number",
    "terms",
    "sha256",
    "recorded_at",
    "recorded_by",
    "reason",
)


def open_workspace() -> int:
    """Open the workspace with its issuer; return its id."""
    workspace = identity.open_first_workspace(
        identity.NewWorkspace(
            name="Bench",
            country="NL",
            currency="EUR",
            time_zone="Europe/Amsterdam",
            owner_email="owner@bench.example",
            owner_name="Nora Lindqvist",
            password=token_urlsafe(16),
        ),
        at=AT - timedelta(days=30),
    )
    Workspace.objects.update(update_required=False)  # invoices without a letter
    address = PostalAddress(("Keizersgracht 12", "1015 CS Amsterdam"), "NL")
    parties.set_issuer(
        workspace,
        Seller(
            name="Lindqvist Advisory B.V.",
            address=address,
            vat_id="NL001234567B01",
            legal_id="12345678",
            email="nora@lindqvist.example",
            iban="NL91ABNA0417164300",
            bic="ABNANL2A",
        ),
    )
    return workspace


def engagement(place: int, first_day: date = FIRST_DAY) -> EngagementTerms:
    """Return the terms of one engagement: 2 to 4 lines, one or two tax rates."""
    starts = first_day + timedelta(days=place % 7)
    every = _CADENCES[place % len(_CADENCES)]
    anchored = Anchor(day=1) if every.unit == "month" and place % 5 == 0 else None
    first = Retainer(
        f"Fractional CMO {place}, {{period}}",
        Money(420_000 + place % 997 * 100, "EUR"),
        every,
        _TAXES[0],
        anchor=anchored,
    )
    second = Retainer(
        "Board advisory, {period}",
        Money(90_000 + place % 89 * 50, "EUR"),
        every,
        _TAXES[0],
        anchor=anchored,
    )
    add_ons = [
        AddOn(f"Workshop {n + 1}", Money(35_000 + n, "EUR"), starts, _TAXES[1])
        for n in range(place % 3)
    ]
    return EngagementTerms(
        name=f"CMO {place}",
        starts=starts,
        currency="EUR",
        time_zone="Europe/Amsterdam",
        holidays="NL",
        payment=PaymentTerms("days", days=(14, 30)[place % 2]),
        client=_client(place // 2),
        retainers=(first, second),
        add_ons=tuple(add_ons),
    )


def _client(place: int) -> ClientProfile:
    domain = f"client-{place}.example"
    return ClientProfile(
        name=f"Client {place} B.V.",
        language=("en", "nl", "de")[place % 3],
        country="NL",
        address=(f"Damrak {place}", "1012 VC Amsterdam"),
        vat_id="NL001234567B01",
        contacts=(
            Contact("Ingrid Solberg", f"ingrid@{domain}", ("approver",)),
            Contact("Accounts payable", f"payable@{domain}", ("payer",)),
        ),
    )


def add_engagements(workspace: int, count: int) -> None:
    """Write engagements, their terms and clients, in chunks of even size."""
    for start in range(0, count, _CHUNK):
        _add_chunk(workspace, range(start, min(start + _CHUNK, count)))


def _add_chunk(workspace: int, places: range) -> None:
    agreed = [engagement(place) for place in places]
    clients = reserve_ids("parties_client", (len(agreed) + 1) // 2)
    ids = reserve_ids("engagements_engagement", len(agreed))
    profiles = [terms.client for terms in agreed[::2]]
    insert_rows(
        "parties_client",
        _CLIENT_COLUMNS,
        [_client_row(workspace, *each) for each in zip(clients, profiles, strict=True)],
    )
    insert_rows(
        "parties_contact",
        ("client_id", "name", "email", "roles"),
        [
            (client, contact.name, contact.email, " ".join(contact.roles))
            for client, profile in zip(clients, profiles, strict=True)
            for contact in profile.contacts
        ],
    )
    insert_rows(
        "engagements_engagement",
        _ENGAGEMENT_COLUMNS,
        [
            _engagement_row(workspace, ids[n], clients[n // 2], terms)
            for n, terms in enumerate(agreed)
        ],
    )
    insert_rows("engagements_termsversion", _TERMS_COLUMNS, list(_terms(ids, agreed)))


def _client_row(workspace: int, client: int, profile: ClientProfile) -> Row:
    address = "\n".join(profile.address)
    known = (profile.name, profile.language, profile.country, address, profile.vat_id)
    return (client, workspace, *known, "", "none", "", 0, "", "")


def _engagement_row(
    workspace: int, row_id: int, client: int, terms: EngagementTerms
) -> Row:
    starts = terms.starts.isoformat()
    due = date.min.isoformat()
    return (
        *(row_id, workspace, client, terms.name),
        *("active", "", starts, 1, due, 0, 0),
    )


def _terms(
    ids: range | list[int], agreed: list[EngagementTerms]
) -> Iterator[tuple[str | int, ...]]:
    for row_id, terms in zip(ids, agreed, strict=True):
        text = terms_to_json(terms)
        digest = hashlib.sha256(text.encode()).hexdigest()
        yield row_id, 1, text, digest, instant(AT), "bench", "imported"
