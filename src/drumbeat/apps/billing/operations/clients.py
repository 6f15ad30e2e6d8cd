"""Put a client away once nothing more is billed to them."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from drumbeat.apps.audit.operations import Actor
from drumbeat.apps.billing.models import Draft
from drumbeat.apps.billing.queries import OPEN_STATES
from drumbeat.apps.engagements import operations as engagements
from drumbeat.apps.engagements.queries import list_of_client
from drumbeat.apps.parties import operations as parties
from drumbeat.core.errors import Refusal


class StillBilled(Refusal):
    """A client who is not listed must not be billed unseen."""

    rule = "PTY-5"
    message = "“{name}” still bills this client. End it first, then archive."


class DraftWaits(Refusal):
    """A draft goes out or is thrown away before its client is put away."""

    rule = "PTY-6"
    message = "“{subject}” waits to be sent to this client. Send or discard it first."


@transaction.atomic
def archive_client(
    workspace: int, client: int, *, on: date, actor: Actor, at: datetime
) -> None:
    """Archive a client to whom nothing more is billed; open invoices stay open.

    :raises NoSuchClient: it is not in this workspace
    :raises StillBilled: an engagement goes on
    :raises DraftWaits: a draft is open
    """
    theirs = list_of_client(workspace, client)
    engagements.lock(workspace, [row.id for row in theirs])
    # Read again behind the lock: a run or an edit of terms may have been under way.
    for row in list_of_client(workspace, client):
        if row.bills_on(on):
            raise StillBilled(name=row.name)
    drafts = Draft.objects.filter(
        workspace_id=workspace, client_id=client, state__in=OPEN_STATES
    )
    for subject in drafts.order_by("id").values_list("subject", flat=True)[:1]:
        raise DraftWaits(subject=subject)
    parties.archive_client(workspace, client, actor=actor, at=at)
