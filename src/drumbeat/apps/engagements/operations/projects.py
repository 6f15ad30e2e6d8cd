"""The way of a project: accepted by the client, then invoiced."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, datetime

from django.db import transaction

from drumbeat.apps.audit.operations import Actor
from drumbeat.apps.engagements.models import Deliverable, Project
from drumbeat.apps.engagements.operations.run import lock, look_again
from drumbeat.apps.engagements.operations.trail import record
from drumbeat.core.errors import Refusal
from drumbeat.core.lifecycle import MILESTONE, MilestoneState, advance

# The owner records the whole way at once when nothing was noted on it.
_TO_ACCEPTANCE = {
    MilestoneState.PLANNED: "start",
    MilestoneState.REJECTED: "resume",
    MilestoneState.IN_PROGRESS: "submit",
}
_BY_ITS_DATE = "the agreed date"


class NoSuchProject(Refusal):
    """The engagement has no project of that name."""

    rule = "ENG-1"
    message = "This engagement has no project called “{name}”."


@transaction.atomic
def accept_project(
    workspace: int,
    engagement: int,
    name: str,
    *,
    on: date,
    by: str,
    actor: Actor,
    at: datetime,
) -> None:
    """Record the client’s acceptance: from that day the project may be billed.

    :raises NoSuchProject: the engagement has none of that name
    :raises NotAllowedNow: it was accepted, billed or cancelled before
    """
    lock(workspace, [engagement])  # in the order of all: engagement, then project
    project = Project.objects.filter(
        engagement_id=engagement, engagement__workspace_id=workspace, name=name
    ).first()
    if project is None:
        raise NoSuchProject(name=name)
    accept_whole(workspace, project, on=on, by=by, actor=actor, at=at)
    look_again(workspace, engagement)


@transaction.atomic
def note_approved(workspace: int, engagement: int, name: str, *, on: date) -> None:
    """Note the day of the client’s yes to a project, for what is paid on it."""
    Project.objects.filter(
        engagement_id=engagement, engagement__workspace_id=workspace, name=name
    ).update(approved_on=on)


def note_invoiced(
    workspace: int,
    billed: Mapping[int, Collection[str]],
    *,
    on: date,
    actor: Actor,
    at: datetime,
) -> None:
    """Move projects on whose whole price now stands on invoices. [I-59]

    `billed` names them by engagement. One that was billed on an agreed date without
    an acceptance is accepted by that date, which is an event of its own. Invoiced is
    final: a credit note takes money back, never the state, and nothing is billed
    again by itself.
    """
    for engagement, names in billed.items():
        rows = Project.objects.filter(
            engagement_id=engagement,
            engagement__workspace_id=workspace,
            name__in=names,
        ).exclude(state__in=MILESTONE.final)
        for project in rows.order_by("id"):
            if project.state != MilestoneState.ACCEPTED:
                accept_whole(
                    workspace, project, on=on, by=_BY_ITS_DATE, actor=actor, at=at
                )
            state = advance(MILESTONE, project.state, "invoice")
            Project.objects.filter(id=project.id).update(state=state)
            facts: dict[str, object] = {"project": project.name}
            record(workspace, engagement, "project invoiced", facts, actor=actor, at=at)


def to_acceptance(state: str) -> MilestoneState:
    """Return the state after the steps to an acceptance that nobody noted."""
    now = MilestoneState(state)
    while now in _TO_ACCEPTANCE:
        now = advance(MILESTONE, now, _TO_ACCEPTANCE[now])
    return now


def accept_whole(
    workspace: int, project: Project, *, on: date, by: str, actor: Actor, at: datetime
) -> None:
    """Accept a project that is locked, with every part of it that still waits.

    :raises NotAllowedNow: it was accepted, billed or cancelled before
    """
    project.state = advance(MILESTONE, to_acceptance(project.state), "accept")
    Project.objects.filter(id=project.id).update(
        state=project.state, accepted_on=on, accepted_by=by
    )
    Deliverable.objects.filter(project=project, accepted_on=None).exclude(
        state=MilestoneState.CANCELLED
    ).update(
        state=MilestoneState.ACCEPTED, accepted_on=on, accepted_by=by, silence_on=None
    )
    facts: dict[str, object] = {"project": project.name, "on": on.isoformat()}
    record(
        workspace, project.engagement_id, "project accepted", facts, actor=actor, at=at
    )
