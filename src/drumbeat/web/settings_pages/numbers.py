"""How invoices and credit notes are numbered."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from drumbeat import clock
from drumbeat.apps.identity.queries import MemberRow
from drumbeat.apps.invoices import operations
from drumbeat.apps.invoices.queries import SeriesRow, list_series
from drumbeat.core.errors import Refusal
from drumbeat.core.numbering import PatternRefused, format_number
from drumbeat.web import access, feedback
from drumbeat.web.entered import Entered
from drumbeat.web.guards import actor, today
from drumbeat.web.settings_pages.sections import REFUSED, show

_NAMES = {"invoice": "Invoices", "credit_note": "Credit notes"}
_FIRST_MOST = 1_000_000


@dataclass(frozen=True, slots=True)
class SeriesView:
    """A kind of document as its form shows it."""

    kind: str
    name: str
    last: str  # the last number given, empty before the first
    next: str
    later: str  # the first number of the next series, when it is written otherwise
    form: Entered


@require_GET
def numbers(request: HttpRequest) -> HttpResponse:
    """Show the next numbers and what they are made of."""
    member = access.membership(request, needs="owner")
    return _page(request, member, {})


@require_POST
def series(request: HttpRequest, kind: str) -> HttpResponse:
    """Choose the pattern of one kind, and where it begins."""
    member = access.membership(request, needs="owner")
    if kind not in _NAMES:
        raise Http404
    row = list_series(member.workspace.id, on=today(member))[kind]
    entered = Entered.of(request.POST, "pattern", "first")
    pattern = entered.text("pattern", missing="Write how the numbers look.")
    first = entered.read("first", _whole_number, row.last_number + 1)
    if entered.errors:
        return _page(request, member, {kind: entered}, status=REFUSED)
    here = reverse("numbers")
    if (pattern, first) == (row.later, row.last_number + 1):
        return feedback.done(request, to=here)
    try:
        at_once = operations.choose_numbers(
            member.workspace.id,
            kind,
            pattern,
            first,
            on=today(member),
            actor=actor(member),
            at=clock.now(),
        )
    except PatternRefused as refusal:
        entered.note("pattern", refusal.sentence)
        return _page(request, member, {kind: entered}, status=REFUSED)
    year = today(member).year
    number = format_number(pattern, year=year, number=first)
    later = f"Saved. This year goes on as it began; {year + 1} begins with it."
    sentence = f"Saved. The next one is {number}." if at_once else later
    return feedback.done(request, sentence, to=here)


class _NoNumber(Refusal):
    """The text is no number to begin with."""

    rule = "NUM-3"
    message = "Write a whole number from 1 on."


def _whole_number(text: str) -> int:
    """Read the first number.

    :raises _NoNumber: it is something else, or too high
    """
    digits = text.strip()
    if not (digits.isascii() and digits.isdigit() and 0 < int(digits) < _FIRST_MOST):
        raise _NoNumber
    return int(digits)


def _page(
    request: HttpRequest,
    member: MemberRow,
    refused: dict[str, Entered],
    *,
    status: int = 200,
) -> HttpResponse:
    year = today(member).year
    rows = list_series(member.workspace.id, on=today(member))
    words = {
        "all_series": [_view(row, year, refused.get(row.kind)) for row in rows.values()]
    }
    template = "pages/settings/numbers.html"
    return show(request, member, "numbers", template, words, status=status)


def _view(row: SeriesRow, year: int, refused: Entered | None) -> SeriesView:
    upcoming = row.last_number + 1
    stored = {"pattern": row.later, "first": str(upcoming)}
    last = format_number(row.pattern, year=year, number=row.last_number)
    later = format_number(row.later, year=year + 1, number=1)
    return SeriesView(
        kind=row.kind,
        name=_NAMES[row.kind],
        last=last if row.last_number else "",
        next=format_number(row.pattern, year=year, number=upcoming),
        later=later if row.later != row.pattern else "",
        form=refused or Entered(stored),
    )
