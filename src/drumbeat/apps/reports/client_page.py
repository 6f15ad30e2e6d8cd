"""One client: what is on record, what was agreed, what they owe and how they pay."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from drumbeat.apps.engagements.queries import ClientEngagement, list_of_client
from drumbeat.apps.parties.queries import ClientFile, get_client_file
from drumbeat.apps.reports.client_list import Owed, list_owed
from drumbeat.apps.reports.invoice_list import ListedInvoice, list_latest
from drumbeat.apps.reports.paging import Cursor
from drumbeat.apps.reports.payment_habits import list_habits
from drumbeat.apps.reports.payment_list import ListedPayment, list_payments
from drumbeat.apps.sql import read
from drumbeat.core.forecast import Habit

INVOICES = 8  # the newest of each stand on the page; their lists have the rest
PAYMENTS = 5
_DRAFTS = """
SELECT id, subject FROM billing_draft
WHERE workspace_id = %(workspace)s AND client_id = %(client)s
  AND state IN ('draft', 'awaiting_approval', 'approved')
ORDER BY bill_on, id LIMIT %(most)s
"""
_MOST_DRAFTS = 20


@dataclass(frozen=True, slots=True)
class OpenDraft:
    """A draft that keeps what was on record when it was composed."""

    id: int
    subject: str


@dataclass(frozen=True, slots=True)
class ClientPage:
    """A client as its page shows it."""

    file: ClientFile
    owed: Owed
    habit: Habit
    engagements: tuple[ClientEngagement, ...]
    invoices: tuple[ListedInvoice, ...]
    payments: tuple[ListedPayment, ...]


def client_page(workspace: int, client: int, *, on: date) -> ClientPage:
    """Return the page of a client in a fixed number of queries.

    :raises NoSuchClient: it is not in this workspace
    """
    file = get_client_file(workspace, client)
    habits = list_habits(workspace, on=on, clients=frozenset({client}))
    payments = list_payments(workspace, Cursor(), client=client, most=PAYMENTS)
    return ClientPage(
        file=file,
        owed=list_owed(workspace, [client], on=on).get(client, Owed()),
        habit=habits.get(file.profile.name, Habit()),
        engagements=tuple(list_of_client(workspace, client)),
        invoices=list_latest(workspace, client, on=on, most=INVOICES),
        payments=payments.rows,
    )


def list_open_drafts(workspace: int, client: int) -> list[OpenDraft]:
    """Return the first drafts of a client that were not sent yet."""
    rows = read(_DRAFTS, workspace=workspace, client=client, most=_MOST_DRAFTS)
    return [OpenDraft(*row) for row in rows]
