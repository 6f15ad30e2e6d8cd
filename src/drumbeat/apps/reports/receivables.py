"""Everything that should arrive, with what decides its day: the same few statements."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from drumbeat.apps.reports.plan_ahead import WithoutDay, plan_ahead
from drumbeat.apps.reports.plans import Calendars, terms_of
from drumbeat.apps.sql import day, read
from drumbeat.core.forecast import Receivable
from drumbeat.core.money import Money
from drumbeat.core.payment_terms import due_date
from drumbeat.core.terms_grammar import pay_run_or_none

_INVOICES = """
SELECT i.number, c.name, i.subject, b.open_minor, b.currency, i.issue_date, b.due_date,
  c.pay_run, EXISTS (
    SELECT 1 FROM billing_charge k JOIN billing_draft d ON d.id = k.draft_id
    WHERE d.invoice_id = i.id AND k.component LIKE 'retainer:%%'
  ), EXISTS (
    SELECT 1 FROM reminders_dispute q WHERE q.invoice_id = i.id AND q.closed_at IS NULL
  ), (
    SELECT t.until FROM reminders_promisetopay t
    WHERE t.invoice_id = i.id ORDER BY t.id DESC LIMIT 1
  )
FROM payments_invoicebalance b
  JOIN invoices_invoice i ON i.id = b.invoice_id
  JOIN parties_client c ON c.id = b.client_id
WHERE b.workspace_id = %(workspace)s AND b.open_minor > 0 AND i.issue_date <= %(on)s
ORDER BY b.due_date, b.invoice_id
"""
_DRAFTS = """
SELECT d.id, c.name, d.subject, d.gross_minor, d.currency, d.bill_on, d.state,
  c.pay_run, v.terms, EXISTS (
    SELECT 1 FROM billing_charge k
    WHERE k.draft_id = d.id AND k.component LIKE 'retainer:%%'
  )
FROM billing_draft d
  JOIN parties_client c ON c.id = d.client_id
  JOIN engagements_engagement e ON e.id = d.engagement_id
  JOIN engagements_termsversion v ON v.engagement_id = e.id AND v.number = e.version
WHERE d.workspace_id = %(workspace)s AND d.kind = 'invoice'
  AND d.state IN ('draft', 'awaiting_approval', 'approved')
ORDER BY d.bill_on, d.id
"""


@dataclass(frozen=True, slots=True)
class Receivables:
    """What should arrive, each once, and what waits for a yes without a day."""

    dated: tuple[Receivable, ...]
    without_day: tuple[WithoutDay, ...]


def list_receivables(
    workspace: int, *, on: date, until: date, zone: str, calendars: Calendars
) -> Receivables:
    """Return open invoices, drafts, and what the plan bills up to and with `until`.

    A draft goes out today at the earliest. Credit notes count once they are issued.
    """
    coming, without_day = plan_ahead(
        workspace, on=on, until=until, zone=zone, calendars=calendars
    )
    invoices = [_invoice(r) for r in read(_INVOICES, workspace=workspace, on=str(on))]
    drafts = [_draft(r, on, calendars) for r in read(_DRAFTS, workspace=workspace)]
    return Receivables((*invoices, *drafts, *coming), without_day)


def _invoice(row: tuple[Any, ...]) -> Receivable:
    number, client, subject, minor, currency, sent_on, due, pay_run, *more = row
    has_retainer, has_question, promised = more
    return Receivable(
        subject_id=f"invoice:{number}",
        kind="invoice",
        client=client,
        subject=subject,
        amount=Money(minor, currency),
        sent_on=day(sent_on),
        due_date=day(due),
        is_one_off=not has_retainer,
        promised=day(promised) if promised else None,
        has_question=bool(has_question),
        pay_run=pay_run_or_none(pay_run),
    )


def _draft(row: tuple[Any, ...], on: date, calendars: Calendars) -> Receivable:
    draft, client, subject, minor, currency, bill_on, state, *more = row
    pay_run, text, has_retainer = more
    terms = terms_of(text)
    sent_on = max(day(bill_on), on)
    working = calendars(terms.holidays)
    return Receivable(
        subject_id=f"draft:{draft}",
        kind="draft",
        client=client,
        subject=subject,
        amount=Money(minor, currency),
        sent_on=sent_on,
        due_date=due_date(terms.payment, sent_on, terms.due_moves, working),
        is_one_off=not has_retainer,
        waits_for_approval=state == "awaiting_approval",
        pay_run=pay_run_or_none(pay_run),
    )
