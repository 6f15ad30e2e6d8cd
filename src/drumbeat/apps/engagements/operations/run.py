"""What a billing run notes of engagements, and what keeps it off them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from drumbeat.apps.audit.operations import Actor
from drumbeat.apps.engagements.models import Engagement
from drumbeat.apps.engagements.operations.trail import record
from drumbeat.apps.engagements.queries import NoSuchEngagement
from drumbeat.apps.sql import Among, has_row_locks, locked, read
from drumbeat.core.lifecycle import ENGAGEMENT, advance


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a billing run came with an engagement."""

    engagement: int
    through: date
    version: int
    next_bill_on: date | None


def note_progress(progress: Sequence[Progress]) -> None:
    """Record how far the run came, so that the next one looks only at what is due.

    Those that came equally far share one statement.
    """
    alike: dict[tuple[date, int, date | None], list[int]] = defaultdict(list)
    for p in progress:
        alike[p.through, p.version, p.next_bill_on].append(p.engagement)
    for (through, version, next_bill_on), engagements in alike.items():
        Engagement.objects.filter(Among("id", engagements), version=version).update(
            billed_through=through, billed_version=version, next_bill_on=next_bill_on
        )


def lock(workspace: int, engagements: Iterable[int]) -> None:
    """Keep billing runs and changes of terms off them until the transaction ends."""
    if has_row_locks():
        read(
            "SELECT id FROM engagements_engagement "  # noqa: S608  (the clause is ours)
            "WHERE workspace_id = %(workspace)s AND id {among} ORDER BY id" + locked(),
            workspace=workspace,
            ids=engagements,
        )


def park(workspace: int, engagement: int, reason: str) -> None:
    """Stop billing one engagement until a person looks; the others go on. [S-33]"""
    _move(workspace, engagement, "park", reason=reason)


def look_again(workspace: int, engagement: int) -> None:
    """Let the next run compare everything of an engagement from its start."""
    Engagement.objects.filter(workspace_id=workspace, id=engagement).update(
        billed_version=0, next_bill_on=date.min
    )


@transaction.atomic
def resume_parked(
    workspace: int, engagement: int, *, actor: Actor, at: datetime
) -> None:
    """Let a parked engagement bill again; a person has looked at the reason.

    :raises NoSuchEngagement: it is not in this workspace
    :raises NotAllowedNow: it is not parked
    """
    lock(workspace, [engagement])
    _move(workspace, engagement, "release", reason="")
    look_again(workspace, engagement)
    record(workspace, engagement, "engagement resumed", {}, actor=actor, at=at)


def _move(workspace: int, engagement: int, action: str, *, reason: str) -> None:
    """Take a step of the engagement’s machine; its row is locked by the caller."""
    mine = Engagement.objects.filter(workspace_id=workspace, id=engagement)
    before = mine.values_list("state", flat=True).first()
    if before is None:
        raise NoSuchEngagement(id=engagement)
    mine.update(state=advance(ENGAGEMENT, before, action), parked_reason=reason)
