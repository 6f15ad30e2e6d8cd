"""Members: their names, parts and preferences; and who leaves."""

from __future__ import annotations

import json
from datetime import datetime

from allauth.usersessions.models import UserSession
from django.db import transaction

from drumbeat.apps.audit import operations as audit
from drumbeat.apps.audit.operations import Actor, Event
from drumbeat.apps.identity.models import ApiToken, Member, User
from drumbeat.apps.identity.queries import NoSuchMember, Preferences
from drumbeat.core.errors import Refusal
from drumbeat.core.roles import Role


class LastOwner(Refusal):
    """Without an owner nobody could ever open these settings again."""

    rule = "IDN-4"
    message = "{name} is the only owner. Make somebody else an owner first."


@transaction.atomic
def rename_member(
    workspace: int, member: int, name: str, *, actor: Actor, at: datetime
) -> None:
    """Change the name others see; what was signed with the old one keeps it."""
    Member.objects.filter(workspace_id=workspace, id=member).update(name=name)
    _record(workspace, member, "member renamed", {}, actor, at)


@transaction.atomic
def change_preferences(
    workspace: int, member: int, wanted: Preferences, *, actor: Actor, at: datetime
) -> None:
    """Remember the theme of a member, and how long what they send can be undone."""
    mine = Member.objects.filter(workspace_id=workspace, id=member)
    mine.update(theme=wanted.theme, undo_seconds=wanted.undo_seconds)
    _record(workspace, member, "preferences changed", {}, actor, at)


@transaction.atomic
def change_role(
    workspace: int, member: int, role: Role, *, actor: Actor, at: datetime
) -> None:
    """Give a member another part; it holds from their next click.

    :raises NoSuchMember: nobody present has this id
    :raises LastOwner: nobody would be left to decide
    """
    row = _present(workspace, member)
    if row.role == role:
        return
    _check_owners(row, stays=role == "owner")
    before = row.role
    Member.objects.filter(id=row.id).update(role=role)
    payload = {"before": before, "after": role}
    _record(workspace, member, "role changed", payload, actor, at)


@transaction.atomic
def deactivate_member(
    workspace: int, member: int, *, actor: Actor, at: datetime
) -> None:
    """Let a member go: sessions and tokens end now, what they did stays theirs.

    :raises NoSuchMember: nobody present has this id
    :raises LastOwner: nobody would be left to decide
    """
    row = _present(workspace, member)
    _check_owners(row, stays=False)
    Member.objects.filter(id=row.id).update(left_at=at)
    ApiToken.objects.filter(member=row, revoked_at=None).update(revoked_at=at)
    if not Member.objects.filter(user=row.user_id, left_at=None).exists():
        User.objects.filter(id=row.user_id).update(is_active=False)
    _end_sessions(row.user_id)
    _record(workspace, member, "member deactivated", {}, actor, at)


@transaction.atomic
def end_every_session(workspace: int, *, actor: Actor, at: datetime) -> int:
    """Sign everybody out, whoever asks included; return how many sessions ended."""
    present = Member.objects.filter(workspace_id=workspace, left_at=None)
    ended = sum(_end_sessions(row.user_id) for row in present)
    event = Event("every session ended", f"workspace:{workspace}")
    audit.record(workspace, [event], actor=actor, at=at)
    return ended


def _present(workspace: int, member: int) -> Member:
    """Return the member, holding the trail: two owners cannot demote each other."""
    audit.hold_trail(workspace)
    row = Member.objects.filter(workspace_id=workspace, id=member, left_at=None).first()
    if row is None:
        raise NoSuchMember
    return row


def _check_owners(row: Member, *, stays: bool) -> None:
    if row.role != "owner" or stays:
        return
    owners = Member.objects.filter(
        workspace_id=row.workspace_id, role="owner", left_at=None
    )
    if not owners.exclude(id=row.id).exists():
        raise LastOwner(name=row.name)


def _end_sessions(user: int) -> int:
    sessions = list(UserSession.objects.filter(user_id=user))
    for session in sessions:
        session.end()
    return len(sessions)


@transaction.atomic
def switch_single_keys(
    workspace: int, member: int, *, on: bool, actor: Actor, at: datetime
) -> None:
    """Let keys act alone for a member, or only together with Ctrl."""
    Member.objects.filter(workspace_id=workspace, id=member).update(single_keys=on)
    payload = {"to": "on" if on else "off"}
    _record(workspace, member, "single keys switched", payload, actor, at)


def _record(
    workspace: int,
    member: int,
    action: str,
    payload: dict[str, str],
    actor: Actor,
    at: datetime,
) -> None:
    said = json.dumps(payload, sort_keys=True, separators=(",", ":"))
    event = Event(action, f"member:{member}", said)
    audit.record(workspace, [event], actor=actor, at=at)
