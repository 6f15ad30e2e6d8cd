"""Issue what a standing order lets go without a person."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from drumbeat.apps.audit.operations import Actor
from drumbeat.apps.billing.checks import list_draft_findings
from drumbeat.apps.billing.operations.approve import approve
from drumbeat.apps.billing.operations.issue import IssuedDraft, issue_drafts
from drumbeat.apps.billing.queries import list_drafts
from drumbeat.apps.engagements.queries import list_terms
from drumbeat.apps.identity.queries import get_workspace
from drumbeat.core.approval import needs_two_people
from drumbeat.core.ports import NumberRegister, WorkingDays

STANDING_ORDER = Actor("standing order", "worker")


def issue_standing(
    workspace: int,
    *,
    at: datetime,
    calendars: Callable[[str], WorkingDays],
    domain: str,
    register: NumberRegister,
) -> list[IssuedDraft]:
    """Approve and issue drafts whose terms say so and that nothing stands against.

    A missed period, a credit note, a draft with a blocking finding and one that two
    people must see wait for a person, whatever the terms say.

    :raises IssueDateRefused: the day is before the last issue date of the series
    """
    limits = get_workspace(workspace).two_person_above
    drafts = [
        draft
        for draft in list_drafts(workspace)
        if draft.kind == "invoice"
        and draft.send_at is None
        and draft.state == "draft"
        and not draft.missed
        and not needs_two_people(draft.gross, limits)
    ]
    terms = list_terms(workspace, {draft.engagement for draft in drafts})
    standing = [draft for draft in drafts if terms[draft.engagement].auto_issue]
    findings = list_draft_findings(workspace, standing)
    fit = [
        draft.id
        for draft in standing
        if not any(finding.blocking for finding in findings[draft.id])
    ]
    for draft in fit:
        approve(workspace, draft, actor=STANDING_ORDER, at=at)
    return issue_drafts(
        workspace,
        fit,
        at=at,
        actor=STANDING_ORDER,
        calendars=calendars,
        domain=domain,
        register=register,
    )
