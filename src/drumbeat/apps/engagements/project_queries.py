"""Read how far projects and their deliverables have come."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from drumbeat.apps.engagements.models import Deliverable, Project
from drumbeat.apps.sql import day, read
from drumbeat.core.lifecycle import MilestoneState
from drumbeat.core.offer_parts import PartNote
from drumbeat.core.project_shares import Known
from drumbeat.core.terms import ProjectDays

_NOTED = """
SELECT p.engagement_id, p.name, p.approved_on, p.event_on, p.accepted_on, p.state,
  d.number, d.accepted_on, d.state
FROM engagements_project p
  LEFT JOIN engagements_deliverable d
    ON d.project_id = p.id AND d.accepted_on IS NOT NULL
WHERE p.engagement_id {among}
  AND (p.approved_on IS NOT NULL OR p.event_on IS NOT NULL
    OR p.accepted_on IS NOT NULL OR d.id IS NOT NULL)
ORDER BY p.engagement_id, p.id, d.number
"""


@dataclass(frozen=True, slots=True)
class ProjectRow:
    """How far a project of an engagement has come."""

    engagement: int
    name: str
    state: str
    accepted_on: date | None


@dataclass(frozen=True, slots=True)
class DeliverableRow:
    """What is on record of one deliverable, and of which project it is."""

    project: str
    name: str
    accepted_by: str
    note: PartNote


def project_days(engagements: Iterable[int]) -> dict[int, dict[str, ProjectDays]]:
    """Return what is on record of projects, by engagement and name; most have none."""
    found: dict[int, dict[str, ProjectDays]] = defaultdict(dict)
    for row in read(_NOTED, ids=engagements):
        engagement, name, approved, event, accepted, state, *part = row
        mine = found[engagement].get(name) or ProjectDays(
            approved_on=approved and day(approved),
            event_on=event and day(event),
            accepted_on=accepted and day(accepted),
            is_invoiced=state == MilestoneState.INVOICED,
        )
        found[engagement][name] = _with_part(mine, *part)
    return found


def known_days(engagements: Iterable[int]) -> dict[int, Known]:
    """Return the same as `project_days`, to be remembered by."""
    found = project_days(engagements)
    return {engagement: tuple(days.items()) for engagement, days in found.items()}


def _with_part(
    mine: ProjectDays, number: int | None, on: date | str, state: str
) -> ProjectDays:
    if number is None:
        return mine
    part = ((number, day(on)),)
    billed = part if state == MilestoneState.INVOICED else ()
    return replace(mine, accepted=mine.accepted + part, billed=mine.billed + billed)


def list_deliverables(workspace: int, engagement: int) -> list[DeliverableRow]:
    """Return how far the deliverables of an engagement have come, where noted."""
    rows = Deliverable.objects.filter(
        project__engagement_id=engagement,
        project__engagement__workspace_id=workspace,
    )
    columns = ("number", "state", "delivered_on", "silence_on", "accepted_on")
    named = ("project__name", "name", "accepted_by")
    return [
        DeliverableRow(project, name, by, PartNote(*note))
        for project, name, by, *note in rows.order_by(
            "project_id", "number"
        ).values_list(*named, *columns)
    ]


def find_project(workspace: int, engagement: int, name: str) -> ProjectRow | None:
    """Return how far a project of an engagement has come, None where there is none."""
    row = Project.objects.filter(
        engagement_id=engagement, engagement__workspace_id=workspace, name=name
    ).first()
    if row is None:
        return None
    return ProjectRow(row.engagement_id, row.name, row.state, row.accepted_on)


def list_projects(workspace: int) -> list[ProjectRow]:
    """Return how far every project has come, also those no terms name any more."""
    rows = Project.objects.filter(engagement__workspace_id=workspace).order_by("id")
    return [ProjectRow(p.engagement_id, p.name, p.state, p.accepted_on) for p in rows]
