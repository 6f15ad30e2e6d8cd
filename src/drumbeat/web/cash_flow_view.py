"""The cash flow in the words and shapes of its page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from drumbeat.apps.reports.cash_flow import CashFlow
from drumbeat.core.cash_actions import CashAction
from drumbeat.core.cash_flow import (
    Column,
    Soon,
    Span,
    columns,
    lanes,
    months_ahead,
    share,
    soon,
)
from drumbeat.core.dates import Period
from drumbeat.core.forecast import Expected, Stage
from drumbeat.core.money import Money, by_currency
from drumbeat.web import addresses, formats
from drumbeat.web.cash_chart import LANES_MAX, SLUGS, Chart, chart

NEXT_MAX = 12  # rows of the list, until all of them are asked for
_ICONS = {
    "phone call": "phone",
    "answer": "msg",
    "update": "edit",
    "address": "mail",
    "yes from a client": "checkc",
}


@dataclass(frozen=True, slots=True)
class Segment:
    """A part of a bar that lies; `x` and `width` are percent of its room."""

    slug: str
    x: str
    width: str


@dataclass(frozen=True, slots=True)
class Lead:
    """The sentence: what should arrive, what of it is at risk, what helps."""

    sure: tuple[str, ...]
    overdue: str
    worth: str
    unapproved: str


@dataclass(frozen=True, slots=True)
class PeriodRow:
    """A week or month of the list that stands in for the chart."""

    label: str
    is_now: bool
    segments: tuple[Segment, ...]
    total: str


@dataclass(frozen=True, slots=True)
class MonthView:
    """A month against the floor; `floor_at` is percent, empty without a floor."""

    name: str
    total: str
    segments: tuple[Segment, ...]
    floor_at: str
    title: str
    words: str


@dataclass(frozen=True, slots=True)
class NextRow:
    """What arrives, in a row of the table."""

    day: date
    client: str
    subject: str
    href: str
    reason: str
    amount: Money
    word: str
    label: str


@dataclass(frozen=True, slots=True)
class ActionView:
    """One thing to do, and where."""

    icon: str
    verb: str
    why: str
    href: str
    amount: str


@dataclass(frozen=True, slots=True)
class CashFlowView:
    """Everything the template writes."""

    span: Span
    unit: str
    is_empty: bool
    lead: Lead
    legend: tuple[tuple[str, str], ...]
    chart: Chart
    description: str
    notes: str
    rows: tuple[PeriodRow, ...]
    floor: str
    currency: str
    months: tuple[MonthView, ...]
    next: tuple[NextRow, ...]
    more: str
    actions: tuple[ActionView, ...]


def cash_flow_view(flow: CashFlow, *, shows_all: bool = False) -> CashFlowView:
    """Write the page; the list ends after a dozen rows unless all are asked for."""
    arrivals = flow.arrivals
    shown = columns(arrivals, flow.periods, flow.currency)
    whole = Period(flow.periods[0].start, flow.periods[-1].end)
    found = lanes(arrivals, whole, flow.currency)
    drawing = chart(shown, found, span=flow.span, on=flow.on)
    most = len(flow.expected) if shows_all else NEXT_MAX
    used = {part.stage for column in shown for part in column.parts}
    return CashFlowView(
        span=flow.span,
        unit=flow.span.unit,
        is_empty=not arrivals and not flow.without_day,
        lead=_lead(soon(flow.expected, on=flow.on), flow.actions),
        legend=tuple((SLUGS[stage], str(stage)) for stage in Stage if stage in used),
        chart=drawing,
        description=_description(shown, flow),
        notes=_notes(flow, whole, drawing.hidden_lanes),
        rows=_rows(shown, flow),
        floor=formats.short_amount(flow.floor) if flow.floor else "",
        currency=flow.currency,
        months=_months(flow),
        next=tuple(_next_row(each, flow) for each in flow.expected[:most]),
        more=_more(flow, flow.expected[most:]),
        actions=tuple(_action_view(action) for action in flow.actions),
    )


def _lead(sums: Soon, actions: Sequence[CashAction]) -> Lead:
    return Lead(
        sure=_whole(sums.sure),
        overdue=formats.names(_whole(sums.overdue)),
        worth=_worth(actions),
        unapproved=formats.names(_whole(sums.unapproved)),
    )


def _worth(actions: Sequence[CashAction]) -> str:
    """Say what one action moves: a word with a client before what is routine."""
    talks = [a for a in actions if a.worth in {"phone call", "answer"}]
    first = next(iter([*talks, *actions]), None)
    if first is None:
        return ""
    return f"one {first.worth} is worth {formats.whole_amount(first.amount)}"


def _whole(amounts: Sequence[Money]) -> tuple[str, ...]:
    return tuple(formats.whole_amount(amount) for amount in amounts)


def _description(shown: Sequence[Column], flow: CashFlow) -> str:
    """Say in words what the drawing shows at a glance."""
    ahead = [c for c in shown if c.total and c.period.end > flow.on]
    largest = sorted(ahead, key=lambda c: -c.total.minor)[:3]
    unit = flow.span.unit
    said = (
        f"What came in stands left of today, what should come right of it, by {unit}."
    )
    if largest:
        named = [_period_name(c.period, flow) for c in sorted(largest, key=_start)]
        said += f" The largest ahead: {formats.names(named)}."
    return f"{said} The list below has the same amounts."


def _start(column: Column) -> date:
    return column.period.start


def _period_name(period: Period, flow: CashFlow) -> str:
    if flow.span is Span.MONTHS:
        year = "" if period.start.year == flow.on.year else f" {period.start.year}"
        return f"{period.start:%b}{year}"
    return f"{period.start.day} {period.start:%b}"


def _notes(flow: CashFlow, whole: Period, hidden_lanes: int) -> str:
    """Say how to read the chart, and what it leaves out."""
    said = [
        f"{formats.currency_name(flow.currency)}, on the day money is expected: the due"
        " date, plus how late each client usually pays, moved by promises, questions"
        " and pay runs."
    ]
    others = by_currency(
        each.receivable.amount
        for each in flow.expected
        if each.receivable.amount.currency != flow.currency and each.day in whole
    )
    if others:
        amounts = formats.names(_whole(others))
        said.append(
            f"{amounts} in other currencies is in the list and not in the chart:"
            " currencies are never added."
        )
    if hidden_lanes:
        clients = formats.count_of(hidden_lanes, "client")
        said.append(f"{clients} beyond these {LANES_MAX} are in the bars alone.")
    if flow.without_day:
        sums = by_currency(waiting.amount for waiting in flow.without_day)
        amounts = formats.names(_whole(sums))
        said.append(f"{amounts} waits for acceptance and has no day yet.")
    return " ".join(said)


def _segments(column: Column, top: Money, *, gap: int = 0) -> tuple[Segment, ...]:
    """Lay the parts of a column side by side; `gap` is in thousandths of the room."""
    found = []
    x = 0
    room = 1000 - gap * len(Stage)
    for part in column.parts:
        width = max(share(part.amount, top) * room // 1000, 5)
        found.append(Segment(SLUGS[part.stage], f"{x / 10:.1f}", f"{width / 10:.1f}"))
        x += width + gap
    return tuple(found)


def _rows(shown: Sequence[Column], flow: CashFlow) -> tuple[PeriodRow, ...]:
    ahead = [column for column in shown if column.period.end > flow.on]
    top = max(column.total for column in ahead)
    return tuple(
        PeriodRow(
            label=_period_name(column.period, flow),
            is_now=flow.on in column.period,
            segments=_segments(column, top, gap=6),
            total=formats.whole_amount(column.total) if column.total else "–",
        )
        for column in ahead
    )


def _months(flow: CashFlow) -> tuple[MonthView, ...]:
    found = columns(flow.arrivals, months_ahead(flow.on), flow.currency)
    floor = flow.floor if flow.floor and flow.floor.currency == flow.currency else None
    amounts = [column.total for column in found]
    top = max([*amounts, floor] if floor else amounts)
    return tuple(_month_view(column, floor, top) for column in found)


def _month_view(column: Column, floor: Money | None, top: Money) -> MonthView:
    total = formats.whole_amount(column.total)
    name = f"{column.period.start:%B}"
    title = f"{name}: {total} expected"
    if floor:
        title += f", floor {formats.whole_amount(floor)}"
    return MonthView(
        name=name,
        total=total,
        segments=_segments(column, top),
        floor_at=f"{share(floor, top) / 10:.1f}" if floor else "",
        title=title,
        words=month_words(column, floor),
    )


def month_words(column: Column, floor: Money | None) -> str:
    """Say how a month stands against the floor, and what that depends on."""
    overdue = column.amount(Stage.OVERDUE)
    unapproved = column.amount(Stage.IF_APPROVED)
    if floor is None:
        said = _without_floor(column)
    elif column.total < floor:
        said = f"{formats.whole_amount(floor - column.total)} short."
    else:
        above = f"{formats.whole_amount(column.total - floor)} above"
        depends = overdue and column.total - overdue < floor
        said = f"{above}, if what is overdue arrives." if depends else f"{above}."
    if unapproved:
        said += f" {formats.whole_amount(unapproved)} of it needs an approval."
    return said


def _without_floor(column: Column) -> str:
    here, planned = column.amount(Stage.PAID), column.amount(Stage.SCHEDULED)
    if here:
        return f"{formats.whole_amount(here)} of it has arrived."
    if planned:
        return f"{formats.whole_amount(planned)} of it is not sent yet."
    return "All of it has been sent." if column.total else "Nothing is planned."


def _next_row(expected: Expected, flow: CashFlow) -> NextRow:
    what = expected.receivable
    word, label = _status(expected, flow)
    return NextRow(
        day=expected.day,
        client=what.client,
        subject=what.subject,
        href=address(what.subject_id),
        reason=expected.reason,
        amount=what.amount,
        word=word,
        label=label,
    )


def _status(expected: Expected, flow: CashFlow) -> tuple[str, str]:
    """Return the word of the vocabulary and what is written in its place."""
    what = expected.receivable
    if expected.stage is Stage.OVERDUE:
        return "Overdue", formats.days_late((flow.on - what.due_date).days)
    if expected.stage is Stage.QUESTION:
        return "Question", ""
    if expected.stage is Stage.IF_APPROVED:
        return "To approve", ""
    if what.kind == "draft":
        return flow.draft_words.get(what.subject_id, "Draft"), ""
    if what.kind == "coming":
        return "Scheduled", f"Sends {formats.short_day(what.sent_on, on=flow.on)}"
    return "Sent", ""


def _more(flow: CashFlow, rest: Sequence[Expected]) -> str:
    if not rest:
        return ""
    sums = by_currency(each.receivable.amount for each in rest)
    last = formats.short_day(rest[-1].day, on=flow.on)
    return f"{len(rest)} more until {last}, {formats.names(_whole(sums))}."


def _action_view(action: CashAction) -> ActionView:
    return ActionView(
        icon=_ICONS.get(action.worth, "send"),
        verb=action.verb,
        why=f"{action.client}: {action.subject}",
        href=address(action.subject_id),
        amount=formats.whole_amount(action.amount),
    )


def address(subject_id: str) -> str:
    """Return where a thing is looked at: “draft:12”, “scheduled:4:2026-12-01:”."""
    kind, _, key = subject_id.partition(":")
    if kind == "invoice":
        return addresses.invoice(key)
    if kind == "draft":
        return addresses.draft(int(key))
    return addresses.engagement(int(key.partition(":")[0]))
