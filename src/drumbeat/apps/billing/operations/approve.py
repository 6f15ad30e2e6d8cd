"""Approve exactly this content, decline, hold, take back, or throw it away."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from django.db import transaction

from drumbeat.apps.audit.operations import Actor
from drumbeat.apps.billing.models import Approval, Charge, Draft
from drumbeat.apps.billing.operations import steps
from drumbeat.apps.billing.queries import OPEN_STATES
from drumbeat.apps.engagements.operations import look_again
from drumbeat.apps.identity.queries import get_workspace
from drumbeat.apps.reminders import operations as reminders
from drumbeat.core.approval import (
    ExceptionUnexplained,
    StaleRequest,
    check_approver,
    needs_two_people,
)
from drumbeat.core.lifecycle import (
    APPROVAL,
    DRAFT,
    ApprovalState,
    DraftState,
    advance,
)
from drumbeat.core.money import Money


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
    row = steps.get(workspace, draft, expected_hash=expected_hash)
    limits = get_workspace(workspace).two_person_above
    four_eyes = needs_two_people(Money(row.gross_minor, row.currency), limits)
    bound: dict[str, object] = {"content": row.content_hash}
    if override_reason:
        bound["override"] = override_reason
    request = _request(row, actor=actor, at=at)
    state = DraftState(row.state)
    if state is DraftState.DRAFT:
        state = advance(DRAFT, state, "request_approval")
        if four_eyes:
            steps.move(row, state)
            request.override_reason = override_reason
            request.save()
            steps.record(workspace, draft, "approval requested", bound, actor, at)
            return state
    state = advance(DRAFT, state, "approve")
    check_approver(
        requester=request.requested_by, approver=actor.name, four_eyes=four_eyes
    )
    steps.move(row, state)
    request.state = advance(APPROVAL, request.state, "approve")
    request.by, request.at = actor.name, at
    request.override_reason = override_reason or request.override_reason
    request.save()
    steps.record(workspace, draft, "draft approved", bound, actor, at)
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
    row = steps.get(workspace, draft)
    steps.move(row, advance(DRAFT, row.state, "reject"))
    steps.close_requests([draft], "reject")
    steps.record(workspace, draft, "approval declined", {"reason": reason}, actor, at)


@transaction.atomic
def approve_and_issue(
    workspace: int,
    draft: int,
    *,
    actor: Actor,
    at: datetime,
    expected_hash: str | None = None,
    override_reason: str | None = None,
    hold_seconds: int = 20,
    not_before: datetime | None = None,
) -> datetime | None:
    """Approve and let the worker issue and send it once the undo hold is over.

    Returns when it goes, None when a second person must approve it first. The hold is
    kept here, so closing a page changes nothing; `not_before` makes it longer.
    `override_reason` says why it goes without an update, where it does.

    :raises ExceptionUnexplained: it should go without an update, and nobody says why
    :raises StaleRequest: the content changed since it was looked at
    :raises NotAllowedNow: it is issued or discarded
    :raises SamePerson: two people must look, and this one has looked already
    """
    row = steps.get(workspace, draft, expected_hash=expected_hash)
    if override_reason is not None and not override_reason.strip():
        raise ExceptionUnexplained
    seen = row.content_hash
    state = DraftState(row.state)
    if state is DraftState.APPROVED and override_reason:
        undo_send(workspace, draft, actor=actor, at=at)  # a yes with a reason is anew
    if state is not DraftState.APPROVED or override_reason:
        state = approve(
            workspace,
            draft,
            actor=actor,
            at=at,
            expected_hash=seen,
            override_reason=override_reason or "",
        )
    if state is not DraftState.APPROVED:
        return None
    send_at = max(at + timedelta(seconds=hold_seconds), not_before or at)
    approved = Draft.objects.filter(
        id=draft, state=DraftState.APPROVED, content_hash=seen
    )
    if approved.update(send_at=send_at) != 1:
        raise StaleRequest
    return send_at


@transaction.atomic
def undo_send(workspace: int, draft: int, *, actor: Actor, at: datetime) -> None:
    """Take back an approval whose hold is not over: the draft is as it was.

    :raises NotAllowedNow: it has been issued meanwhile
    """
    row = steps.get(workspace, draft)
    steps.move(row, advance(DRAFT, row.state, "withdraw"))
    steps.close_requests([draft], "withdraw")
    Draft.objects.filter(id=draft).update(send_at=None)
    steps.record(workspace, draft, "approval withdrawn", {}, actor, at)


@transaction.atomic
def discard(workspace: int, draft: int, *, actor: Actor, at: datetime) -> None:
    """Throw a draft away; the next run composes it again from the terms. [I-62]

    :raises NotAllowedNow: it is issued
    """
    row = steps.get(workspace, draft)
    advance(DRAFT, row.state, "discard")
    look_again(workspace, row.engagement_id)  # its row is the lock of a billing run
    discard_drafts({draft})
    steps.record(workspace, draft, "draft discarded", {}, actor, at)


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
    steps.close_requests(drafts, "expire")
    Charge.objects.filter(draft_id__in=drafts).delete()
    reminders.detach_from_drafts(drafts)
