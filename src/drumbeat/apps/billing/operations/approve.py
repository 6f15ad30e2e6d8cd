"""Approve exactly this content, decline, hold, take back; pair it with its update."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import replace
from datetime import datetime, timedelta

from django.db import transaction

from drumbeat.apps.audit import operations as audit
from drumbeat.apps.audit.operations import Actor, Event
from drumbeat.apps.billing.content import frozen
from drumbeat.apps.billing.models import Approval, Charge, Draft
from drumbeat.apps.billing.queries import OPEN_STATES, NoSuchDraft
from drumbeat.apps.engagements.operations import look_again
from drumbeat.apps.identity.queries import get_workspace
from drumbeat.apps.reminders import operations as reminders
from drumbeat.apps.updates.operations import write_update
from drumbeat.core.approval import StaleRequest, check_approver, needs_two_people
from drumbeat.core.documents import UpdatePage
from drumbeat.core.lifecycle import (
    APPROVAL,
    DRAFT,
    ApprovalState,
    DraftState,
    advance,
)
from drumbeat.core.money import Money
from drumbeat.core.snapshot import snapshot_to_document


@transaction.atomic
def approve(
    workspace: int,
    draft: int,
    *,
    actor: Actor,
    at: datetime,
    expected_hash: str | None = None,
    override_reason: str = "",
) -> DraftState:
    """Say yes to the content as it stands; return what the draft is now.

    `expected_hash` is the content the approver saw; another content asks again. Above
    the workspace's limit the first yes only asks for the second, which somebody else
    must give.

    :raises NoSuchDraft: it is not in this workspace
    :raises StaleRequest: the content changed since it was looked at
    :raises NotAllowedNow: it is issued or discarded
    :raises SamePerson: two people must look, and this one has looked already
    """
    row = _get(workspace, draft)
    if expected_hash is not None and expected_hash != row.content_hash:
        raise StaleRequest
    limits = get_workspace(workspace).two_person_above
    four_eyes = needs_two_people(Money(row.gross_minor, row.currency), limits)
    bound: dict[str, object] = {"content": row.content_hash}
    request = _request(row, actor=actor, at=at)
    state = DraftState(row.state)
    if state is DraftState.DRAFT:
        state = advance(DRAFT, state, "request_approval")
        if four_eyes:
            _move(row, state)
            request.save()
            _record(workspace, draft, "approval requested", bound, actor, at)
            return state
    state = advance(DRAFT, state, "approve")
    check_approver(
        requester=request.requested_by, approver=actor.name, four_eyes=four_eyes
    )
    _move(row, state)
    request.state = advance(APPROVAL, request.state, "approve")
    request.by, request.at = actor.name, at
    request.override_reason = override_reason
    request.save()
    _record(workspace, draft, "draft approved", bound, actor, at)
    return state


def _request(row: Draft, *, actor: Actor, at: datetime) -> Approval:
    """Return what somebody asked about the draft, else a question not yet stored."""
    asked = Approval.objects.filter(draft_id=row.id, state=ApprovalState.REQUESTED)
    return asked.first() or Approval(
        draft_id=row.id,
        content_hash=row.content_hash,
        requested_by=actor.name,
        requested_at=at,
    )


@transaction.atomic
def decline(
    workspace: int, draft: int, *, reason: str, actor: Actor, at: datetime
) -> None:
    """Answer no to who asked for a second yes; the draft is as it was.

    :raises NotAllowedNow: nobody asked, or the answer was given
    """
    row = _get(workspace, draft)
    _move(row, advance(DRAFT, row.state, "reject"))
    _close_requests([draft], "reject")
    _record(workspace, draft, "approval declined", {"reason": reason}, actor, at)


@transaction.atomic
def approve_and_issue(
    workspace: int,
    draft: int,
    *,
    actor: Actor,
    at: datetime,
    expected_hash: str | None = None,
    hold_seconds: int = 20,
) -> datetime | None:
    """Approve and let the worker issue and send it once the undo hold is over.

    Returns when it goes, None when a second person must approve it first. The hold is
    kept here, so closing a page changes nothing.
    """
    row = _get(workspace, draft)
    state = DraftState(row.state)
    if state is not DraftState.APPROVED:
        state = approve(
            workspace, draft, actor=actor, at=at, expected_hash=expected_hash
        )
    if state is not DraftState.APPROVED:
        return None
    send_at = at + timedelta(seconds=hold_seconds)
    Draft.objects.filter(id=draft).update(send_at=send_at)
    return send_at


@transaction.atomic
def undo_send(workspace: int, draft: int, *, actor: Actor, at: datetime) -> None:
    """Take back an approval whose hold is not over: the draft is as it was.

    :raises NotAllowedNow: it has been issued meanwhile
    """
    row = _get(workspace, draft)
    _move(row, advance(DRAFT, row.state, "withdraw"))
    _close_requests([draft], "withdraw")
    Draft.objects.filter(id=draft).update(send_at=None)
    _record(workspace, draft, "approval withdrawn", {}, actor, at)


@transaction.atomic
def discard(workspace: int, draft: int, *, actor: Actor, at: datetime) -> None:
    """Throw a draft away; the next run composes it again from the terms. [I-62]

    :raises NotAllowedNow: it is issued
    """
    row = _get(workspace, draft)
    advance(DRAFT, row.state, "discard")
    look_again(workspace, row.engagement_id)  # its row is the lock of a billing run
    discard_drafts({draft})
    _record(workspace, draft, "draft discarded", {}, actor, at)


def discard_drafts(drafts: Collection[int]) -> None:
    """Free the charges and plans of open drafts, which stay on record as discarded.

    :raises StaleRequest: one of them is issued or discarded already
    """
    if not drafts:
        return
    open_ = Draft.objects.filter(id__in=drafts, state__in=OPEN_STATES)
    # The UPDATE looks again: what somebody issued meanwhile stays issued. [S-35]
    if open_.update(state=DraftState.DISCARDED, send_at=None) != len(set(drafts)):
        raise StaleRequest
    _close_requests(drafts, "expire")
    Charge.objects.filter(draft_id__in=drafts).delete()
    reminders.detach_from_drafts(drafts)


@transaction.atomic
def pair_update(
    workspace: int, draft: int, page: UpdatePage, *, actor: Actor, at: datetime
) -> None:
    """Write the update and put it on the draft; an approval given before is void.

    :raises NotAllowedNow: it is issued or discarded
    """
    row = _get(workspace, draft)
    state = advance(DRAFT, row.state, "edit")
    document = snapshot_to_document(json.loads(row.content))
    content, digest = frozen(replace(document, update=page))
    _move(row, state)
    _close_requests([draft], "expire")  # it was about what stood there before
    Draft.objects.filter(id=draft).update(
        content=content, content_hash=digest, send_at=None
    )
    write_update(workspace, row.engagement_id, row.bill_on, page, at=at)
    _record(workspace, draft, "update written", {"content": digest}, actor, at)


def _get(workspace: int, draft: int) -> Draft:
    row = Draft.objects.filter(workspace_id=workspace, id=draft).first()
    if row is None:
        raise NoSuchDraft(id=draft)
    return row


def _move(row: Draft, after: DraftState) -> None:
    """Move the draft on, unless somebody moved or rewrote it since it was read."""
    untouched = Draft.objects.filter(
        id=row.id, state=row.state, content_hash=row.content_hash
    )
    if untouched.update(state=after) != 1:
        raise StaleRequest


def _close_requests(drafts: Collection[int], action: str) -> None:
    """Answer what was asked about these drafts and is still open."""
    still_open = Approval.objects.filter(
        draft_id__in=drafts, state=ApprovalState.REQUESTED
    )
    still_open.update(state=advance(APPROVAL, ApprovalState.REQUESTED, action))


def _record(
    workspace: int,
    draft: int,
    action: str,
    facts: dict[str, object],
    actor: Actor,
    at: datetime,
) -> None:
    payload = json.dumps(facts, sort_keys=True, separators=(",", ":"))
    audit.record(
        workspace, [Event(action, f"draft:{draft}", payload)], actor=actor, at=at
    )
