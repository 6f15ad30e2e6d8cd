"""Write the update that goes with an invoice."""

from __future__ import annotations

import json
from datetime import date, datetime

from drumbeat.apps.updates.models import Update
from drumbeat.core.documents import UpdatePage


def write_update(
    workspace: int, engagement: int, bill_on: date, page: UpdatePage, *, at: datetime
) -> None:
    """Record the update for the draft billed on that day; writing again replaces it.

    A draft or invoice that was composed keeps its own copy of what it went out with.
    """
    Update.objects.update_or_create(
        engagement_id=engagement,
        bill_on=bill_on,
        defaults={
            "workspace_id": workspace,
            "title": page.title,
            "accomplished": json.dumps(
                [[d.text, d.evidence] for d in page.accomplished], ensure_ascii=False
            ),
            "next_steps": page.next_steps,
            "next_title": page.next_title,
            "needed": page.needed,
            "answer": page.answer,
            "author": page.author,
            "written_at": at,
        },
    )
