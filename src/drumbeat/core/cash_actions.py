"""What a person can do that would change when money comes: at most three things."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from drumbeat.core.money import Money
from drumbeat.core.queue import Group, QueueRow

ACTIONS = 3
# What a row of the queue asks for → what one of it is called in the sentence.
WORTH = {
    "call_due": "phone call",
    "promise_missed": "phone call",
    "question_open": "answer",
    "dispute_open": "answer",
    "draft_ready": "approval",
    "draft_blocked": "correction",
    "approval_requested": "approval",
    "missed_periods": "approval",
    "update_missing": "update",
    "po_missing": "PO number",
    "delivery_failed": "address",
    "awaiting_client": "yes from a client",
}


@dataclass(frozen=True, slots=True)
class CashAction:
    """One thing to do, for whom, the money it moves, and what it is about."""

    reason: str
    verb: str  # “Call Jonas de Wit”
    client: str
    subject: str
    amount: Money
    subject_id: str

    @property
    def worth(self) -> str:
        """Return what one of it is called: “phone call”."""
        return WORTH[self.reason]


def action_of(row: QueueRow) -> CashAction | None:
    """Return what a row of the queue would move, None when that is no money."""
    if row.group is not Group.NEEDS_YOU or row.reason not in WORTH:
        return None
    if not row.amount:
        return None
    # The point of a name such as “Brightwell B.V.” is the name's, not the sentence's.
    verb = row.verb if row.verb.endswith(row.client) else row.verb.removesuffix(".")
    return CashAction(
        row.reason, verb, row.client, row.subject, row.amount, row.subject_id
    )


def what_would_move(
    actions: Iterable[CashAction], currency: str
) -> tuple[CashAction, ...]:
    """Return the three that move most, the chart's currency first. [FOR-7]

    Amounts of different currencies are never compared.
    """
    found = sorted(
        actions,
        key=lambda a: (
            a.amount.currency != currency,
            a.amount.currency,
            -a.amount.minor,
            a.subject_id,
        ),
    )
    return tuple(found[:ACTIONS])
