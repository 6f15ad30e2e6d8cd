"""The duties of a day, in the order in which one feeds the next."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from zoneinfo import ZoneInfo

from drumbeat import wiring
from drumbeat.apps.audit.operations import Actor
from drumbeat.apps.billing import operations as billing
from drumbeat.apps.billing.bulk import run_billing
from drumbeat.apps.billing.operations import IssuedDraft
from drumbeat.apps.calendars import operations as calendars
from drumbeat.apps.delivery import operations as delivery
from drumbeat.apps.delivery.operations import Result
from drumbeat.apps.engagements import operations as engagements
from drumbeat.apps.identity import operations as identity
from drumbeat.apps.identity.queries import WorkspaceRow
from drumbeat.apps.reminders import operations as reminders
from drumbeat.core.ports import Mailer, NumberRegister
from drumbeat.jobs.letters import letter_writer

WORKER = Actor("worker", "worker")


@dataclass(frozen=True, slots=True)
class Shift:
    """One pass over one workspace: when, by whom, with what of the outside world."""

    workspace: WorkspaceRow
    at: datetime
    mailer: Mailer
    register: NumberRegister
    actor: Actor = WORKER

    @property
    def id(self) -> int:
        """Return the id of the workspace."""
        return self.workspace.id


@dataclass(slots=True)
class DayReport:
    """What a pass did; `refused` holds the sentences of what a rule stopped."""

    drafts: list[int] = field(default_factory=list)
    parked: list[tuple[str, str]] = field(default_factory=list)
    already: int = 0
    issued: list[IssuedDraft] = field(default_factory=list)
    results: list[Result] = field(default_factory=list)
    offers: list[Result] = field(default_factory=list)  # of letters about offers
    feeds: list[str] = field(default_factory=list)  # what went wrong with them
    refused: list[str] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)


def inform(shift: Shift, report: DayReport) -> None:
    """Send the notices of the house to its members: they wait in front of a page."""
    report.notices += identity.deliver_notices(
        shift.id,
        wiring.letters().notice,
        mailer=shift.mailer,
        at=shift.at,
        domain=wiring.mail_domain(),
    )


def follow_calendars(shift: Shift, report: DayReport) -> None:
    """Ask the calendar feeds; projects that wait for an entry follow its day."""
    zone = ZoneInfo(shift.workspace.time_zone)
    on = shift.at.astimezone(zone).date()
    report.feeds += calendars.ask_feeds(
        shift.id,
        wiring.fetch_calendar,
        partial(wiring.calendar_entries, on=on, zone=zone),
        on=on,
        zone=zone,
        actor=shift.actor,
        at=shift.at,
    )
    calendars.follow(shift.id, actor=shift.actor, at=shift.at)


def accept_silence(shift: Shift, _: DayReport) -> None:
    """Accept what was handed over and not answered in the days agreed."""
    on = shift.at.astimezone(ZoneInfo(shift.workspace.time_zone)).date()
    engagements.accept_silence(shift.id, on=on, actor=shift.actor, at=shift.at)


def bill(shift: Shift, report: DayReport) -> None:
    """Draft what is due."""
    run = run_billing(
        shift.workspace,
        at=shift.at,
        actor=shift.actor,
        calendars=wiring.calendars,
    )
    report.drafts += run.drafts
    report.parked += run.parked
    report.already = run.already


def issue_standing(shift: Shift, report: DayReport) -> None:
    """Issue what may go by itself."""
    report.issued += billing.issue_standing(
        shift.id,
        at=shift.at,
        calendars=wiring.calendars,
        domain=wiring.mail_domain(),
        register=shift.register,
    )


def issue_held(shift: Shift, report: DayReport) -> None:
    """Issue what a person approved and whose undo hold is over."""
    report.issued += billing.issue_held(
        shift.id,
        at=shift.at,
        actor=shift.actor,
        calendars=wiring.calendars,
        domain=wiring.mail_domain(),
        register=shift.register,
    )


def deliver(shift: Shift, report: DayReport) -> None:
    """Send the documents that wait, our answers to what clients asked, and offers."""
    for kind in ("invoice", "answer", "approval"):
        report.results += _drained(shift, kind)
    report.offers += _drained(shift, "offer")


def remind(shift: Shift, report: DayReport) -> None:
    """Decide the plans that have come due and send their letters."""
    # First what a pass that was broken off did not write down.
    reminders.note_deliveries(shift.id, at=shift.at)
    reminders.remind(shift.id, at=shift.at, domain=wiring.mail_domain())
    report.results += _drained(shift, "reminder")
    reminders.note_deliveries(shift.id, at=shift.at)


def _drained(shift: Shift, kind: str) -> Sequence[Result]:
    writer = letter_writer(shift.id, at=shift.at)
    return delivery.drain(shift.id, writer, mailer=shift.mailer, at=shift.at, kind=kind)


Duty = Callable[[Shift, DayReport], None]
DUTIES: tuple[Duty, ...] = (
    inform,
    follow_calendars,
    accept_silence,
    bill,
    issue_standing,
    issue_held,
    deliver,
    remind,
)
