"""Projects that wait for a calendar entry follow its day."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from django.db import transaction
from django.db.models import F

from drumbeat.apps.audit.operations import Actor
from drumbeat.apps.engagements.models import Project, TermsVersion
from drumbeat.apps.engagements.operations.run import lock, look_again
from drumbeat.apps.engagements.operations.trail import record
from drumbeat.core.calendar_entries import EventChange, awaited
from drumbeat.core.lifecycle import MILESTONE
from drumbeat.core.terms_snapshot import terms_from_json


@transaction.atomic
def date_projects(
    workspace: int, days: Mapping[str, date | None], *, actor: Actor, at: datetime
) -> list[EventChange]:
    """Put projects on the days of the entries they wait for; return what changed.

    `days` are by UID, None of an entry that was cancelled; a project whose entry is
    not among them keeps the day it has. The next billing run compares anew: a draft
    that waits is composed again for its new day. [S-42]
    """
    waiting = TermsVersion.objects.filter(
        engagement__workspace_id=workspace,
        number=F("engagement__version"),
        terms__contains='"bill_on":"event ',
    )
    found = []
    texts = waiting.order_by("id").values_list("engagement_id", "terms")
    for engagement, text in texts:
        uids = {p.name: awaited(p) for p in terms_from_json(text).projects}
        rows = Project.objects.filter(engagement_id=engagement, name__in=uids)
        rows = rows.exclude(state__in=MILESTONE.final)  # what is billed stays billed
        for row in rows.order_by("id"):
            uid = uids[row.name]
            if uid in days and row.event_on != days[uid]:
                found.append(
                    EventChange(engagement, row.name, uid, row.event_on, days[uid])
                )
    lock(workspace, sorted({change.engagement for change in found}))
    for change in found:
        mine = Project.objects.filter(
            engagement_id=change.engagement, name=change.project
        )
        mine.update(event_on=change.now)
        look_again(workspace, change.engagement)
        facts: dict[str, object] = {
            "project": change.project,
            "was": change.was and change.was.isoformat(),
            "now": change.now and change.now.isoformat(),
        }
        record(workspace, change.engagement, "event moved", facts, actor=actor, at=at)
    return found
