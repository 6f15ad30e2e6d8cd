"""What terms will bill, remembered: the same text is asked again with every page."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from functools import lru_cache

from drumbeat.core.billing_plan import PlannedInvoice, planned, planned_groups
from drumbeat.core.billing_run import LOOK_BACK
from drumbeat.core.dates import ONE_DAY
from drumbeat.core.ports import WorkingDays
from drumbeat.core.project_shares import Known, with_days
from drumbeat.core.terms import EngagementTerms
from drumbeat.core.terms_snapshot import terms_from_json

Calendars = Callable[[str], WorkingDays]

# Most bill within two months; the longest service period is a year, or some.
_NEAR = timedelta(days=62)
_FAR = timedelta(days=400)


@lru_cache(maxsize=1_000)
def terms_of(text: str) -> EngagementTerms:
    """Return the terms of a version as it is kept."""
    return terms_from_json(text)


@lru_cache(maxsize=1_000)
def known_terms(text: str, known: Known) -> EngagementTerms:
    """Return the terms with what is on record of their projects."""
    return with_days(terms_of(text), dict(known))


@lru_cache(maxsize=1_000)
def next_invoice(
    text: str, on: date, zone: str, calendars: Calendars, known: Known = ()
) -> PlannedInvoice | None:
    """Return the first invoice after a day, or None when none comes within a year."""
    for ahead in (_NEAR, _FAR):
        found = coming_invoices(text, on, ahead, zone, calendars, known)
        if found:
            return found[0]
    return None


@lru_cache(maxsize=200)
def coming_invoices(
    text: str,
    on: date,
    ahead: timedelta,
    zone: str,
    calendars: Calendars,
    known: Known = (),
) -> tuple[PlannedInvoice, ...]:
    """Return the invoices after a day as the billing run will write them. [I-21]"""
    terms = known_terms(text, known)
    working = calendars(terms.holidays)
    groups = planned_groups(
        terms, until=on + ahead, since=on + ONE_DAY - LOOK_BACK, working=working
    )
    return tuple(
        planned(group, terms, working=working, zone=zone)
        for group in groups
        if group.bill_on > on
    )
