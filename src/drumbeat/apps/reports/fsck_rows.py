"""What breaks the books of rows: billed twice, another's, or pointing nowhere."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db import connection
from django.db.models import Count, F, Model

from drumbeat.apps.billing.models import Charge, Draft
from drumbeat.apps.calendars.models import EventMove
from drumbeat.apps.delivery.models import Dispatch
from drumbeat.apps.engagements.models import Engagement
from drumbeat.apps.invoices.models import Invoice
from drumbeat.apps.offers.models import Offer
from drumbeat.apps.payments.models import Allocation, InvoiceBalance, Payment
from drumbeat.apps.reminders.models import Dispute, Reminder, ThreadFile
from drumbeat.apps.sharing.models import Feedback, LaneApproval, PrivateLink
from drumbeat.apps.updates.models import Update

# A table, the way to its own workspace, the way to that of what it refers to.
_PAIRS: tuple[tuple[type[Model], str, str], ...] = (
    (Engagement, "workspace_id", "client__workspace_id"),
    (Draft, "workspace_id", "engagement__workspace_id"),
    (Draft, "workspace_id", "client__workspace_id"),
    (Draft, "workspace_id", "invoice__workspace_id"),
    (Charge, "engagement__workspace_id", "draft__workspace_id"),
    (Invoice, "workspace_id", "series__workspace_id"),
    (Invoice, "workspace_id", "client__workspace_id"),
    (Invoice, "workspace_id", "engagement__workspace_id"),
    (Invoice, "workspace_id", "preceding__workspace_id"),
    (Dispatch, "workspace_id", "invoice__workspace_id"),
    (Payment, "workspace_id", "client__workspace_id"),
    (Allocation, "invoice__workspace_id", "payment__workspace_id"),
    (Allocation, "invoice__workspace_id", "credit_note__workspace_id"),
    (InvoiceBalance, "workspace_id", "invoice__workspace_id"),
    (Reminder, "workspace_id", "invoice__workspace_id"),
    (Reminder, "workspace_id", "draft__workspace_id"),
    (Update, "workspace_id", "engagement__workspace_id"),
    (Dispatch, "workspace_id", "offer__workspace_id"),
    (Offer, "workspace_id", "engagement__workspace_id"),
    (EventMove, "workspace_id", "engagement__workspace_id"),
    (Offer, "workspace_id", "replaces__workspace_id"),
    (PrivateLink, "workspace_id", "invoice__workspace_id"),
    (PrivateLink, "workspace_id", "offer__workspace_id"),
    (LaneApproval, "invoice__workspace_id", "link__workspace_id"),
    (Feedback, "invoice__workspace_id", "link__workspace_id"),
    (Dispute, "invoice__workspace_id", "link__workspace_id"),
    (
        ThreadFile,
        "dispute__invoice__workspace_id",
        "reply__dispute__invoice__workspace_id",
    ),
)


def billed_twice(workspace: int) -> Iterator[str]:
    """Yield slices of service with two charges, and charges of discarded drafts."""
    mine = Charge.objects.filter(engagement__workspace_id=workspace)
    # The deliverables of a project share their day; each has a number of its own.
    service = mine.filter(kind="base").exclude(component__startswith="project:")
    groups = (
        service.values_list("engagement_id", "component", "service_start")
        .annotate(times=Count("id"))
        .filter(times__gt=1)
        .order_by()
    )
    for engagement, component, start, _ in groups:
        of = service.filter(
            engagement_id=engagement, component=component, service_start=start
        )
        times = sum(not _is_credited(charge) for charge in of)
        if times > 1:
            yield f"engagement {engagement}: {component} from {start}, {times} times"
    left = mine.filter(draft__state="discarded").values_list("id", flat=True)
    for charge in left:
        yield f"charge {charge} hangs on a discarded draft"


def _is_credited(charge: Charge) -> bool:
    """Say whether something of its period was taken back, as by a later change."""
    return Charge.objects.filter(
        engagement_id=charge.engagement_id,
        component=charge.component,
        version=charge.version,
        period_index=charge.period_index,
        amount_minor__lt=0,
    ).exists()


def foreign_rows(workspace: int) -> Iterator[str]:
    """Yield rows that refer to what belongs to another workspace."""
    for model, own, other in _PAIRS:
        rows = model._default_manager.filter(**{own: workspace})
        strangers = rows.exclude(**{other: F(own)}).exclude(**{other: None})
        for key in strangers.values_list("pk", flat=True):
            yield f"{model._meta.model_name} {key} crosses workspaces by {other}"


def orphans(workspace: int) -> Iterator[str]:
    """Yield references without a row; PostgreSQL refuses them by itself."""
    del workspace  # the file is one for all
    if connection.vendor != "sqlite":
        return
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA foreign_key_check")
        broken: list[Any] = cursor.fetchall()
    for table, row, parent, _ in broken:
        yield f"{table} {row} refers to a missing row of {parent}"
