"""Notices: short letters of the house to its members, queued and worked off."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import F

from drumbeat.apps.identity.models import Notice
from drumbeat.core.ports import Mailer, Message, NoticeLetter

LEASE = timedelta(minutes=5)
RETRY_AFTER = timedelta(minutes=5)
ATTEMPTS_MAX = 8


@dataclass(frozen=True, slots=True)
class NewNotice:
    """A notice to queue."""

    to: str
    subject: str
    text: str


def queue_notice(workspace: int, notice: NewNotice, *, at: datetime) -> None:
    """Queue one notice in the transaction of what it tells of."""
    Notice.objects.create(
        workspace_id=workspace,
        to=notice.to,
        subject=" ".join(notice.subject.split()),
        text=notice.text.strip(),
        state="waiting",
        queued_at=at,
        send_at=at,
    )


def deliver_notices(
    workspace: int,
    write: Callable[[NoticeLetter], Message],
    *,
    mailer: Mailer,
    at: datetime,
    domain: str,
    most: int = 1000,
) -> Sequence[str]:
    """Send what waits; return the outcomes.

    To claim a notice is to move its `send_at` ahead by the lease: of two workers one
    changes the row, and what a dead one left is taken again later. A notice may so
    arrive twice, with the same Message-ID, which does no harm.
    """
    outcomes: list[str] = []
    waiting = Notice.objects.filter(
        workspace_id=workspace, state="waiting", send_at__lte=at
    )
    for row in waiting.order_by("send_at", "id")[:most]:
        free = Notice.objects.filter(id=row.id, state="waiting", send_at=row.send_at)
        if free.update(send_at=at + LEASE, attempts=F("attempts") + 1) != 1:
            continue
        message = write(_letter(row, domain))
        report = mailer.send(message, note_phase=lambda _phase: None)
        outcomes.append(report.outcome)
        _write_down(row, report.outcome, report.answer, at=at)
    return outcomes


def drop_waiting_notices(workspace: int) -> int:
    """Drop what waits, as after a restore: its links and codes are stale. (D13)"""
    waiting = Notice.objects.filter(workspace_id=workspace, state="waiting")
    return waiting.update(state="dropped", text="")


def _letter(row: Notice, domain: str) -> NoticeLetter:
    key = f"notice {row.workspace_id} {row.id} {row.queued_at.isoformat()}"
    name = hashlib.sha256(key.encode()).hexdigest()[:32]
    return NoticeLetter(
        message_id=f"<{name}@{domain}>",
        written_at=row.queued_at,
        sender=row.workspace.name,
        to=row.to,
        subject=row.subject,
        text=row.text,
    )


def _write_down(row: Notice, outcome: str, answer: str, *, at: datetime) -> None:
    """Note what became of it; a text that has gone is forgotten, links and all."""
    own = Notice.objects.filter(id=row.id, state="waiting")
    if outcome == "retry" and row.attempts + 1 < ATTEMPTS_MAX:
        own.update(answer=answer, send_at=at + RETRY_AFTER * (row.attempts + 1))
        return
    gone = outcome in {"sent", "possibly_sent"}
    own.update(
        state="sent" if gone else "failed",
        sent_at=at if gone else None,
        answer=answer,
        text="",
    )
