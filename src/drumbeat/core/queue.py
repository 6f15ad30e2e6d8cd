"""The queue: facts and a day → one row for each thing, with its reason."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from drumbeat.core.money import Money


class Group(StrEnum):
    """The four groups, in the order of the page; a row is in the first that fits."""

    NEEDS_YOU = "Needs you today"
    OVERDUE = "Overdue, reminders running"
    WAITING = "Waiting on client"
    SCHEDULED = "Scheduled"


@dataclass(frozen=True, slots=True)
class NextStep:
    """The next automatic step: when, and what it is (“reminder 2, friendly”)."""

    at: datetime | None
    what: str


@dataclass(frozen=True, slots=True)
class QueueRow:
    """One thing, once: why it is here, the money at stake, what happens next.

    `verb` is the bold first words (“Review and send.”), empty outside the first
    group; `sentence` is the reason after it. `status` is a word of DESIGN §4.
    `action` is a stable code of the one primary action (approve, answer, call …).
    """

    reason: str
    group: Group
    status: str
    client: str
    engagement: str
    subject: str  # what: “November retainer + launch milestone 2”
    subject_id: str  # “draft:12”, “invoice:INV-2026-0001”, “engagement:4”
    verb: str
    sentence: str
    amount: Money | None
    next: NextStep | None
    action: str
    due: date | None = None
    days_late: int = 0
