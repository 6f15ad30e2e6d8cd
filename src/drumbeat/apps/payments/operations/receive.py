"""Book money that arrived and settle what it names, else the oldest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from drumbeat.apps.audit import operations as audit
from drumbeat.apps.audit.operations import Actor
from drumbeat.apps.payments.models import Payment
from drumbeat.apps.payments.operations.balances import allocate
from drumbeat.apps.payments.operations.trail import note
from drumbeat.apps.payments.queries import OpenRow, list_open
from drumbeat.core.allocation import (
    Application,
    OpenInvoice,
    apply_credit,
    apply_payment,
)
from drumbeat.core.errors import Refusal
from drumbeat.core.money import Money
from drumbeat.core.remittance import find_mention


class AlreadyBooked(Refusal):
    """The same payment was recorded before. [S-56]"""

    rule = "RCP-1"
    message = "This payment is on record already ({external_id})."


class NotAsShown(Refusal):
    """What a payment settles is not what was seen before it was recorded."""

    rule = "RCP-8"
    message = "What is open changed since you looked: this is what it settles now."


@dataclass(frozen=True, slots=True)
class Receipt:
    """Money that arrived, as somebody or some file says.

    `chosen` are the invoices it settles, in this order, where somebody or some match
    said so; what is left then stays on account.
    """

    amount: Money
    received_on: date
    reference: str
    source: str
    external_id: str
    client: int | None = None
    chosen: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Recorded:
    """The payment’s id and what it settled."""

    payment: int
    application: Application


@dataclass(frozen=True, slots=True)
class Foreseen:
    """What a receipt settles, and whose it is; None while nobody knows."""

    application: Application
    client: int | None


def foresee_payment(workspace: int, receipt: Receipt) -> Foreseen:
    """Return what recording it now would settle; writes nothing."""
    return _foresee(list_open(workspace, client=receipt.client), receipt)


@transaction.atomic
def record_payment(
    workspace: int,
    receipt: Receipt,
    *,
    actor: Actor,
    at: datetime,
    expected: Application | None = None,
) -> Recorded:
    """Book the payment and allocate it by reference, else by age. [S-55]

    Without a client the reference decides whose it is; a payment that names nothing
    we know stays unallocated and waits in the queue. `expected` is what was seen
    before: anything else asks again.

    :raises AlreadyBooked: source and external id are on record
    :raises NotAsShown: it settles something else than expected
    """
    audit.hold_trail(workspace)
    known = Payment.objects.filter(
        workspace_id=workspace, source=receipt.source, external_id=receipt.external_id
    )
    candidates = list_open(workspace, client=receipt.client, lock=True)
    if known.exists():
        raise AlreadyBooked(external_id=receipt.external_id)
    foreseen = _foresee(candidates, receipt)
    application = foreseen.application
    if expected is not None and application != expected:
        raise NotAsShown
    payment = _book(workspace, receipt, foreseen.client, actor=actor, at=at)
    invoices = {c.open_invoice.number: c.invoice for c in candidates}
    for allocation in application.allocations:
        allocate(
            invoices[allocation.number],
            allocation.amount.minor,
            payment=payment,
            on=receipt.received_on,
            at=at,
        )
    _note_payment(workspace, payment, receipt, application, actor=actor, at=at)
    return Recorded(payment, application)


def _foresee(candidates: Sequence[OpenRow], receipt: Receipt) -> Foreseen:
    if receipt.client is None:
        candidates = _of_the_named(candidates, receipt)
    invoices = [c.open_invoice for c in candidates]
    if receipt.chosen:
        application = apply_credit(receipt.amount, invoices, chosen=receipt.chosen)
    else:
        application = apply_payment(
            receipt.amount, invoices, reference=receipt.reference
        )
    # Without a client all candidates are of the one that the reference names.
    settles = bool(application.allocations)
    owner = candidates[0].client if settles else None
    return Foreseen(application, receipt.client or owner)


def _note_payment(
    workspace: int,
    payment: int,
    receipt: Receipt,
    application: Application,
    *,
    actor: Actor,
    at: datetime,
) -> None:
    facts: dict[str, object] = {
        "amount_minor": receipt.amount.minor,
        "currency": receipt.amount.currency,
        "allocations": [[a.number, a.amount.minor] for a in application.allocations],
    }
    subject = f"payment:{payment}"
    note(workspace, "payment recorded", subject, facts, actor=actor, at=at)


def _book(
    workspace: int, receipt: Receipt, owner: int | None, *, actor: Actor, at: datetime
) -> int:
    payment = Payment.objects.create(
        workspace_id=workspace,
        client_id=owner,
        amount_minor=receipt.amount.minor,
        currency=receipt.amount.currency,
        received_on=receipt.received_on,
        reference=receipt.reference,
        source=receipt.source,
        external_id=receipt.external_id,
        recorded_at=at,
        recorded_by=actor.name,
    )
    return payment.id


def _of_the_named(candidates: Sequence[OpenRow], receipt: Receipt) -> list[OpenRow]:
    """Keep the invoices of the client whose invoice the reference names, else none."""
    if not candidates:
        return []
    named = apply_payment(
        receipt.amount,
        [c.open_invoice for c in candidates if _is_named(c.open_invoice, receipt)],
        reference=receipt.reference,
    ).allocations
    if not named:
        return []
    owner = next(
        c.client for c in candidates if c.open_invoice.number == named[0].number
    )
    return [c for c in candidates if c.client == owner]


def _is_named(invoice: OpenInvoice, receipt: Receipt) -> bool:
    mention = find_mention(
        receipt.reference, number=invoice.number, reference=invoice.reference
    )
    return mention is not None
