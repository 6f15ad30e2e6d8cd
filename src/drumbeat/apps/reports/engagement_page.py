"""One engagement as its page shows it: agreed, billed, paid, and what comes."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from drumbeat.apps.billing.content import subject_of
from drumbeat.apps.engagements.project_queries import known_days
from drumbeat.apps.engagements.queries import NoSuchEngagement
from drumbeat.apps.offers.queries import OfferLine, list_offers
from drumbeat.apps.reports.move_facts import moves_of
from drumbeat.apps.reports.plans import (
    Calendars,
    coming_invoices,
    known_terms,
    terms_of,
)
from drumbeat.apps.sql import day, moment, read
from drumbeat.core.billing_plan import PlannedInvoice
from drumbeat.core.money import Money
from drumbeat.core.party import Contact
from drumbeat.core.project_shares import ProjectShare
from drumbeat.core.queue import MoveFact
from drumbeat.core.schedule import unscheduled
from drumbeat.core.terms import EngagementTerms

AHEAD = timedelta(days=250)  # the months to come on the page
LATEST = 80  # documents that are read: a year of weekly ones, and corrections
_ALL = 1_000_000

_HEAD = """
SELECT e.name, e.state, e.parked_reason, e.version, c.id, c.name, c.vat_id, c.e_invoice,
  v.terms
FROM engagements_engagement e
  JOIN parties_client c ON c.id = e.client_id
  JOIN engagements_termsversion v ON v.engagement_id = e.id AND v.number = e.version
WHERE e.workspace_id = %(workspace)s AND e.id = %(engagement)s
"""
_PEOPLE = """
SELECT name, email, roles FROM parties_contact WHERE client_id = %(client)s ORDER BY id
"""
_ISSUED = """
SELECT i.id, i.kind, i.number, i.subject, i.issue_date, i.due_date, i.gross_minor,
  i.currency, b.open_minor, d.bill_on, (
    SELECT max(a."on") FROM payments_allocation a
    WHERE a.invoice_id = i.id AND a.payment_id IS NOT NULL AND a.amount_minor > 0
  ), (
    SELECT coalesce(sum(a.amount_minor), 0) FROM payments_allocation a
    WHERE a.invoice_id = i.id AND a.credit_note_id IS NOT NULL
  ), EXISTS (
    SELECT 1 FROM billing_charge k
    WHERE k.draft_id = d.id AND k.component LIKE 'retainer:%%'
  ), EXISTS (
    SELECT 1 FROM billing_charge k
    WHERE k.draft_id = d.id AND k.component NOT LIKE 'retainer:%%'
  )
FROM invoices_invoice i
  LEFT JOIN payments_invoicebalance b ON b.invoice_id = i.id
  LEFT JOIN billing_draft d ON d.invoice_id = i.id
WHERE i.id IN (
  SELECT id FROM invoices_invoice WHERE engagement_id = %(engagement)s
  ORDER BY id DESC LIMIT %(most)s)
ORDER BY i.issue_date, i.id
"""
_COUNT_ISSUED = """
SELECT count(*) FROM invoices_invoice WHERE engagement_id = %(engagement)s
"""
_DRAFTS = """
SELECT d.id, d.kind, d.subject, d.bill_on, d.gross_minor, d.currency, d.state,
  d.send_at, (SELECT count(*) FROM reminders_reminder r WHERE r.draft_id = d.id),
  EXISTS (
    SELECT 1 FROM billing_charge k
    WHERE k.draft_id = d.id AND k.component LIKE 'retainer:%%'
  ), EXISTS (
    SELECT 1 FROM billing_charge k
    WHERE k.draft_id = d.id AND k.component NOT LIKE 'retainer:%%'
  )
FROM billing_draft d
WHERE d.workspace_id = %(workspace)s AND d.engagement_id = %(engagement)s
  AND d.state IN ('draft', 'awaiting_approval', 'approved')
ORDER BY d.bill_on, d.id
"""
_UPDATES = """
SELECT bill_on, accomplished FROM updates_update WHERE engagement_id = %(engagement)s
ORDER BY bill_on DESC LIMIT %(most)s
"""
_QUESTIONS = """
SELECT i.id, i.number, q.kind, q.person, q.text, q.opened_on, q.closed_at IS NULL
FROM reminders_dispute q JOIN invoices_invoice i ON i.id = q.invoice_id
WHERE i.workspace_id = %(workspace)s AND i.engagement_id = %(engagement)s
ORDER BY q.opened_on, q.id
"""
_PROJECTS = """
SELECT name, state, accepted_on, accepted_by FROM engagements_project
WHERE engagement_id = %(engagement)s
"""
_VERSIONS = """
SELECT number, recorded_at, recorded_by, reason FROM engagements_termsversion
WHERE engagement_id = %(engagement)s ORDER BY number DESC
"""
# How a client pays is seen in the last invoices that are paid in full.
_PAID = """
SELECT i.due_date, max(a."on") FROM invoices_invoice i
  JOIN payments_invoicebalance b ON b.invoice_id = i.id AND b.open_minor = 0
  JOIN payments_allocation a ON a.invoice_id = i.id AND a.payment_id IS NOT NULL
WHERE i.workspace_id = %(workspace)s AND i.client_id = %(client)s
  AND i.kind = 'invoice'
GROUP BY i.id, i.due_date ORDER BY i.due_date DESC, i.id DESC LIMIT 12
"""


@dataclass(frozen=True, slots=True)
class IssuedLine:
    """An invoice or credit note; `deliverables` counts those of its update, if any.

    `has_more`: it has lanes beside the retainer’s.
    """

    number: str
    kind: str
    subject: str
    issue_date: date
    due_date: date
    gross: Money
    open: Money
    credited: Money
    paid_on: date | None
    is_asked: bool
    deliverables: int | None
    has_retainer: bool
    has_more: bool


@dataclass(frozen=True, slots=True)
class DraftLine:
    """A draft that waits, or that is on its way out."""

    id: int
    kind: str
    subject: str
    bill_on: date
    gross: Money
    state: str
    is_leaving: bool
    reminders: int
    deliverables: int | None
    has_retainer: bool
    has_more: bool


@dataclass(frozen=True, slots=True)
class QuestionLine:
    """What somebody asked about an invoice."""

    number: str
    kind: str
    person: str
    text: str
    opened_on: date
    is_open: bool


@dataclass(frozen=True, slots=True)
class ProjectLine:
    """How far a project of the terms has come."""

    state: str
    accepted_on: date | None
    accepted_by: str


@dataclass(frozen=True, slots=True)
class VersionLine:
    """One version of the terms: when it was recorded, by whom, and why."""

    number: int
    at: datetime
    by: str
    reason: str


@dataclass(frozen=True, slots=True)
class EngagementPage:
    """Everything the page of one engagement shows; `days_late` is one per paid invoice.

    `coming` are the invoices that have no draft yet, `waiting` the shares of projects
    that wait for something other than a date.
    """

    id: int
    name: str
    state: str
    parked_reason: str
    version: int
    client: int
    client_name: str
    vat_id: str
    e_invoice: str
    terms: EngagementTerms
    people: tuple[Contact, ...]
    issued: tuple[IssuedLine, ...]
    before: int  # documents issued earlier than those
    drafts: tuple[DraftLine, ...]
    updated: frozenset[date]
    questions: tuple[QuestionLine, ...]
    projects: dict[str, ProjectLine]
    versions: tuple[VersionLine, ...]
    coming: tuple[PlannedInvoice, ...]
    waiting: tuple[ProjectShare, ...]
    days_late: tuple[int, ...]
    offers: tuple[OfferLine, ...]
    moves: tuple[MoveFact, ...]


def engagement_page(
    workspace: int,
    engagement: int,
    *,
    on: date,
    zone: str,
    calendars: Calendars,
    whole: bool = False,
) -> EngagementPage:
    """Return one engagement with what happened lately, or `whole`, and what comes.

    :raises NoSuchEngagement: it is not in this workspace
    """
    here = {"workspace": workspace, "engagement": engagement}
    head = _head(here)
    name, state, reason, version, client, client_name, vat_id, e_invoice, text = head
    most = _ALL if whole else LATEST
    updates = _updates(here, most)
    questions = read(_QUESTIONS, **here)
    asked = {row[0] for row in questions if row[-1]}
    drafts = tuple(_draft(row, updates) for row in read(_DRAFTS, **here))
    projects = {row[0]: _project(row) for row in read(_PROJECTS, **here)}
    known = known_days([engagement]).get(engagement, ())
    coming = coming_invoices(text, on, AHEAD, zone, calendars, known)
    issued = [_issued(row, updates, asked) for row in read(_ISSUED, most=most, **here)]
    return EngagementPage(
        id=engagement,
        name=name,
        state=state,
        parked_reason=reason,
        version=version,
        client=client,
        client_name=client_name,
        vat_id=vat_id,
        e_invoice=e_invoice,
        terms=terms_of(text),
        people=tuple(_contact(row) for row in read(_PEOPLE, client=client)),
        issued=tuple(issued),
        before=_before(issued, here) if len(issued) == most else 0,
        drafts=drafts,
        updated=frozenset(updates),
        questions=tuple(_question(row) for row in questions),
        projects=projects,
        versions=tuple(_version(row) for row in read(_VERSIONS, **here)),
        offers=tuple(list_offers(workspace, engagement, on=on)),
        moves=moves_of(workspace, engagement),
        coming=_without_draft(coming, drafts),
        waiting=tuple(unscheduled(known_terms(text, known))),
        days_late=_days_late(workspace, client),
    )


def _head(here: dict[str, int]) -> tuple[Any, ...]:
    for row in read(_HEAD, **here):
        return row
    raise NoSuchEngagement(id=here["engagement"])


def _updates(here: dict[str, int], most: int) -> dict[date, int]:
    """Return how much each update says was accomplished, by bill date."""
    rows = read(_UPDATES, most=most, **here)
    return {day(bill_on): len(json.loads(said)) for bill_on, said in rows}


def _days_late(workspace: int, client: int) -> tuple[int, ...]:
    rows = read(_PAID, workspace=workspace, client=client)
    return tuple((day(paid) - day(due)).days for due, paid in rows)


def _before(issued: list[IssuedLine], here: dict[str, int]) -> int:
    [(count,)] = read(_COUNT_ISSUED, **here)
    return int(count) - len(issued)


def _without_draft(
    coming: tuple[PlannedInvoice, ...], drafts: tuple[DraftLine, ...]
) -> tuple[PlannedInvoice, ...]:
    drafted = {(draft.bill_on, draft.subject) for draft in drafts}
    return tuple(
        invoice
        for invoice in coming
        if (invoice.bill_on, subject_of(invoice.lanes)) not in drafted
    )


def _contact(row: tuple[Any, ...]) -> Contact:
    name, email, roles = row
    return Contact(name, email, tuple(roles.split()))


def _project(row: tuple[Any, ...]) -> ProjectLine:
    _, state, accepted_on, accepted_by = row
    return ProjectLine(state, day(accepted_on) if accepted_on else None, accepted_by)


def _version(row: tuple[Any, ...]) -> VersionLine:
    number, at, by, reason = row
    return VersionLine(number, moment(at), by, reason)


def _issued(
    row: tuple[Any, ...], updates: dict[date, int], asked: set[int]
) -> IssuedLine:
    invoice, kind, number, subject, issued, due, gross, currency, *rest = row
    is_open, bill_on, paid_on, credited, has_retainer, has_more = rest
    return IssuedLine(
        number=number,
        kind=kind,
        subject=subject,
        issue_date=day(issued),
        due_date=day(due),
        gross=Money(gross, currency),
        open=Money(is_open or 0, currency),
        credited=Money(int(credited), currency),
        paid_on=day(paid_on) if paid_on else None,
        is_asked=invoice in asked,
        deliverables=updates.get(day(bill_on)) if bill_on else None,
        has_retainer=bool(has_retainer),
        has_more=bool(has_more),
    )


def _draft(row: tuple[Any, ...], updates: dict[date, int]) -> DraftLine:
    draft, kind, subject, bill_on, gross, currency, *rest = row
    state, send_at, reminders, has_retainer, has_more = rest
    return DraftLine(
        id=draft,
        kind=kind,
        subject=subject,
        bill_on=day(bill_on),
        gross=Money(gross, currency),
        state=state,
        is_leaving=send_at is not None,
        reminders=reminders,
        deliverables=updates.get(day(bill_on)),
        has_retainer=bool(has_retainer),
        has_more=bool(has_more),
    )


def _question(row: tuple[Any, ...]) -> QuestionLine:
    _, number, kind, person, text, opened_on, is_open = row
    return QuestionLine(number, kind, person, text, day(opened_on), bool(is_open))
