"""Invitations: a letter with a link that lets one person join, once."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.db import transaction
from django.db.models import QuerySet

from drumbeat.apps.audit import operations as audit
from drumbeat.apps.audit.operations import Actor, Event
from drumbeat.apps.identity.models import Invitation, Member, User
from drumbeat.apps.identity.operations.notices import NewNotice, queue_notice
from drumbeat.apps.identity.operations.workspace import new_user
from drumbeat.apps.identity.queries import (
    InvitationRow,
    find_invitation,
    get_workspace,
)
from drumbeat.apps.identity.secret_words import hash_of, new_word
from drumbeat.core.errors import Refusal
from drumbeat.core.roles import DUTIES, Role

VALID_FOR = timedelta(days=7)
Address = Callable[[str], str]  # of the page that the word of an invitation opens


class AlreadyMember(Refusal):
    """Somebody signs in with this address."""

    rule = "IVT-1"
    message = "{email} is a member already."


class AlreadyInvited(Refusal):
    """One letter at a time: two links would be two ways in."""

    rule = "IVT-2"
    message = "{email} is invited already. Send that letter again, or withdraw it."


class NoSuchInvitation(Refusal):
    """It was answered or withdrawn, has expired, or was never there."""

    rule = "IVT-3"
    message = "This invitation is not open any more."


@dataclass(frozen=True, slots=True)
class NewInvitation:
    """Who is asked in, as what, and for which clients a contributor works."""

    email: str
    role: Role
    clients: tuple[int, ...] = ()


@transaction.atomic
def invite(
    workspace: int,
    new: NewInvitation,
    *,
    address: Address,
    actor: Actor,
    at: datetime,
) -> int:
    """Ask one person in by letter; return the invitation’s id. [ROL-3]

    :raises AlreadyMember: they are here
    :raises AlreadyInvited: a letter to them is open
    """
    audit.hold_trail(workspace)
    if Member.objects.filter(user__email=new.email, left_at=None).exists():
        raise AlreadyMember(email=new.email)
    if _open(workspace).filter(email=new.email).exists():
        raise AlreadyInvited(email=new.email)
    word = new_word()
    row = Invitation.objects.create(
        workspace_id=workspace,
        email=new.email,
        role=new.role,
        clients=sorted(new.clients),
        token_hash=hash_of(word),
        invited_by=actor.name,
        invited_at=at,
        expires_at=at + VALID_FOR,
    )
    _write_letter(row, address(word), actor, at)
    _record(row, "member invited", {"role": new.role}, actor, at)
    return row.id


@transaction.atomic
def send_invitation_again(
    workspace: int, invitation: int, *, address: Address, actor: Actor, at: datetime
) -> str:
    """Send a letter with a new link; the old one opens nothing. Return to whom.

    :raises NoSuchInvitation: it is not open
    """
    row = _held(workspace, invitation)
    word = new_word()
    row.token_hash, row.expires_at = hash_of(word), at + VALID_FOR
    row.save(update_fields=["token_hash", "expires_at"])
    _write_letter(row, address(word), actor, at)
    _record(row, "invitation sent again", {}, actor, at)
    return row.email


@transaction.atomic
def withdraw_invitation(
    workspace: int, invitation: int, *, actor: Actor, at: datetime
) -> str:
    """Let the link open nothing from now on; return whose it was.

    :raises NoSuchInvitation: it is not open
    """
    row = _held(workspace, invitation)
    Invitation.objects.filter(id=row.id).update(withdrawn_at=at)
    _record(row, "invitation withdrawn", {}, actor, at)
    return row.email


@transaction.atomic
def accept_invitation(
    workspace: int, word: str, name: str, password: str, *, at: datetime
) -> tuple[int, InvitationRow]:
    """Make the invited person a member; return their id and what they were asked to.

    Who was here before comes back as the same member, with a new password and no
    second factor of before: the letter is what shows that it is them.

    :raises NoSuchInvitation: it is not open, or the address has become a member’s
    """
    audit.hold_trail(workspace)
    found = find_invitation(word, at=at)
    if found is None or found.workspace != workspace:
        raise NoSuchInvitation
    user = User.objects.filter(email=found.email).first()
    if user is None:
        user = new_user(found.email, password)
    elif Member.objects.filter(user=user, left_at=None).exists():
        raise NoSuchInvitation
    else:
        _open_account_again(user, password)
    member, _ = Member.objects.update_or_create(
        workspace_id=workspace,
        user=user,
        defaults={"name": name, "role": found.role, "left_at": None},
    )
    Invitation.objects.filter(id=found.id).update(answered_at=at)
    payload = json.dumps({"invitation": found.id, "role": found.role})
    event = Event("member joined", f"member:{member.id}", payload)
    audit.record(workspace, [event], actor=Actor(name, "web"), at=at)
    return member.id, found


def _open_account_again(user: User, password: str) -> None:
    user.set_password(password)
    user.is_active = True
    user.save(update_fields=["password", "is_active"])
    Authenticator.objects.filter(user=user).delete()
    EmailAddress.objects.update_or_create(
        user=user, email=user.email, defaults={"verified": True, "primary": True}
    )


def _open(workspace: int) -> QuerySet[Invitation]:
    return Invitation.objects.filter(
        workspace_id=workspace, answered_at=None, withdrawn_at=None
    )


def _held(workspace: int, invitation: int) -> Invitation:
    """Return an open invitation, holding the trail: it is answered or changed once."""
    audit.hold_trail(workspace)
    row = _open(workspace).filter(id=invitation).first()
    if row is None:
        raise NoSuchInvitation
    return row


def _write_letter(row: Invitation, address: str, actor: Actor, at: datetime) -> None:
    workspace = get_workspace(row.workspace_id)
    until = row.expires_at.astimezone(ZoneInfo(workspace.time_zone))
    duty = next(words for role, words in DUTIES.items() if role == row.role)
    text = (
        f"{actor.name} asks you to join {workspace.name} as {row.role}.\n{duty}\n\n"
        "Choose your name and a password here:\n\n"
        f"{address}\n\n"
        f"The link works once, until {until.day} {until:%B %Y}, {until:%H:%M}. "
        "If you do not know what this is about, do nothing."
    )
    letter = NewNotice(row.email, f"Join {workspace.name}"[:200], text)
    queue_notice(row.workspace_id, letter, at=at)


def _record(
    row: Invitation, action: str, payload: dict[str, str], actor: Actor, at: datetime
) -> None:
    said = json.dumps(payload, sort_keys=True, separators=(",", ":"))
    event = Event(action, f"invitation:{row.id}", said)
    audit.record(row.workspace_id, [event], actor=actor, at=at)
