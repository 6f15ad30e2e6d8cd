"""The queue as one page: groups with their sums, the cash strip, the peek."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from drumbeat.core.errors import Finding
from drumbeat.core.money import Money
from drumbeat.core.queue import Group, QueueRow


@dataclass(frozen=True, slots=True)
class QueueGroup:
    """One of the four groups: the rows shown, and how many `more` are not.

    `count` and `sums` speak of all rows; there is one sum for each currency, and none
    where some rows were only counted.
    """

    group: Group
    rows: tuple[QueueRow, ...]
    count: int
    sums: tuple[Money, ...]
    more: int = 0


@dataclass(frozen=True, slots=True)
class StripWeek:
    """A bar of the cash strip; heights are relative and add up to 100 at most."""

    starts: date
    received: int = 0
    expected: int = 0
    overdue: int = 0
    scheduled: int = 0
    is_now: bool = False


@dataclass(frozen=True, slots=True)
class HeldSend:
    """What waits for its undo time to end at `send_at`: an approved draft, a reminder.

    `subject_id` is the draft's or the invoice's; a reminder has a `tone`.
    """

    subject_id: str
    client: str
    amount: Money | None
    goes_to: tuple[str, ...]
    send_at: datetime
    tone: str = ""


@dataclass(frozen=True, slots=True)
class QueuePage:
    """Everything the page says on one day; amounts stand one for each currency.

    `next_thing` completes “The next thing is …”; it is empty when nothing is planned.
    `held` are the sends that can still be undone, the latest first.
    """

    day: date
    groups: tuple[QueueGroup, ...]
    needs_you: int
    next_30_days: tuple[Money, ...]
    overdue: tuple[Money, ...]
    overdue_count: int
    weeks: tuple[StripWeek, ...]
    next_thing: str = ""
    held: tuple[HeldSend, ...] = ()


@dataclass(frozen=True, slots=True)
class PeekLine:
    """A lane of the invoice: its letter, its name, its net amount."""

    lane: str
    name: str
    net: Money


@dataclass(frozen=True, slots=True)
class PeekTax:
    """A row below the lanes: “VAT 21%” and its amount."""

    name: str
    amount: Money


@dataclass(frozen=True, slots=True)
class PeekReminder:
    """A dated row of the reminder plan; `is_due` marks the due date itself."""

    when: date
    what: str
    is_due: bool = False


@dataclass(frozen=True, slots=True)
class PeekRecipient:
    """Whom it reaches, and their part: “approves”, “pays”."""

    name: str
    part: str


@dataclass(frozen=True, slots=True)
class PeekPage:
    """One thing of the queue, seen closely: what goes out, to whom, what may be done.

    `actions` are stable codes, the primary one first. `approval_hash` is what the
    approval must name, so that only what was seen is approved.
    """

    subject_id: str
    client: str
    what: str
    status: str
    amount: Money | None
    due: date | None
    lines: tuple[PeekLine, ...] = ()
    taxes: tuple[PeekTax, ...] = ()
    total: Money | None = None
    update_title: str = ""
    update: tuple[str, ...] = ()
    reminders: tuple[PeekReminder, ...] = ()
    goes_to: tuple[PeekRecipient, ...] = ()
    findings: tuple[Finding, ...] = ()
    actions: tuple[str, ...] = ()
    number: str = ""
    client_id: int | None = None
    approval_hash: str = ""
