"""Queue dispatches and work them off: claim, speak, write down."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, Q

from drumbeat.apps.delivery.models import (
    WAITING,
    Dispatch,
    DispatchAttempt,
    KnownAddress,
)
from drumbeat.apps.rows import Row, insert_rows, instant
from drumbeat.core.ports import DeliveryReport, Mailer, Message

LEASE = timedelta(minutes=5)
RETRY_AFTER = timedelta(minutes=15)
ATTEMPTS_MAX = 8
Recipients = tuple[tuple[str, str], ...]  # (name, address)

_COLUMNS = (
    "workspace_id",
    "invoice_id",
    "offer_id",
    "kind",
    "step",
    "send_key",
    "message_id",
    "recipients",
    "state",
    "phase",
    "send_at",
    "fence",
    "attempts",
    "answer",
)


@dataclass(frozen=True, slots=True)
class Envelope:
    """A dispatch to queue: what, to whom, and from when it may go.

    It is about an invoice or about an offer.
    """

    invoice: int | None
    kind: str  # invoice · reminder · answer · offer
    step: str
    send_key: str
    recipients: Recipients
    audience: str
    send_at: datetime
    offer: int | None = None


@dataclass(frozen=True, slots=True)
class Claimed:
    """A dispatch that this worker alone may send now."""

    id: int
    workspace: int
    invoice: int  # 0 when it is about an offer
    offer: int  # 0 when it is about an invoice
    kind: str
    step: str
    message_id: str
    recipients: Recipients
    audience: str
    fence: int
    attempt: int


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one dispatch in this pass."""

    invoice: int  # 0 when it is about an offer
    kind: str
    step: str
    to: tuple[str, ...]
    message_id: str
    outcome: str
    answer: str


def name_of(address: str) -> str:
    """Return what stands for an address in a send key: it fits, and tells nobody."""
    return hashlib.sha256(address.encode()).hexdigest()[:16]


def message_id_for(send_key: str, domain: str) -> str:
    """Return the Message-ID of a send key: the same for every attempt. [S-69]"""
    return f"<{hashlib.sha256(send_key.encode()).hexdigest()[:32]}@{domain}>"


def queue(workspace: int, envelopes: Iterable[Envelope], *, domain: str) -> None:
    """Store dispatches; the send key is unique, so nothing is queued twice."""
    rows: list[Row] = [
        (
            workspace,
            e.invoice,
            e.offer,
            e.kind,
            e.step,
            e.send_key,
            message_id_for(e.send_key, domain),
            _addressed(e.audience, e.recipients),
            "pending",
            "",
            instant(e.send_at),
            0,
            0,
            "",
        )
        for e in envelopes
    ]
    insert_rows("delivery_dispatch", _COLUMNS, rows)


def queue_once(workspace: int, envelope: Envelope, *, domain: str) -> bool:
    """Store a dispatch unless its send key was used; say whether it was stored."""
    if Dispatch.objects.filter(send_key=envelope.send_key).exists():
        return False
    with transaction.atomic():
        queue(workspace, [envelope], domain=domain)
    return True


def claim_next(
    workspace: int, *, at: datetime, kind: str | None = None
) -> Claimed | None:
    """Claim the oldest dispatch that may go, or None. [I-50]

    The conditional UPDATE is the lock: of two workers one changes the row and the
    other changes nothing. The fence makes a late writer's result fall flat.
    """
    waiting = Dispatch.objects.filter(
        workspace_id=workspace, state__in=WAITING, send_at__lte=at
    )
    if kind:
        waiting = waiting.filter(kind=kind)
    for row in waiting.order_by("send_at", "id")[:20]:
        with transaction.atomic():
            free = Dispatch.objects.filter(
                id=row.id, state=row.state, fence=row.fence, send_at__lte=at
            )
            taken = free.update(
                state="sending",
                phase="claimed",
                lease_until=at + LEASE,
                fence=F("fence") + 1,
                attempts=F("attempts") + 1,
            )
            if taken != 1:
                continue
            DispatchAttempt.objects.create(
                dispatch_id=row.id, number=row.attempts + 1, started_at=at
            )
        audience, recipients = json.loads(row.recipients)
        return Claimed(
            id=row.id,
            workspace=row.workspace_id,
            invoice=row.invoice_id or 0,
            offer=row.offer_id or 0,
            kind=row.kind,
            step=row.step,
            message_id=row.message_id,
            recipients=tuple((name, address) for name, address in recipients),
            audience=audience,
            fence=row.fence + 1,
            attempt=row.attempts + 1,
        )
    return None


def deliver(
    claimed: Claimed,
    write: Callable[[Claimed], Message | None],
    *,
    mailer: Mailer,
    at: datetime,
) -> Result:
    """Send what was claimed, noting each phase before it is passed.

    `write` returns the message, or None when it must not go any more (paid,
    disputed): the dispatch is then suppressed. No transaction waits for the network.
    """
    message = write(claimed)
    if message is None:
        report = DeliveryReport("failed", "Not needed any more.")
        _write_down(claimed, report, state="suppressed", at=at)
        return _result(claimed, report, "suppressed")

    def note_phase(phase: str) -> None:
        owned = Dispatch.objects.filter(id=claimed.id, fence=claimed.fence)
        if owned.update(phase=phase) != 1:
            # Somebody reaped this lease: stop before the server is told anything.
            raise LeaseLost(claimed.id)

    try:
        report = mailer.send(message, note_phase=note_phase)
    except LeaseLost:
        report = DeliveryReport("possibly_sent", "Another worker took this over.")
        return _result(claimed, report, "possibly_sent")
    state = _state_after(claimed, report)
    _write_down(claimed, report, state=state, at=at)
    return _result(claimed, report, state)


class LeaseLost(Exception):
    """The dispatch belongs to another worker by now."""


def _state_after(claimed: Claimed, report: DeliveryReport) -> str:
    if report.outcome == "retry":
        # Nobody accepted it, so sending again doubles nothing.
        exhausted = claimed.attempt >= ATTEMPTS_MAX
        return "failed" if exhausted else "retry"
    return report.outcome


def _write_down(
    claimed: Claimed, report: DeliveryReport, *, state: str, at: datetime
) -> None:
    with transaction.atomic():
        owned = Dispatch.objects.filter(id=claimed.id, fence=claimed.fence)
        was_ours = owned.update(
            state=state,
            answer=report.answer,
            lease_until=None,
            sent_at=at if state == "sent" else None,
            send_at=at + RETRY_AFTER * claimed.attempt
            if state == "retry"
            else F("send_at"),
        )
        if was_ours and state == "sent":
            KnownAddress.objects.bulk_create(
                [
                    KnownAddress(workspace_id=claimed.workspace, address=address)
                    for _, address in claimed.recipients
                ],
                ignore_conflicts=True,
            )
        DispatchAttempt.objects.filter(
            dispatch_id=claimed.id, number=claimed.attempt
        ).update(
            ended_at=at,
            outcome=report.outcome,
            answer=report.answer,
            recipients=json.dumps(
                [[r.address, r.state, r.answer] for r in report.recipients]
            ),
        )


def _addressed(audience: str, recipients: Recipients) -> str:
    return json.dumps([audience, [list(r) for r in recipients]])


def _result(claimed: Claimed, report: DeliveryReport, state: str) -> Result:
    return Result(
        invoice=claimed.invoice,
        kind=claimed.kind,
        step=claimed.step,
        to=tuple(address for _, address in claimed.recipients),
        message_id=claimed.message_id,
        outcome=state,
        answer=report.answer,
    )


def reap(workspace: int, *, at: datetime) -> int:
    """Free what a dead worker left behind; return how many.

    Before the final dot nothing was accepted, so it is tried again; after it the mail
    may have gone: possibly_sent, for a person to decide. [I-50]
    """
    stale = Dispatch.objects.filter(
        workspace_id=workspace, state="sending", lease_until__lt=at
    )
    uncertain = stale.filter(phase="dot").update(
        state="possibly_sent",
        fence=F("fence") + 1,
        lease_until=None,
        answer="The worker stopped while the server was being asked.",
    )
    unsent = stale.exclude(phase="dot")
    given_up = unsent.filter(attempts__gte=ATTEMPTS_MAX).update(
        state="failed",
        fence=F("fence") + 1,
        lease_until=None,
        answer="The worker stopped at every attempt.",
    )
    again = unsent.update(state="retry", fence=F("fence") + 1, lease_until=None)
    return uncertain + given_up + again


def send_again(workspace: int, dispatch: int, *, at: datetime) -> bool:
    """Send a possibly sent or failed dispatch once more, with the same Message-ID."""
    stuck = Dispatch.objects.filter(
        Q(state__in=["possibly_sent", "failed", "bounced"]),
        workspace_id=workspace,
        id=dispatch,
    )
    return stuck.update(state="retry", send_at=at, fence=F("fence") + 1) == 1


def confirm_sent(workspace: int, dispatch: int, *, at: datetime) -> bool:
    """Record that a person knows the mail arrived."""
    uncertain = Dispatch.objects.filter(
        workspace_id=workspace, id=dispatch, state="possibly_sent"
    )
    return uncertain.update(state="sent", sent_at=at, fence=F("fence") + 1) == 1


def hold_all(workspace: int) -> int:
    """Keep every waiting mail back, as after a restore. (D13)"""
    waiting = Dispatch.objects.filter(workspace_id=workspace, state__in=WAITING)
    return waiting.update(state="held")


def release_all(workspace: int) -> int:
    """Let held mail go."""
    held = Dispatch.objects.filter(workspace_id=workspace, state="held")
    return held.update(state="pending")


def drain(
    workspace: int,
    write: Callable[[Claimed], Message | None],
    *,
    mailer: Mailer,
    at: datetime,
    kind: str | None = None,
    most: int = 10_000,
) -> Sequence[Result]:
    """Work off what may go now; one dispatch after the other."""
    reap(workspace, at=at)
    results: list[Result] = []
    while len(results) < most:
        claimed = claim_next(workspace, at=at, kind=kind)
        if claimed is None:
            break
        results.append(deliver(claimed, write, mailer=mailer, at=at))
    return results
