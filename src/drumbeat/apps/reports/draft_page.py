"""One draft with everything its page shows, in a fixed number of queries."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from drumbeat.apps.audit.queries import HistoryRow, list_history
from drumbeat.apps.billing.agreements import agreement_of
from drumbeat.apps.billing.checks import list_draft_findings
from drumbeat.apps.billing.content import Agreement, dated, frozen, renewed
from drumbeat.apps.billing.queries import (
    DraftRow,
    TalkRow,
    get_content,
    get_draft,
    open_talks,
)
from drumbeat.apps.reports.queries import Needing, held_sends, needing
from drumbeat.apps.seen import Seen
from drumbeat.core.documents import InvoiceDocument
from drumbeat.core.errors import Finding
from drumbeat.core.ports import WorkingDays
from drumbeat.core.queue_page import HeldSend
from drumbeat.core.validation import TALK_OPEN

Calendars = Callable[[str], WorkingDays]


@dataclass(frozen=True, slots=True)
class DraftPage:
    """A draft as it would be issued on the day, and what stands around it.

    `is_outdated` says that our details or the client's changed since it was composed.
    """

    row: DraftRow
    document: InvoiceDocument
    zone: str
    findings: tuple[Finding, ...]
    talks: tuple[TalkRow, ...]
    is_outdated: bool
    needing: Needing
    held: tuple[HeldSend, ...]
    history: tuple[HistoryRow, ...]


def draft_page(
    workspace: int, draft: int, *, on: date, calendars: Calendars, seen: Seen = None
) -> DraftPage:
    """Return the page of one draft; what stands beside it is about clients `seen`.

    :raises NoSuchDraft: it is not in this workspace
    """
    row = get_draft(workspace, draft)
    content = get_content(workspace, draft)
    agreement = _agreement(workspace, row, calendars)
    findings = tuple(list_draft_findings(workspace, [row])[draft])
    return DraftPage(
        row=row,
        document=dated(content, agreement, on=on),
        zone=agreement.zone,
        findings=findings,
        talks=_talks(workspace, draft, findings),
        is_outdated=_is_outdated(row, content, agreement),
        needing=needing(workspace, on=on, seen=seen),
        held=held_sends(workspace, seen=seen),
        history=tuple(list_history(workspace, [f"draft:{draft}"])),
    )


def _talks(
    workspace: int, draft: int, findings: Sequence[Finding]
) -> tuple[TalkRow, ...]:
    if all(finding.rule != TALK_OPEN for finding in findings):
        return ()
    return tuple(open_talks(workspace, [draft])[draft])


def draft_document(
    workspace: int, draft: int, *, on: date, calendars: Calendars
) -> InvoiceDocument:
    """Return the document a draft would become if it were issued on the day.

    :raises NoSuchDraft: it is not in this workspace
    """
    agreement = _agreement(workspace, get_draft(workspace, draft), calendars)
    return dated(get_content(workspace, draft), agreement, on=on)


def _agreement(workspace: int, row: DraftRow, calendars: Calendars) -> Agreement:
    return agreement_of(
        workspace, row.engagement, client=row.client, calendars=calendars
    )


def _is_outdated(row: DraftRow, content: InvoiceDocument, agreement: Agreement) -> bool:
    """Say whether what is on record now would make another document."""
    if content.kind == "credit_note":  # it says what its invoice said
        return False
    return frozen(renewed(content, agreement))[1] != row.content_hash
