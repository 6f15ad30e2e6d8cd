"""The chart of the cash flow: columns above, one lane a client below, in pixels."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from math import sqrt

from drumbeat.core.cash_flow import Column, Lane, Span, share, top_of_scale
from drumbeat.core.dates import Period
from drumbeat.core.forecast import Arrival, Stage
from drumbeat.core.money import Money
from drumbeat.web import formats

# The drawing is 1056 wide; the axis lies between two x, the columns between two y.
_LEFT, _RIGHT = 142.0, 1048.0
_TOP, _ZERO = 14.0, 204.0
_LANES_TOP, _LANE = 258.0, 29.0
_BAR = 0.62  # of the room a period has
_GAP = 1.5
_NAME_MAX = 22  # letters of a client that fit beside its lane
_SMALL, _LARGE = 3.4, 4.6  # a dot’s radius: so much at least, and more by amount

LANES_MAX = 12

# How each stage is drawn: the name of its class, and the pattern of its area.
SLUGS = {
    Stage.PAID: "paid",
    Stage.SENT: "sent",
    Stage.OVERDUE: "overdue",
    Stage.QUESTION: "question",
    Stage.IF_APPROVED: "approved",
    Stage.SCHEDULED: "scheduled",
}


@dataclass(frozen=True, slots=True)
class Tick:
    """A line of the grid; every second one has a label."""

    y: str
    label: str


@dataclass(frozen=True, slots=True)
class Bar:
    """A part of a column."""

    slug: str
    x: str
    y: str
    width: str
    height: str


@dataclass(frozen=True, slots=True)
class Label:
    """A word of the chart."""

    x: str
    y: str
    text: str
    is_strong: bool = False


@dataclass(frozen=True, slots=True)
class Dot:
    """Money on its day: a circle for a retainer, a diamond for a one-off."""

    slug: str
    x: str
    y: str
    radius: str
    diamond: str  # the path, empty for a circle
    title: str


@dataclass(frozen=True, slots=True)
class LaneView:
    """A client’s line; `y` is its middle."""

    client: str
    name: str
    top: str
    y: str
    starts: str
    ends: str
    dots: tuple[Dot, ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """Everything the drawing is made of."""

    height: str
    today: str
    rest: str  # how far it is from today to the right end
    ticks: tuple[Tick, ...]
    bars: tuple[Bar, ...]
    labels: tuple[Label, ...]
    heads: tuple[Label, ...]  # where a month or a year begins
    lanes: tuple[LaneView, ...]
    hidden_lanes: int


def chart(
    columns: Sequence[Column], lanes: Sequence[Lane], *, span: Span, on: date
) -> Chart:
    """Draw the columns and the first lanes on one axis."""
    axis = _Axis(tuple(column.period for column in columns))
    currency = columns[0].currency
    top = top_of_scale((column.total for column in columns), currency)
    shown = lanes[:LANES_MAX]
    largest = max(
        (mark.amount for lane in shown for mark in lane.arrivals),
        default=Money.zero(currency),
    )
    today = axis.x(on)
    return Chart(
        height=f"{_LANES_TOP + _LANE * len(shown):.0f}",
        today=f"{today:.1f}",
        rest=f"{_RIGHT - today:.1f}",
        ticks=tuple(_tick(quarter, top) for quarter in range(5)),
        bars=tuple(
            bar
            for place, column in enumerate(columns)
            for bar in _bars(axis, place, column, top)
        ),
        labels=tuple(
            label
            for place, column in enumerate(columns)
            for label in _labels(axis, place, column, top, span=span, on=on)
        ),
        heads=_heads(axis, span=span, on=on),
        lanes=tuple(
            _lane_view(axis, place, lane, largest, on=on)
            for place, lane in enumerate(shown)
        ),
        hidden_lanes=len(lanes) - len(shown),
    )


@dataclass(frozen=True, slots=True)
class _Axis:
    """Time from left to right: every period is as wide as the next."""

    periods: tuple[Period, ...]

    @property
    def step(self) -> float:
        """Return the room of one period."""
        return (_RIGHT - _LEFT) / len(self.periods)

    def left(self, place: int) -> float:
        """Return where the period at that place begins."""
        return _LEFT + place * self.step

    def middle(self, place: int) -> float:
        """Return where its column stands."""
        return self.left(place) + self.step / 2

    def x(self, day: date) -> float:
        """Return where a day lies, which one of the periods holds."""
        place = next(n for n, period in enumerate(self.periods) if day in period)
        period = self.periods[place]
        return self.left(place) + self.step * (day - period.start).days / period.days


def _tick(quarter: int, top: Money) -> Tick:
    y = _ZERO - (_ZERO - _TOP) * quarter / 4
    if quarter % 2:
        return Tick(f"{y:.1f}", "")
    value = (
        top.split((quarter, 4 - quarter))[0] if quarter else Money.zero(top.currency)
    )
    digits = formats.compact_amount(value).replace(".0", "")
    return Tick(f"{y:.1f}", formats.currency_sign(top.currency) + digits)


def _height(amount: Money, top: Money) -> float:
    return (_ZERO - _TOP) * share(amount, top) / 1000


def _bars(axis: _Axis, place: int, column: Column, top: Money) -> list[Bar]:
    """Draw the parts from the floor up, the most certain one at the bottom."""
    found = []
    floor = _ZERO
    width = axis.step * _BAR
    for part in column.parts:
        height = _height(part.amount, top)
        drawn = max(height - _GAP, 1.0)
        found.append(
            Bar(
                SLUGS[part.stage],
                x=f"{axis.middle(place) - width / 2:.1f}",
                y=f"{floor - _GAP - drawn:.1f}",
                width=f"{width:.1f}",
                height=f"{drawn:.1f}",
            )
        )
        floor -= height
    return found


def _labels(
    axis: _Axis, place: int, column: Column, top: Money, *, span: Span, on: date
) -> list[Label]:
    starts = column.period.start
    x = f"{axis.middle(place):.1f}"
    below = f"{starts:%b}" if span is Span.MONTHS else str(starts.day)
    found = [Label(x, f"{_ZERO + 16:.1f}", below, is_strong=on in column.period)]
    if column.total:
        y = _ZERO - _height(column.total, top) - 7.5
        amount = formats.compact_amount(column.total)
        found.append(Label(x, f"{y:.1f}", amount, is_strong=column.period.end > on))
    return found


def _heads(axis: _Axis, *, span: Span, on: date) -> tuple[Label, ...]:
    """Name each month (or year) where it begins; a new year is said once."""
    found = []
    last = on.replace(month=1, day=1)
    for place, period in enumerate(axis.periods):
        starts = period.start
        is_new_year = starts.year != last.year
        if span is Span.MONTHS:
            begins, name = is_new_year, str(starts.year)
        else:
            begins = is_new_year or starts.month != last.month
            name = f"{starts:%b %Y}" if is_new_year else f"{starts:%b}"
        if begins or place == 0:
            found.append(Label(f"{axis.left(place):.1f}", f"{_ZERO + 34:.1f}", name))
        last = starts
    return tuple(found)


def _lane_view(
    axis: _Axis, place: int, lane: Lane, largest: Money, *, on: date
) -> LaneView:
    top = _LANES_TOP + place * _LANE
    y = top + _LANE / 2
    marks = lane.arrivals
    name = lane.client
    if len(name) > _NAME_MAX:
        name = f"{name[: _NAME_MAX - 1].rstrip()}…"
    return LaneView(
        client=lane.client,
        name=name,
        top=f"{top:.1f}",
        y=f"{y:.1f}",
        starts=f"{axis.x(marks[0].day):.1f}",
        ends=f"{axis.x(marks[-1].day):.1f}",
        dots=tuple(_dot(axis, y, mark, largest, on=on) for mark in marks),
    )


def _dot(axis: _Axis, y: float, mark: Arrival, largest: Money, *, on: date) -> Dot:
    """Draw money by its area, so that twice the amount looks twice as much."""
    x = axis.x(mark.day)
    radius = _SMALL + _LARGE * sqrt(share(mark.amount, largest) / 1000)
    half = radius * 1.1
    diamond = (
        f"M{x:.1f} {y - half:.1f}l{half:.1f} {half:.1f}-{half:.1f} {half:.1f}"
        f"-{half:.1f}-{half:.1f}z"
    )
    day = formats.weekday_day(mark.day, on=on)
    return Dot(
        SLUGS[mark.stage],
        x=f"{x:.1f}",
        y=f"{y:.1f}",
        radius=f"{radius:.1f}",
        diamond=diamond if mark.is_one_off else "",
        title=f"{mark.subject}, {day}, {formats.short_amount(mark.amount)}",
    )
