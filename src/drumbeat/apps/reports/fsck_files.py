"""What breaks the books of files: not what was sent, or not what the trail names."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator

from drumbeat.apps.audit.models import Activity
from drumbeat.apps.reminders.models import ThreadFile

_AT_ONCE = 4  # files in memory, of at most five megabytes each
_CAME_WITH = ("question opened", "dispute opened", "client replied")


def changed(workspace: int) -> Iterator[str]:
    """Yield files that are not as they were sent: hash, size, and both on the trail."""
    on_trail = _sent(workspace)
    files = ThreadFile.objects.filter(dispute__invoice__workspace_id=workspace)
    rows = files.order_by("id").values_list("id", "content", "size", "sha256")
    for key, content, size, kept in rows.iterator(chunk_size=_AT_ONCE):
        if (hashlib.sha256(content).hexdigest(), len(content)) != (kept, size):
            yield f"file {key} does not have its hash and size"
        elif (kept, size) not in on_trail:
            yield f"file {key} is not the one that the trail names"


def _sent(workspace: int) -> set[tuple[str, int]]:
    entries = Activity.objects.filter(workspace_id=workspace, action__in=_CAME_WITH)
    payloads = entries.values_list("payload", flat=True)
    facts = (json.loads(payload) for payload in payloads.iterator())
    return {(fact["file"], fact["size"]) for fact in facts if "file" in fact}
