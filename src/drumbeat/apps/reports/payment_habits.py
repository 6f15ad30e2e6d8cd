"""How clients pay, and what came in: read from payments and what they settled."""

from __future__ import annotations

from collections import defaultdict
from datetime import date

from drumbeat.apps.seen import Seen, seen_clause
from drumbeat.apps.sql import day, read
from drumbeat.core.days_to_pay import PaidInvoice
from drumbeat.core.forecast import PAYMENTS_SEEN, Arrival, Habit, Stage
from drumbeat.core.money import Money

UNKNOWN = "Not matched yet"  # whose a payment is, as long as nobody knows

# An invoice tells a habit once it is paid in full, on the day the last of it came.
_PAID = """
SELECT client, due_date, paid_on FROM (
  SELECT c.name AS client, b.due_date, max(p.received_on) AS paid_on,
    row_number() OVER (
      PARTITION BY b.client_id ORDER BY max(p.received_on) DESC, b.invoice_id DESC
    ) AS place
  FROM payments_invoicebalance b
    JOIN parties_client c ON c.id = b.client_id
    JOIN payments_allocation a ON a.invoice_id = b.invoice_id AND a.amount_minor > 0
    JOIN payments_payment p ON p.id = a.payment_id
  WHERE b.workspace_id = %(workspace)s AND b.open_minor = 0 AND {narrow}
    AND p.received_on <= %(on)s
  GROUP BY b.invoice_id, b.client_id, c.name, b.due_date
) AS paid
WHERE place <= %(seen)s ORDER BY client, place
"""
_RECEIVED = """
SELECT p.received_on, c.name, p.reference, p.amount_minor - coalesce((
    SELECT sum(r.amount_minor) FROM payments_refund r WHERE r.payment_id = p.id
  ), 0), p.currency, (
    SELECT min(i.subject) FROM payments_allocation a
      JOIN invoices_invoice i ON i.id = a.invoice_id WHERE a.payment_id = p.id
  ), EXISTS (
    SELECT 1 FROM payments_allocation a
      JOIN billing_draft d ON d.invoice_id = a.invoice_id
      JOIN billing_charge k ON k.draft_id = d.id
    WHERE a.payment_id = p.id AND k.component LIKE 'retainer:%%'
  )
FROM payments_payment p LEFT JOIN parties_client c ON c.id = p.client_id
WHERE p.workspace_id = %(workspace)s AND p.received_on >= %(since)s
  AND p.received_on <= %(on)s
ORDER BY p.received_on, p.id
"""

_PAID_SINCE = """
SELECT c.name, i.issue_date, b.due_date, max(p.received_on)
FROM payments_invoicebalance b
  JOIN invoices_invoice i ON i.id = b.invoice_id
  JOIN parties_client c ON c.id = b.client_id
  JOIN payments_allocation a ON a.invoice_id = b.invoice_id AND a.amount_minor > 0
  JOIN payments_payment p ON p.id = a.payment_id
WHERE b.workspace_id = %(workspace)s AND b.open_minor = 0
GROUP BY b.invoice_id, c.name, i.issue_date, b.due_date
HAVING max(p.received_on) >= %(since)s AND max(p.received_on) <= %(on)s
"""


def list_paid(workspace: int, *, since: date, on: date) -> list[PaidInvoice]:
    """Return the invoices of which the last money came within these days."""
    rows = read(_PAID_SINCE, workspace=workspace, since=str(since), on=str(on))
    return [
        PaidInvoice(client, day(issued), day(due), day(paid))
        for client, issued, due, paid in rows
    ]


def list_habits(workspace: int, *, on: date, clients: Seen = None) -> dict[str, Habit]:
    """Return by client (all, or the given) how late the last payments came."""
    days_late: dict[str, list[int]] = defaultdict(list)
    for client, due, paid in read(
        _PAID.replace("{narrow}", seen_clause(clients, "b.client_id")),
        workspace=workspace,
        on=str(on),
        seen=PAYMENTS_SEEN,
    ):
        days_late[client].append((day(paid) - day(due)).days)
    return {client: Habit(tuple(days)) for client, days in days_late.items()}


def list_arrivals(workspace: int, *, since: date, on: date) -> tuple[Arrival, ...]:
    """Return what came in, less what was paid back; a full refund leaves nothing."""
    rows = read(_RECEIVED, workspace=workspace, since=str(since), on=str(on))
    return tuple(
        Arrival(
            day=day(received_on),
            client=client or UNKNOWN,
            subject=subject or reference or "Payment",
            amount=Money(int(minor), currency),
            stage=Stage.PAID,
            is_one_off=bool(subject) and not has_retainer,
        )
        for received_on, client, reference, minor, currency, *paid in rows
        for subject, has_retainer in [paid]
        if minor > 0
    )
