"""The queue in the words and shapes of its page: rows, group heads, bars, toast."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from math import ceil
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.template.loader import render_to_string
from markupsafe import Markup

from drumbeat.core.dates import ONE_DAY
from drumbeat.core.queue import Group, NextStep, QueueRow
from drumbeat.core.queue_page import (
    HeldSend,
    PeekPage,
    QueueGroup,
    QueuePage,
    StripWeek,
)
from drumbeat.web import addresses, formats
from drumbeat.web.formats import AmountParts
from drumbeat.web.looks import Look, look_of

ANCHORS = {
    Group.NEEDS_YOU: "today",
    Group.OVERDUE: "overdue",
    Group.WAITING: "waiting",
    Group.SCHEDULED: "scheduled",
}
# What happens on the day of a row that has nothing to be paid by then.
_DAY_WORDS = {"scheduled": "sends", "payment": "arrived", "offer": "until"}
HINTS = {
    Group.NEEDS_YOU: "the rest runs by itself",
    Group.OVERDUE: "nothing to do yet",
    Group.SCHEDULED: "next 30 days",
}

PEEKED = ("draft:", "invoice:")  # what can be seen closely
LONGEST_HOLD = 600  # seconds that a toast counts down

# The strip's drawing: 13 bars of 20 with 12.5 between them; 27 high at most.
_STEP = 32.5
_BASELINE = 30.2
_SCALE = 0.27
_GAP = 0.8


@dataclass(frozen=True, slots=True)
class NextCell:
    """What happens next: a date or a word, and which step it is."""

    icon: str
    when: str
    step: str


@dataclass(frozen=True, slots=True)
class RowView:
    """A row as it is written."""

    subject_id: str
    href: str
    opens: str
    client: str
    initials: str
    what: str
    status: str
    look: Look
    verb: str
    sentence: str
    amount: AmountParts | None
    next: NextCell | None
    due: str
    is_late: bool
    is_selected: bool


@dataclass(frozen=True, slots=True)
class GroupView:
    """A group as it is written."""

    anchor: str
    name: str
    count: int
    hint: str
    sums: str
    rows: tuple[Markup, ...]  # as they stand on the page
    more: int


@dataclass(frozen=True, slots=True)
class Bar:
    """A rectangle of the cash strip."""

    kind: str
    x: str
    y: str
    height: str


@dataclass(frozen=True, slots=True)
class Toast:
    """A send or a reminder that can be undone for some more seconds.

    `undo` is where the undo goes, `doing` and `done` are the words before and after.
    """

    undo: str
    doing: str
    done: str
    seconds: int
    detail: str
    is_here: bool = False  # one returns to the thing itself, not to the queue


def group_views(
    page: QueuePage, *, zone: ZoneInfo, selected: str, client: int | None
) -> tuple[GroupView, ...]:
    """Write the groups; an empty one is left out, but for the first."""
    return tuple(
        _group_view(group, page.day, zone, selected, _here(client))
        for group in page.groups
        if group.count or group.group is Group.NEEDS_YOU
    )


def _here(client: int | None) -> str:
    """Return the beginning of an address that keeps the filter."""
    return f"?{urlencode({'client': client})}&" if client else "?"


def _group_view(
    group: QueueGroup, on: date, zone: ZoneInfo, selected: str, here: str
) -> GroupView:
    return GroupView(
        anchor=ANCHORS[group.group],
        name=group.group.value,
        count=group.count,
        hint=HINTS.get(group.group, ""),
        sums=formats.sums(group.sums),
        rows=tuple(
            row_text(row, on, zone, here, is_selected=row.subject_id == selected)
            for row in group.rows
        ),
        more=group.more,
    )


@lru_cache(maxsize=2_048)
def row_text(
    row: QueueRow, on: date, zone: ZoneInfo, here: str, *, is_selected: bool
) -> Markup:
    """Return a row as it stands on the page; few change between two looks at it."""
    view = row_view(row, on, zone, here, is_selected=is_selected)
    text = render_to_string("components/queue_row.html", {"row": view})
    return Markup(text)  # noqa: S704  (the template escaped what clients are called)


def row_view(
    row: QueueRow, on: date, zone: ZoneInfo, here: str, *, is_selected: bool
) -> RowView:
    """Return a row in its words and shapes.

    What cannot be seen closely beside the list leads to its page at once.
    """
    opens = page_of(row.subject_id)
    closely = row.subject_id.startswith(PEEKED) or not opens
    return RowView(
        subject_id=row.subject_id,
        href=f"{here}{urlencode({'selected': row.subject_id})}" if closely else opens,
        opens=opens,
        client=row.client,
        initials=formats.initials(row.client),
        what=row.subject,
        status=row.status,
        look=look_of(row.status),
        verb=row.verb,
        sentence=row.sentence,
        amount=formats.amount_parts(row.amount) if row.amount else None,
        next=_next_cell(row.next, on, zone) if row.next else None,
        due=_due(row, on),
        is_late=row.days_late > 0,
        is_selected=is_selected,
    )


@dataclass(frozen=True, slots=True)
class Steps:
    """Where one goes on from an open invoice, besides opening it; some are empty."""

    answer: str
    payment: str
    reminders: str
    remind: str
    rest: str


def steps(peek: PeekPage) -> Steps | None:
    """Return where one goes on from what is seen closely; only invoices have it."""
    if not peek.number:
        return None
    page = addresses.invoice(peek.number)
    is_open = peek.amount is not None and peek.amount.minor > 0
    return Steps(
        answer=f"{page}#outcome" if peek.status == "Question" else "",
        payment=addresses.at("invoice_payments", peek.number) if is_open else "",
        reminders=f"{page}#plan-title",
        remind=addresses.at("invoice_reminder", peek.number) if is_open else "",
        rest=f"{page}#until" if is_open else "",
    )


@dataclass(frozen=True, slots=True)
class Later:
    """A day that is offered to look at a thing again."""

    key: str
    name: str
    day: date


def later(on: date) -> tuple[Later, ...]:
    """Return tomorrow and next Monday, or the Monday alone where they are one."""
    tomorrow, monday = on + ONE_DAY, on + ONE_DAY * (7 - on.weekday())
    if tomorrow == monday:
        return (Later("1", "Tomorrow, Monday", monday),)
    return (Later("1", "Tomorrow", tomorrow), Later("2", "Monday", monday))


def page_of(subject_id: str) -> str:
    """Return the page of what a row is about, or nothing when it has none yet."""
    kind, _, key = subject_id.partition(":")
    if kind in {"draft", "invoice", "offer"}:
        return addresses.at(kind, key)
    if kind in {"engagement", "governor", "scheduled", "move", "delivered"}:
        return addresses.at("engagement", key.partition(":")[0])
    if kind == "line":
        return addresses.at("bank_line", key)
    if kind == "payment":
        return f"{addresses.at('payments')}?state=unmatched"
    return ""


def _next_cell(step: NextStep, on: date, zone: ZoneInfo) -> NextCell:
    if step.at:
        local = step.at.astimezone(zone).date()
        return NextCell("bell", formats.weekday_day(local, on=on), step.what)
    # Without a date, the words before the comma stand in its place.
    word, _, cause = step.what.partition(", ")
    return NextCell("pause", formats.capitalised(word), cause)


def _due(row: QueueRow, on: date) -> str:
    if row.days_late > 0:
        return formats.days_late(row.days_late)
    if row.status == "To approve":
        return "to approve"
    if row.due is None:
        return ""
    word = _DAY_WORDS.get(row.subject_id.partition(":")[0], "due")
    return f"{word} {formats.short_day(row.due, on=on)}"


def strip_bars(weeks: tuple[StripWeek, ...]) -> tuple[Bar, ...]:
    """Draw the weeks from the bottom up; a week without money is a thin line."""
    return tuple(bar for n, week in enumerate(weeks) for bar in _week_bars(n, week))


def _week_bars(n: int, week: StripWeek) -> list[Bar]:
    x = f"{n * _STEP:.1f}"
    bars: list[Bar] = []
    floor = _BASELINE
    for kind in ("received", "expected", "overdue", "scheduled"):
        height = getattr(week, kind) * _SCALE
        if height:
            bars.append(Bar(kind, x, f"{floor - height:.1f}", f"{height:.1f}"))
            floor -= height + _GAP
    return bars or [Bar("none", x, f"{_BASELINE - 1.5:.1f}", "1.5")]


def now_at(weeks: tuple[StripWeek, ...]) -> str:
    """Return where the word “now” stands: below the middle of its bar."""
    position = next((n for n, week in enumerate(weeks) if week.is_now), None)
    return "" if position is None else f"{position * _STEP + 10:.1f}"


def toast(
    held: tuple[HeldSend, ...], *, at: datetime, is_here: bool = False
) -> Toast | None:
    """Return the latest send that can still be undone, with the seconds left.

    What goes on a later day is shown in the queue instead.
    """
    for send in held:
        seconds = ceil((send.send_at - at).total_seconds())
        if 0 < seconds <= LONGEST_HOLD:
            return _toast(send, seconds, is_here=is_here)
    return None


def _toast(send: HeldSend, seconds: int, *, is_here: bool) -> Toast:
    kind, _, key = send.subject_id.partition(":")
    to = formats.names(send.goes_to)
    if kind == "invoice":
        return Toast(
            addresses.at("invoice_reminder_withdrawal", key),
            f"Reminder to {send.client}",
            f"Reminder sent to {send.client}",
            seconds,
            f"{formats.capitalised(send.tone)}, to {to}",
            is_here,
        )
    amount = str(formats.amount_parts(send.amount)) if send.amount else ""
    return Toast(
        addresses.at("withdrawal", key),
        f"Sending to {send.client}",
        f"Sent to {send.client}",
        seconds,
        f"{amount} to {to}" if amount and to else amount or to,
        is_here,
    )
