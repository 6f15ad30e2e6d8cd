"""Writes of billing, split by verb."""

from drumbeat.apps.billing.operations.approve import (
    approve,
    approve_and_issue,
    decline,
    discard,
    discard_drafts,
    undo_send,
)
from drumbeat.apps.billing.operations.clients import (
    DraftWaits,
    StillBilled,
    archive_client,
)
from drumbeat.apps.billing.operations.correct import (
    credit_invoice,
    draft_corrections,
)
from drumbeat.apps.billing.operations.edit import (
    edit_lines,
    pair_update,
    renew_parties,
)
from drumbeat.apps.billing.operations.issue import (
    IssuedDraft,
    NotFitToIssue,
    issue_drafts,
    issue_held,
)
from drumbeat.apps.billing.operations.orders import take_order
from drumbeat.apps.billing.operations.reissue import (
    Reissue,
    credit_whole,
    reissue_invoice,
)
from drumbeat.apps.billing.operations.standing import issue_standing
from drumbeat.apps.billing.operations.talks import answer_talk

__all__ = [
    "DraftWaits",
    "IssuedDraft",
    "NotFitToIssue",
    "Reissue",
    "StillBilled",
    "answer_talk",
    "approve",
    "approve_and_issue",
    "archive_client",
    "credit_invoice",
    "credit_whole",
    "decline",
    "discard",
    "discard_drafts",
    "draft_corrections",
    "edit_lines",
    "issue_drafts",
    "issue_held",
    "issue_standing",
    "pair_update",
    "reissue_invoice",
    "renew_parties",
    "take_order",
    "undo_send",
]
