"""Members: their names, parts and preferences; who joins and who leaves."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from drumbeat.apps.audit import operations as audit
from drumbeat.apps.audit.operations import Actor, Event
from drumbeat.apps.identity.models import Member


@transaction.atomic
def rename_member(
    workspace: int, member: int, name: str, *, actor: Actor, at: datetime
) -> None:
    """Change the name others see; what was signed with the old one keeps it."""
    Member.objects.filter(workspace_id=workspace, id=member).update(name=name)
    _record(workspace, member, "member renamed", actor, at)


def _record(
    workspace: int, member: int, action: str, actor: Actor, at: datetime
) -> None:
    audit.record(workspace, [Event(action, f"member:{member}")], actor=actor, at=at)
