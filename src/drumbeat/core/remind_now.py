"""A person wants the next reminder now: which step that is, or why it cannot be."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from drumbeat.core.errors import Refusal
from drumbeat.core.lifecycle import ReminderState
from drumbeat.core.reminders import Circumstances, ReminderRow, next_action

_SATURDAY = 5
_WHY = {
    "question open": "A question about {number} is open; answer it first.",
    "paused": "Reminders of {number} are paused; let them go on first.",
    "promised": "Payment of {number} is promised; reminders rest until that day.",
    "in flight": "A reminder of {number} is on its way already.",
    "call first": "Next for {number} comes the final notice; note a call first.",
    "sent recently": "The last reminder of {number} went out less than {gap} days ago.",
    "weekend": "Reminders go out on weekdays; it is a weekend where the client is.",
}


class NothingToRemind(Refusal):
    """No step of the plan is left, or nothing is open any more."""

    rule = "REM-2"
    message = "{number} has no reminder left to send."


class RemindersRest(Refusal):
    """Something stops the reminders of this invoice, by hand too."""

    rule = "REM-3"
    message = "{why}"


def brought_forward(
    rows: Iterable[ReminderRow], invoice: Circumstances, *, number: str, at: datetime
) -> ReminderRow:
    """Return the step to send at the instant `at`: the latest due, else the next one.

    A person's wish changes the day and nothing else: what stops a letter that is due
    stops this one too.

    :raises NothingToRemind: nothing is open, or every step is sent, skipped or past
    :raises RemindersRest: a question, promise, call or recent letter stands before it
    """
    plan = sorted(rows, key=lambda row: row.step)
    local = at.astimezone(ZoneInfo(invoice.zone))
    sent = [row.step for row in plan if row.state == ReminderState.SENT]
    left = [
        row
        for row in plan
        if row.state == ReminderState.PLANNED
        and row.step > max(sent, default=-1)
        and not (row.is_before_due and local.date() >= invoice.due_date)
    ]
    if not left or not invoice.open.minor > 0:
        raise NothingToRemind(number=number)
    due = [row for row in left if row.at <= at]
    wished = replace(due[-1] if due else left[0], at=at)
    sooner = [wished if row.step == wished.step else row for row in plan]
    hold = next_action(sooner, invoice, at=at).hold
    if hold is None and local.weekday() >= _SATURDAY:
        hold = "weekend"
    if hold is not None:
        why = _WHY[hold].format(number=number, gap=invoice.min_gap_days)
        raise RemindersRest(why=why)
    return wished
