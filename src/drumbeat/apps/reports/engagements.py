"""The engagements of a workspace, with the invoice that comes next."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from drumbeat.apps.engagements.project_queries import known_days
from drumbeat.apps.reports.plans import Calendars, next_invoice, terms_of
from drumbeat.apps.sql import day, read
from drumbeat.core.money import Money
from drumbeat.core.project_shares import Known
from drumbeat.core.terms import EngagementTerms
from drumbeat.core.terms_on import Standing, standing

_LINES = """
SELECT e.id, e.name, c.id, c.name, e.state, e.parked_reason, v.terms
FROM engagements_engagement e
  JOIN parties_client c ON c.id = e.client_id
  JOIN engagements_termsversion v ON v.engagement_id = e.id AND v.number = e.version
WHERE e.workspace_id = %(workspace)s ORDER BY c.name, e.name, e.id
"""
_OPEN_DRAFTS = """
SELECT engagement_id, bill_on, gross_minor, currency FROM billing_draft
WHERE workspace_id = %(workspace)s AND kind = 'invoice'
  AND state IN ('draft', 'awaiting_approval', 'approved')
ORDER BY bill_on DESC, id DESC
"""


@dataclass(frozen=True, slots=True)
class EngagementLine:
    """An engagement in the list; `next_on` is the bill date of what comes next.

    `is_ready`: that invoice is a draft already. `next_gross` is with tax.
    """

    id: int
    name: str
    client: int
    client_name: str
    standing: Standing
    parked_reason: str
    terms: EngagementTerms
    next_on: date | None = None
    next_gross: Money | None = None
    is_ready: bool = False


def list_lines(
    workspace: int, *, on: date, zone: str, calendars: Calendars
) -> list[EngagementLine]:
    """Return every engagement by client, with the invoice that comes next."""
    ready = {
        engagement: (day(bill_on), Money(minor, currency))
        for engagement, bill_on, minor, currency in read(
            _OPEN_DRAFTS, workspace=workspace
        )
    }
    rows = read(_LINES, workspace=workspace)
    known = known_days(row[0] for row in rows)
    return [
        _line(row, ready.get(row[0]), known.get(row[0], ()), on, zone, calendars)
        for row in rows
    ]


def _line(
    row: tuple[Any, ...],
    ready: tuple[date, Money] | None,
    known: Known,
    on: date,
    zone: str,
    calendars: Calendars,
) -> EngagementLine:
    engagement, name, client, client_name, state, reason, text = row
    terms = terms_of(text)
    next_on, next_gross = ready or (None, None)
    if ready is None and state == "active":
        coming = next_invoice(text, on, zone, calendars, known)
        if coming is not None:
            next_on, next_gross = coming.bill_on, coming.totals.gross
    return EngagementLine(
        id=engagement,
        name=name,
        client=client,
        client_name=client_name,
        standing=standing(terms, on),
        parked_reason=reason if state == "parked" else "",
        terms=terms,
        next_on=next_on,
        next_gross=next_gross,
        is_ready=ready is not None,
    )
