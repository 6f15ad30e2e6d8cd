"""When money should arrive, and why: open invoices, drafts and the plan, each once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Literal

from drumbeat.core.days_to_pay import median_day
from drumbeat.core.money import Money
from drumbeat.core.queue_words import counted, day_text
from drumbeat.core.terms import PayRun

PAYMENTS_SEEN = 6  # of a client, the latest: people change how they pay
PAYMENTS_NEEDED = 3  # fewer are chance, not a habit
WEEK = timedelta(days=7)


class Stage(StrEnum):
    """How far money has come, from certain to planned; the words of the legend."""

    PAID = "Paid"
    SENT = "Sent"
    OVERDUE = "Overdue"
    QUESTION = "Question open"
    IF_APPROVED = "If approved"
    SCHEDULED = "Scheduled"


@dataclass(frozen=True, slots=True)
class Habit:
    """How a client pays: days after the due date of its payments, the latest first."""

    days_late: tuple[int, ...] = ()

    @property
    def typical(self) -> int | None:
        """Return the median of the last payments, None with too few. [FOR-1]

        Between two middle values it is the later day: a forecast errs on that side.
        """
        seen = self.days_late[:PAYMENTS_SEEN]
        return median_day(seen) if len(seen) >= PAYMENTS_NEEDED else None

    def __str__(self) -> str:
        days = self.typical
        if days is None:
            return "Too few payments so far to know a habit."
        if days == 0:
            return "Usually pays on the due date."
        late = "late" if days > 0 else "early"
        return f"Usually pays {counted(abs(days), 'day')} {late}."


@dataclass(frozen=True, slots=True)
class Receivable:
    """Money that should arrive: an open invoice, a draft, or an invoice to come.

    `sent_on` is the issue date, for the others the day they should go out; `due_date`
    counts from it. `promised` is the latest day the client named.
    """

    subject_id: str
    kind: Literal["invoice", "draft", "coming"]
    client: str
    subject: str
    amount: Money
    sent_on: date
    due_date: date
    is_one_off: bool = False
    promised: date | None = None
    has_question: bool = False
    waits_for_approval: bool = False
    pay_run: PayRun | None = None

    def stage(self, *, on: date) -> Stage:
        """Return how far it has come."""
        if self.waits_for_approval:
            return Stage.IF_APPROVED
        if self.kind != "invoice":
            return Stage.SCHEDULED
        if self.has_question:
            return Stage.QUESTION
        return Stage.OVERDUE if self.due_date < on else Stage.SENT


@dataclass(frozen=True, slots=True)
class Arrival:
    """An amount on the day it came, or should come."""

    day: date
    client: str
    subject: str
    amount: Money
    stage: Stage
    is_one_off: bool = False


@dataclass(frozen=True, slots=True)
class Expected:
    """A receivable with the day it should arrive, and why we think so."""

    day: date
    stage: Stage
    reason: str
    receivable: Receivable

    @property
    def arrival(self) -> Arrival:
        """Return it as a mark on the axis of time."""
        what = self.receivable
        return Arrival(
            self.day,
            what.client,
            what.subject,
            what.amount,
            self.stage,
            what.is_one_off,
        )


def forecast(
    receivables: Iterable[Receivable], habits: Mapping[str, Habit], *, on: date
) -> list[Expected]:
    """Return each receivable once, in the order of the expected days. [FOR-2]

    `habits` are by client; who is missing has none.
    """
    once = {what.subject_id: what for what in receivables}
    found = [expect(r, habits.get(r.client, Habit()), on=on) for r in once.values()]
    return sorted(found, key=_place)


def _place(expected: Expected) -> tuple[date, str, str]:
    return expected.day, expected.receivable.client, expected.receivable.subject_id


def expect(receivable: Receivable, habit: Habit, *, on: date) -> Expected:
    """Return the expected day of one receivable and its reason in words. [FOR-3]

    The due date plus what is usual, moved by facts: a promised day stands for itself;
    an open question adds a week, from today at the earliest; a pay run takes it to a
    day of the run. What should have come by now is expected in a week: a forecast that
    said “tomorrow” every day would be of no use.
    """
    due = _due_words(receivable, on=on)
    promised, run = receivable.promised, receivable.pay_run
    if promised is not None and promised >= on:
        day = promised
        run = run if receivable.has_question else None
        said = [due, f"Promised for {day_text(promised, on=on)}."]
    else:
        day = receivable.due_date + timedelta(days=habit.typical or 0)
        said = [due, str(habit)]
        if promised is not None:
            missed = day_text(promised, on=on)
            said.append(f"It was promised for {missed} and has not arrived.")
    if receivable.has_question:
        day = max(day, on) + WEEK
        said.append("A question is open; that adds a week until it is answered.")
    if run is not None:
        day = _in_pay_run(receivable, run, day, habit, on=on)
        said.append(f"Goes into their pay run of {day_text(day, on=on)}.")
    elif day < on:
        day = on + WEEK
        said.append("That day has passed, so a week from today.")
    day = max(day, receivable.sent_on)
    return Expected(day, receivable.stage(on=on), " ".join(said), receivable)


def _due_words(receivable: Receivable, *, on: date) -> str:
    due = day_text(receivable.due_date, on=on)
    if receivable.kind == "invoice":
        return f"Due {due}."
    if receivable.sent_on > on:
        sends = day_text(receivable.sent_on, on=on)
        return f"Sends {sends}, due {due}."
    if receivable.waits_for_approval:
        return f"Waits for a yes. Due {due} if it goes out today."
    return f"Not sent yet. Due {due} if it goes out today."


def _in_pay_run(
    receivable: Receivable, run: PayRun, day: date, habit: Habit, *, on: date
) -> date:
    """Return the day of the run that takes the invoice with it. [FOR-4]

    A known habit already holds the waiting for runs, so it names the nearest one;
    without a habit, or after a question, it is the first on or after the day.
    """
    step = 7 * run.every_weeks
    is_known = habit.typical is not None and not receivable.has_question
    nearest = day - timedelta(days=step // 2) if is_known else day
    in_time = receivable.sent_on + timedelta(days=run.cut_off_days)
    runs_to_wait = -((run.starts - max(nearest, in_time, on)).days // step)
    return run.starts + timedelta(days=step * max(runs_to_wait, 0))
