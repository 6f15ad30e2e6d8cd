"""Who is here, and which workspace is theirs."""

from __future__ import annotations

from dataclasses import dataclass

from drumbeat.apps.identity.models import Member, Workspace
from drumbeat.core.errors import Refusal


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
    member = (
        Member.objects.filter(user_id=user_id, user__is_active=True)
        .select_related("workspace", "user")
        .order_by("id")
        .first()
    )
    if member is None:
        return None
    return MemberRow(
        id=member.id,
        name=member.name,
        role=member.role,
        email=member.user.email,
        workspace=_workspace(member.workspace),
    )


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
    )
