"""The duties of a day: letters from the facts of the moment, and no step lost."""

import os
import signal
import threading
from datetime import date

import pytest

from cast import CountingMailer, Practice, monthly, noon
from drumbeat import wiring
from drumbeat.apps.audit.operations import Actor
from drumbeat.apps.delivery import operations as delivery
from drumbeat.apps.reminders import operations as reminders
from drumbeat.apps.reminders.models import Reminder
from drumbeat.apps.reminders.operations import Doubt
from drumbeat.core.errors import Refusal
from drumbeat.jobs import duties, worker
from drumbeat.jobs.duties import DayReport, Shift
from drumbeat.jobs.letters import letter_writer

DOMAIN = "mail.example"
LATE = "2026-01-16"  # the day after the due date: the first late reminder


@pytest.fixture
def practice(db):
    opened = Practice.open()
    opened.agree(monthly())
    opened.bill("2026-01-01")
    drafts = opened.approve_all("2026-01-01")
    from drumbeat.apps.billing import operations as billing

    billing.issue_drafts(
        opened.id,
        drafts,
        at=noon("2026-01-01"),
        actor=Actor("Nora", "cli"),
        calendars=wiring.calendars,
        domain=DOMAIN,
        register=wiring.number_register(),
        override_reason="a test of mail",
    )
    return opened


def shift(practice, day, mailer):
    return Shift(practice.workspace, noon(day), mailer, wiring.number_register())


def states(practice):
    rows = Reminder.objects.filter(workspace_id=practice.id, invoice__isnull=False)
    return dict(rows.values_list("step", "state"))


def test_an_invoice_goes_with_its_pdf_and_a_reminder_answers_it(practice):
    seen = []

    class Keeping(CountingMailer):
        def send(self, message, *, note_phase):
            seen.append(message)
            return super().send(message, note_phase=note_phase)

    mailer = Keeping()
    duties.deliver(shift(practice, "2026-01-01", mailer), DayReport())
    duties.remind(shift(practice, LATE, mailer), DayReport())

    first, second = seen
    assert first.attachments[0].content.startswith(b"%PDF-")
    assert second.in_reply_to == first.message_id
    assert states(practice)["+1"] == "sent"


def queued_reminder(practice):
    """Queue the first late reminder and claim it, as a worker would."""
    duties.deliver(shift(practice, "2026-01-01", CountingMailer()), DayReport())
    assert reminders.remind(practice.id, at=noon(LATE), domain=DOMAIN)
    claimed = delivery.claim_next(practice.id, at=noon(LATE), kind="reminder")
    assert claimed is not None
    return claimed


def test_a_payment_between_claim_and_sending_stops_the_letter(practice):
    """S-65: what is known at the moment of sending decides."""
    claimed = queued_reminder(practice)
    practice.pay("3630.00", LATE, reference="INV-2026-0001")
    mailer = CountingMailer()

    result = delivery.deliver(
        claimed,
        letter_writer(practice.id, at=noon(LATE)),
        mailer=mailer,
        at=noon(LATE),
    )
    reminders.note_deliveries(practice.id, at=noon(LATE))

    assert (result.outcome, mailer.accepted) == ("suppressed", [])
    assert states(practice)["+1"] == "cancelled"


def test_a_question_between_claim_and_sending_stops_the_letter(practice):
    claimed = queued_reminder(practice)
    reminders.dispute(
        practice.id,
        claimed.invoice,
        "INV-2026-0001",
        Doubt("question", "Ines", "Why?"),
        on=date.fromisoformat(LATE),
        actor=Actor("Ines", "web"),
        at=noon(LATE),
    )

    assert letter_writer(practice.id, at=noon(LATE))(claimed) is None


def test_a_crash_after_sending_is_made_up_for_in_the_next_pass(practice):
    claimed = queued_reminder(practice)
    writer = letter_writer(practice.id, at=noon(LATE))
    delivery.deliver(claimed, writer, mailer=CountingMailer(), at=noon(LATE))
    assert states(practice)["+1"] == "sending"  # the worker died here

    mailer = CountingMailer()
    duties.remind(shift(practice, "2026-01-22", mailer), DayReport())

    assert states(practice)["+1"] == "sent"
    assert len(mailer.accepted) == 1  # the next step, not the same one again


def test_noting_deliveries_twice_changes_nothing(practice):
    queued_reminder(practice)
    duties.remind(shift(practice, LATE, CountingMailer()), DayReport())

    assert reminders.note_deliveries(practice.id, at=noon(LATE)) == 0


def test_an_uncertain_letter_rests_until_somebody_decides(practice):
    duties.deliver(shift(practice, "2026-01-01", CountingMailer()), DayReport())
    unsure = CountingMailer(outcome="possibly_sent")
    report = DayReport()
    duties.remind(shift(practice, LATE, unsure), report)

    assert [result.outcome for result in report.results] == ["possibly_sent"]
    assert states(practice)["+1"] == "unknown"
    later = CountingMailer()
    duties.remind(shift(practice, "2026-01-22", later), DayReport())
    assert later.accepted == []


def test_a_refusal_stops_one_duty_and_not_the_day(practice, monkeypatch):
    class NotToday(Refusal):
        rule = "TST-1"
        message = "Not today."

    def refuse(*_):
        raise NotToday

    monkeypatch.setattr(worker, "DUTIES", (refuse, duties.deliver))
    mailer = CountingMailer()

    report = worker.do_all_due(shift(practice, "2026-01-01", mailer))

    assert report.refused == ["TST-1: Not today."]
    assert len(mailer.accepted) == 1


def test_the_worker_survives_what_fails_outside_and_ends_when_told(monkeypatch, caplog):
    passes = []

    def fail_once():
        passes.append(threading.get_ident())
        if len(passes) == 1:
            raise OSError("the disk went away")
        os.kill(os.getpid(), signal.SIGTERM)

    kept = {one: signal.getsignal(one) for one in (signal.SIGTERM, signal.SIGINT)}
    monkeypatch.setattr(worker, "pass_over_all", fail_once)
    monkeypatch.setattr(worker, "close_old_connections", lambda: None)
    try:
        worker.keep_working(pause_seconds=0.01)
    finally:
        for one, action in kept.items():
            signal.signal(one, action)

    assert len(passes) == 2
    assert "the next one goes on from here" in caplog.text
