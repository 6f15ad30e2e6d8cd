"""What stands between drafts and their issue: the facts of `core.validation`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from drumbeat.apps.billing.queries import (
    DraftRow,
    list_contents,
    open_talks,
    wanted_nets,
)
from drumbeat.apps.delivery.queries import known_addresses
from drumbeat.apps.identity.queries import get_workspace
from drumbeat.apps.parties.queries import list_clients
from drumbeat.core.documents import InvoiceDocument
from drumbeat.core.errors import Finding
from drumbeat.core.money import Money
from drumbeat.core.printing import unprinted
from drumbeat.core.validation import DraftFacts, check_draft


class Asks(Protocol):
    """What the client asks of each invoice."""

    @property
    def purchase_order_required(self) -> bool:
        """Whether each invoice must name an order."""

    @property
    def e_invoice(self) -> str:
        """The format of e-invoice, or “none”."""


def check_documents(
    workspace: int,
    documents: Mapping[int, InvoiceDocument],
    clients: Mapping[int, Asks],
    wanted: Mapping[int, int] | None = None,
    *,
    update_required: bool,
) -> dict[int, list[Finding]]:
    """Return the findings of each draft, for who knows already what is required.

    `wanted` is what the terms alone give, in minor units; without it the totals are
    not compared.
    """
    addresses = {c.email for d in documents.values() for c in d.contacts}
    known = known_addresses(workspace, addresses)
    talks = open_talks(workspace, documents)
    return {
        draft: check_draft(
            _facts(
                document,
                clients[draft],
                (wanted or {}).get(draft),
                update_required=update_required,
                known=known,
                talks=tuple(str(talk) for talk in talks.get(draft, ())),
            )
        )
        for draft, document in documents.items()
    }


def list_draft_findings(
    workspace: int, drafts: Sequence[DraftRow]
) -> dict[int, list[Finding]]:
    """Return the findings of drafts by their ids.

    The queries are the same few for one draft or a thousand.
    """
    if not drafts:
        return {}
    clients = list_clients(workspace, {draft.client for draft in drafts})
    ids = [draft.id for draft in drafts]
    return check_documents(
        workspace,
        list_contents(workspace, ids),
        {draft.id: clients[draft.client] for draft in drafts},
        wanted_nets(workspace, ids),
        update_required=get_workspace(workspace).update_required,
    )


def _facts(
    document: InvoiceDocument,
    client: Asks,
    wanted: int | None,
    *,
    update_required: bool,
    known: frozenset[str],
    talks: tuple[str, ...],
) -> DraftFacts:
    is_credit = document.kind == "credit_note"
    compares = wanted is not None and not is_credit
    addresses = [contact.email for contact in document.contacts]
    return DraftFacts(
        net=document.totals.net,
        gross=document.totals.gross,
        tax_categories=frozenset(s.tax.category for s in document.totals.subtotals),
        seller_vat_id=document.seller.vat_id,
        seller_tax_number=document.seller.tax_number,
        seller_iban=document.seller.iban,
        buyer_vat_id=document.buyer.vat_id,
        update_required=update_required and not is_credit,
        update_written=document.has_update,
        purchase_order_required=client.purchase_order_required and not is_credit,
        purchase_order=document.purchase_order,
        payers=tuple(c.email for c in document.contacts if "payer" in c.roles),
        new_recipients=tuple(a for a in addresses if a not in known),
        expected_net=Money(wanted or 0, document.currency) if compares else None,
        e_invoice=client.e_invoice,
        e_invoice_available=False,
        unprinted=unprinted(document),
        talks=talks,
    )
