"""Open a workspace, add members."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from drumbeat.apps.audit import operations as audit
from drumbeat.apps.audit.operations import Actor, Event
from drumbeat.apps.identity.models import Member, User, Workspace
from drumbeat.core.errors import Refusal
from drumbeat.core.money import Money


class AlreadyOpen(Refusal):
    """The first workspace exists; the set-up never runs twice."""

    rule = "IDN-1"
    message = "There is a workspace already (“{name}”); init runs once."


@dataclass(frozen=True, slots=True)
class NewWorkspace:
    """What a workspace needs to exist."""

    name: str
    country: str
    currency: str
    time_zone: str
    owner_email: str
    owner_name: str
    password: str


@transaction.atomic
def open_first_workspace(new: NewWorkspace, *, at: datetime) -> int:
    """Make the first workspace and its owner; return the workspace’s id.

    :raises AlreadyOpen: there is one
    """
    existing = Workspace.objects.first()
    if existing is not None:
        raise AlreadyOpen(name=existing.name)
    workspace = Workspace.objects.create(
        name=new.name,
        country=new.country,
        currency=new.currency,
        time_zone=new.time_zone,
        created_at=at,
    )
    user = User.objects.create_user(new.owner_email, new.password)
    Member.objects.create(
        workspace=workspace, user=user, name=new.owner_name, role="owner"
    )
    audit.record(
        workspace.id,
        [Event("workspace opened", f"workspace:{workspace.id}")],
        actor=Actor(new.owner_name, "cli"),
        at=at,
    )
    return workspace.id


@transaction.atomic
def require_two_people(
    workspace: int,
    currency: str,
    above: Money | None,
    *,
    actor: Actor,
    at: datetime,
) -> None:
    """Let nobody alone approve more than this in a currency; None lifts the limit."""
    audit.hold_trail(workspace)  # or one of two limits set at once is lost
    limits: dict[str, int] = dict(Workspace.objects.get(id=workspace).two_person_above)
    limits.pop(currency, None)
    if above is not None:
        limits[currency] = above.minor
    Workspace.objects.filter(id=workspace).update(two_person_above=limits)
    payload = json.dumps(limits, sort_keys=True, separators=(",", ":"))
    event = Event("limit of one person set", f"workspace:{workspace}", payload)
    audit.record(workspace, [event], actor=actor, at=at)


def mark_restored(workspace: int, *, restored: bool) -> None:
    """Remember that a workspace came from a backup, or that somebody released it."""
    Workspace.objects.filter(id=workspace).update(restored=restored)
