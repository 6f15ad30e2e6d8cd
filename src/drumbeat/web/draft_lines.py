"""Edit lines: other words, another price, one line less or more, always with a why."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from drumbeat import clock
from drumbeat.apps.billing import operations
from drumbeat.apps.billing.queries import NoSuchDraft
from drumbeat.apps.identity.queries import MemberRow
from drumbeat.core.approval import StaleRequest
from drumbeat.core.documents import InvoiceDocument, Lane, Line
from drumbeat.core.errors import Refusal
from drumbeat.core.line_edits import LineEdits, Wish, figure
from drumbeat.core.money import Money
from drumbeat.web import access, feedback, formats, frame
from drumbeat.web.document_view import LETTERS
from drumbeat.web.drafts import load
from drumbeat.web.frame import Place
from drumbeat.web.guards import actor, unknown_is_not_found

PURCHASE_ORDER_MAX = 100


@dataclass(frozen=True, slots=True)
class LineText:
    """A line as it stands in the fields, saved or only typed; a new one has no key."""

    key: str
    description: str = ""
    quantity: str = "1"
    price: str = ""
    is_dropped: bool = False
    net: Money | None = None

    @property
    def is_empty(self) -> bool:
        """Say whether nothing was typed."""
        return not (self.description.strip() or self.price.strip())

    def wish(self) -> Wish:
        """Return what is wished.

        :raises NotAFigure: quantity or price is no number
        """
        return Wish(self.description, figure(self.quantity), figure(self.price))


@dataclass(frozen=True, slots=True)
class LaneText:
    """A section with its lines and the one that may be added to it."""

    letter: str
    name: str
    lines: tuple[LineText, ...]
    added: LineText


@dataclass(frozen=True, slots=True)
class LinesText:
    """The form as it stands in the fields."""

    lanes: tuple[LaneText, ...]
    purchase_order: str
    reason: str = ""

    def edits(self) -> LineEdits:
        """Return what is wished of the document.

        :raises NotAFigure: a quantity or price is no number
        """
        lines = [line for lane in self.lanes for line in lane.lines]
        return LineEdits(
            wishes={
                line.key: None if line.is_dropped else line.wish() for line in lines
            },
            added=[
                (lane.added.key, lane.added.wish())
                for lane in self.lanes
                if not lane.added.is_empty
            ],
            purchase_order=self.purchase_order.strip()[:PURCHASE_ORDER_MAX],
        )


@dataclass(frozen=True, slots=True)
class Answer:
    """How the form is shown again: as typed, and why it is not saved."""

    typed: LinesText | None = None
    refusal: str = ""
    is_stale: bool = False
    status: int = 200


@require_http_methods(["GET", "POST"])
@unknown_is_not_found
def lines(request: HttpRequest, draft: int) -> HttpResponse:
    """Show the lines as a form, or change them as typed."""
    member = access.membership(request, needs="biller")
    if request.method == "GET":
        return _form(request, member, draft, Answer())
    typed = _typed(load(member, draft).document, request.POST)
    try:
        _change(request, member, draft, typed)
    except NoSuchDraft:
        raise
    except StaleRequest:
        return _form(request, member, draft, Answer(typed, is_stale=True, status=409))
    except Refusal as refusal:
        answer = Answer(typed, refusal.sentence, status=422)
        return _form(request, member, draft, answer)
    here = reverse("draft", args=[draft])
    return feedback.done(request, "The lines are saved.", to=here)


def _change(
    request: HttpRequest, member: MemberRow, draft: int, typed: LinesText
) -> None:
    seen = request.POST.get("keep") or request.POST.get("expected_hash", "")
    operations.edit_lines(
        member.workspace.id,
        draft,
        typed.edits(),
        reason=typed.reason,
        actor=actor(member),
        at=clock.now(),
        expected_hash=seen,
    )


def _form(
    request: HttpRequest, member: MemberRow, draft: int, answer: Answer
) -> HttpResponse:
    page = load(member, draft)
    if page.row.kind == "credit_note":
        return redirect("draft", draft)
    saved = _saved(page.document)
    words = {
        "draft": page.row,
        "lines": answer.typed or saved,
        "theirs": saved if answer.is_stale else None,
        "refusal": answer.refusal,
        "net": page.document.totals.net,
    }
    place = Place("invoices", client=page.row.client, needs_you=page.needing.count)
    return frame.show(
        request, member, "pages/draft_lines.html", place, words, status=answer.status
    )


def _saved(document: InvoiceDocument) -> LinesText:
    return LinesText(
        lanes=tuple(
            LaneText(
                letter, lane.name, tuple(map(_line, lane.lines)), LineText(_end(lane))
            )
            for letter, lane in zip(LETTERS, document.lanes, strict=False)
        ),
        purchase_order=document.purchase_order,
    )


def _line(line: Line) -> LineText:
    return LineText(
        key=line.charge_key,
        description=line.description,
        quantity=formats.figure(line.quantity),
        price=formats.plain_price(line.unit_price, line.net.currency),
        net=line.net,
    )


def _end(lane: Lane) -> str:
    """Return the key of the lane's last line: what is added follows it."""
    return lane.lines[-1].charge_key


def _typed(document: InvoiceDocument, typed: QueryDict) -> LinesText:
    """Return the form as typed; what was not in it stands as it is saved."""
    saved = _saved(document)
    return LinesText(
        lanes=tuple(
            LaneText(
                lane.letter,
                lane.name,
                tuple(_typed_line(line, typed, "") for line in lane.lines),
                _typed_line(lane.added, typed, "new "),
            )
            for lane in saved.lanes
        ),
        purchase_order=typed.get("purchase_order", saved.purchase_order),
        reason=typed.get("reason", ""),
    )


def _typed_line(line: LineText, typed: QueryDict, prefix: str) -> LineText:
    read = partial(_field, typed, prefix, line.key)
    return LineText(
        key=line.key,
        description=read("description", line.description),
        quantity=read("quantity", line.quantity),
        price=read("price", line.price),
        is_dropped=bool(read("drop", "")),
        net=line.net,
    )


def _field(typed: QueryDict, prefix: str, key: str, name: str, saved: str) -> str:
    return str(typed.get(f"{prefix}{name} {key}", saved))
