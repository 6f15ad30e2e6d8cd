"""What the plan will bill, remembered: the same terms are asked with every page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from drumbeat.apps.billing.content import subject_of
from drumbeat.apps.engagements.project_queries import known_days
from drumbeat.apps.reports.plans import Calendars, known_terms
from drumbeat.apps.sql import day, read
from drumbeat.core.billing_plan import planned, planned_groups
from drumbeat.core.billing_run import LOOK_BACK
from drumbeat.core.composition import ChargeGroup
from drumbeat.core.dates import WeekdaysOnly
from drumbeat.core.forecast import Receivable
from drumbeat.core.money import Money
from drumbeat.core.project_shares import Known, ProjectShare
from drumbeat.core.schedule import unscheduled
from drumbeat.core.terms_grammar import pay_run_or_none

_ENGAGEMENTS = """
SELECT e.id, c.name, c.pay_run, v.terms, e.next_bill_on
FROM engagements_engagement e
  JOIN parties_client c ON c.id = e.client_id
  JOIN engagements_termsversion v ON v.engagement_id = e.id AND v.number = e.version
WHERE e.workspace_id = %(workspace)s AND e.state = 'active'
ORDER BY c.name, e.id
"""
_BILLED = """
SELECT d.engagement_id, d.bill_on FROM billing_draft d
  JOIN engagements_engagement e ON e.id = d.engagement_id
WHERE d.workspace_id = %(workspace)s AND d.state <> 'discarded'
  AND d.bill_on >= e.next_bill_on
"""


@dataclass(frozen=True, slots=True)
class WithoutDay:
    """Work agreed and not accepted: invoiced on a yes, so nobody knows its day.

    `person` is who approves at the client, empty when nobody is named.
    """

    engagement: int
    client: str
    project: str
    amount: Money
    person: str


class _Coming(NamedTuple):
    """An invoice of the plan; `bill_on` names it, `sent_on` is never in the past."""

    bill_on: date
    project: str
    subject: str
    amount: Money
    sent_on: date
    due_date: date


def plan_ahead(
    workspace: int, *, on: date, until: date, zone: str, calendars: Calendars
) -> tuple[list[Receivable], tuple[WithoutDay, ...]]:
    """Return what is billed up to and with `until`, and what waits for a yes.

    What the plan wanted before today and nobody has billed goes out today. Parked
    engagements are left out: nothing is billed there until a person looks.
    """
    here = {"workspace": workspace}
    billed = {(engagement, day(on)) for engagement, on in read(_BILLED, **here)}
    rows = read(_ENGAGEMENTS, **here)
    known = known_days(row[0] for row in rows)
    coming: list[Receivable] = []
    without_day: list[WithoutDay] = []
    for engagement, client, pay_run, terms, next_bill_on in rows:
        key = (terms, known.get(engagement, ()))
        without_day += [
            WithoutDay(engagement, client, project, amount, person)
            for project, amount, person in _waiting(*key, on)
        ]
        since = day(next_bill_on) if next_bill_on else date.max
        coming += [
            Receivable(
                subject_id=f"scheduled:{engagement}:{each.bill_on}:{each.project}",
                kind="coming",
                client=client,
                subject=each.subject,
                amount=each.amount,
                sent_on=each.sent_on,
                due_date=each.due_date,
                is_one_off=bool(each.project),
                pay_run=pay_run_or_none(pay_run),
            )
            for each in _coming(*key, since, on, until, zone, calendars)
            if (engagement, each.bill_on) not in billed
        ]
    return coming, tuple(without_day)


@lru_cache(maxsize=1_000)
def _coming(
    text: str,
    known: Known,
    since: date,
    on: date,
    until: date,
    zone: str,
    calendars: Calendars,
) -> tuple[_Coming, ...]:
    """Return the invoices the terms make from `since` on, each once."""
    if since > until:
        return ()
    terms = known_terms(text, known)
    working = calendars(terms.holidays)
    # What was never looked at, or must be again, bills from its beginning.
    earliest = None if since == date.min else since - LOOK_BACK
    found = []
    for group in planned_groups(terms, until=until, since=earliest, working=working):
        if group.bill_on < since:
            continue
        sent_on = max(group.bill_on, on)
        invoice = planned(
            group._replace(bill_on=sent_on), terms, working=working, zone=zone
        )
        found.append(
            _Coming(
                bill_on=group.bill_on,
                project=str(group.project),
                subject=subject_of(invoice.lanes),
                amount=invoice.totals.gross,
                sent_on=sent_on,
                due_date=invoice.due_date,
            )
        )
    return tuple(found)


@lru_cache(maxsize=1_000)
def _waiting(text: str, known: Known, on: date) -> tuple[tuple[str, Money, str], ...]:
    """Return (project, gross, who approves) of what waits for something but a date."""
    terms = known_terms(text, known)
    approvers = (c.name for c in terms.client.contacts if "approver" in c.roles)
    person = next(approvers, "")
    by_project: dict[str, list[ProjectShare]] = {}
    for share in unscheduled(terms):
        by_project.setdefault(share.project, []).append(share)
    found = []
    for project, shares in by_project.items():
        group = ChargeGroup(on, project, tuple(share.charge(on) for share in shares))
        invoice = planned(group, terms, working=WeekdaysOnly(), zone="UTC")
        found.append((project, invoice.totals.gross, person))
    return tuple(found)
