"""The rhythm of an engagement: twelve months as a drawing, with a text beside it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from drumbeat.apps.reports.engagement_page import EngagementPage
from drumbeat.core.dates import month_shifted
from drumbeat.web import formats
from drumbeat.web.terms_words import listed

_PAST, _MONTHS = 4, 12
_LEFT, _WIDTH = 18.0, 1020.0  # of the line that the months share
_WORDS = {"paid": "paid", "sent": "sent", "ready": "ready", "planned": "to come"}


@dataclass(frozen=True, slots=True)
class Beat:
    """An invoice on its day: a circle for the retainer, a diamond for what is beside.

    `state` is paid, sent, ready or planned; the places are those of the drawing.
    """

    x: str
    state: str
    has_circle: bool
    has_diamond: bool


@dataclass(frozen=True, slots=True)
class MonthMark:
    """The name of a month where it begins."""

    x: str
    name: str
    is_now: bool


@dataclass(frozen=True, slots=True)
class Rhythm:
    """The drawing: beats, months, how far today is, where service ends."""

    title: str
    description: str
    beats: tuple[Beat, ...]
    months: tuple[MonthMark, ...]
    today: str
    ends: str
    ends_words: str


@dataclass(frozen=True, slots=True)
class _Days:
    """The days that the drawing shows, from `first` up to, not including, `end`."""

    first: date
    end: date

    def x(self, day: date) -> str:
        share = (day - self.first).days / (self.end - self.first).days
        return f"{_LEFT + share * _WIDTH:.1f}"


@dataclass(frozen=True, slots=True)
class _Invoice:
    on: date
    state: str
    has_retainer: bool
    has_more: bool


def rhythm(page: EngagementPage, *, on: date) -> Rhythm:
    """Draw the twelve months around a day; four of them are over."""
    starts = [
        date(*month_shifted(on.year, on.month, month - _PAST), 1)
        for month in range(_MONTHS + 1)
    ]
    days = _Days(starts[0], starts[-1])
    shown = [i for i in _invoices(page) if days.first <= i.on < days.end]
    ends = page.terms.ends
    has_end = ends is not None and days.first <= ends < days.end
    return Rhythm(
        title=f"Invoices from {starts[0]:%B %Y} to {starts[-2]:%B %Y}",
        description=_description(shown, on),
        beats=tuple(
            Beat(days.x(i.on), i.state, i.has_retainer, i.has_more) for i in shown
        ),
        months=tuple(_month_marks(starts, days, on)),
        today=days.x(on),
        ends=days.x(ends) if ends and has_end else "",
        ends_words=f"Ends {formats.short_day(ends, on=on)}" if ends else "",
    )


def _month_marks(starts: list[date], days: _Days, on: date) -> Iterator[MonthMark]:
    for start, following in pairwise(starts):
        with_year = start.month == 1 or start == starts[0]
        name = f"{start:%b %Y}" if with_year else f"{start:%b}"
        yield MonthMark(days.x(start), name, start <= on < following)


def _invoices(page: EngagementPage) -> Iterator[_Invoice]:
    for issued in page.issued:
        if issued.kind == "invoice":
            state = "sent" if issued.open else "paid"
            yield _Invoice(
                issued.issue_date, state, issued.has_retainer, issued.has_more
            )
    for draft in page.drafts:
        if draft.kind == "invoice":
            yield _Invoice(draft.bill_on, "ready", draft.has_retainer, draft.has_more)
    for coming in page.coming:
        kinds = {lane.kind for lane in coming.lanes}
        has_retainer = "retainer" in kinds
        yield _Invoice(
            coming.bill_on, "planned", has_retainer, bool(kinds - {"retainer"})
        )


def _description(shown: Iterable[_Invoice], on: date) -> str:
    counts = Counter(invoice.state for invoice in shown)
    said = listed(
        f"{counts[state]} {word}" for state, word in _WORDS.items() if counts[state]
    )
    return f"{said or 'No invoices'}. Today is {formats.long_date(on)}."
