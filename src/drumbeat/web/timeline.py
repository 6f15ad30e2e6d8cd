"""The timeline of an engagement: what happened, today, and what comes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from drumbeat.apps.billing.content import subject_of
from drumbeat.apps.reports.engagement_page import (
    DraftLine,
    EngagementPage,
    IssuedLine,
    QuestionLine,
)
from drumbeat.core.billing_plan import PlannedInvoice
from drumbeat.core.money import Money
from drumbeat.core.project_shares import ProjectShare
from drumbeat.web import addresses, formats

PAST, COMING = 6, 4  # items shown; past ones beyond that on request
FILTERS = {"": "All", "invoices": "Invoices", "updates": "Updates"}


@dataclass(frozen=True, slots=True)
class Item:
    """One thing on the line; `word` is its status, `label` what stands at the end.

    `kinds` are the filters that show it.
    """

    on: date | None
    word: str
    title: str
    details: tuple[str, ...]
    kinds: frozenset[str]
    amount: Money | None = None
    label: str = ""
    href: str = ""


@dataclass(frozen=True, slots=True)
class Timeline:
    """The items above and below today, and what is left out above."""

    past: tuple[Item, ...]
    coming: tuple[Item, ...]
    earlier: str


def timeline(
    page: EngagementPage, *, on: date, update_required: bool, show: str, whole: bool
) -> Timeline:
    """Set what the filter shows in order; all of the past when `whole` is asked."""
    past = sorted(_past(page, on), key=lambda item: item.on or on)
    past = [item for item in past if not show or show in item.kinds]
    coming = [
        item
        for item in _coming(page, on, update_required=update_required)
        if not show or show in item.kinds
    ]
    hidden = [] if whole else past[:-PAST]
    before = page.before if show in {"", "invoices"} else 0
    earlier = _earlier(hidden, before)
    return Timeline(tuple(past[len(hidden) :]), tuple(coming), earlier)


def _earlier(hidden: list[Item], before: int) -> str:
    """Say how many are left out; of those that were not read nothing else is known."""
    count = len(hidden) + before
    if not count:
        return ""
    all_paid = not before and all(item.word == "Paid" for item in hidden)
    return f"Show {count} earlier{', all paid' if all_paid else ''}"


def _past(page: EngagementPage, on: date) -> Iterator[Item]:
    for issued in page.issued:
        yield _issued(issued, on)
    for question in page.questions:
        yield _question(question)
    for name, project in page.projects.items():
        if project.accepted_on is not None:
            yield Item(
                on=project.accepted_on,
                word="Approved",
                title=f"{name} approved by {project.accepted_by}",
                details=(),
                kinds=frozenset(),
                label="Approved",
            )


def _coming(page: EngagementPage, on: date, *, update_required: bool) -> Iterator[Item]:
    for draft in page.drafts:
        yield _draft(draft, update_required=update_required)
    is_held = page.state == "parked"
    for planned in page.coming[:COMING]:
        needs_update = update_required and planned.bill_on not in page.updated
        yield _planned(planned, on, needs_update=needs_update, is_held=is_held)
    for share in page.waiting:
        yield _waiting(share)


def _issued(row: IssuedLine, on: date) -> Item:
    is_invoice = row.kind == "invoice"
    word = _word(row, on) if is_invoice else "Void"
    return Item(
        on=row.issue_date,
        word=word,
        title=row.subject if is_invoice else f"Credit note: {row.subject}",
        details=tuple(filter(None, (row.number, _update_words(row.deliverables)))),
        kinds=frozenset(
            {"invoices"} | ({"updates"} if row.deliverables is not None else set())
        ),
        amount=row.gross if is_invoice else -row.gross,
        label=_label(word, row, on) if is_invoice else "",
        href=addresses.invoice(row.number),
    )


def _word(row: IssuedLine, on: date) -> str:
    if row.is_asked:
        return "Question"
    if not row.open:
        return "Void" if row.gross <= row.credited else "Paid"
    if row.due_date < on:
        return "Overdue"
    return "Part paid" if row.open < row.gross else "Sent"


def _label(word: str, row: IssuedLine, on: date) -> str:
    if word == "Paid" and row.paid_on is not None:
        return f"Paid {formats.short_day(row.paid_on, on=on)}"
    if word == "Overdue":
        return formats.capitalised(formats.days_late((on - row.due_date).days))
    if word == "Sent":
        return f"Due {formats.short_day(row.due_date, on=on)}"
    return word


def _update_words(deliverables: int | None) -> str:
    if deliverables is None:
        return ""
    return f"update with {formats.count_of(deliverables, 'deliverable')}"


def _question(row: QuestionLine) -> Item:
    return Item(
        on=row.opened_on,
        word="Question" if row.is_open else "Approved",
        title=f"{row.person} asks: “{row.text}”",
        details=(row.number,),
        kinds=frozenset({"invoices"}),
        label="Question" if row.is_open else "Settled",
        href=addresses.invoice(row.number),
    )


def _draft(row: DraftLine, *, update_required: bool) -> Item:
    is_written = row.deliverables is not None
    missing = "update missing" if update_required else ""
    word, label = "Ready", "Ready for you"
    if row.is_leaving:
        word, label = "Scheduled", "Leaves in seconds"
    elif row.state == "awaiting_approval":
        word, label = "Ready", "Waits for a second person"
    elif missing and not is_written and row.kind == "invoice":
        word = label = "Draft"
    steps = f"{formats.count_of(row.reminders, 'reminder')} attached"
    return Item(
        on=row.bill_on,
        word=word,
        title=row.subject,
        details=tuple(
            filter(
                None,
                (
                    _update_words(row.deliverables) or missing,
                    steps if row.reminders else "",
                ),
            )
        ),
        kinds=frozenset(
            {"invoices"} | ({"updates"} if is_written or missing else set())
        ),
        amount=row.gross if row.kind == "invoice" else -row.gross,
        label=label,
        href=addresses.draft(row.id),
    )


def _planned(
    row: PlannedInvoice, on: date, *, needs_update: bool, is_held: bool
) -> Item:
    due = f"due {formats.short_day(row.due_date, on=on)}"
    return Item(
        on=row.bill_on,
        word="Held" if is_held else "Scheduled",
        title=subject_of(row.lanes),
        details=(due, "your update goes with it") if needs_update else (due,),
        kinds=frozenset({"invoices"} | ({"updates"} if needs_update else set())),
        amount=row.totals.gross,
        label="Held" if is_held else "Scheduled",
    )


def _waiting(share: ProjectShare) -> Item:
    title = (
        share.name if share.name == share.project else f"{share.project}: {share.name}"
    )
    waits = _WAITS.get(share.trigger.partition(" ")[0], "waits for its date")
    return Item(
        on=None,
        word="Held",
        title=title,
        details=(waits,),
        kinds=frozenset({"invoices"}),
        amount=share.amount,
        label="Held",
    )


_WAITS = {
    "approval": "invoiced once approved",
    "acceptance": "invoiced once approved",
    "event": "invoiced after its calendar entry",
    "a": "its date lies outside the engagement",
}
