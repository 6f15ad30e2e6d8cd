"""What a text means anywhere: clients, engagements, documents, payments, drafts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from drumbeat.apps.reports.invoice_list import ListedInvoice, find_documents
from drumbeat.apps.reports.invoice_search import WINDOW, holding, minors_of
from drumbeat.apps.seen import Seen, seen_clause
from drumbeat.apps.sql import day, read
from drumbeat.core.money import Money
from drumbeat.core.typed import Sought, read_search

MOST = 6  # of each kind: who looks for more, narrows with another word
AT_HAND = 3  # documents shown before anything is asked
# Words are looked for in the newest of each, so that the cost has a bound.
_CLIENTS = """
SELECT n.id, n.name, n.archived_at IS NOT NULL FROM (
  SELECT c.id, c.name, c.archived_at FROM parties_client c
  WHERE c.workspace_id = %(workspace)s AND {seen}
  ORDER BY c.id DESC LIMIT %(window)s) AS n
WHERE {words} ORDER BY n.archived_at IS NOT NULL, n.name LIMIT %(most)s
"""
_ENGAGEMENTS = """
SELECT n.id, n.name, c.name FROM (
  SELECT e.id, e.name, e.client_id FROM engagements_engagement e
  WHERE e.workspace_id = %(workspace)s AND {seen}
  ORDER BY e.id DESC LIMIT %(window)s) AS n
  JOIN parties_client c ON c.id = n.client_id
WHERE {words} ORDER BY c.name, n.name LIMIT %(most)s
"""
_DRAFTS = """
SELECT n.id, c.name, n.subject, n.bill_on, n.gross_minor, n.currency FROM (
  SELECT d.id, d.client_id, d.subject, d.bill_on, d.gross_minor, d.currency
  FROM billing_draft d
  WHERE d.workspace_id = %(workspace)s AND {seen}
    AND d.state IN ('draft', 'awaiting_approval', 'approved')
  ORDER BY d.bill_on DESC, d.id DESC LIMIT %(window)s) AS n
  JOIN parties_client c ON c.id = n.client_id
WHERE {words} ORDER BY n.bill_on, n.id LIMIT %(most)s
"""
_PAYMENTS = """
SELECT n.id, n.client_id, c.name, n.received_on, n.amount_minor, n.currency,
  n.reference
FROM (
  SELECT p.id, p.client_id, p.received_on, p.amount_minor, p.currency, p.reference
  FROM payments_payment p
  WHERE p.workspace_id = %(workspace)s AND {seen}
  ORDER BY p.received_on DESC, p.id DESC LIMIT %(window)s) AS n
  LEFT JOIN parties_client c ON c.id = n.client_id
WHERE {words} ORDER BY n.received_on DESC, n.id DESC LIMIT %(most)s
"""


@dataclass(frozen=True, slots=True)
class FoundClient:
    """A client whose name holds the words."""

    id: int
    name: str
    is_archived: bool


@dataclass(frozen=True, slots=True)
class FoundEngagement:
    """An engagement whose name, or whose client's, holds the words."""

    id: int
    name: str
    client_name: str


@dataclass(frozen=True, slots=True)
class FoundDraft:
    """A draft that waits, found by its words or its amount."""

    id: int
    client_name: str
    subject: str
    bill_on: date
    gross: Money


@dataclass(frozen=True, slots=True)
class FoundPayment:
    """A payment, found by its reference, its client or its amount."""

    id: int
    client: int | None
    client_name: str
    received_on: date
    amount: Money
    reference: str


@dataclass(frozen=True, slots=True)
class Found:
    """The first few of everything that a text may mean."""

    clients: tuple[FoundClient, ...] = ()
    engagements: tuple[FoundEngagement, ...] = ()
    documents: tuple[ListedInvoice, ...] = ()
    payments: tuple[FoundPayment, ...] = ()
    drafts: tuple[FoundDraft, ...] = ()


def find(workspace: int, text: str, *, on: date, seen: Seen = None) -> Found:
    """Return what the text means, in a fixed number of queries.

    Without a word it is what is at hand: drafts that wait, the newest documents.
    """
    sought = read_search(text)
    if not sought.words:
        newest = find_documents(workspace, "", on=on, seen=seen, most=AT_HAND)
        return Found(documents=newest, drafts=_drafts(workspace, sought, seen))
    return Found(
        clients=_clients(workspace, sought.words, seen),
        engagements=_engagements(workspace, sought.words, seen),
        documents=find_documents(workspace, text, on=on, seen=seen, most=MOST),
        payments=_payments(workspace, sought, seen),
        drafts=_drafts(workspace, sought, seen),
    )


def _clients(
    workspace: int, words: Sequence[str], seen: Seen
) -> tuple[FoundClient, ...]:
    condition, values = holding(("n.name",), words)
    statement = _CLIENTS.format(words=condition, seen=seen_clause(seen, "c.id"))
    rows = read(statement, workspace=workspace, window=WINDOW, most=MOST, **values)
    return tuple(FoundClient(id_, name, bool(away)) for id_, name, away in rows)


def _engagements(
    workspace: int, words: Sequence[str], seen: Seen
) -> tuple[FoundEngagement, ...]:
    condition, values = holding(("n.name", "c.name"), words)
    only = seen_clause(seen, "e.client_id")
    statement = _ENGAGEMENTS.format(words=condition, seen=only)
    rows = read(statement, workspace=workspace, window=WINDOW, most=MOST, **values)
    return tuple(FoundEngagement(*row) for row in rows)


def _payments(workspace: int, sought: Sought, seen: Seen) -> tuple[FoundPayment, ...]:
    condition, values = _meaning(("n.reference", "c.name"), "n.amount_minor", sought)
    only = seen_clause(seen, "p.client_id")
    statement = _PAYMENTS.format(words=condition, seen=only)
    rows = read(statement, workspace=workspace, window=WINDOW, most=MOST, **values)
    return tuple(
        FoundPayment(id_, client, name or "", day(on), Money(*amount), reference)
        for id_, client, name, on, *amount, reference in rows
    )


def _drafts(workspace: int, sought: Sought, seen: Seen) -> tuple[FoundDraft, ...]:
    condition, values = _meaning(("n.subject", "c.name"), "n.gross_minor", sought)
    only = seen_clause(seen, "d.client_id")
    statement = _DRAFTS.format(words=condition, seen=only)
    rows = read(statement, workspace=workspace, window=WINDOW, most=MOST, **values)
    return tuple(
        FoundDraft(id_, client, subject, day(bill_on), Money(minor, currency))
        for id_, client, subject, bill_on, minor, currency in rows
    )


def _meaning(
    texts: Sequence[str], amount: str, sought: Sought
) -> tuple[str, dict[str, str]]:
    """Return the condition that the words, or the amount, are in these columns."""
    if not sought.words:
        return "1 = 1", {}
    condition, values = holding(texts, sought.words)
    minors = minors_of(sought.amount) if sought.amount is not None else []
    if minors:
        condition = f"({condition} OR {amount} IN ({', '.join(map(str, minors))}))"
    return condition, values
