"""The one spelling of an engagement on the audit trail."""

from __future__ import annotations

import json
from datetime import datetime

from drumbeat.apps.audit import operations as audit
from drumbeat.apps.audit.operations import Actor, Event


def record(
    workspace: int,
    engagement: int,
    action: str,
    facts: dict[str, object],
    *,
    actor: Actor,
    at: datetime,
) -> None:
    """Put a change of an engagement on the trail."""
    payload = json.dumps(facts, sort_keys=True, separators=(",", ":"))
    event = Event(action, f"engagement:{engagement}", payload)
    audit.record(workspace, [event], actor=actor, at=at)
