"""Terms → what a client is asked to confirm: the plan as it is, or a change of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from drumbeat.core.billing_plan import PlannedInvoice, bill_plan
from drumbeat.core.offer import ChangedInvoice, Offer, OfferedInvoice
from drumbeat.core.plan_changes import InvoiceChange, preview_change
from drumbeat.core.ports import WorkingDays
from drumbeat.core.terms import EngagementTerms
from drumbeat.core.terms_edits import Edit

LOOKED = timedelta(days=366)  # how far a plan or a change is written out


def with_plan(
    blank: Offer, terms: EngagementTerms, *, on: date, working: WorkingDays, zone: str
) -> Offer:
    """Return the offer with every invoice of a year from that day on.

    The same functions plan it that bill: what is confirmed is what comes.
    """
    first = max(on, terms.starts)
    planned = bill_plan(terms, until=first + LOOKED, working=working, zone=zone)
    coming = [invoice for invoice in planned if invoice.bill_on >= on]
    place = ZoneInfo(terms.time_zone or zone)
    return replace(
        blank,
        starts=terms.starts,
        invoices=tuple(_offered(invoice, place) for invoice in coming),
    )


def with_change(
    blank: Offer,
    terms: EngagementTerms,
    edit: Edit,
    *,
    on: date,
    working: WorkingDays,
) -> Offer:
    """Return the offer with every invoice to come that an edit touches, for a year.

    What has come already stays as it is and is not among them.

    :raises NotPossible: the edit contradicts the terms
    """
    changes = preview_change(terms, edit, today=on, until=on + LOOKED, working=working)
    return replace(
        blank,
        changes=tuple(_changed(change) for change in changes if not change.has_come),
        agreed=edit(terms),
    )


def _offered(invoice: PlannedInvoice, place: ZoneInfo) -> OfferedInvoice:
    return OfferedInvoice(
        bill_on=invoice.bill_on,
        due=invoice.due_date,
        what=", ".join(lane.name for lane in invoice.lanes),
        net=invoice.totals.net,
        gross=invoice.totals.gross,
        reminders=tuple(
            (step.at.astimezone(place).date(), step.tone) for step in invoice.reminders
        ),
    )


def _changed(change: InvoiceChange) -> ChangedInvoice:
    return ChangedInvoice(change.bill_on, change.project, change.before, change.after)
