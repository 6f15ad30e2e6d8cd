"""Deliverables of a project, one by one: handed over, accepted, or sent back."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction

from drumbeat.apps.audit.operations import Actor
from drumbeat.apps.engagements.models import Deliverable, Project
from drumbeat.apps.engagements.operations.projects import (
    NoSuchProject,
    accept_whole,
    to_acceptance,
)
from drumbeat.apps.engagements.operations.run import lock, look_again
from drumbeat.apps.engagements.operations.trail import record
from drumbeat.apps.engagements.queries import get_terms
from drumbeat.core.errors import Refusal
from drumbeat.core.lifecycle import MILESTONE, MilestoneState, advance
from drumbeat.core.project_shares import handed_over, shares_of
from drumbeat.core.terms import EngagementTerms
from drumbeat.core.terms import Project as AgreedProject

_SILENCE = "silence, as agreed"
_TO_WORK = {MilestoneState.PLANNED: "start", MilestoneState.REJECTED: "resume"}


class NoSuchDeliverable(Refusal):
    """The project hands nothing over under that number."""

    rule = "ENG-7"
    message = "“{project}” has no deliverable {number}."


class AmountFrozen(Refusal):
    """What was accepted keeps its price until it is invoiced."""

    rule = "ENG-8"
    message = (
        "“{name}” is accepted at {amount}; that stays until it is invoiced. A credit "
        "note puts an invoice right afterwards."
    )


@dataclass(frozen=True, slots=True)
class Part:
    """One deliverable of an engagement: its project, and its number there. 0: all."""

    engagement: int
    project: str
    number: int


@dataclass(frozen=True, slots=True)
class _Held:
    """A deliverable whose engagement is locked, beside what was agreed of it."""

    agreed: AgreedProject
    project: Project
    row: Deliverable


@transaction.atomic
def hand_over(
    workspace: int, part: Part, *, on: date, actor: Actor, at: datetime
) -> date | None:
    """Note that a deliverable is with the client; return until when silence waits.

    None where silence accepts nothing. What was sent back is handed over again.

    :raises NoSuchProject: the engagement has none of that name
    :raises NoSuchDeliverable: the project has none of that number
    :raises NotAllowedNow: it is with the client, accepted or cancelled
    """
    held = _held(workspace, part)
    days = held.agreed.accepted_after_days
    until = None if days is None else on + timedelta(days=days)
    row = held.row
    state = MilestoneState(row.state)
    if state in _TO_WORK:
        state = advance(MILESTONE, state, _TO_WORK[state])
    row.state = advance(MILESTONE, state, "submit")
    row.delivered_on, row.silence_on = on, until
    row.save()
    _note(workspace, held, "deliverable handed over", on, actor, at)
    return until


@transaction.atomic
def accept_part(
    workspace: int, part: Part, *, on: date, by: str, actor: Actor, at: datetime
) -> None:
    """Record that a deliverable is accepted: from that day it may be billed. [I-59]

    With the last of them the project is accepted.

    :raises NoSuchProject: the engagement has none of that name
    :raises NoSuchDeliverable: the project has none of that number
    :raises NotAllowedNow: it was accepted or cancelled before
    """
    held = _held(workspace, part)
    _accept(workspace, held, on=on, by=by, actor=actor, at=at)


@transaction.atomic
def send_back(
    workspace: int, part: Part, *, on: date, actor: Actor, at: datetime
) -> None:
    """Note that the client asks about a deliverable: silence accepts it no more.

    :raises NotAllowedNow: it is not with the client
    """
    held = _held(workspace, part)
    held.row.state = advance(MILESTONE, held.row.state, "reject")
    held.row.silence_on = None
    held.row.save()
    _note(workspace, held, "deliverable sent back", on, actor, at)


def accept_silence(workspace: int, *, on: date, actor: Actor, at: datetime) -> int:
    """Accept what was handed over and not answered in the days agreed.

    Each is an event of its own and names the agreement; returns how many there were.
    """
    silent = Deliverable.objects.filter(
        project__engagement__workspace_id=workspace,
        state="submitted",
        silence_on__lt=on,
    ).order_by("project__engagement_id", "id")
    found = list(
        silent.values_list("project__engagement_id", "project__name", "number")
    )
    for row in found:
        with transaction.atomic():
            held = _held(workspace, Part(*row))
            # Somebody may have answered since.
            if held.row.state == "submitted" and held.row.silence_on is not None:
                _accept(workspace, held, on=on, by=_SILENCE, actor=actor, at=at)
    return len(found)


def check_frozen(
    engagement: int, before: EngagementTerms, after: EngagementTerms
) -> None:
    """Refuse terms that change the price of what is accepted and not invoiced.

    :raises AmountFrozen: they do
    """
    waiting = MilestoneState.ACCEPTED
    whole = Project.objects.filter(engagement_id=engagement, state=waiting)
    parts = Deliverable.objects.filter(project__engagement_id=engagement, state=waiting)
    projects = set(whole.values_list("name", flat=True))
    accepted = set(parts.values_list("project__name", "number"))
    agreed = {(s.project, s.number): s.amount for s in shares_of(after)}
    for share in shares_of(before):
        key = (share.project, share.number)
        is_accepted = share.project in projects or key in accepted
        if is_accepted and agreed.get(key) != share.amount:
            raise AmountFrozen(name=share.name, amount=share.amount)


def note_parts_invoiced(
    workspace: int, billed: Mapping[int, Collection[tuple[str, int]]]
) -> None:
    """Move accepted deliverables on whose share stands on an invoice. [I-59]

    `billed` are the component and index of charges, by engagement.
    """
    rows = Deliverable.objects.filter(
        project__engagement_id__in=list(billed),
        project__engagement__workspace_id=workspace,
        state=MilestoneState.ACCEPTED,
    ).select_related("project")
    for row in rows.order_by("id"):
        share = (f"project:{row.project.name}", row.number)
        if share in billed[row.project.engagement_id]:
            row.state = advance(MILESTONE, row.state, "invoice")
            row.save(update_fields=["state"])


def _accept(
    workspace: int, held: _Held, *, on: date, by: str, actor: Actor, at: datetime
) -> None:
    row, project = held.row, held.project
    row.state = advance(MILESTONE, to_acceptance(row.state), "accept")
    row.accepted_on, row.accepted_by, row.silence_on = on, by, None
    row.save()
    _note(workspace, held, "deliverable accepted", on, actor, at)
    accepted = set(
        Deliverable.objects.filter(
            project=project, accepted_on__isnull=False
        ).values_list("number", flat=True)
    )
    if accepted >= set(handed_over(held.agreed)):
        accept_whole(workspace, project, on=on, by=by, actor=actor, at=at)
    look_again(workspace, project.engagement_id)


def _held(workspace: int, part: Part) -> _Held:
    """Return a deliverable with its engagement locked; its row is made when new."""
    lock(workspace, [part.engagement])
    terms = get_terms(workspace, part.engagement)
    agreed = next((p for p in terms.projects if p.name == part.project), None)
    if agreed is None:
        raise NoSuchProject(name=part.project)
    names = handed_over(agreed)
    if part.number not in names:
        raise NoSuchDeliverable(project=part.project, number=part.number)
    project = Project.objects.get(engagement_id=part.engagement, name=part.project)
    row = Deliverable.objects.filter(project=project, number=part.number).first()
    if row is None:
        row = Deliverable(
            project=project, number=part.number, name=names[part.number][:200]
        )
        row.state = _as_whole(project.state)
    return _Held(agreed, project, row)


def _as_whole(state: str) -> str:
    """Return where a part stands of which nothing was noted: where the whole does."""
    return state if state in MILESTONE.final | {MilestoneState.ACCEPTED} else "planned"


def _note(
    workspace: int, held: _Held, action: str, on: date, actor: Actor, at: datetime
) -> None:
    facts: dict[str, object] = {
        "project": held.project.name,
        "deliverable": held.row.name,
        "on": on.isoformat(),
    }
    if action == "deliverable accepted":
        facts["by"] = held.row.accepted_by
    record(workspace, held.project.engagement_id, action, facts, actor=actor, at=at)
