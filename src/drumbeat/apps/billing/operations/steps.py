"""What every operation on a draft does: read it, move it on, write it down."""

from __future__ import annotations

import json
from collections.abc import Collection
from datetime import datetime

from drumbeat.apps.audit import operations as audit
from drumbeat.apps.audit.operations import Actor, Event
from drumbeat.apps.billing.models import Approval, Draft
from drumbeat.apps.billing.queries import NoSuchDraft
from drumbeat.core.approval import StaleRequest
from drumbeat.core.lifecycle import APPROVAL, ApprovalState, DraftState, advance


def get(workspace: int, draft: int, *, expected_hash: str | None = None) -> Draft:
    """Return the draft, if its content is still the one that was seen.

    :raises NoSuchDraft: it is not in this workspace
    :raises StaleRequest: the content is not that of `expected_hash`
    """
    row = Draft.objects.filter(workspace_id=workspace, id=draft).first()
    if row is None:
        raise NoSuchDraft(id=draft)
    if expected_hash is not None and expected_hash != row.content_hash:
        raise StaleRequest
    return row


def move(row: Draft, after: DraftState) -> None:
    """Move the draft on, unless somebody moved or rewrote it since it was read.

    :raises StaleRequest: somebody did
    """
    untouched = Draft.objects.filter(
        id=row.id, state=row.state, content_hash=row.content_hash
    )
    if untouched.update(state=after) != 1:
        raise StaleRequest


def close_requests(drafts: Collection[int], action: str) -> None:
    """Answer what was asked about these drafts and is still open."""
    still_open = Approval.objects.filter(
        draft_id__in=drafts, state=ApprovalState.REQUESTED
    )
    still_open.update(state=advance(APPROVAL, ApprovalState.REQUESTED, action))


def record(
    workspace: int,
    draft: int,
    action: str,
    facts: dict[str, object],
    actor: Actor,
    at: datetime,
) -> None:
    """Add what was done to the trail."""
    payload = json.dumps(facts, sort_keys=True, separators=(",", ":"))
    event = Event(action, f"draft:{draft}", payload)
    audit.record(workspace, [event], actor=actor, at=at)
