"""The offers of the queue: what waits for a client, or for us because of one."""

from __future__ import annotations

from datetime import date
from typing import Any

from drumbeat.apps.seen import Seen, seen_clause
from drumbeat.apps.sql import day, moment, read
from drumbeat.core.money import Money
from drumbeat.core.offer import state_on
from drumbeat.core.offer_snapshot import offer_from_text
from drumbeat.core.project_shares import shares_of
from drumbeat.core.queue import DeliveredFact, OfferFact
from drumbeat.core.terms_snapshot import terms_from_json

_LONGEST = 140  # characters of a question; the page of the offer has all of it

# A question waits while the last word of the thread is the client's.
_OFFERS = """
SELECT o.id, o.kind, o.title, o.state, o.made_on, o.valid_until, o.content, c.name,
  e.name, coalesce(m.text, ''), coalesce(m."by", ''), coalesce(a."by", ''),
  coalesce(a.text, ''), (
    SELECT coalesce(min(l.name), '') FROM sharing_privatelink l
    WHERE l.offer_id = o.id AND l.revoked_at IS NULL
  ), (
    SELECT coalesce(sum(l.seen_count), 0) FROM sharing_privatelink l
    WHERE l.offer_id = o.id
  ), (
    SELECT min(d.send_at) FROM delivery_dispatch d
    WHERE d.offer_id = o.id AND d.state = 'pending' AND d.step LIKE 'nudge%%'
  )
FROM offers_offer o
  JOIN engagements_engagement e ON e.id = o.engagement_id
  JOIN parties_client c ON c.id = e.client_id
  LEFT JOIN offers_offeranswer a ON a.offer_id = o.id
  LEFT JOIN offers_offermessage m ON NOT m.is_ours AND m.id = (
    SELECT max(n.id) FROM offers_offermessage n WHERE n.offer_id = o.id)
WHERE o.workspace_id = %(workspace)s AND %(client)s IN ('', c.name) AND {seen}
  AND (o.state IN ('requested', 'rejected')
    OR o.state = 'approved' AND m.id IS NOT NULL)
ORDER BY o.valid_until, o.id LIMIT %(most)s
"""
_DELIVERED = """
SELECT d.id, e.id, c.name, e.name, p.name, d.name, d.number, d.delivered_on,
  d.silence_on, v.terms
FROM engagements_deliverable d
  JOIN engagements_project p ON p.id = d.project_id
  JOIN engagements_engagement e ON e.id = p.engagement_id
  JOIN engagements_termsversion v ON v.engagement_id = e.id AND v.number = e.version
  JOIN parties_client c ON c.id = e.client_id
WHERE e.workspace_id = %(workspace)s AND %(client)s IN ('', c.name) AND {seen}
  AND d.state = 'submitted'
ORDER BY d.delivered_on, d.id LIMIT %(most)s
"""


def offer_facts(
    workspace: int, *, on: date, client: str, most: int, seen: Seen = None
) -> tuple[OfferFact, ...]:
    """Return the offers that wait for somebody."""
    statement = _OFFERS.format(seen=seen_clause(seen, "c.id"))
    rows = read(statement, workspace=workspace, client=client, most=most)
    return tuple(_fact(row, on) for row in rows)


def delivered_facts(
    workspace: int, *, client: str, most: int, seen: Seen = None
) -> tuple[DeliveredFact, ...]:
    """Return the deliverables that are with a client."""
    statement = _DELIVERED.format(seen=seen_clause(seen, "c.id"))
    rows = read(statement, workspace=workspace, client=client, most=most)
    return tuple(_delivered(row) for row in rows)


def _delivered(row: tuple[Any, ...]) -> DeliveredFact:
    id_, engagement, client, name, project, subject, number, since, until, text = row
    terms = terms_from_json(text)
    amounts = {(s.project, s.number): s.amount for s in shares_of(terms)}
    approvers = (c.name for c in terms.client.contacts if "approver" in c.roles)
    return DeliveredFact(
        id=id_,
        engagement_id=engagement,
        client=client,
        engagement=name,
        subject=subject,
        amount=amounts.get((project, number)),
        person=next(approvers, ""),
        since=day(since),
        silence_on=day(until) if until else None,
    )


def _fact(row: tuple[Any, ...], on: date) -> OfferFact:
    (id_, kind, title, state, made_on, until, content, client, engagement) = row[:9]
    question, question_by, answered_by, answer, person, opened, nudge = row[9:]
    return OfferFact(
        id=id_,
        kind=kind,
        client=client,
        engagement=engagement,
        subject=title,
        amount=_price(content),
        state=state_on(state, day(until), on),
        since=day(made_on),
        until=day(until),
        person=person,
        question=question[:_LONGEST],
        question_by=question_by,
        answered_by=answered_by,
        answer=answer[:_LONGEST],
        opened_count=int(opened),
        next_nudge=moment(nudge) if nudge else None,
    )


def _price(content: str) -> Money | None:
    project = offer_from_text(content).project
    return project.amount if project else None
