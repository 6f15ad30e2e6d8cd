"""Engagements as they are written: the list, and one with its rail."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from drumbeat.apps.identity.queries import MemberRow
from drumbeat.apps.offers.queries import OfferLine
from drumbeat.apps.reports.engagement_page import (
    EngagementPage,
    ProjectLine,
    VersionLine,
)
from drumbeat.apps.reports.engagements import EngagementLine
from drumbeat.core.money import Money
from drumbeat.core.offer import OfferState
from drumbeat.core.party import Contact
from drumbeat.core.queue import MoveFact
from drumbeat.core.reminder_plan import step_name
from drumbeat.core.roles import may
from drumbeat.core.terms import AddOn, EngagementTerms, Project, ReminderStep
from drumbeat.core.terms_on import next_pause, standing
from drumbeat.web import formats, terms_words
from drumbeat.web.terms_words import Said

_GROUPS = {"active": "Active", "paused": "Paused", "ended": "Ended"}
_PARTS = {"approver": "approves", "payer": "pays", "copy": "gets a copy"}
_AT_LEAST = 3  # paid invoices before an average says something
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_PAID_FOR = ("accepted", "invoiced")


@dataclass(frozen=True, slots=True)
class LineView:
    """An engagement in the list; `status` is a word of the vocabulary, or empty."""

    id: int
    client: str
    name: str
    bills: str
    status: str
    standing: str
    next_day: str
    next_words: str
    amount: Money | None


@dataclass(frozen=True, slots=True)
class GroupView:
    """The engagements that are active, paused or ended."""

    anchor: str
    name: str
    rows: tuple[LineView, ...]


@dataclass(frozen=True, slots=True)
class Foot:
    """A fact below the sentence, with its icon; `term` is what it is changed by."""

    icon: str
    words: str
    term: str = ""


@dataclass(frozen=True, slots=True)
class Work:
    """A deliverable, or the whole of a project that promises none by name."""

    word: str
    name: str
    note: str
    amount: Money | None


@dataclass(frozen=True, slots=True)
class ProjectView:
    """A project in the rail; `asks` when somebody’s yes is still to be recorded."""

    letter: str
    name: str
    amount: Money
    note: str
    works: tuple[Work, ...]
    asks: bool


@dataclass(frozen=True, slots=True)
class PlanStep:
    """A step of the reminder policy: offset and tone, or the due date."""

    offset: str
    words: str
    is_due: bool = False


@dataclass(frozen=True, slots=True)
class Person:
    """A contact with the parts they play."""

    name: str
    detail: str


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """A version of the terms: what changed, when, by whom."""

    what: str
    when: str
    by: str


@dataclass(frozen=True, slots=True)
class OfferView:
    """Something the client is or was asked to agree on."""

    id: int
    title: str
    word: str
    note: str


@dataclass(frozen=True, slots=True)
class MoveView:
    """A project whose calendar entry was moved or cancelled."""

    id: int
    said: str


@dataclass(frozen=True, slots=True)
class PageView:
    """The head, the sentence and the rail of one engagement."""

    id: int
    client: str
    name: str
    since: str
    standing: str
    notice: str
    may_change: bool
    pauses: bool
    next_words: str
    next_draft: int | None
    sentence: tuple[Said, ...]
    feet: tuple[Foot, ...]
    projects: tuple[ProjectView, ...]
    add_ons: tuple[Work, ...]
    steps: tuple[PlanStep, ...]
    people: tuple[Person, ...]
    pays: str
    history: tuple[HistoryLine, ...]
    offers: tuple[OfferView, ...]
    moves: tuple[MoveView, ...]


def group_views(lines: Iterable[EngagementLine], *, on: date) -> tuple[GroupView, ...]:
    """Set the lines in their groups; what starts later stands with the active."""
    groups: dict[str, list[LineView]] = {anchor: [] for anchor in _GROUPS}
    for line in lines:
        anchor = "active" if line.standing == "coming" else line.standing
        groups[anchor].append(_line_view(line, on))
    return tuple(
        GroupView(anchor, _GROUPS[anchor], tuple(rows))
        for anchor, rows in groups.items()
        if rows
    )


def _line_view(line: EngagementLine, on: date) -> LineView:
    next_day = formats.weekday_day(line.next_on, on=on) if line.next_on else ""
    return LineView(
        id=line.id,
        client=line.client_name,
        name=line.name,
        bills=terms_words.short_words(line.terms, on=on),
        status="Held" if line.parked_reason else "Ready" if line.is_ready else "",
        standing=line.parked_reason or _standing_words(line.terms, on),
        next_day=next_day,
        next_words="ready for you" if line.is_ready else "next invoice",
        amount=line.next_gross,
    )


def _standing_words(terms: EngagementTerms, on: date) -> str:
    now = standing(terms, on)
    if now == "coming":
        return f"Starts {formats.short_day(terms.starts, on=on)}"
    if now == "ended" and terms.ends:
        return f"Ended {formats.short_day(terms.ends, on=on)}"
    if now == "paused":
        pause = next_pause(terms, on)
        if pause is None or pause.until is None:
            return "Paused until you resume"
        return f"Paused until {formats.short_day(pause.until, on=on)}"
    return f"Since {terms.starts:%B %Y}"


def page_view(page: EngagementPage, member: MemberRow, *, on: date) -> PageView:
    """Write everything of the page but its drawing and its timeline.

    Who may not change terms reads them without the ways to change them.
    """
    workspace = member.workspace
    zone = ZoneInfo(workspace.time_zone)
    terms = page.terms
    now = standing(terms, on)
    ready = next((d for d in page.drafts if d.kind == "invoice"), None)
    next_words = ready.subject if ready else ""
    return PageView(
        id=page.id,
        client=page.client_name,
        name=page.name,
        since=_since(terms, now),
        standing=now,
        notice=page.parked_reason if page.state == "parked" else "",
        may_change=may(member.role, needs="biller"),
        pauses=next_pause(terms, on) is not None,
        next_words=next_words,
        next_draft=ready.id if ready else None,
        sentence=terms_words.sentence(
            terms, on=on, update_required=workspace.update_required
        ),
        feet=_feet(page),
        projects=tuple(
            _project_view(place, project, page, on)
            for place, project in enumerate(terms.projects)
        ),
        add_ons=tuple(_add_on(add_on, on) for add_on in terms.add_ons),
        steps=plan_steps(terms.reminders.steps),
        people=tuple(_person(contact) for contact in page.people),
        pays=pays_words(page.days_late, asked=len(page.questions)),
        history=tuple(_history(version, on, zone) for version in page.versions),
        offers=offer_views(page.offers, on=on),
        moves=tuple(_move(move, on) for move in page.moves),
    )


def _since(terms: EngagementTerms, now: str) -> str:
    if now == "ended" and terms.ends:
        return f"{terms.starts:%B %Y} to {terms.ends:%B %Y}"
    return f"{'from' if now == 'coming' else 'since'} {terms.starts:%B %Y}"


def _feet(page: EngagementPage) -> tuple[Foot, ...]:
    terms = page.terms
    order = f"PO {terms.purchase_order}" if terms.purchase_order else "No PO number"
    charged = [r.tax for r in terms.retainers] + [p.tax for p in terms.projects]
    taxes = dict.fromkeys(terms_words.tax_words(tax) for tax in charged)
    e_invoice = terms_words.e_invoice_words(page.e_invoice)
    words = ", ".join(filter(None, (*taxes, e_invoice)))
    return (Foot("doc", order, "order"), *([Foot("bank", words)] if words else ()))


def _project_view(
    place: int, project: Project, page: EngagementPage, on: date
) -> ProjectView:
    line = page.projects[project.name]
    is_agreed = line.accepted_on is not None
    word = "Approved" if is_agreed else "Draft"
    promised = [
        Work(word, each.name, each.measure, each.amount)
        for each in project.deliverables
    ]
    waiting = any(share.project == project.name for share in page.waiting)
    return ProjectView(
        letter="BCD"[place % 3],
        name=project.name,
        amount=project.amount,
        note=_project_note(project, line, on),
        works=tuple(promised),
        asks=waiting and line.state not in _PAID_FOR,
    )


def _project_note(project: Project, line: ProjectLine, on: date) -> str:
    if line.accepted_on is None:
        return formats.capitalised(terms_words.billed_words(project.bill_on, on=on))
    day = formats.short_day(line.accepted_on, on=on)
    said = f"Approved by {line.accepted_by}, {day}"
    return f"{said}. On an invoice" if line.state == "invoiced" else said


def _add_on(add_on: AddOn, on: date) -> Work:
    starts = formats.short_day(add_on.starts, on=on)
    note = f"Once, from {starts}"
    is_over = (add_on.until or add_on.starts) < on
    if add_on.until is not None:
        until = formats.short_day(add_on.until, on=on)
        note = f"Every period, {starts} to {until}"
    return Work(
        "Approved" if is_over else "Scheduled", add_on.name, note, add_on.amount
    )


def plan_steps(steps: Sequence[ReminderStep]) -> tuple[PlanStep, ...]:
    """Set the steps of a policy around the due date."""
    due = PlanStep("Due", "nothing is sent", is_due=True)
    before = [_step(step) for step in steps if step.days < 0]
    after = [_step(step) for step in steps if step.days >= 0]
    return (*before, due, *after)


def _step(step: ReminderStep) -> PlanStep:
    sign = formats.MINUS if step.days < 0 else "+"
    offset = f"{sign}{formats.count_of(abs(step.days), 'day')}"
    return PlanStep(offset, step_name(step.name, step.tone))


def _person(contact: Contact) -> Person:
    parts = formats.capitalised(
        terms_words.listed(_PARTS[role] for role in contact.roles)
    )
    named = contact.name or contact.email
    detail = ". ".join(filter(None, (contact.email if contact.name else "", parts)))
    return Person(named, detail)


def pays_words(days_late: Sequence[int], *, asked: int) -> str:
    """Return “Pays 1 day early on average, over 8 invoices.” and what was asked."""
    questions = "Never asked about a line."
    if asked:
        questions = f"Asked {formats.count_of(asked, 'question')}."
    if len(days_late) < _AT_LEAST:
        return "Too few paid invoices yet to say how this client pays."
    average = round(sum(days_late) / len(days_late))
    when = "on the due day"
    if average:
        side = "late" if average > 0 else "early"
        when = f"{formats.count_of(abs(average), 'day')} {side}"
    return f"Pays {when} on average, over {len(days_late)} invoices. {questions}"


def _move(move: MoveFact, on: date) -> MoveView:
    was = formats.weekday_day(move.was, on=on)
    if move.now is None:
        said = f"{move.project} was on {was} and is cancelled in the calendar."
    else:
        now = formats.weekday_day(move.now, on=on)
        said = f"{move.project} moved from {was} to {now} in the calendar."
    return MoveView(move.id, said)


def offer_views(lines: Iterable[OfferLine], *, on: date) -> tuple[OfferView, ...]:
    """Write what was put before the client, the newest first."""
    return tuple(_offer(line, on) for line in lines)


def _offer(offer: OfferLine, on: date) -> OfferView:
    until = formats.short_day(offer.valid_until, on=on)
    word, note = {
        OfferState.OPEN: ("To approve", f"with the client until {until}"),
        OfferState.AGREED: ("Approved", "agreed"),
        OfferState.DECLINED: ("Held", "not now, they said"),
        OfferState.WITHDRAWN: ("Void", "withdrawn"),
        OfferState.EXPIRED: ("Void", f"ended {until}"),
    }[offer.state]
    kind = {"project": "Project", "plan": "Billing plan", "change": "Change"}
    return OfferView(offer.id, offer.title, word, f"{kind[offer.kind]}, {note}")


def _history(version: VersionLine, on: date, zone: ZoneInfo) -> HistoryLine:
    said = _DAY.sub(lambda d: _day_words(d[0], on), version.reason)
    what = "Agreed" if version.number == 1 else formats.capitalised(said)
    day = version.at.astimezone(zone).date()
    return HistoryLine(what, formats.weekday_day(day, on=on), version.by)


def _day_words(day: str, on: date) -> str:
    """Return a day as people write it, where a reason is kept with its ISO date."""
    return formats.short_day(date.fromisoformat(day), on=on)
