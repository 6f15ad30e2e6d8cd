"""The one spelling of a movement of money on the audit trail."""

from __future__ import annotations

import json
from datetime import datetime

from drumbeat.apps.audit import operations as audit
from drumbeat.apps.audit.operations import Actor, Event


def note(
    workspace: int,
    action: str,
    subject: str,
    facts: dict[str, object],
    *,
    actor: Actor,
    at: datetime,
) -> None:
    """Put a movement of money on the trail."""
    payload = json.dumps(facts, sort_keys=True, separators=(",", ":"))
    audit.record(workspace, [Event(action, subject, payload)], actor=actor, at=at)
