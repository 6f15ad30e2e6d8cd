"""Who is here, and which workspace is theirs."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

from drumbeat.apps.identity.models import Member, Workspace
from drumbeat.apps.sql import read
from drumbeat.core.errors import Refusal

# Asked by every page, so it is written once.
_MEMBERSHIP = """
SELECT m.id, m.name, m.role, u.email, w.id, w.name, w.country, w.currency,
  w.time_zone, w.update_required, w.restored, w.key, w.two_person_above
FROM identity_member m
  JOIN identity_user u ON u.id = m.user_id
  JOIN identity_workspace w ON w.id = m.workspace_id
WHERE m.user_id = %(user)s AND u.is_active
ORDER BY m.id LIMIT 1
"""


class NoWorkspace(Refusal):
    """Nothing has been set up yet."""

    rule = "IDN-2"
    message = "There is no workspace yet; run `drumbeat init` or `drumbeat demo`."


@dataclass(frozen=True, slots=True)
class WorkspaceRow:
    """A workspace as everybody needs it."""

    id: int
    name: str
    country: str
    currency: str
    time_zone: str
    update_required: bool
    restored: bool
    key: str  # what the books are known by outside the database
    two_person_above: Mapping[str, int] = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True)
class MemberRow:
    """A signed-in member and their workspace."""

    id: int
    name: str
    role: str
    email: str
    workspace: WorkspaceRow


def get_only_workspace() -> WorkspaceRow:
    """Return the workspace of this installation.

    :raises NoWorkspace: there is none yet
    """
    workspace = Workspace.objects.order_by("id").first()
    if workspace is None:
        raise NoWorkspace
    return _workspace(workspace)


def get_workspace(workspace: int) -> WorkspaceRow:
    """Return that workspace."""
    return _workspace(Workspace.objects.get(id=workspace))


def list_workspaces() -> list[WorkspaceRow]:
    """Return all workspaces, oldest first."""
    return [_workspace(w) for w in Workspace.objects.order_by("id")]


def membership_of(user_id: int) -> MemberRow | None:
    """Return the member this user is, or None."""
    for member, name, role, email, *workspace in read(_MEMBERSHIP, user=user_id):
        id_, called, country, currency, zone, required, restored, key, limits = (
            workspace
        )
        row = WorkspaceRow(
            id=id_,
            name=called,
            country=country,
            currency=currency,
            time_zone=zone,
            update_required=bool(required),
            restored=bool(restored),
            key=str(UUID(str(key))),  # SQLite keeps it without dashes
            two_person_above=limits if isinstance(limits, dict) else json.loads(limits),
        )
        return MemberRow(member, name, role, email, row)
    return None


def owner_of(workspace: int) -> MemberRow:
    """Return the first owner."""
    member = (
        Member.objects.filter(workspace_id=workspace, role="owner")
        .order_by("id")
        .first()
    )
    found = membership_of(member.user_id) if member else None
    if found is None:
        raise NoWorkspace
    return found


def _workspace(workspace: Workspace) -> WorkspaceRow:
    return WorkspaceRow(
        id=workspace.id,
        name=workspace.name,
        country=workspace.country,
        currency=workspace.currency,
        time_zone=workspace.time_zone,
        update_required=workspace.update_required,
        restored=workspace.restored,
        key=str(workspace.key),
        two_person_above=workspace.two_person_above,
    )
