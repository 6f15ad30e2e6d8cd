"""The reminder plan of an invoice: dated rows with tone and recipients."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from drumbeat.core.dates import Convention, local_instant, moved
from drumbeat.core.documents import PlannedReminder
from drumbeat.core.party import Contact, ContactRole
from drumbeat.core.ports import WorkingDays
from drumbeat.core.terms import ReminderPolicy, ReminderStep

# Who hears of it: the firmer the words, the more people; the last one goes up first.
_ROLES: dict[str, tuple[ContactRole, ...]] = {
    "friendly": ("payer",),
    "clear": ("payer", "approver"),
    "firm": ("payer", "approver"),
    "final": ("approver", "payer"),
}


@dataclass(frozen=True, slots=True, eq=False)
class _Calendar:
    """A holiday calendar as a cache key: the same object at the same version."""

    working: WorkingDays

    def __hash__(self) -> int:
        return hash((id(self.working), self.working.version))

    def __eq__(self, other: object) -> bool:
        return (
            isinstance(other, _Calendar)
            and self.working is other.working
            and self.working.version == other.working.version
        )


def planned_reminders(
    policy: ReminderPolicy,
    due_date: date,
    *,
    zone: str,
    working: WorkingDays,
    contacts: Sequence[Contact],
    not_before: date | None = None,
) -> tuple[PlannedReminder, ...]:
    """Return the concrete rows: step, tone, instant, recipients.

    `not_before` is the issue date: a step that would fall before it is left out, for
    there is nothing yet to remind of.
    """
    by_tone = {
        step.tone: recipients_of(step.tone, tuple(contacts)) for step in policy.steps
    }
    return tuple(
        PlannedReminder(step.name, step.tone, at, by_tone[step.tone])
        for step, at in _instants(policy, due_date, zone, _Calendar(working))
        if not_before is None or at.date() >= not_before
    )


@lru_cache(maxsize=4096)
def recipients_of(tone: str, contacts: tuple[Contact, ...]) -> tuple[str, ...]:
    """Return the addresses for a tone, each once, in order of role.

    Without a payer everybody the client named is asked.
    """
    if not any("payer" in contact.roles for contact in contacts):
        return tuple(dict.fromkeys(contact.email for contact in contacts))
    return tuple(
        dict.fromkeys(
            contact.email
            for role in _ROLES[tone]
            for contact in contacts
            if role in contact.roles
        )
    )


@lru_cache(maxsize=65536)
def _instants(
    policy: ReminderPolicy, due_date: date, zone: str, calendar: _Calendar
) -> tuple[tuple[ReminderStep, datetime], ...]:
    """Return when each step is sent: the adjusted date at local send time. [S-63]"""
    place = ZoneInfo(zone)
    return tuple(
        (
            step,
            local_instant(
                _step_date(step, due_date, policy.moves, calendar.working),
                policy.send_at,
                place,
            ),
        )
        for step in policy.steps
    )


def _step_date(
    step: ReminderStep, due_date: date, moves: Convention, working: WorkingDays
) -> date:
    unadjusted = due_date + timedelta(days=step.days)
    adjusted = moved(unadjusted, moves, working)
    if step.days < 0 and adjusted > due_date:
        # A courtesy that comes after the due date is none: it goes earlier instead.
        return moved(unadjusted, Convention.PRECEDING, working)
    return adjusted
