"""The words of the queue: days, amounts, counts, and why a row is there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from drumbeat.core.money import Money
from drumbeat.core.queue import Group, NextStep, QueueRow

_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()
_SIGNS = {"EUR": "€", "GBP": "£", "USD": "$"}


def day_text(day: date, *, on: date) -> str:
    """Return “Tue 17 Nov”, with the year when it is not this one."""
    text = f"{_DAYS[day.weekday()]} {day.day} {_MONTHS[day.month - 1]}"
    return text if day.year == on.year else f"{text} {day.year}"


def money_text(amount: Money) -> str:
    """Return “€4,800.00”, or “CHF 4,800.00” where the sign is not known."""
    whole, point, cents = str(abs(amount.decimal)).partition(".")
    sign = _SIGNS.get(amount.currency, f"{amount.currency} ")
    minus = "−" if amount.minor < 0 else ""
    return f"{minus}{sign}{int(whole):,}{point}{cents}"


def counted(number: int, noun: str) -> str:
    """Return “1 day” or “2 days”."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


@dataclass(frozen=True, slots=True)
class Why:
    """The part of a row that says why: code, status, words and the action."""

    reason: str
    status: str
    verb: str
    sentence: str
    action: str
    group: Group = Group.NEEDS_YOU
    next: NextStep | None = None


def held(reason: str) -> Why:
    """Return why a thing waits by a rule, which the sentence names."""
    waits = NextStep(None, reason)
    return Why("held", "Held", "", reason, "open", Group.SCHEDULED, waits)


@dataclass(frozen=True, slots=True)
class Thing:
    """The part of a row that says what it is about."""

    subject_id: str
    client: str
    engagement: str
    subject: str
    amount: Money | None = None
    due: date | None = None


def row_of(thing: Thing, why: Why, *, next_step: NextStep | None = None) -> QueueRow:
    """Put what and why together; `next_step` holds unless the reason has its own."""
    return QueueRow(
        reason=why.reason,
        group=why.group,
        status=why.status,
        client=thing.client,
        engagement=thing.engagement,
        subject=thing.subject,
        subject_id=thing.subject_id,
        verb=why.verb,
        sentence=why.sentence,
        amount=thing.amount,
        next=why.next or next_step,
        action=why.action,
        due=thing.due,
    )
