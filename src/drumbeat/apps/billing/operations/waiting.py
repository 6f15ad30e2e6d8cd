"""Drafts that are about to be issued: locked, read once, with what was agreed."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from drumbeat.apps.billing.content import Agreement, hash_of
from drumbeat.apps.engagements import operations as engagements
from drumbeat.apps.engagements.queries import list_terms
from drumbeat.apps.identity.queries import WorkspaceRow
from drumbeat.apps.parties.queries import get_seller, list_clients
from drumbeat.apps.sql import has_row_locks, locked, read
from drumbeat.core.approval import StaleRequest
from drumbeat.core.documents import InvoiceDocument
from drumbeat.core.lifecycle import DRAFT, DraftState, advance
from drumbeat.core.ports import WorkingDays
from drumbeat.core.snapshot import snapshot_to_document
from drumbeat.core.snapshot_text import bound_members

Calendars = Callable[[str], WorkingDays]


class DraftRow(NamedTuple):
    """The columns of a draft that an issue needs."""

    id: int
    kind: str
    state: str
    client_id: int
    engagement_id: int
    preceding_id: int | None
    subject: str
    content: str
    content_hash: str


@dataclass(frozen=True, slots=True)
class Waiting:
    """A draft that waits for its number, and what its document follows from."""

    row: DraftRow
    document: InvoiceDocument
    bound: Mapping[str, str]  # what was approved, as its hash covers it
    agreement: Agreement


_ENGAGEMENTS = (
    "SELECT DISTINCT engagement_id FROM billing_draft "
    "WHERE workspace_id = %(workspace)s AND id {among}"
)
_DRAFTS = (
    f"SELECT {', '.join(DraftRow._fields)} FROM billing_draft "  # noqa: S608
    "WHERE workspace_id = %(workspace)s AND id {among} ORDER BY id"
)


def lock_drafts(workspace: int, drafts: Sequence[int]) -> list[DraftRow]:
    """Lock the drafts and return those not yet issued, in the order asked for.

    Whoever waits here for another sees what that one issued; engagements come first
    in the order of all. Issuing twice is no fault: what is issued keeps its number.
    [S-48, S-49]

    :raises NotAllowedNow: a draft is not approved
    """
    if has_row_locks():
        found = read(_ENGAGEMENTS, workspace=workspace, ids=drafts)
        engagements.lock(workspace, {engagement for (engagement,) in found})
    found = read(_DRAFTS + locked(), workspace=workspace, ids=drafts)
    order = {draft: place for place, draft in enumerate(drafts)}
    rows = sorted(map(DraftRow._make, found), key=lambda row: order[row.id])
    rows = [row for row in rows if row.state != DraftState.ISSUED]
    for row in rows:
        advance(DRAFT, row.state, "issue")
    return rows


def read_waiting(
    books: WorkspaceRow, rows: Sequence[DraftRow], calendars: Calendars
) -> list[Waiting]:
    """Return the drafts with their documents and agreements, in the same order.

    :raises StaleRequest: a content is not what its hash says
    """
    workspace = books.id
    clients = list_clients(workspace, {row.client_id for row in rows})
    seller = get_seller(workspace)
    terms = list_terms(workspace, {row.engagement_id for row in rows})
    found = []
    for row in rows:
        document = snapshot_to_document(json.loads(row.content))
        bound = bound_members(document)
        if hash_of(bound) != row.content_hash:
            raise StaleRequest
        agreed = terms[row.engagement_id]
        agreement = Agreement(
            id=row.engagement_id,
            terms=agreed,
            client=clients[row.client_id],
            seller=seller,
            working=calendars(agreed.holidays),
            zone=agreed.time_zone or books.time_zone,
        )
        found.append(Waiting(row, document, bound, agreement))
    return found
