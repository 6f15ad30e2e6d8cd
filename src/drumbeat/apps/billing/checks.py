"""What stands between drafts and their issue: the facts of `core.validation`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from drumbeat.apps.billing.queries import DraftRow, list_contents
from drumbeat.apps.delivery.queries import known_addresses
from drumbeat.apps.identity.queries import get_workspace
from drumbeat.apps.parties.queries import ClientRow, list_clients
from drumbeat.core.documents import InvoiceDocument
from drumbeat.core.errors import Finding
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


def list_findings(
    workspace: int,
    documents: Mapping[int, InvoiceDocument],
    clients: Mapping[int, ClientRow],
) -> dict[int, list[Finding]]:
    """Return the findings of each draft; `clients` is by draft, like `documents`.

    The queries are the same few for one draft or a thousand.
    """
    required = get_workspace(workspace).update_required
    return check_documents(workspace, documents, clients, update_required=required)


def check_documents(
    workspace: int,
    documents: Mapping[int, InvoiceDocument],
    clients: Mapping[int, Asks],
    *,
    update_required: bool,
) -> dict[int, list[Finding]]:
    """Return the findings of each draft, for who knows already what is required."""
    addresses = {c.email for d in documents.values() for c in d.contacts}
    known = known_addresses(workspace, addresses)
    return {
        draft: check_draft(
            _facts(
                document, clients[draft], update_required=update_required, known=known
            )
        )
        for draft, document in documents.items()
    }


def list_draft_findings(
    workspace: int, drafts: Sequence[DraftRow]
) -> dict[int, list[Finding]]:
    """Return the findings of drafts by their ids."""
    if not drafts:
        return {}
    clients = list_clients(workspace, {draft.client for draft in drafts})
    return list_findings(
        workspace,
        list_contents(workspace, [draft.id for draft in drafts]),
        {draft.id: clients[draft.client] for draft in drafts},
    )


def _facts(
    document: InvoiceDocument,
    client: Asks,
    *,
    update_required: bool,
    known: frozenset[str],
) -> DraftFacts:
    is_credit = document.kind == "credit_note"
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
        update_written=document.update is not None,
        purchase_order_required=client.purchase_order_required and not is_credit,
        purchase_order=document.purchase_order,
        payers=tuple(c.email for c in document.contacts if "payer" in c.roles),
        new_recipients=tuple(a for a in addresses if a not in known),
        e_invoice=client.e_invoice,
        e_invoice_available=False,
        unprinted=unprinted(document),
    )
