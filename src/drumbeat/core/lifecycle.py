"""Which steps a draft, project, approval, reminder, engagement and charge may take."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar

from drumbeat.core.errors import Refusal


class NotAllowedNow(Refusal):
    """The state has no such exit."""

    rule = "LIF-1"
    message = "This {machine} is {state}; “{action}” is not possible now."


State = TypeVar("State", bound=StrEnum)


@dataclass(frozen=True)
class Machine(Generic[State]):
    """A transition table: (state, action) → state. What is not in it is refused."""

    name: str
    states: type[State]
    start: State
    moves: Mapping[tuple[State, str], State]

    @property
    def final(self) -> frozenset[State]:
        """Return the states without an exit."""
        return frozenset(self.states) - {state for state, _ in self.moves}

    def actions(self, state: State) -> tuple[str, ...]:
        """Return what may be done in the state."""
        return tuple(action for source, action in self.moves if source == state)


def advance(machine: Machine[State], state: State | str, action: str) -> State:
    """Return the state after the action, or refuse. [LIF-1]"""
    current = machine.states(state)
    after = machine.moves.get((current, action))
    if after is None:
        raise NotAllowedNow(
            machine=machine.name,
            state=current.value.replace("_", " "),
            action=action.replace("_", " "),
        )
    return after


class DraftState(StrEnum):
    """How far a draft has come."""

    DRAFT = "draft"
    AWAITING_APPROVAL = "awaiting_approval"
    APPROVED = "approved"
    ISSUED = "issued"
    DISCARDED = "discarded"


DRAFT = Machine(
    "draft",
    DraftState,
    DraftState.DRAFT,
    {
        (DraftState.DRAFT, "edit"): DraftState.DRAFT,
        (DraftState.DRAFT, "request_approval"): DraftState.AWAITING_APPROVAL,
        (DraftState.DRAFT, "discard"): DraftState.DISCARDED,
        (DraftState.AWAITING_APPROVAL, "approve"): DraftState.APPROVED,
        # A change of the content voids the approval, asked for or given.
        (DraftState.AWAITING_APPROVAL, "edit"): DraftState.DRAFT,
        (DraftState.AWAITING_APPROVAL, "reject"): DraftState.DRAFT,
        (DraftState.AWAITING_APPROVAL, "withdraw"): DraftState.DRAFT,
        (DraftState.AWAITING_APPROVAL, "discard"): DraftState.DISCARDED,
        (DraftState.APPROVED, "issue"): DraftState.ISSUED,
        (DraftState.APPROVED, "edit"): DraftState.DRAFT,
        (DraftState.APPROVED, "withdraw"): DraftState.DRAFT,
        (DraftState.APPROVED, "discard"): DraftState.DISCARDED,
    },
)


class MilestoneState(StrEnum):
    """How far a milestone or a project has come."""

    PLANNED = "planned"
    IN_PROGRESS = "in_progress"
    SUBMITTED = "submitted"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    INVOICED = "invoiced"
    CANCELLED = "cancelled"


MILESTONE = Machine(
    "milestone",
    MilestoneState,
    MilestoneState.PLANNED,
    {
        (MilestoneState.PLANNED, "start"): MilestoneState.IN_PROGRESS,
        (MilestoneState.PLANNED, "cancel"): MilestoneState.CANCELLED,
        (MilestoneState.IN_PROGRESS, "submit"): MilestoneState.SUBMITTED,
        (MilestoneState.IN_PROGRESS, "cancel"): MilestoneState.CANCELLED,
        (MilestoneState.SUBMITTED, "accept"): MilestoneState.ACCEPTED,
        (MilestoneState.SUBMITTED, "reject"): MilestoneState.REJECTED,
        (MilestoneState.SUBMITTED, "cancel"): MilestoneState.CANCELLED,
        (MilestoneState.REJECTED, "resume"): MilestoneState.IN_PROGRESS,
        (MilestoneState.ACCEPTED, "invoice"): MilestoneState.INVOICED,
    },
)


class ApprovalState(StrEnum):
    """What became of a request for a yes; `stale` is derived from the content."""

    REQUESTED = "requested"
    APPROVED = "approved"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"


APPROVAL = Machine(
    "approval",
    ApprovalState,
    ApprovalState.REQUESTED,
    {
        (ApprovalState.REQUESTED, "approve"): ApprovalState.APPROVED,
        (ApprovalState.REQUESTED, "reject"): ApprovalState.REJECTED,
        (ApprovalState.REQUESTED, "withdraw"): ApprovalState.WITHDRAWN,
        (ApprovalState.REQUESTED, "expire"): ApprovalState.EXPIRED,
    },
)


class ReminderState(StrEnum):
    """What became of one step of a reminder plan."""

    PLANNED = "planned"
    DUE = "due"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    UNKNOWN = "unknown"
    SKIPPED = "skipped"
    CANCELLED = "cancelled"


REMINDER_STEP = Machine(
    "reminder",
    ReminderState,
    ReminderState.PLANNED,
    {
        (ReminderState.PLANNED, "fall_due"): ReminderState.DUE,
        (ReminderState.DUE, "claim"): ReminderState.SENDING,
        (ReminderState.SENDING, "deliver"): ReminderState.SENT,
        (ReminderState.SENDING, "fail"): ReminderState.FAILED,
        (ReminderState.SENDING, "lose_sight"): ReminderState.UNKNOWN,
        (ReminderState.FAILED, "claim"): ReminderState.SENDING,
        # Only with the same provider key, or because a person knows. [S-69]
        (ReminderState.UNKNOWN, "retry_same_key"): ReminderState.SENDING,
        (ReminderState.UNKNOWN, "confirm_sent"): ReminderState.SENT,
        (ReminderState.UNKNOWN, "confirm_not_sent"): ReminderState.FAILED,
        **{
            (state, action): after
            for state in (
                ReminderState.PLANNED,
                ReminderState.DUE,
                ReminderState.FAILED,
            )
            for action, after in (
                ("skip", ReminderState.SKIPPED),
                ("cancel", ReminderState.CANCELLED),
            )
        },
    },
)


class EngagementState(StrEnum):
    """Whether an engagement is being billed.

    Kept are active and parked, which a person or a run decides; the others follow
    from the terms and the day.
    """

    DRAFT = "draft"
    ACTIVE = "active"
    PAUSED = "paused"
    PARKED = "parked"
    ENDED = "ended"


ENGAGEMENT = Machine(
    "engagement",
    EngagementState,
    EngagementState.DRAFT,
    {
        (EngagementState.DRAFT, "activate"): EngagementState.ACTIVE,
        (EngagementState.ACTIVE, "pause"): EngagementState.PAUSED,
        (EngagementState.ACTIVE, "park"): EngagementState.PARKED,
        (EngagementState.ACTIVE, "end"): EngagementState.ENDED,
        (EngagementState.PAUSED, "resume"): EngagementState.ACTIVE,
        (EngagementState.PAUSED, "park"): EngagementState.PARKED,
        (EngagementState.PAUSED, "end"): EngagementState.ENDED,
        (EngagementState.PARKED, "release"): EngagementState.ACTIVE,
        (EngagementState.ENDED, "reopen"): EngagementState.ACTIVE,
    },
)


class ChargeState(StrEnum):
    """Whether a charge stands on a document; never kept: its draft says so."""

    WANTED = "wanted"
    DRAFTED = "drafted"
    ISSUED = "issued"


CHARGE = Machine(
    "charge",
    ChargeState,
    ChargeState.WANTED,
    {
        (ChargeState.WANTED, "draft"): ChargeState.DRAFTED,
        (ChargeState.DRAFTED, "discard"): ChargeState.WANTED,
        (ChargeState.DRAFTED, "issue"): ChargeState.ISSUED,
    },
)
