"""The engagements of the queue: parked, beyond their limits, about to bill."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import NamedTuple

from drumbeat.apps.engagements.project_queries import known_days
from drumbeat.apps.reports.plans import known_terms, terms_of
from drumbeat.apps.seen import Seen, seen_clause
from drumbeat.apps.sql import day, read
from drumbeat.core.billing_plan import planned, planned_groups
from drumbeat.core.billing_run import LOOK_BACK
from drumbeat.core.dates import WeekdaysOnly
from drumbeat.core.governor import accepted_unbilled, is_beyond
from drumbeat.core.money import Money, total
from drumbeat.core.project_shares import Known
from drumbeat.core.queue import (
    GovernorFact,
    ParkedFact,
    ScheduledBeyond,
    ScheduledFact,
)
from drumbeat.core.schedule import charges

HORIZON = timedelta(days=30)

_PARKED = """
SELECT e.id, e.name, c.name, e.parked_reason FROM engagements_engagement e
  JOIN parties_client c ON c.id = e.client_id
WHERE e.workspace_id = %(workspace)s AND %(client)s IN ('', c.name) AND {seen}
  AND e.state = 'parked'
ORDER BY e.next_bill_on, e.id LIMIT %(most)s
"""
_GOVERNED = """
SELECT e.id, e.name, c.name, v.terms, (
  SELECT max(i.issue_date) FROM invoices_invoice i WHERE i.engagement_id = e.id
), (
  SELECT max(d.id) FROM billing_draft d
  WHERE d.engagement_id = e.id AND d.state NOT IN ('issued', 'discarded'))
FROM engagements_engagement e
  JOIN engagements_termsversion v ON v.engagement_id = e.id AND v.number = e.version
  JOIN parties_client c ON c.id = e.client_id
WHERE e.workspace_id = %(workspace)s AND %(client)s IN ('', c.name) AND {seen}
  AND e.is_governed AND e.state = 'active'
ORDER BY e.next_bill_on, e.id LIMIT %(most)s
"""
# How many there are comes from the index of engagements due to bill alone.
_BILLING = """
SELECT e.id, e.name, c.name, v.terms, (
  SELECT count(*) FROM engagements_engagement n
  WHERE n.workspace_id = %(workspace)s AND n.state = 'active'
    AND n.next_bill_on <= %(until)s AND {counted})
FROM engagements_engagement e
  JOIN parties_client c ON c.id = e.client_id
  JOIN engagements_termsversion v ON v.engagement_id = e.id AND v.number = e.version
WHERE e.workspace_id = %(workspace)s AND %(client)s IN ('', c.name) AND {seen}
  AND e.state = 'active' AND e.next_bill_on <= %(until)s
ORDER BY e.next_bill_on, e.id LIMIT %(most)s
"""
_DRAFTED = """
SELECT engagement_id, bill_on FROM billing_draft
WHERE workspace_id = %(workspace)s AND bill_on > %(on)s
"""


class Coming(NamedTuple):
    """An invoice that the terms will make: enough to name it."""

    bill_on: date
    project: str
    subject: str
    gross: Money
    next_reminder: datetime | None


def parked_facts(
    workspace: int, *, client: str, most: int, seen: Seen = None
) -> tuple[ParkedFact, ...]:
    """Return engagements whose billing stopped."""
    statement = _PARKED.format(seen=seen_clause(seen, "c.id"))
    rows = read(statement, workspace=workspace, client=client, most=most)
    return tuple(ParkedFact(*row) for row in rows)


def governor_facts(
    workspace: int, *, on: date, client: str, most: int, seen: Seen = None
) -> tuple[GovernorFact, ...]:
    """Return engagements whose unbilled work or silence passes their limits."""
    facts = []
    statement = _GOVERNED.format(seen=seen_clause(seen, "c.id"))
    rows = read(statement, workspace=workspace, client=client, most=most)
    noted = known_days(row[0] for row in rows) if rows else {}
    for engagement, name, client_name, text, issued, draft in rows:
        terms = known_terms(text, noted.get(engagement, ()))
        last = day(issued) if issued else terms.starts
        unbilled = _unbilled(text, on) + accepted_unbilled(terms)
        if is_beyond(terms, unbilled, last=last, on=on):
            facts.append(
                GovernorFact(
                    engagement,
                    name,
                    client_name,
                    unbilled,
                    terms.unbilled_limit,
                    (on - last).days,
                    terms.days_without_invoice_limit,
                    draft or 0,
                )
            )
    return tuple(facts)


def scheduled_facts(
    workspace: int,
    *,
    on: date,
    zone: str,
    client: str,
    most: int,
    seen: Seen = None,
) -> tuple[tuple[ScheduledFact, ...], ScheduledBeyond]:
    """Return the first `most` invoices of the next 30 days that have no draft yet.

    And how many more there are: only the engagements that are shown are worked out.
    """
    drafted = {
        (engagement, day(bill_on))
        for engagement, bill_on in read(_DRAFTED, workspace=workspace, on=str(on))
    }
    statement = _BILLING.format(
        seen=seen_clause(seen, "c.id"), counted=seen_clause(seen, "n.client_id")
    )
    rows = read(
        statement,
        workspace=workspace,
        client=client,
        most=most,
        until=str(on + HORIZON),
    )
    unread = rows[0][-1] - most if len(rows) == most else 0
    known = known_days(row[0] for row in rows)
    coming = [
        ScheduledFact(
            id=f"{engagement}:{each.bill_on}:{each.project}",
            client=client_name,
            engagement=name,
            subject=each.subject,
            bill_on=each.bill_on,
            gross=each.gross,
            next_reminder=each.next_reminder,
        )
        for engagement, name, client_name, terms, _ in rows
        for each in _coming(terms, known.get(engagement, ()), on, zone)
        if (engagement, each.bill_on) not in drafted
    ]
    coming.sort(key=lambda fact: (fact.bill_on, fact.id))
    amounts = tuple(fact.gross for fact in coming[most:])
    return tuple(coming[:most]), ScheduledBeyond(amounts, unread)


# Terms change rarely and are looked at with each page: what is read and worked out
# from the same text on the same day is remembered.


@lru_cache(maxsize=1_000)
def _unbilled(text: str, on: date) -> Money:
    """Return the value of service given but not yet due to be billed."""
    terms = terms_of(text)
    coming = charges(
        terms, until=on + timedelta(days=400), since=on + timedelta(days=1)
    )
    given = [
        charge.amount.times(
            min((on - charge.service.start).days + 1, charge.service.days)
        ).minor
        // charge.service.days
        for charge in coming
        if charge.service.start <= on
    ]
    return total([Money(minor, terms.currency) for minor in given], terms.currency)


@lru_cache(maxsize=1_000)
def _coming(text: str, known: Known, on: date, zone: str) -> tuple[Coming, ...]:
    terms = known_terms(text, known)
    working = WeekdaysOnly()
    groups = planned_groups(
        terms,
        until=on + HORIZON,
        since=on + timedelta(days=1) - LOOK_BACK,
        working=working,
    )
    found = []
    for group in groups:
        if group.bill_on > on:
            invoice = planned(group, terms, working=working, zone=zone)
            names = [
                lane.lines[-1].description if lane.kind == "retainer" else lane.name
                for lane in invoice.lanes
            ]
            first = invoice.reminders[0].at if invoice.reminders else None
            found.append(
                Coming(
                    group.bill_on,
                    str(group.project),
                    " + ".join(names),
                    invoice.totals.gross,
                    first,
                )
            )
    return tuple(found)
