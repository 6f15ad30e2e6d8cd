"""The reminder plan of an invoice: dated rows with tone and recipients."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import NamedTuple
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
    asked: dict[str, tuple[str, ...]] = {}
    rows = []
    for step in _dated(policy, due_date, zone, working, working.version):
        if not_before is not None and step.on < not_before:
            continue
        if step.tone not in asked:
            asked[step.tone] = recipients_of(step.tone, contacts)
        rows.append(PlannedReminder(step.name, step.tone, step.at, asked[step.tone]))
    return tuple(rows)


def step_name(step: str, tone: str) -> str:
    """Return what people call a step: “Heads-up”, “Friendly”."""
    if step.startswith("-"):
        return "Heads-up"
    return "Call first, then final notice" if tone == "final" else tone.capitalize()


def recipients_of(tone: str, contacts: Sequence[Contact]) -> tuple[str, ...]:
    """Return the addresses for a tone, each once, in order of role.

    Without a payer everybody the client named is asked.
    """
    by_role: dict[str, list[str]] = {}
    for contact in contacts:
        for role in contact.roles:
            by_role.setdefault(role, []).append(contact.email)
    if "payer" not in by_role:
        return tuple(dict.fromkeys([contact.email for contact in contacts]))
    wanted = [email for role in _ROLES[tone] for email in by_role.get(role, ())]
    return tuple(dict.fromkeys(wanted))


class _Dated(NamedTuple):
    """A step of the ladder on the day and at the instant it is sent."""

    name: str
    tone: str
    on: date
    at: datetime


@lru_cache(maxsize=16384)
def _dated(
    policy: ReminderPolicy,
    due_date: date,
    zone: str,
    working: WorkingDays,
    _version: str,  # a calendar that learns of new holidays is another one
) -> tuple[_Dated, ...]:
    """Return when each step is sent: the adjusted date at local send time. [S-63]

    Remembered, because thousands of invoices share their due date.
    """
    place = ZoneInfo(zone)
    days = [_step_date(step, due_date, policy.moves, working) for step in policy.steps]
    instants = [local_instant(day, policy.send_at, place) for day in days]
    return tuple(
        _Dated(step.name, step.tone, at.date(), at)
        for step, at in zip(policy.steps, instants, strict=True)
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
