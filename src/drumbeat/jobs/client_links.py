"""Where a client reads a document: the address that goes into one letter."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings

from drumbeat import wiring
from drumbeat.apps.delivery import operations as delivery
from drumbeat.apps.delivery.operations import Envelope, Recipients
from drumbeat.apps.sharing.operations import make_token
from drumbeat.apps.sharing.queries import find_owner_of
from drumbeat.core.documents import InvoiceDocument
from drumbeat.core.party import Contact


def page_for(
    workspace: int,
    invoice: int,
    document: InvoiceDocument,
    recipients: Recipients,
    *,
    at: datetime,
) -> str:
    """Return the address of the one reader's own page; “” where there is none.

    A letter to several people has none, for a link is one person's.
    """
    if len(recipients) != 1:
        return ""
    [(name, email)] = recipients
    known = {contact.email: contact for contact in document.readers}
    reader = known.get(email, Contact(name, email, ("payer",)))
    return _address(make_token(workspace, reader, invoice=invoice, at=at))


def offer_page_for(
    workspace: int, offer: int, name: str, email: str, *, at: datetime
) -> str:
    """Return the address of an approver's own page of an offer; “” once revoked."""
    reader = Contact(name, email, ("approver",))
    return _address(make_token(workspace, reader, offer=offer, at=at))


def _address(token: str) -> str:
    return f"{settings.DRUMBEAT_PUBLIC_URL}/i/{token}" if token else ""


def renew(token: str, *, at: datetime) -> None:
    """Send a new link to the address on record, if the token was ever that person's.

    Whoever asks hears the same, and a link that was revoked stays so. At most one
    letter goes out for each old token.
    """
    found = find_owner_of(token)
    if found is None:
        return
    about = found.number or f"offer:{found.offer}"
    envelope = Envelope(
        invoice=found.invoice,
        offer=found.offer,
        kind="offer" if found.offer else "invoice",
        step="new" if found.offer else "link",
        send_key=f"link:{found.workspace}:{about}:{found.token}",
        recipients=((found.name, found.email),),
        audience="payer" if found.roles == ("payer",) else "approver",
        send_at=at,
    )
    delivery.queue_once(found.workspace, envelope, domain=wiring.mail_domain())
