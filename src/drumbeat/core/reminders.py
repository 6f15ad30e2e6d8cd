"""Which reminder of an invoice goes out now, and why the others do not."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal
from zoneinfo import ZoneInfo

from drumbeat.core.lifecycle import REMINDER_STEP, ReminderState
from drumbeat.core.money import Money

MIN_GAP_DAYS = 3
SkipReason = Literal["superseded", "expired"]

_WAITING = (ReminderState.PLANNED, ReminderState.DUE, ReminderState.FAILED)
_IN_FLIGHT = (ReminderState.SENDING, ReminderState.UNKNOWN)
_SATURDAY = 5


@dataclass(frozen=True, slots=True)
class ReminderRow:
    """A dated step of an invoice's plan; `step` orders them, `name` reads “+7”."""

    step: int
    name: str
    tone: str
    at: datetime
    state: str = ReminderState.PLANNED

    @property
    def is_before_due(self) -> bool:
        """Say whether the step announces the due date rather than a delay."""
        return self.name.startswith("-")


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What is known of the invoice at the moment of the claim, read again. [S-65]

    `promised_until` is the last day the promise covers; `last_sent_on` is the
    client's local day of the last reminder sent.
    """

    zone: str
    due_date: date
    open: Money
    disputed: bool = False
    paused: bool = False
    promised_until: date | None = None
    last_sent_on: date | None = None
    call_logged: bool = False
    min_gap_days: int = MIN_GAP_DAYS


@dataclass(frozen=True, slots=True)
class Skip:
    """A step that will never be sent, and why."""

    row: ReminderRow
    why: SkipReason


@dataclass(frozen=True, slots=True)
class Decision:
    """At most one row to send; `cancel` ends all waiting rows; `hold` says why not."""

    send: ReminderRow | None = None
    skip: tuple[Skip, ...] = ()
    cancel: str | None = None
    hold: str | None = None


def next_action(
    rows: Iterable[ReminderRow], invoice: Circumstances, *, at: datetime
) -> Decision:
    """Return what to do now; the instant `at` must be aware."""
    plan = sorted(rows, key=lambda row: row.step)
    waiting = [row for row in plan if row.state in _WAITING]
    if not invoice.open.minor > 0:
        return Decision(cancel="settled") if waiting else Decision()
    local = at.astimezone(ZoneInfo(invoice.zone))
    # Announcing a day that has come helps nobody; late steps stay sendable. [S-63]
    expired = [
        row for row in waiting if row.is_before_due and local.date() >= invoice.due_date
    ]
    skips = tuple(Skip(row, "expired") for row in expired)
    due = [row for row in waiting if row.at <= at and row not in expired]
    hold = _blocked(plan, invoice, on=local.date())
    if not due or hold:
        return Decision(skip=skips, hold=hold if due else None)
    # Only the latest: after an outage one letter, not four at once. [S-64]
    sent = [row.step for row in plan if row.state == ReminderState.SENT]
    past = max([due[-1].step - 1, *sent])
    skips += tuple(Skip(row, "superseded") for row in due if row.step <= past)
    if due[-1].step <= past:
        return Decision(skip=skips)
    hold = _not_now(due[-1], invoice, local)
    return Decision(send=None if hold else due[-1], skip=skips, hold=hold)


def replanned(
    rows: Iterable[ReminderRow], planned: Iterable[ReminderRow], *, at: datetime
) -> tuple[ReminderRow, ...]:
    """Put a new plan in place of the waiting rows; what was sent stays. [S-67]

    Steps already past at the edit are left out, so the edit itself sends nothing;
    the same holds when a due date moves by an agreed new term. [S-68]
    """
    kept = [row for row in rows if row.state not in _WAITING]
    names = {row.name for row in kept}
    last = max((row.step for row in kept), default=-1)
    fresh = [row for row in planned if row.at > at and row.name not in names]
    fresh.sort(key=lambda row: row.at)
    return (
        *kept,
        *(
            ReminderRow(last + n, row.name, row.tone, row.at)
            for n, row in enumerate(fresh, start=1)
        ),
    )


def is_final(row: ReminderRow) -> bool:
    """Say whether nothing more can become of the row."""
    return row.state in REMINDER_STEP.final


def _blocked(
    plan: Iterable[ReminderRow], invoice: Circumstances, *, on: date
) -> str | None:
    """Return what stops every reminder of the invoice, for now. [S-66]"""
    if invoice.disputed:
        return "question open"
    if invoice.paused:
        return "paused"
    if invoice.promised_until is not None and on <= invoice.promised_until:
        return "promised"
    if any(row.state in _IN_FLIGHT for row in plan):
        return "in flight"
    return None


def _not_now(row: ReminderRow, invoice: Circumstances, local: datetime) -> str | None:
    """Return what keeps this row from going out at this local moment."""
    on = local.date()
    if row.tone == "final" and not invoice.call_logged:
        return "call first"
    if invoice.last_sent_on is not None:
        days_since = (on - invoice.last_sent_on).days
        if days_since < max(invoice.min_gap_days, 1):
            return "sent recently"
    planned = row.at.astimezone(local.tzinfo)
    if on != planned.date() and on.weekday() >= _SATURDAY:
        return "weekend"
    if local.time() < planned.time():
        return "before the sending hour"
    return None
