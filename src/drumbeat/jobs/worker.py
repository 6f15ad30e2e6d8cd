"""The worker: does everything that is due, again and again."""

from __future__ import annotations

import logging
import signal
import threading
from types import FrameType

from django.db import DatabaseError, close_old_connections

from drumbeat import clock, wiring
from drumbeat.apps.identity.queries import list_workspaces
from drumbeat.core.errors import OutsideFailure, Refusal
from drumbeat.jobs.duties import DUTIES, DayReport, Shift

_log = logging.getLogger(__name__)


def do_all_due(shift: Shift) -> DayReport:
    """Do every duty once, in order; what a rule refuses stops only that duty."""
    report = DayReport()
    for duty in DUTIES:
        try:
            duty(shift, report)
        except Refusal as refusal:
            report.refused.append(f"{refusal.rule}: {refusal.sentence}")
    return report


def pass_over_all() -> None:
    """Do everything that is due now, in every workspace."""
    for workspace in list_workspaces():
        mailer = wiring.mailer(workspace.key, is_sample=workspace.is_sample)
        shift = Shift(workspace, clock.now(), mailer, wiring.number_register())
        report = do_all_due(shift)
        for sentence in report.refused:
            _log.warning("Workspace %s: %s", workspace.id, sentence)


def keep_working(*, pause_seconds: float) -> None:
    """Work until told to stop; what fails outside is tried again the next time."""
    stop = threading.Event()

    def end(number: int, frame: FrameType | None) -> None:
        # The pass under way is finished first; a second signal changes nothing.
        del number, frame
        stop.set()

    signal.signal(signal.SIGTERM, end)
    signal.signal(signal.SIGINT, end)
    while not stop.is_set():
        close_old_connections()
        try:
            pass_over_all()
        except (DatabaseError, OSError, OutsideFailure):
            _log.exception("This pass was broken off; the next one goes on from here.")
        stop.wait(pause_seconds)
