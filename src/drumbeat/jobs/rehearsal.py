"""The real work with a moved clock, taken back before anybody sees it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from django.db import transaction

from drumbeat import wiring
from drumbeat.apps.audit.operations import Actor
from drumbeat.apps.billing import operations as billing
from drumbeat.apps.billing.queries import list_drafts
from drumbeat.apps.identity.queries import WorkspaceRow
from drumbeat.apps.invoices.queries import list_documents
from drumbeat.core.lifecycle import DraftState
from drumbeat.core.numbering import HighWater
from drumbeat.core.ports import (
    DeliveryReport,
    GivenNumber,
    Message,
    NumberRegister,
)
from drumbeat.jobs.duties import WORKER, DayReport, Shift
from drumbeat.jobs.worker import do_all_due

_REASON = "rehearsal"
_SECOND = Actor("second person", "worker")  # where two must look


@dataclass(frozen=True, slots=True)
class Foreseen:
    """One thing that would happen on a day."""

    on: date
    what: Literal["draft", "invoice", "message", "refused"]
    subject: str
    to: tuple[str, ...] = ()


class _ListeningMailer:
    """Sends nothing, and says that everything arrived."""

    def send(
        self, message: Message, *, note_phase: Callable[[str], None]
    ) -> DeliveryReport:
        note_phase("dot")
        return DeliveryReport("sent", f"rehearsed: {message.subject}")


class _ReadRegister:
    """Knows which numbers were given, and remembers none of those rehearsed."""

    def __init__(self, register: NumberRegister) -> None:
        self._register = register

    def high_water(self, series: str) -> HighWater:
        return self._register.high_water(series)

    def list_series(self, prefix: str) -> list[str]:
        return self._register.list_series(prefix)

    def give(self, numbers: Sequence[GivenNumber]) -> None:
        """Forget the numbers: they are taken back with all the rest."""

    def keep(self, series: str, sequence: int) -> None:
        """Forget it, too."""


def rehearse(
    workspace: WorkspaceRow, *, at: datetime, days: int, approving: bool
) -> list[Foreseen]:
    """Return what would go out on each day up to `days` from now.

    Everything happens in one transaction that is rolled back, so nothing is kept and
    no number is taken. With `approving`, each draft is approved on the day it appears.
    """
    zone = ZoneInfo(workspace.time_zone)
    today = at.astimezone(zone).date()
    foreseen: list[Foreseen] = []
    register = _ReadRegister(wiring.number_register())
    with transaction.atomic():
        for step in range(days + 1):
            on = today + timedelta(days=step)
            end = datetime.combine(on, time(23, 59, 59), tzinfo=zone).astimezone(UTC)
            shift = Shift(workspace, end, _ListeningMailer(), register)
            report = do_all_due(shift)
            foreseen += _foreseen(shift, report, on)
            if approving:
                foreseen += _approved(shift, on)
        transaction.set_rollback(True)
    return foreseen


def _approved(shift: Shift, on: date) -> list[Foreseen]:
    """Approve and issue what is open, then deliver it."""
    drafts = [draft for draft in list_drafts(shift.id) if draft.state != "approved"]
    for draft in drafts:
        state = billing.approve(shift.id, draft.id, actor=WORKER, at=shift.at)
        if state is not DraftState.APPROVED:
            billing.approve(shift.id, draft.id, actor=_SECOND, at=shift.at)
    report = DayReport()
    report.issued += billing.issue_drafts(
        shift.id,
        [draft.id for draft in drafts],
        at=shift.at,
        actor=WORKER,
        calendars=wiring.calendars,
        domain=wiring.mail_domain(),
        register=shift.register,
        override_reason=_REASON,
    )
    after = do_all_due(shift)
    report.results += after.results
    return _foreseen(shift, report, on)


def _foreseen(shift: Shift, report: DayReport, on: date) -> list[Foreseen]:
    drafts = list_drafts(shift.id, report.drafts) if report.drafts else []
    documents = list_documents(shift.id, {result.invoice for result in report.results})
    return [
        *(Foreseen(on, "draft", f"{d.client_name}: {d.subject}") for d in drafts),
        *(Foreseen(on, "invoice", issued.number) for issued in report.issued),
        *(
            Foreseen(
                on,
                "message",
                " ".join(filter(None, (documents[r.invoice].number, r.step))),
                r.to,
            )
            for r in report.results
            if r.outcome == "sent"
        ),
        *(Foreseen(on, "refused", sentence) for sentence in report.refused),
    ]
