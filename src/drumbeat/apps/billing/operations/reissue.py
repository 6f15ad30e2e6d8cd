"""Take an issued invoice back whole: credit it, or credit it and issue it anew."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.db import transaction

from drumbeat.apps.audit import operations as audit
from drumbeat.apps.audit.operations import Actor, Event
from drumbeat.apps.billing.content import Agreement, compose
from drumbeat.apps.billing.models import Charge
from drumbeat.apps.billing.operations.approve import approve_and_issue
from drumbeat.apps.billing.operations.correct import (
    credit_invoice,
    is_credited,
    store_draft,
)
from drumbeat.apps.invoices.queries import get_document, get_invoice
from drumbeat.apps.reminders import operations as reminders
from drumbeat.core.corrections import CorrectionUnexplained, PartlyCredited


@dataclass(frozen=True, slots=True)
class Reissue:
    """The two drafts that put a wrong invoice right."""

    credit_note: int
    invoice: int


@transaction.atomic
def credit_whole(
    workspace: int,
    number: str,
    agreement: Agreement,
    *,
    reason: str,
    on: date,
    actor: Actor,
    at: datetime,
    hold_seconds: int,
) -> datetime | None:
    """Credit all that is left of an invoice; the note goes when the hold is over.

    Returns when it goes, None when a second person must approve it first. What was
    billed is not billed again: the charges stay with the invoice.

    :raises CorrectionUnexplained: nobody says why
    :raises NothingToCredit: everything is credited already
    :raises NotAnInvoice: it is itself a credit note
    """
    draft = _credit(
        workspace, number, agreement, reason=reason, on=on, actor=actor, at=at
    )
    return approve_and_issue(
        workspace, draft, actor=actor, at=at, hold_seconds=hold_seconds
    )


@transaction.atomic
def reissue_invoice(
    workspace: int,
    number: str,
    agreement: Agreement,
    *,
    reason: str,
    on: date,
    actor: Actor,
    at: datetime,
) -> Reissue:
    """Draft the credit note over an invoice, and the same again to be changed.

    The new draft has our details and the client's as they stand now. Its charges are
    those of the invoice, taken back by the note and asked for anew, so that what the
    terms want and what is billed stay equal.

    :raises CorrectionUnexplained: nobody says why
    :raises PartlyCredited: part of it is credited already
    :raises NotAnInvoice: it is itself a credit note
    """
    invoice = get_invoice(workspace, number)
    if is_credited(workspace, invoice.id):
        raise PartlyCredited(number=number)
    note = _credit(
        workspace, number, agreement, reason=reason, on=on, actor=actor, at=at
    )
    issued = get_document(workspace, number)
    again = replace(
        compose(agreement, issued.lanes, bill_on=on, update=issued.update),
        purchase_order=issued.purchase_order,
    )
    draft = store_draft(workspace, agreement, again, on, at)
    reminders.attach(reminders.plan_rows(workspace, again.reminders, draft=draft))
    charges = list(Charge.objects.filter(draft__invoice_id=invoice.id).order_by("id"))
    _move_charges(charges, note, sign=-1, on=on)
    _move_charges(charges, draft, sign=1, on=on)
    events = [
        Event("invoice reissued", f"invoice:{number}"),
        Event("draft composed", f"draft:{draft}"),
    ]
    audit.record(workspace, events, actor=actor, at=at)
    return Reissue(note, draft)


def _credit(
    workspace: int,
    number: str,
    agreement: Agreement,
    *,
    reason: str,
    on: date,
    actor: Actor,
    at: datetime,
) -> int:
    if not reason.strip():
        raise CorrectionUnexplained
    return credit_invoice(
        workspace,
        number,
        agreement,
        reason=reason.strip(),
        on=on,
        actor=actor,
        at=at,
    )


def _move_charges(
    charges: Sequence[Charge], draft: int, *, sign: int, on: date
) -> None:
    Charge.objects.bulk_create(
        Charge(
            engagement_id=charge.engagement_id,
            draft_id=draft,
            position=position,
            component=charge.component,
            version=charge.version,
            period_index=charge.period_index,
            kind=f"adjustment {position}.{draft}",
            service_start=charge.service_start,
            service_end=charge.service_end,
            bill_on=on,
            amount_minor=sign * charge.amount_minor,
        )
        for position, charge in enumerate(charges)
    )
