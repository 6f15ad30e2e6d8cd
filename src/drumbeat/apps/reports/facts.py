"""Gather the facts of the queue: a bounded number of rows, the same few statements."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import date, timedelta

from drumbeat.apps.reminders.queries import list_snoozes
from drumbeat.apps.reports.draft_facts import draft_facts
from drumbeat.apps.reports.engagement_facts import (
    governor_facts,
    parked_facts,
    scheduled_facts,
)
from drumbeat.apps.reports.invoice_facts import (
    first_open,
    invoice_facts,
    needing_somebody,
)
from drumbeat.apps.reports.move_facts import move_facts
from drumbeat.apps.reports.offer_facts import delivered_facts, offer_facts
from drumbeat.apps.seen import Seen, seen_clause
from drumbeat.apps.sql import day, read
from drumbeat.core.money import Money
from drumbeat.core.queue import PaymentFact, QueueFacts

EVERYTHING = 1_000_000

_BEYOND = """
SELECT currency, count(*), sum(gross_minor) FROM billing_draft
WHERE workspace_id = %(workspace)s AND send_at IS NULL AND bill_on <= %(until)s
  AND state IN ('draft', 'awaiting_approval', 'approved') AND NOT id {among} {only}
  AND {seen}
GROUP BY currency
"""
# Payments of nobody, and money of the bank that is no payment yet.
_UNMATCHED = """
SELECT 0, p.id, p.reference, p.amount_minor
    - coalesce((SELECT sum(a.amount_minor) FROM payments_allocation a
        WHERE a.payment_id = p.id), 0)
    - coalesce((SELECT sum(r.amount_minor) FROM payments_refund r
        WHERE r.payment_id = p.id), 0),
  p.currency, p.received_on
FROM payments_payment p
WHERE p.workspace_id = %(workspace)s AND p.client_id IS NULL
UNION ALL
SELECT 1, l.id, CASE WHEN l.payer = '' THEN l.text ELSE l.payer END, l.amount_minor,
  l.currency, l.booked_on
FROM banking_bankline l
WHERE l.workspace_id = %(workspace)s AND l.payment_id IS NULL AND l.counts
  AND l.set_aside = '' AND l.amount_minor > 0
ORDER BY 6, 1, 2
"""
_OF_CLIENT = (
    "AND client_id IN (SELECT id FROM parties_client "
    "WHERE workspace_id = %(workspace)s AND name = %(client)s)"
)


def queue_facts(
    workspace: int,
    *,
    on: date,
    zone: str,
    most: int = EVERYTHING,
    client: str = "",
    seen: Seen = None,
) -> QueueFacts:
    """Return what the queue is made of: all that needs a person, `most` of the rest."""
    others = first_open(workspace, on=on, most=most, client=client, seen=seen)
    facts = needing_facts(workspace, others, on=on, most=most, client=client, seen=seen)
    scheduled, beyond = scheduled_facts(
        workspace, on=on, zone=zone, client=client, most=most, seen=seen
    )
    delivered = delivered_facts(workspace, client=client, most=most, seen=seen)
    return replace(
        facts, scheduled=scheduled, scheduled_beyond=beyond, delivered=delivered
    )


def needing_facts(
    workspace: int,
    others: Collection[int] = (),
    *,
    on: date,
    most: int = EVERYTHING,
    client: str = "",
    seen: Seen = None,
) -> QueueFacts:
    """Return what may need a person, with those `others` of the issued invoices."""
    ids = {*needing_somebody(workspace, on=on), *others}
    return QueueFacts(
        drafts=draft_facts(workspace, on=on, client=client, most=most, seen=seen),
        invoices=invoice_facts(workspace, ids, on=on, client=client, seen=seen),
        parked=parked_facts(workspace, client=client, most=most, seen=seen),
        governors=governor_facts(workspace, on=on, client=client, most=most, seen=seen),
        # Whose money it is nobody knows, so it is not for who sees some clients.
        payments=() if client or seen is not None else _unmatched(workspace),
        offers=offer_facts(workspace, on=on, client=client, most=most, seen=seen),
        moves=move_facts(workspace, client=client, most=most, seen=seen),
        snoozes=list_snoozes(workspace, on=on),
    )


def _unmatched(workspace: int) -> tuple[PaymentFact, ...]:
    """Return the money of which nobody knows whose it is."""
    return tuple(
        PaymentFact(
            id_, said[:60], Money(int(free), currency), day(on), is_line=bool(is_line)
        )
        for is_line, id_, said, free, currency, on in read(
            _UNMATCHED, workspace=workspace
        )
        if free > 0
    )


def drafts_beyond(
    workspace: int,
    *,
    on: date,
    shown: Collection[int],
    client: str = "",
    seen: Seen = None,
) -> list[tuple[int, Money]]:
    """Return count and sum, by currency, of the drafts of today that are not shown."""
    rows = read(
        _BEYOND.format(
            only=_OF_CLIENT if client else "",
            seen=seen_clause(seen, "client_id"),
            among="{among}",
        ),
        workspace=workspace,
        client=client,
        ids=shown,
        until=str(on + timedelta(days=1)),
    )
    return [(count, Money(int(minor), currency)) for currency, count, minor in rows]
