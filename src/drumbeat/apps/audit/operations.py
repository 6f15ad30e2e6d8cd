"""Add to the audit trail: always in the transaction of what it records."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from drumbeat.apps.audit.entries import chained
from drumbeat.apps.audit.models import AuditHead
from drumbeat.apps.rows import insert_rows, instant
from drumbeat.apps.sql import change, read
from drumbeat.core.audit_chain import GENESIS, entry_hash

_COLUMNS = (
    "workspace_id",
    "seq",
    "at",
    "actor",
    "via",
    "action",
    "subject",
    "payload",
    "prev_hash",
    "hash",
)


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts, and through which door (web, cli, worker)."""

    name: str
    via: str


@dataclass(frozen=True, slots=True)
class Event:
    """What happened to what; `payload` is canonical JSON without personal data."""

    action: str
    subject: str
    payload: str = "{}"


@dataclass(frozen=True, slots=True)
class TrailEnd:
    """The end of a trail we hold: nobody else adds to it before we commit."""

    id: int
    seq: int
    hash: str


def hold_trail(workspace: int) -> TrailEnd:
    """Take the lock of the trail before any lock on money, until the end.

    Whoever moves balances locks in this order: engagements, drafts, series, trail,
    balances, sums by day. One order for all, so no two of them wait for each other.
    """
    found = read(
        "UPDATE audit_audithead SET seq = seq WHERE workspace_id = %(workspace)s "
        "RETURNING id, seq, hash",
        workspace=workspace,
    )
    if found:
        return TrailEnd(*found[0])
    new = AuditHead.objects.create(workspace_id=workspace, seq=0, hash=GENESIS)
    return TrailEnd(new.id, new.seq, new.hash)


def record(
    workspace: int,
    events: Sequence[Event],
    *,
    actor: Actor,
    at: datetime,
    end: TrailEnd | None = None,
) -> None:
    """Chain the events to the workspace’s trail, in order. [I-63]

    The UPDATE of the head row is the lock: of two writers the second waits, so the
    chain never forks. Who holds the trail and added nothing since hands its `end` on.
    """
    if not events:
        return
    head = hold_trail(workspace) if end is None else end
    seq, previous = head.seq, head.hash
    when = instant(at)
    rows: list[tuple[str | int | None, ...]] = []
    for event in events:
        seq += 1
        said = (when, actor.name, actor.via, event.action, event.subject)
        digest = entry_hash(previous, chained(workspace, seq, *said, event.payload))
        rows.append((workspace, seq, *said, event.payload, previous, digest))
        previous = digest
    insert_rows("audit_activity", _COLUMNS, rows)
    change(
        "UPDATE audit_audithead SET seq = %s, hash = %s WHERE id = %s",
        [(seq, previous, head.id)],
    )
