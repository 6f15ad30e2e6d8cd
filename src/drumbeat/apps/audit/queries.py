"""Read and verify the audit trail."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from drumbeat.apps.audit.entries import chained
from drumbeat.apps.audit.models import Activity, AuditHead
from drumbeat.apps.rows import instant
from drumbeat.core.audit_chain import ChainEntry, verify


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a workspace’s chain holds, how long it is, and what is wrong."""

    ok: bool
    entries: int
    details: str


@dataclass(frozen=True, slots=True)
class HistoryRow:
    """Something that was done to a thing, as its page tells it."""

    at: datetime
    actor: str
    action: str
    subject: str
    facts: dict[str, Any]


def list_history(workspace: int, subjects: Collection[str]) -> list[HistoryRow]:
    """Return what was done to the subjects (“draft:12”), in order, in one query."""
    rows = Activity.objects.filter(workspace_id=workspace, subject__in=subjects)
    return [
        HistoryRow(at, actor, action, subject, json.loads(payload))
        for at, actor, action, subject, payload in rows.order_by("seq").values_list(
            "at", "actor", "action", "subject", "payload"
        )
    ]


def verify_chain(workspace: int) -> Verdict:
    """Recompute every hash from the first row to the head. [I-63]"""
    head = AuditHead.objects.filter(workspace_id=workspace).first()
    stored = Activity.objects.filter(workspace_id=workspace).order_by("seq")
    entries = (_entry(a) for a in stored.iterator(chunk_size=5_000))
    broken = verify(entries, head=head.hash if head else "")
    count = head.seq if head else 0
    if broken is None:
        return Verdict(True, count, "")
    return Verdict(False, count, f"Entry {broken} was changed, moved or removed.")


def _entry(a: Activity) -> ChainEntry:
    said = (instant(a.at), a.actor, a.via, a.action, a.subject, a.payload)
    fields = chained(a.workspace_id, a.seq, *said)
    return ChainEntry(seq=a.seq, prev_hash=a.prev_hash, fields=fields, hash=a.hash)


def latest_at(workspace: int) -> datetime | None:
    """Return the instant of the latest entry, or None while there is none."""
    entries = Activity.objects.filter(workspace_id=workspace).order_by("-seq")
    return entries.values_list("at", flat=True).first()
