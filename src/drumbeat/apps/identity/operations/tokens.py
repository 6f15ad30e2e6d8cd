"""API tokens: keys for programs, shown once, limited, revocable."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from drumbeat.apps.audit import operations as audit
from drumbeat.apps.audit.operations import Actor, Event
from drumbeat.apps.identity.models import ApiToken
from drumbeat.apps.identity.secret_words import hash_of, new_word
from drumbeat.core.errors import Refusal
from drumbeat.core.scopes import SCOPES, Scope

PREFIX = "key_"  # by which those who search files for secrets know one
_HINT_LETTERS = 4
_NOTED_EVERY = timedelta(minutes=1)


class NoSuchToken(Refusal):
    """No token of this workspace that works has this id."""

    rule = "TOK-1"
    message = "There is no such token."


@dataclass(frozen=True, slots=True)
class NewToken:
    """What a token is for, what it permits, and until when."""

    name: str
    scopes: Collection[Scope]
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class TokenUse:
    """Whom a program acts for, and what it may do at most."""

    workspace: int
    member: int
    scopes: frozenset[str]


@transaction.atomic
def make_token(
    workspace: int, member: int, new: NewToken, *, actor: Actor, at: datetime
) -> str:
    """Make a token and return it: this is the only time anybody sees it. [TOK-2]"""
    token = PREFIX + new_word()
    scopes = [scope for scope in SCOPES if scope in new.scopes]
    row = ApiToken.objects.create(
        workspace_id=workspace,
        member_id=member,
        name=new.name,
        token_hash=hash_of(token),
        hint=token[-_HINT_LETTERS:],
        scopes=" ".join(scopes),
        created_at=at,
        expires_at=new.expires_at,
    )
    payload = json.dumps({"scopes": scopes}, separators=(",", ":"))
    event = Event("token made", f"token:{row.id}", payload)
    audit.record(workspace, [event], actor=actor, at=at)
    return token


@transaction.atomic
def revoke_token(workspace: int, token: int, *, actor: Actor, at: datetime) -> str:
    """Let a token open nothing from now on; return its name.

    :raises NoSuchToken: none that works has this id
    """
    mine = ApiToken.objects.filter(workspace_id=workspace, id=token, revoked_at=None)
    row = mine.first()
    if row is None or not mine.update(revoked_at=at):
        raise NoSuchToken
    event = Event("token revoked", f"token:{token}")
    audit.record(workspace, [event], actor=actor, at=at)
    return row.name


@transaction.atomic
def revoke_every_token(workspace: int, *, actor: Actor, at: datetime) -> int:
    """Let no token open anything from now on; return how many that were."""
    working = ApiToken.objects.filter(
        workspace_id=workspace, revoked_at=None, expires_at__gt=at
    )
    count = working.update(revoked_at=at)
    event = Event("every token revoked", f"workspace:{workspace}")
    audit.record(workspace, [event], actor=actor, at=at)
    return count


def use_token(token: str, *, at: datetime) -> TokenUse | None:
    """Return what a token opens, noting the use; None for whatever opens nothing.

    Unknown, expired, revoked and of somebody who left are all the same. The time of
    use is written once a minute at most, so that reading stays reading.
    """
    known = ApiToken.objects.filter(
        token_hash=hash_of(token),
        revoked_at=None,
        expires_at__gt=at,
        member__left_at=None,
    )
    row = known.first()
    if row is None:
        return None
    unnoted = Q(last_used_at=None) | Q(last_used_at__lt=at - _NOTED_EVERY)
    known.filter(unnoted).update(last_used_at=at)
    return TokenUse(row.workspace_id, row.member_id, frozenset(row.scopes.split()))
