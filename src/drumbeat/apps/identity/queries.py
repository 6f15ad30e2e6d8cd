"""Who is here, and which workspace is theirs."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.db.models import QuerySet

from drumbeat.apps.identity.models import ApiToken, Invitation, Member, User
from drumbeat.apps.identity.secret_words import hash_of
from drumbeat.apps.sql import read
from drumbeat.core.errors import Refusal
from drumbeat.core.money import Money

# Asked by every page, so it is written once.
_COLUMNS = """w.id, w.name, w.country, w.currency, w.time_zone, w.update_required,
  w.restored, w.key, w.two_person_above, w.is_sample, w.default_tax"""
_WORKSPACE = f"SELECT {_COLUMNS} FROM identity_workspace w"  # noqa: S608  (ours)
_MEMBERSHIP = f"""
SELECT m.id, m.name, m.role, u.email, m.undo_seconds, m.single_keys, m.theme,
  {_COLUMNS}
FROM identity_member m
  JOIN identity_user u ON u.id = m.user_id
  JOIN identity_workspace w ON w.id = m.workspace_id
WHERE m.user_id = %(user)s AND m.left_at IS NULL AND u.is_active
ORDER BY m.id LIMIT 1
"""  # noqa: S608  (ours)
_FLOOR = """
SELECT monthly_floor_minor, currency FROM identity_workspace WHERE id = %(workspace)s
"""


class NoWorkspace(Refusal):
    """Nothing has been set up yet."""

    rule = "IDN-2"
    message = "There is no workspace yet; run `drumbeat init` or `drumbeat demo`."


class NoSuchMember(Refusal):
    """Nobody in this workspace has that id, or they have left."""

    rule = "IDN-5"
    message = "There is no such member."


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
    is_sample: bool = False
    default_tax: str = "O"  # what a new engagement begins with, as files write it


@dataclass(frozen=True, slots=True)
class Preferences:
    """How a member likes to work."""

    undo_seconds: int | None = None  # None: as the house has it
    single_keys: bool = True
    theme: str = "system"


@dataclass(frozen=True, slots=True)
class MemberRow:
    """A signed-in member and their workspace."""

    id: int
    name: str
    role: str
    email: str
    workspace: WorkspaceRow
    clients: frozenset[int] | None = None  # those they may see; None: every one
    preferences: Preferences = Preferences()


@dataclass(frozen=True, slots=True)
class WaysIn:
    """How a member signs in, and from how many places they are signed in."""

    has_password: bool
    has_app: bool
    passkeys: int
    codes_left: int
    sessions: int


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
    for row in read(_MEMBERSHIP, user=user_id):
        member, name, role, email, undo_seconds, single_keys, theme, *workspace = row
        return MemberRow(
            id=member,
            name=name,
            role=role,
            email=email,
            workspace=_row(*workspace),
            preferences=Preferences(undo_seconds, bool(single_keys), theme),
        )
    return None


@dataclass(frozen=True, slots=True)
class PersonRow:
    """A member as the list of people shows them."""

    id: int
    name: str
    role: str
    email: str


def list_members(workspace: int) -> list[PersonRow]:
    """Return who is in a workspace, by name."""
    present = Member.objects.filter(workspace_id=workspace, left_at__isnull=True)
    columns = ("id", "name", "role", "user__email")
    return [PersonRow(*row) for row in present.order_by("name").values_list(*columns)]


def get_person(workspace: int, member: int) -> PersonRow:
    """Return one who is in the workspace.

    :raises NoSuchMember: nobody present has this id
    """
    for person in list_members(workspace):
        if person.id == member:
            return person
    raise NoSuchMember


@dataclass(frozen=True, slots=True)
class InvitationRow:
    """An invitation that nobody answered yet, expired or not."""

    id: int
    workspace: int
    email: str
    role: str
    clients: tuple[int, ...]
    invited_by: str
    expires_at: datetime


def list_invitations(workspace: int) -> list[InvitationRow]:
    """Return the open invitations, the latest first."""
    rows = _unanswered().filter(workspace_id=workspace).order_by("-id")
    return [_invitation(row) for row in rows]


def find_invitation(word: str, *, at: datetime) -> InvitationRow | None:
    """Return what the word of a letter opens: None for unknown and expired alike."""
    row = _unanswered().filter(token_hash=hash_of(word), expires_at__gt=at).first()
    return _invitation(row) if row else None


def _unanswered() -> QuerySet[Invitation]:
    return Invitation.objects.filter(answered_at=None, withdrawn_at=None)


def _invitation(row: Invitation) -> InvitationRow:
    return InvitationRow(
        id=row.id,
        workspace=row.workspace_id,
        email=row.email,
        role=row.role,
        clients=tuple(row.clients),
        invited_by=row.invited_by,
        expires_at=row.expires_at,
    )


@dataclass(frozen=True, slots=True)
class TokenRow:
    """A token as its owner sees it: what it is for, never what it is."""

    id: int
    name: str
    hint: str  # its last letters
    scopes: str  # separated by blanks
    member: str  # the name of who made it
    created_at: datetime
    expires_at: datetime
    last_used_at: datetime | None


def list_tokens(workspace: int, *, at: datetime) -> list[TokenRow]:
    """Return the tokens that work, the latest first."""
    working = ApiToken.objects.filter(
        workspace_id=workspace, revoked_at=None, expires_at__gt=at
    )
    columns = ("id", "name", "hint", "scopes", "member__name")
    moments = ("created_at", "expires_at", "last_used_at")
    rows = working.order_by("-id").values_list(*columns, *moments)
    return [TokenRow(*row) for row in rows]


def owner_of(workspace: int) -> MemberRow:
    """Return the first owner."""
    member = (
        Member.objects.filter(
            workspace_id=workspace, role="owner", left_at__isnull=True
        )
        .order_by("id")
        .first()
    )
    found = membership_of(member.user_id) if member else None
    if found is None:
        raise NoWorkspace
    return found


def get_monthly_floor(workspace: int) -> Money | None:
    """Return the least that should come in each month, None when nobody set it."""
    [(minor, currency)] = read(_FLOOR, workspace=workspace)
    return None if minor is None else Money(minor, currency)


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
    is_sample: int,
    default_tax: str,
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
        is_sample=bool(is_sample),
        default_tax=default_tax,
    )


def get_ways_in(workspace: int, member: int) -> WaysIn:
    """Return how that member signs in."""
    user = User.objects.get(member__id=member, member__workspace_id=workspace)
    kinds = {a.type: a for a in Authenticator.objects.filter(user=user)}
    codes = kinds.get(Authenticator.Type.RECOVERY_CODES)
    passkeys = Authenticator.objects.filter(
        user=user, type=Authenticator.Type.WEBAUTHN
    ).count()
    return WaysIn(
        has_password=user.has_usable_password(),
        has_app=Authenticator.Type.TOTP in kinds,
        passkeys=passkeys,
        codes_left=len(codes.wrap().get_unused_codes()) if codes else 0,
        sessions=UserSession.objects.filter(user=user).count(),
    )
