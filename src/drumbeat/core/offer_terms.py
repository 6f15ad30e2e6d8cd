"""Terms → what a client is asked to confirm: the plan as it is, or a change of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from drumbeat.core.billing_plan import PlannedInvoice, bill_plan
from drumbeat.core.offer import (
    ChangedInvoice,
    Offer,
    OfferedInvoice,
    OfferIncomplete,
)
from drumbeat.core.plan_changes import InvoiceChange, preview_change
from drumbeat.core.ports import WorkingDays
from drumbeat.core.terms import EngagementTerms
from drumbeat.core.terms_edits import Edit

LOOKED = timedelta(days=366)  # how far a plan or a change is written out
_FAR = timedelta(days=5 * 366)
_BILLED = (
    "Something of this is billed already, so the client cannot be asked first. Choose "
    "a later day, or save it: the difference is then credited or billed."
)
_TOO_FAR = "Its first effect lies more than a year ahead. Ask nearer to that day."


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

    :raises NotPossible: the edit contradicts the terms
    :raises OfferIncomplete: it touches what is billed, or nothing within a year, so
        that the page could not say what a yes does
    """
    changes = preview_change(terms, edit, today=on, until=on + LOOKED, working=working)
    if any(change.has_come for change in changes):
        raise OfferIncomplete(problem=_BILLED)
    if not changes and preview_change(
        terms, edit, today=on, until=on + _FAR, working=working
    ):
        raise OfferIncomplete(problem=_TOO_FAR)
    return replace(
        blank,
        changes=tuple(_changed(change) for change in changes),
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
