"""Members and clients: for whom a contributor works, from the invitation on."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from drumbeat.apps.audit import operations as audit
from drumbeat.apps.audit.operations import Actor, Event
from drumbeat.apps.identity import operations as identity
from drumbeat.apps.parties.models import Client, ClientMember
from drumbeat.apps.parties.queries import list_client_ids_of
from drumbeat.core.roles import Role, sees_every_client


@transaction.atomic
def join(workspace: int, word: str, name: str, password: str, *, at: datetime) -> str:
    """Answer an invitation; return the address to sign in with. [ROL-3]

    :raises NoSuchInvitation: it is not open
    """
    member, asked = identity.accept_invitation(workspace, word, name, password, at=at)
    _give(workspace, member, [] if sees_every_client(asked.role) else asked.clients)
    return asked.email


@transaction.atomic
def change_part(
    workspace: int,
    member: int,
    role: Role,
    clients: Iterable[int],
    *,
    actor: Actor,
    at: datetime,
) -> None:
    """Give a member another role, and a contributor their clients. [ROL-2]

    :raises NoSuchMember: nobody present has this id
    :raises LastOwner: nobody would be left to decide
    """
    identity.change_role(workspace, member, role, actor=actor, at=at)
    before = sorted(list_client_ids_of(workspace, member))
    _give(workspace, member, [] if sees_every_client(role) else clients)
    after = sorted(list_client_ids_of(workspace, member))
    if before != after:
        payload = json.dumps({"clients": after}, separators=(",", ":"))
        event = Event("clients given", f"member:{member}", payload)
        audit.record(workspace, [event], actor=actor, at=at)


def _give(workspace: int, member: int, clients: Iterable[int]) -> None:
    """Give exactly these clients; an id of another workspace gives nothing."""
    ours = Client.objects.filter(workspace_id=workspace, id__in=list(clients))
    ClientMember.objects.filter(member_id=member).delete()
    ClientMember.objects.bulk_create(
        ClientMember(client=client, member_id=member) for client in ours
    )
