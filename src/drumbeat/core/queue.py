"""The queue: facts and a day → one row for each thing, with its reason."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Literal

from drumbeat.core.errors import Finding
from drumbeat.core.money import Money
from drumbeat.core.offer import OfferKind, OfferState


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


@dataclass(frozen=True, slots=True)
class NextReminder:
    """The next reminder of a plan: “reminder 2, friendly”, and when."""

    at: datetime
    number: int
    tone: str


@dataclass(frozen=True, slots=True)
class DraftFact:
    """A draft as the queue sees it; `state` is a DraftState.

    `approver` is the client's person asked for a yes, empty if one of ours is;
    `held_reason` a whole sentence: “Held while October is unpaid, as you asked.”
    `sends_at` is set when it goes out by itself, by the clock of the workspace.
    """

    id: int
    client: str
    engagement: str
    subject: str
    gross: Money
    bill_on: date
    due_date: date
    state: str = "draft"
    findings: tuple[Finding, ...] = ()
    missed_periods: int = 0
    is_credit_note: bool = False
    first_reminder: datetime | None = None
    reminder_count: int = 0
    held_reason: str = ""
    update_written: bool = False
    prepared_on: date | None = None
    approver: str = ""
    asked_on: date | None = None
    sends_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class OpenQuestion:
    """What the client asked; a dispute refuses it.

    `section` is the one asked about, “” for the whole invoice.
    """

    text: str
    person: str
    opened_on: date
    is_dispute: bool = False
    section: str = ""


@dataclass(frozen=True, slots=True)
class OpenTalk:
    """A client answered the update with “let's talk”, and nobody has noted a talk."""

    person: str
    text: str
    asked_on: date


@dataclass(frozen=True, slots=True)
class InvoiceFact:
    """An issued invoice as the queue sees it.

    `promise_missed` is the day named and passed without money; `call_needed` says
    that the policy asks for a call; `approver` was asked for a yes and is silent.
    """

    number: str
    client: str
    engagement: str
    subject: str
    open: Money
    due_date: date
    issue_date: date
    question: OpenQuestion | None = None
    talk: OpenTalk | None = None
    promised_until: date | None = None
    promise_missed: date | None = None
    delivery: Literal["sent", "queued", "possibly_sent", "failed"] = "sent"
    delivery_detail: str = ""
    delivered_on: date | None = None
    opened_count: int = 0
    next_reminder: NextReminder | None = None
    reminders_sent: int = 0
    reminders_paused: str = ""
    call_needed: bool = False
    call_person: str = ""
    approver: str = ""
    approved_by: str = ""
    approved_on: date | None = None
    usually_late_days: int = 0


@dataclass(frozen=True, slots=True)
class ParkedFact:
    """An engagement whose billing stopped, and why."""

    engagement_id: int
    engagement: str
    client: str
    reason: str


@dataclass(frozen=True, slots=True)
class GovernorFact:
    """Unbilled work and days since the last invoice, beside their limits.

    `draft` bills it, where there is one; 0 where there is none yet.
    """

    engagement_id: int
    engagement: str
    client: str
    unbilled: Money
    limit: Money | None = None
    days_since_invoice: int = 0
    days_limit: int | None = None
    draft: int = 0


@dataclass(frozen=True, slots=True)
class ScheduledFact:
    """An invoice to come that has no draft yet; `id` is stable between days."""

    id: str
    client: str
    engagement: str
    subject: str
    bill_on: date
    gross: Money
    next_reminder: datetime | None = None
    held_reason: str = ""


@dataclass(frozen=True, slots=True)
class PaymentFact:
    """Money that nobody has explained; `guess` is the best candidate.

    It is a payment, or with `is_line` still a line of the bank.
    """

    id: int
    payer: str
    amount: Money
    received_on: date
    guess: str = ""
    client: str = ""
    is_line: bool = False


@dataclass(frozen=True, slots=True)
class DeliveredFact:
    """A deliverable that is with the client; `silence_on` ends their days to answer."""

    id: int
    engagement_id: int
    client: str
    engagement: str
    subject: str
    amount: Money | None
    person: str
    since: date
    silence_on: date | None = None


@dataclass(frozen=True, slots=True)
class OfferFact:
    """An offer that waits for the client, or for us: `question` is their last word."""

    id: int
    kind: OfferKind
    client: str
    engagement: str
    subject: str
    amount: Money | None
    state: OfferState
    since: date
    until: date
    person: str = ""
    question: str = ""
    question_by: str = ""
    answered_by: str = ""
    answer: str = ""
    opened_count: int = 0
    next_nudge: datetime | None = None


@dataclass(frozen=True, slots=True)
class MoveFact:
    """A calendar entry that a project waits for was moved, or cancelled (now None)."""

    id: int
    engagement_id: int
    client: str
    engagement: str
    project: str
    was: date
    now: date | None


@dataclass(frozen=True, slots=True)
class ScheduledBeyond:
    """What is scheduled and not among the facts.

    `amounts` are those that were worked out; with `engagements`, each of which bills
    at least once more, nobody has added them up.
    """

    amounts: tuple[Money, ...] = ()
    engagements: int = 0

    @property
    def count(self) -> int:
        """Return how many invoices are not shown, at least."""
        return len(self.amounts) + self.engagements


@dataclass(frozen=True, slots=True)
class SnoozeFact:
    """A row that somebody wants to see on a later day, unless its reason changes."""

    subject_id: str
    reason: str
    until: date


@dataclass(frozen=True, slots=True)
class QueueFacts:
    """Everything the queue of a workspace is made of."""

    drafts: tuple[DraftFact, ...] = ()
    invoices: tuple[InvoiceFact, ...] = ()
    parked: tuple[ParkedFact, ...] = ()
    governors: tuple[GovernorFact, ...] = ()
    scheduled: tuple[ScheduledFact, ...] = ()
    scheduled_beyond: ScheduledBeyond = ScheduledBeyond()
    payments: tuple[PaymentFact, ...] = ()
    delivered: tuple[DeliveredFact, ...] = ()
    offers: tuple[OfferFact, ...] = ()
    moves: tuple[MoveFact, ...] = ()
    snoozes: tuple[SnoozeFact, ...] = ()
