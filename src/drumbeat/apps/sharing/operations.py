"""Make and end private links; take down what clients answer through them."""

from __future__ import annotations

import json
import secrets
from collections.abc import Collection
from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import F

from drumbeat.apps.audit import operations as audit
from drumbeat.apps.audit.operations import Actor, Event
from drumbeat.apps.delivery import operations as delivery
from drumbeat.apps.delivery.operations import Envelope
from drumbeat.apps.invoices.queries import list_documents, number_of, sha256_of
from drumbeat.apps.sharing.models import (
    GivenOrder,
    LaneApproval,
    LinkToken,
    PrivateLink,
)
from drumbeat.apps.sharing.queries import (
    NoSuchLink,
    digest_of,
    find_reader,
    find_respondent,
)
from drumbeat.core.client_page import UNDO_FOR, Reader
from drumbeat.core.documents import InvoiceDocument
from drumbeat.core.errors import Refusal
from drumbeat.core.lane_amounts import lettered
from drumbeat.core.party import Contact

FORWARDS_MOST = 5  # people to whom one reader sends an invoice on
ORDER_MOST = 60  # characters of the number of an order
_AGAIN = timedelta(minutes=30)  # between two visits that count


class NotYoursToApprove(Refusal):
    """The reader pays or gets a copy; approving is somebody else's part."""

    rule = "LNK-2"
    message = "Approving is not your part on this invoice."


class NotWhatWasShown(Refusal):
    """The answer names another content, or a section that is not there."""

    rule = "LNK-3"
    message = "This page has changed since you opened it. Look once more, then answer."


class TooLateToUndo(Refusal):
    """The ten minutes are over, or nothing of theirs stands."""

    rule = "LNK-4"
    message = "The ten minutes are over. Ask about a line instead, and it is put right."


class NoOrder(Refusal):
    """What was typed is no number of a purchase order."""

    rule = "LNK-7"
    message = "Type the number of the order, in at most 60 characters."


class NoAddress(Refusal):
    """What was typed is no e-mail address."""

    rule = "LNK-8"
    message = "Type an e-mail address, like finance@company.example."


class ForwardedEnough(Refusal):
    """One reader sends an invoice on to a few people, not to a list."""

    rule = "LNK-9"
    message = "You have sent it on to five people. Ask us, and we send it to others."


def client(reader: Reader) -> Actor:
    """Return the reader as the one who acts."""
    return Actor(reader.called, "link")


@transaction.atomic
def make_token(
    workspace: int,
    reader: Contact,
    *,
    invoice: int | None = None,
    offer: int | None = None,
    at: datetime,
) -> str:
    """Return a fresh secret that opens the document or offer for this person, or “”.

    It is written into one letter and kept nowhere: we keep its hash. Whose link was
    revoked gets none, whatever else is sent to them.
    """
    same = {
        "workspace_id": workspace,
        "invoice_id": invoice,
        "offer_id": offer,
        "email": reader.email,
    }
    links = PrivateLink.objects.filter(**same)
    if links.exclude(revoked_at=None).exists():
        return ""
    link, _ = PrivateLink.objects.get_or_create(
        **same,
        revoked_at=None,
        defaults={"name": reader.name, "roles": " ".join(reader.roles), "made_at": at},
    )
    token = secrets.token_urlsafe(32)
    LinkToken.objects.create(link=link, token_hash=digest_of(token), made_at=at)
    return token


@transaction.atomic
def revoke(workspace: int, link: int, *, actor: Actor, at: datetime) -> None:
    """End a link at once, for every letter that carries it.

    :raises NoSuchLink: it is revoked already, or not in this workspace
    """
    opened = PrivateLink.objects.filter(
        workspace_id=workspace, id=link, revoked_at=None
    )
    about = opened.values_list("invoice__number", "offer_id").first()
    if about is None or not opened.update(revoked_at=at):
        raise NoSuchLink
    number, offer = about
    subject = f"invoice:{number}" if number else f"offer:{offer}"
    _trail(workspace, "link revoked", subject, {"link": link}, actor, at)


@transaction.atomic
def approve(
    workspace: int,
    link: int,
    lanes: Collection[str],
    *,
    shown: str,
    domain: str,
    at: datetime,
) -> None:
    """Approve sections of what was shown; one that is approved already stays so.

    With the last of them, who pays is told, once nobody can take it back any more.

    :raises NoSuchLink: it is revoked
    :raises NotYoursToApprove: the reader is no approver
    :raises NotWhatWasShown: `shown` is not the snapshot, or a section is not in it
    """
    reader, invoice = find_reader(workspace, link)
    if not reader.may_approve:
        raise NotYoursToApprove
    audit.hold_trail(workspace)  # of two who approve at once one waits
    document = list_documents(workspace, [invoice])[invoice]
    known = {letter for letter, _ in lettered(document)}
    if shown != sha256_of(workspace, invoice) or not lanes or not set(lanes) <= known:
        raise NotWhatWasShown
    standing = LaneApproval.objects.filter(invoice_id=invoice, undone_at=None)
    new = sorted(set(lanes) - set(standing.values_list("lane", flat=True)))
    LaneApproval.objects.bulk_create(
        LaneApproval(
            invoice_id=invoice,
            link_id=link,
            lane=lane,
            sections=len(known),
            shown=shown,
            by=reader.called,
            at=at,
        )
        for lane in new
    )
    if new:
        facts: dict[str, object] = {"sections": new, "shown": shown}
        record(workspace, "client approved", invoice, facts, client(reader), at)
    if new and standing.count() == len(known):
        _tell_payers(workspace, invoice, document, reader, domain=domain, at=at)


@transaction.atomic
def withdraw_approval(workspace: int, link: int, *, at: datetime) -> None:
    """Take back what this reader approved within the last ten minutes.

    :raises TooLateToUndo: nothing of theirs is that young
    """
    reader, invoice = find_reader(workspace, link)
    young = LaneApproval.objects.filter(
        link_id=link, undone_at=None, at__gte=at - UNDO_FOR
    )
    sections = sorted(young.values_list("lane", flat=True))
    if not young.update(undone_at=at):
        raise TooLateToUndo
    facts: dict[str, object] = {"sections": sections}
    record(workspace, "client took approval back", invoice, facts, client(reader), at)


@transaction.atomic
def forward(
    workspace: int, link: int, name: str, email: str, *, domain: str, at: datetime
) -> None:
    """Send the invoice on to somebody of the client's, who gets a link of their own.

    The letter is ours alone, so that nobody writes through us to others. Who has a
    link already gets a fresh letter, at most one a day.

    :raises NoSuchLink: it is revoked
    :raises NotYoursToAnswer: the reader gets a copy
    :raises NoAddress: the address is none
    :raises ForwardedEnough: the reader has sent it on to five people
    """
    reader, invoice = find_respondent(workspace, link)
    called, to = " ".join(name.split())[:200], email.strip().lower()
    try:
        validate_email(to)
    except ValidationError:
        raise NoAddress from None
    same = PrivateLink.objects.filter(invoice_id=invoice, email=to)
    if same.exclude(revoked_at=None).exists():
        return  # whose link we ended gets no other, and nobody learns of it
    if not same.exists():
        sent = PrivateLink.objects.filter(forwarded_by_id=link).count()
        if sent >= FORWARDS_MOST:
            raise ForwardedEnough
        PrivateLink.objects.create(
            workspace_id=workspace,
            invoice_id=invoice,
            name=called,
            email=to,
            roles="payer",
            forwarded_by_id=link,
            made_at=at,
        )
    number = number_of(workspace, invoice)
    who = delivery.name_of(to)
    envelope = Envelope(
        invoice=invoice,
        kind="invoice",
        step="link",
        send_key=f"forward:{workspace}:{number}:{who}:{at.date()}",
        recipients=((called, to),),
        audience="payer",
        send_at=at,
    )
    if delivery.queue_once(workspace, envelope, domain=domain):
        facts: dict[str, object] = {"to": to}
        record(workspace, "client forwarded", invoice, facts, client(reader), at)


@transaction.atomic
def note_order(workspace: int, link: int, number: str, *, at: datetime) -> int:
    """Take the purchase order down that a reader names; return the invoice.

    :raises NoSuchLink: it is revoked
    :raises NotYoursToAnswer: the reader gets a copy
    :raises NoOrder: it is empty, or too long to be one
    """
    reader, invoice = find_respondent(workspace, link)
    if not number or len(number) > ORDER_MOST or not number.isprintable():
        raise NoOrder
    GivenOrder.objects.create(
        invoice_id=invoice, link_id=link, number=number, by=reader.called, at=at
    )
    facts: dict[str, object] = {"order": number}
    record(workspace, "client named an order", invoice, facts, client(reader), at)
    return invoice


def note_visit(workspace: int, link: int, *, at: datetime) -> None:
    """Note that somebody read the page: a hint, no fact, and in no trail."""
    links = PrivateLink.objects.filter(workspace_id=workspace, id=link, revoked_at=None)
    links.exclude(seen_at__gt=at - _AGAIN).update(
        seen_at=at, seen_count=F("seen_count") + 1
    )


def _tell_payers(
    workspace: int,
    invoice: int,
    document: InvoiceDocument,
    approver: Reader,
    *,
    domain: str,
    at: datetime,
) -> None:
    """Queue a letter to who pays and did not approve it themselves."""
    last = LaneApproval.objects.filter(invoice_id=invoice).latest("id")
    for contact in document.readers:
        if "payer" not in contact.roles or contact.email == approver.email:
            continue
        who = delivery.name_of(contact.email)
        envelope = Envelope(
            invoice=invoice,
            kind="approval",
            step=str(last.id),
            send_key=f"approval:{workspace}:{document.number}:{last.id}:{who}",
            recipients=((contact.name, contact.email),),
            audience="payer",
            send_at=at + UNDO_FOR,
        )
        delivery.queue_once(workspace, envelope, domain=domain)


def record(
    workspace: int,
    action: str,
    invoice: int,
    facts: dict[str, object],
    actor: Actor,
    at: datetime,
) -> None:
    """Put what somebody did about an invoice on the trail."""
    subject = f"invoice:{number_of(workspace, invoice)}"
    _trail(workspace, action, subject, facts, actor, at)


def _trail(
    workspace: int,
    action: str,
    subject: str,
    facts: dict[str, object],
    actor: Actor,
    at: datetime,
) -> None:
    payload = json.dumps(facts, sort_keys=True, separators=(",", ":"))
    audit.record(workspace, [Event(action, subject, payload)], actor=actor, at=at)
