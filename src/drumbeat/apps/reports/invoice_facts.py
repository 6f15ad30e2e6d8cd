"""The issued invoices of the queue: the same few statements for any number of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Literal, NamedTuple

from drumbeat.apps.seen import Seen, seen_clause
from drumbeat.apps.sharing.queries import OPEN_TALKS
from drumbeat.apps.sql import day, moment, read
from drumbeat.core.money import Money
from drumbeat.core.queue import InvoiceFact, NextReminder, OpenQuestion, OpenTalk

DeliveryWord = Literal["sent", "queued", "possibly_sent", "failed"]
Rows = list[tuple[Any, ...]]

# The word of the first state that one of the letters is in.
_DELIVERY: tuple[tuple[str, DeliveryWord], ...] = (
    ("failed", "failed"),
    ("bounced", "failed"),
    ("possibly_sent", "possibly_sent"),
    ("pending", "queued"),
    ("retry", "queued"),
    ("sending", "queued"),
    ("held", "queued"),
)
_STUCK = {"failed", "bounced", "possibly_sent"}

_OF_CLIENT = (
    "AND client_id IN (SELECT id FROM parties_client "
    "WHERE workspace_id = %(workspace)s AND name = %(client)s)"
)
_FIRST_OPEN = """
SELECT invoice_id FROM (
  SELECT invoice_id FROM payments_invoicebalance
  WHERE workspace_id = %(workspace)s AND open_minor > 0 AND due_date < %(on)s {only}
    AND {seen}
  ORDER BY due_date, invoice_id LIMIT %(most)s) AS late
UNION ALL
SELECT invoice_id FROM (
  SELECT invoice_id FROM payments_invoicebalance
  WHERE workspace_id = %(workspace)s AND open_minor > 0 AND due_date >= %(on)s {only}
    AND {seen}
  ORDER BY due_date, invoice_id LIMIT %(most)s) AS soon
"""
# CROSS: what is asked or promised is read first; the planner would begin with invoices.
_NEEDING = """
SELECT d.invoice_id FROM reminders_dispute d CROSS JOIN invoices_invoice i
  WHERE d.closed_at IS NULL AND i.id = d.invoice_id AND i.workspace_id = %(workspace)s
UNION
SELECT f.invoice_id {talks} AND l.workspace_id = %(workspace)s
UNION
SELECT invoice_id FROM delivery_dispatch
  WHERE workspace_id = %(workspace)s
    AND state IN ('failed', 'bounced', 'possibly_sent')
UNION
SELECT p.invoice_id FROM reminders_promisetopay p CROSS JOIN invoices_invoice i
  WHERE p.until < %(on)s AND i.id = p.invoice_id AND i.workspace_id = %(workspace)s
UNION
SELECT invoice_id FROM reminders_reminder
  WHERE workspace_id = %(workspace)s AND tone = 'final' AND state = 'planned'
    AND due_at < %(end)s AND invoice_id IS NOT NULL
"""
_INVOICES = """
SELECT i.id, i.number, c.name, e.name, i.subject, coalesce(b.open_minor, 0),
  i.currency, i.due_date, i.issue_date, (
    SELECT p.name FROM parties_contact p
    WHERE p.client_id = i.client_id AND p.roles LIKE '%%approver%%'
    ORDER BY p.id LIMIT 1)
FROM invoices_invoice i
  JOIN parties_client c ON c.id = i.client_id
  JOIN engagements_engagement e ON e.id = i.engagement_id
  LEFT JOIN payments_invoicebalance b ON b.invoice_id = i.id
WHERE i.workspace_id = %(workspace)s AND i.kind = 'invoice' AND i.id {among}
  AND {seen}
ORDER BY i.issue_date, i.series_id, i.sequence
"""
_LETTERS = """
SELECT invoice_id, kind, state, sent_at, answer FROM delivery_dispatch
WHERE workspace_id = %(workspace)s AND invoice_id {among} ORDER BY id
"""
_STEPS = """
SELECT plan.invoice_id, plan.sent, next.position, next.tone, next.due_at
FROM (
  SELECT invoice_id, sum(CASE WHEN state = 'sent' THEN 1 ELSE 0 END) AS sent,
    min(CASE WHEN state = 'planned' THEN position END) AS position
  FROM reminders_reminder
  WHERE workspace_id = %(workspace)s AND invoice_id {among}
  GROUP BY invoice_id) AS plan
  LEFT JOIN reminders_reminder next
    ON next.invoice_id = plan.invoice_id AND next.position = plan.position
"""
_QUESTIONS = """
SELECT invoice_id, kind, person, text, opened_on, lane FROM reminders_dispute
WHERE closed_at IS NULL AND invoice_id {among} ORDER BY id
"""
_TALKS = "SELECT f.invoice_id, l.name, l.email, f.text, f.at " + OPEN_TALKS
_PROMISES = """
SELECT invoice_id, until FROM reminders_promisetopay
WHERE invoice_id {among} ORDER BY id
"""
_ANSWERS = """
SELECT invoice_id, min(by), max(at), 0 FROM sharing_laneapproval
WHERE undone_at IS NULL AND invoice_id {among}
GROUP BY invoice_id HAVING count(*) = max(sections)
UNION ALL
SELECT invoice_id, '', NULL, sum(seen_count) FROM sharing_privatelink
WHERE seen_count > 0 AND invoice_id {among} GROUP BY invoice_id
"""
_CALLS = "SELECT DISTINCT invoice_id FROM reminders_calllog WHERE invoice_id {among}"


class _Answers(NamedTuple):
    """What clients did on their pages: who approved all of it, when, how often read."""

    approved_by: str = ""
    approved_at: datetime | None = None
    opened: int = 0


class _Plan(NamedTuple):
    sent: int
    coming: NextReminder | None


_NO_PLAN = _Plan(0, None)


@dataclass(frozen=True, slots=True)
class _Life:
    """What became of each of the invoices since it was issued, by invoice."""

    letters: Mapping[int, Rows]
    plans: Mapping[int, _Plan]
    questions: Mapping[int, OpenQuestion]
    promises: Mapping[int, date]
    called: frozenset[int]
    answers: Mapping[int, _Answers]
    talks: Mapping[int, OpenTalk]


def first_open(
    workspace: int, *, on: date, most: int, client: str = "", seen: Seen = None
) -> set[int]:
    """Return the first open invoices past due, and the first that are not."""
    statement = _FIRST_OPEN.format(
        only=_OF_CLIENT if client else "", seen=seen_clause(seen, "client_id")
    )
    rows = read(statement, workspace=workspace, on=str(on), most=most, client=client)
    return {invoice for (invoice,) in rows}


def needing_somebody(workspace: int, *, on: date) -> set[int]:
    """Return invoices with a question, a bounce, a missed promise or a call due."""
    end = datetime.combine(on + timedelta(days=1), time(), tzinfo=UTC)
    day_end = str(end.replace(tzinfo=None))
    rows = read(
        _NEEDING.format(talks=OPEN_TALKS), workspace=workspace, on=str(on), end=day_end
    )
    return {invoice for (invoice,) in rows}


def invoice_facts(
    workspace: int,
    ids: Collection[int],
    *,
    on: date,
    client: str = "",
    seen: Seen = None,
) -> tuple[InvoiceFact, ...]:
    """Return those invoices as the queue sees them, in the order of their numbers."""
    if not ids:
        return ()
    life = _life(workspace, ids)
    statement = _INVOICES.replace("{seen}", seen_clause(seen, "i.client_id"))
    rows = read(statement, workspace=workspace, ids=ids)
    return tuple(
        _invoice_fact(row, life, on=on) for row in rows if client in ("", row[2])
    )


def _life(workspace: int, ids: Collection[int]) -> _Life:
    questions = {
        invoice: OpenQuestion(text, person, day(opened), kind == "dispute", lane)
        for invoice, kind, person, text, opened, lane in read(_QUESTIONS, ids=ids)
    }
    return _Life(
        letters=_by_invoice(read(_LETTERS, workspace=workspace, ids=ids)),
        plans={
            invoice: _Plan(int(sent), tone and NextReminder(moment(at), position, tone))
            for invoice, sent, position, tone, at in read(
                _STEPS, workspace=workspace, ids=ids
            )
        },
        questions=questions,
        promises={invoice: day(until) for invoice, until in read(_PROMISES, ids=ids)},
        called=frozenset(invoice for (invoice,) in read(_CALLS, ids=ids)),
        answers=_answers(ids),
        talks={
            invoice: OpenTalk(name or email, text, moment(at).date())
            for invoice, name, email, text, at in read(
                f"{_TALKS} AND f.invoice_id {{among}}", ids=ids
            )
        },
    )


def _answers(ids: Collection[int]) -> Mapping[int, _Answers]:
    found: dict[int, _Answers] = defaultdict(_Answers)
    for invoice, by, at, opened in read(_ANSWERS, ids=ids):
        if at is None:
            found[invoice] = found[invoice]._replace(opened=int(opened))
        else:
            found[invoice] = found[invoice]._replace(
                approved_by=by, approved_at=moment(at)
            )
    return found


def _by_invoice(rows: Rows) -> Mapping[int, Rows]:
    found: dict[int, Rows] = defaultdict(list)
    for invoice, *rest in rows:
        found[invoice].append(tuple(rest))
    return found


def _invoice_fact(row: tuple[Any, ...], life: _Life, *, on: date) -> InvoiceFact:
    invoice, number, client, engagement, subject, *money, due, issued, person = row
    letters = life.letters.get(invoice, [])
    sent, coming = life.plans.get(invoice, _NO_PLAN)
    promised = life.promises.get(invoice)
    is_missed = promised is not None and promised < on
    states = {state for _, state, _, _ in letters}
    answers = life.answers.get(invoice, _Answers())
    return InvoiceFact(
        number=number,
        client=client,
        engagement=engagement,
        subject=subject,
        open=Money(*money),
        due_date=day(due),
        issue_date=day(issued),
        question=life.questions.get(invoice),
        talk=life.talks.get(invoice),
        promised_until=None if is_missed else promised,
        promise_missed=promised if is_missed else None,
        delivery=next((word for state, word in _DELIVERY if state in states), "sent"),
        delivery_detail=next((a for _, s, _, a in letters if s in _STUCK), ""),
        delivered_on=_delivered_on(letters),
        next_reminder=coming,
        reminders_sent=sent,
        opened_count=answers.opened,
        approved_by=answers.approved_by,
        approved_on=answers.approved_at and answers.approved_at.date(),
        call_person=person or "",
        call_needed=coming is not None
        and coming.tone == "final"
        and coming.at.date() <= on
        and invoice not in life.called,
    )


def _delivered_on(letters: Rows) -> date | None:
    for kind, _, sent_at, _ in letters:
        if kind == "invoice" and sent_at:
            return moment(sent_at).date()
    return None
