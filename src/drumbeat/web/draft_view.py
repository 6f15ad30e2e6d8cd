"""A draft in the words and shapes of its page: form, checks, plan, walk-through."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from django.http import QueryDict
from django.urls import reverse

from drumbeat.apps.reports.draft_page import DraftPage
from drumbeat.core.dates import ONE_DAY
from drumbeat.core.documents import InvoiceDocument, UpdatePage
from drumbeat.core.errors import Finding
from drumbeat.core.period_names import update_titles
from drumbeat.core.reminder_plan import step_name
from drumbeat.core.update_text import read_update
from drumbeat.core.validation import NO_UPDATE
from drumbeat.web import document_view, formats
from drumbeat.web.document_view import StepView

# What holds, said in a word or two, while none of these rules finds a fault.
_HOLDS = (
    ("Update attached", {"ISS-3"}, lambda d: d.has_update),
    ("PO present", {"ISS-2"}, lambda d: bool(d.purchase_order)),
    ("VAT number present", {"ISS-6", "ISS-7"}, lambda _: True),
    ("Recipients known", {"ISS-4", "ISS-5", "ISS-9"}, lambda _: True),
    ("Reminders attached", set[str](), lambda d: bool(d.reminders)),
)
_SAVES = {"update written", "lines edited", "details renewed"}
_ON_LINES = {"purchase_order", "net", "gross"}


@dataclass(frozen=True, slots=True)
class UpdateText:
    """The update as it stands in the fields, saved or only typed."""

    title: str
    next_title: str
    deliverables: tuple[tuple[str, str], ...]
    next_steps: str
    needed: str
    answer: str = ""

    def page(self, author: str) -> UpdatePage:
        """Return what would go out.

        :raises TooLong, TooManyDeliverables: see `core.update_text`
        """
        return read_update(
            self.deliverables,
            titles=(self.title, self.next_title),
            next_steps=self.next_steps,
            needed=self.needed,
            author=author,
            answer=self.answer,
        )


@dataclass(frozen=True, slots=True)
class CheckView:
    """A check as it is written; a fault says where it is put right."""

    text: str
    holds: bool
    rule: str = ""
    href: str = ""


@dataclass(frozen=True, slots=True)
class Walk:
    """Where a draft stands among those that only wait for a yes."""

    place: int
    count: int
    before: int | None
    after: int | None
    then: int | None  # what opens once this one is sent


@dataclass(frozen=True, slots=True)
class SendBar:
    """What stands at the bottom: checks, recipients, and the one thing to do."""

    draft: int
    hash: str
    checks: tuple[CheckView, ...]
    blocking: int
    fix: str
    to: str
    then: int | None
    is_held: bool
    goes_out: date | None  # the later day it waits for
    earliest: date  # the first day that is later
    may_go_without_update: bool


def saved_text(document: InvoiceDocument, bill_on: date) -> UpdateText:
    """Return the update on the draft, or the proposals for one."""
    update = document.update
    if update is None:
        title, coming = update_titles(bill_on, document.buyer.language)
        return UpdateText(title, coming, (), "", "")
    return UpdateText(
        title=update.title,
        next_title=update.next_title,
        deliverables=tuple((d.text, d.evidence) for d in update.accomplished),
        next_steps=update.next_steps,
        needed=update.needed,
        answer=update.answer,
    )


def typed_text(typed: QueryDict) -> UpdateText:
    """Return the update as it was typed, in its new order."""
    texts, evidence = typed.getlist("text"), typed.getlist("evidence")
    rows = list(zip(texts, evidence, strict=False))
    return UpdateText(
        title=typed.get("title", ""),
        next_title=typed.get("next_title", ""),
        deliverables=tuple(_moved(rows, typed.get("move", ""))),
        next_steps=typed.get("next_steps", ""),
        needed=typed.get("needed", ""),
        answer=typed.get("answer", ""),
    )


def _moved(rows: list[tuple[str, str]], move: str) -> list[tuple[str, str]]:
    """Carry out “up 2”, “down 0” or “remove 1”; anything else changes nothing."""
    action, _, number = move.partition(" ")
    if not number.isdecimal() or int(number) >= len(rows):
        return rows
    place = int(number)
    row = rows.pop(place)
    if action != "remove":
        rows.insert(max(place - 1, 0) if action == "up" else place + 1, row)
    return rows


def walk(page: DraftPage) -> Walk | None:
    """Return the place in the walk-through, or None outside of it."""
    ready, draft = page.needing.ready, page.row.id
    if draft not in ready:
        return None
    place = ready.index(draft)
    others = ready[place + 1 :] + ready[:place]
    return Walk(
        place=place + 1,
        count=len(ready),
        before=ready[place - 1] if place else None,
        after=ready[place + 1] if place + 1 < len(ready) else None,
        then=others[0] if others else None,
    )


def send_bar(page: DraftPage, *, zone: ZoneInfo, on: date) -> SendBar:
    """Return the bottom bar of the draft."""
    blocking = [finding for finding in page.findings if finding.blocking]
    in_walk = walk(page)
    faults = [
        CheckView(f.message, False, f.rule, place_of(f, page)) for f in page.findings
    ]
    return SendBar(
        draft=page.row.id,
        hash=page.row.content_hash,
        checks=(*_holding(page), *faults),
        blocking=len(blocking),
        fix=place_of(blocking[0], page) if blocking else "",
        to=formats.names([c.name or c.email for c in page.document.readers]),
        then=in_walk.then if in_walk else None,
        is_held=page.row.send_at is not None,
        goes_out=_goes_out(page, zone, on=on),
        earliest=on + ONE_DAY,
        may_go_without_update=[f.rule for f in blocking] == [NO_UPDATE],
    )


def _goes_out(page: DraftPage, zone: ZoneInfo, *, on: date) -> date | None:
    """Return the day it was approved for, unless that is today."""
    if page.row.send_at is None:
        return None
    day = page.row.send_at.astimezone(zone).date()
    return day if day > on else None


def _holding(page: DraftPage) -> list[CheckView]:
    faulty = {finding.rule for finding in page.findings}
    return [
        CheckView(words, True)
        for words, rules, applies in _HOLDS
        if not rules & faulty and applies(page.document)
    ]


def place_of(finding: Finding, page: DraftPage) -> str:
    """Return where a fault is put right; the client's page knows the rest."""
    if finding.field == "update":
        return reverse("draft", args=[page.row.id]) + "#update"
    if finding.field == "talk":
        return reverse("draft", args=[page.row.id]) + "#talk"
    if finding.field in _ON_LINES:
        anchor = "#purchase_order" if finding.field == "purchase_order" else ""
        return reverse("draft_lines", args=[page.row.id]) + anchor
    return ""


def plan(page: DraftPage, *, on: date) -> tuple[StepView, ...]:
    """Write the reminder plan as it is if the draft goes out today."""
    document = page.document
    zone = ZoneInfo(page.zone)
    carried = "Invoice and update" if document.has_update else "Invoice"
    return document_view.steps(
        [
            (r.at.astimezone(zone).date(), step_name(r.step, r.tone), "")
            for r in document.reminders
        ],
        sent=(on, carried),
        due=document.due_date,
        on=on,
    )


def status(page: DraftPage) -> str:
    """Return the status word of the draft."""
    if page.row.send_at is not None:
        return "Scheduled"
    if page.row.state == "awaiting_approval":
        return "To approve"
    blocked = any(finding.blocking for finding in page.findings)
    return "Draft" if blocked else "Ready"


def saved_at(page: DraftPage, zone: ZoneInfo) -> str:
    """Return when a person last saved something, by the clock on the wall."""
    saves = [row.at for row in page.history if row.action in _SAVES]
    return f"{saves[-1].astimezone(zone):%H:%M}" if saves else ""
