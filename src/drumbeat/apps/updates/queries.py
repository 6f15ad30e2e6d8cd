"""Read updates."""

from __future__ import annotations

import json
from datetime import date

from drumbeat.apps.sql import Among
from drumbeat.apps.updates.models import Update
from drumbeat.core.documents import Deliverable, UpdatePage


def list_updates(
    workspace: int, engagements: list[int]
) -> dict[tuple[int, date], UpdatePage]:
    """Return the updates of those engagements by engagement and bill date."""
    found = Update.objects.filter(
        Among("engagement_id", engagements), workspace_id=workspace
    )
    return {
        (u.engagement_id, u.bill_on): UpdatePage(
            title=u.title,
            accomplished=tuple(
                Deliverable(text, evidence)
                for text, evidence in json.loads(u.accomplished)
            ),
            next_steps=u.next_steps,
            needed=u.needed,
            next_title=u.next_title,
            author=u.author,
            answer=u.answer,
        )
        for u in found
    }
