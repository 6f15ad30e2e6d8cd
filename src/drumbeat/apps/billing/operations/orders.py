"""A client names a purchase order: for what comes, and on what is drafted already."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from drumbeat.apps.billing.models import Draft
from drumbeat.apps.billing.operations.edit import name_order
from drumbeat.apps.billing.queries import OPEN_STATES
from drumbeat.apps.engagements import operations as engagements
from drumbeat.apps.invoices.queries import engagement_of
from drumbeat.apps.sharing import operations as sharing
from drumbeat.apps.sharing.queries import find_respondent
from drumbeat.core.terms_edits import ordering


@transaction.atomic
def take_order(workspace: int, link: int, number: str, *, at: datetime) -> None:
    """Take an order down: it is on record for the invoice and on those that follow.

    The issued document stays as it is. Drafts that wait name it from now on, and the
    terms do for later ones.

    :raises NoSuchLink: it is revoked
    :raises NotYoursToAnswer: the reader gets a copy
    :raises NoOrder: it is empty, or too long to be one
    """
    reader, _ = find_respondent(workspace, link)
    order = " ".join(number.split())
    invoice = sharing.note_order(workspace, link, order, at=at)
    engagement, actor = engagement_of(workspace, invoice), sharing.client(reader)
    engagements.revise_terms(workspace, engagement, ordering(order), actor=actor, at=at)
    waiting = Draft.objects.filter(
        workspace_id=workspace,
        engagement_id=engagement,
        kind="invoice",
        state__in=OPEN_STATES,
    )
    for draft in waiting.order_by("id").values_list("id", flat=True):
        name_order(workspace, draft, order, actor=actor, at=at)
