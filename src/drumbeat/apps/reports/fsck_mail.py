"""What breaks the books of mail: doubled, lost, stuck, or not what the plan says."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db.models import CharField, Count, F, Q
from django.db.models.functions import Cast, Coalesce

from drumbeat.apps.delivery.models import Dispatch, DispatchAttempt
from drumbeat.apps.delivery.queries import furthest
from drumbeat.apps.engagements.models import Engagement
from drumbeat.apps.reminders.models import Reminder

_PATIENCE = timedelta(hours=1)  # beyond the lease, before we call it stuck
_STATES = (
    *("pending", "retry", "sending", "held"),
    *("sent", "possibly_sent", "suppressed", "failed", "bounced"),
)
# What a letter has become → what the plan may say of it.
_AGREES = {
    "sent": {"sent"},
    "possibly_sent": {"unknown", "sending"},
    "suppressed": {"cancelled", "sending"},
    "failed": {"failed", "sending"},
    "bounced": {"failed", "sending"},
}


def foreign_mail(workspace: int) -> Iterator[str]:
    """Yield mail whose document is another's, or is not the one its key names."""
    rows = Dispatch.objects.filter(workspace_id=workspace).annotate(
        about=Coalesce("invoice__number", Cast("offer_id", CharField())),
        owner=Coalesce("invoice__workspace_id", "offer__workspace_id"),
    )
    for row, key, about, owner in rows.values_list(
        "id", "send_key", "about", "owner"
    ).iterator():
        if owner != workspace or about not in key.split(":"):
            yield f"dispatch {row} names {key}, its document is {about}"


def doubled(workspace: int) -> Iterator[str]:
    """Yield mail that a server took more often than was seen as uncertain."""
    rows = (
        DispatchAttempt.objects.filter(dispatch__workspace_id=workspace)
        .values_list("dispatch_id")
        .annotate(
            taken=Count("id", filter=Q(outcome="sent")),
            uncertain=Count("id", filter=Q(outcome="possibly_sent")),
        )
        .filter(taken__gt=1 + F("uncertain"))
        .order_by()
    )
    for row, taken, _ in rows:
        yield f"dispatch {row} was taken {taken} times"


def stateless(workspace: int) -> Iterator[str]:
    """Yield mail in no known state, or sent without an instant."""
    mine = Dispatch.objects.filter(workspace_id=workspace)
    wrong = mine.filter(~Q(state__in=_STATES) | Q(state="sent", sent_at=None))
    for row, state in wrong.values_list("id", "state"):
        yield f"dispatch {row} is “{state}”"


def stuck(workspace: int, *, at: datetime) -> Iterator[str]:
    """Yield leases nobody freed, and engagements parked without a reason."""
    late = Dispatch.objects.filter(
        workspace_id=workspace, state="sending", lease_until__lt=at - _PATIENCE
    )
    for row in late.values_list("id", flat=True):
        yield f"dispatch {row} is held by a worker that is gone"
    silent = Engagement.objects.filter(
        workspace_id=workspace, state="parked", parked_reason=""
    )
    for row in silent.values_list("id", flat=True):
        yield f"engagement {row} is parked and does not say why"


def disagreeing(workspace: int) -> Iterator[str]:
    """Yield reminders that say something else than their letters."""
    letters: dict[tuple[int, str], list[str]] = defaultdict(list)
    mail = Dispatch.objects.filter(workspace_id=workspace, kind="reminder")
    for invoice, step, became in mail.values_list("invoice_id", "step", "state"):
        letters[invoice, step].append(became)
    rows = Reminder.objects.filter(
        workspace_id=workspace, invoice__isnull=False
    ).values_list("id", "invoice_id", "step", "state")
    for row, invoice, step, state in rows.iterator():
        states = letters.get((invoice or 0, step))
        letter = furthest(states) if states else None
        if letter is None and state in {"sending", "sent", "unknown"}:
            yield f"reminder {row} is {state} and has no letter"
        elif letter in _AGREES and state not in _AGREES[letter] | {"sending"}:
            yield f"reminder {row} is {state}, its letter {letter}"
