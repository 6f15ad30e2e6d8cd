"""The billing plan: every invoice of an engagement up to a day, before it exists."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from drumbeat.core.composition import ChargeGroup, group_charges, lanes_of
from drumbeat.core.dates import Convention
from drumbeat.core.documents import Lane, PlannedReminder, Totals
from drumbeat.core.payment_terms import due_date
from drumbeat.core.ports import WorkingDays
from drumbeat.core.reminder_plan import planned_reminders
from drumbeat.core.schedule import charges
from drumbeat.core.terms import EngagementTerms
from drumbeat.core.totals import totals_of

# No calendar has a longer run of free days; further back nothing can move.
_LONGEST_MOVE = timedelta(days=31)


@dataclass(frozen=True, slots=True)
class PlannedInvoice:
    """An invoice to come: when, what, how much, and the reminders tied to it."""

    bill_on: date
    issue_date: date
    due_date: date
    lanes: tuple[Lane, ...]
    totals: Totals
    reminders: tuple[PlannedReminder, ...]
    project: str = ""


def bill_plan(
    terms: EngagementTerms,
    *,
    until: date,
    working: WorkingDays,
    zone: str,
    since: date | None = None,
) -> list[PlannedInvoice]:
    """Return the invoices with an adjusted bill date up to and with `until`. [I-21]

    The same functions compose what a billing run writes. `zone` is the one to use
    when the terms name none; `since` leaves out unadjusted bill dates before it.
    """
    groups = planned_groups(terms, until=until, working=working, since=since)
    return [planned(group, terms, working=working, zone=zone) for group in groups]


def planned_groups(
    terms: EngagementTerms,
    *,
    until: date,
    working: WorkingDays,
    since: date | None = None,
) -> list[ChargeGroup]:
    """Return what each invoice of the plan will charge; the least of the work."""
    horizon = until
    if terms.bill_moves is not Convention.NONE:
        # A date that moves back may come from behind the horizon.
        horizon = until + min(_LONGEST_MOVE, date.max - until)
    found = charges(terms, until=horizon, since=since)
    grouped = group_charges(terms, found, working=working)
    return [group for group in grouped if group.bill_on <= until]


def planned(
    group: ChargeGroup, terms: EngagementTerms, *, working: WorkingDays, zone: str
) -> PlannedInvoice:
    """Return the invoice a group of charges will be; `zone` as for `bill_plan`."""
    zone = terms.time_zone or zone
    lanes = lanes_of(group.charges, terms.client.language, terms)
    lines = [line for lane in lanes for line in lane.lines]
    due = due_date(terms.payment, group.bill_on, terms.due_moves, working)
    return PlannedInvoice(
        bill_on=group.bill_on,
        issue_date=group.bill_on,
        due_date=due,
        lanes=lanes,
        totals=totals_of(lines, terms.currency),
        reminders=planned_reminders(
            terms.reminders,
            due,
            zone=zone,
            working=working,
            contacts=terms.client.contacts,
            not_before=group.bill_on,
        ),
        project=group.project,
    )
