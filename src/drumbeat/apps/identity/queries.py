"""Who is here, and which workspace is theirs."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

from drumbeat.apps.identity.models import Member
from drumbeat.apps.sql import read
from drumbeat.core.errors import Refusal

# Asked by every page, so it is written once.
_WORKSPACE = """
SELECT w.id, w.name, w.country, w.currency, w.time_zone, w.update_required, w.restored,
  w.key, w.two_person_above
FROM identity_workspace w
"""
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
    for workspace in read(f"{_WORKSPACE} ORDER BY w.id LIMIT 1"):
        return _row(*workspace)
    raise NoWorkspace


def get_workspace(workspace: int) -> WorkspaceRow:
    """Return that workspace.

    :raises NoWorkspace: there is none of that id
    """
    for found in read(f"{_WORKSPACE} WHERE w.id = %(id)s", id=workspace):
        return _row(*found)
    raise NoWorkspace


def list_workspaces() -> list[WorkspaceRow]:
    """Return all workspaces, oldest first."""
    return [_row(*workspace) for workspace in read(f"{_WORKSPACE} ORDER BY w.id")]


def membership_of(user_id: int) -> MemberRow | None:
    """Return the member this user is, or None."""
    for member, name, role, email, *workspace in read(_MEMBERSHIP, user=user_id):
        return MemberRow(member, name, role, email, _row(*workspace))
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


def _row(
    id_: int,
    name: str,
    country: str,
    currency: str,
    time_zone: str,
    update_required: int,
    restored: int,
    key: UUID | str,
    limits: Mapping[str, int] | str,
) -> WorkspaceRow:
    """Return the row as kept: SQLite keeps flags as numbers and a key as its digits."""
    return WorkspaceRow(
        id=id_,
        name=name,
        country=country,
        currency=currency,
        time_zone=time_zone,
        update_required=bool(update_required),
        restored=bool(restored),
        key=str(UUID(str(key))),
        two_person_above=json.loads(limits) if isinstance(limits, str) else limits,
    )
