"""The next reminder now, and a row of the queue on a later day."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from cast import NORA, CountingMailer, Practice, faults_by_fsck, monthly, noon
from drumbeat.apps.reminders import operations as reminders
from drumbeat.apps.reminders import wishes
from drumbeat.apps.reminders.operations import Doubt
from drumbeat.apps.reminders.queries import get_plan, list_snoozes
from drumbeat.apps.reports.queries import (
    count_needing,
    held_sends,
    queue_page,
    queue_rows,
)
from drumbeat.core.queue import Group, SnoozeFact
from drumbeat.core.remind_now import NothingToRemind, RemindersRest

pytestmark = pytest.mark.django_db

NUMBER = "INV-2026-0001"
NOW = noon("2026-01-19")  # a Monday; due on the 15th, +1 would go on the 16th
HOLD = timedelta(seconds=20)


@pytest.fixture
def sent(practice: Practice) -> Practice:
    """January is issued on the 1st, due on the 15th, and was delivered."""
    practice.agree(monthly())
    practice.bill_and_issue("2026-01-01")
    practice.deliver(noon("2026-01-01"), CountingMailer())
    return practice


def remind(practice: Practice, *, at: datetime = NOW) -> datetime:
    invoice = practice.invoice(NUMBER).id
    return wishes.remind_now(practice.id, invoice, NUMBER, actor=NORA, at=at)


def wait(practice: Practice, *, at: datetime) -> None:
    invoice = practice.invoice(NUMBER).id
    wishes.let_reminder_wait(practice.id, invoice, NUMBER, actor=NORA, at=at)


def days(practice: Practice) -> dict[str, date]:
    rows = get_plan(practice.id, "invoice", practice.invoice(NUMBER).id)
    return {row.step: row.due_at.date() for row in rows if row.state == "planned"}


def test_the_next_reminder_goes_when_its_hold_is_over(sent):  # I-53, S-64
    sent.remind(noon("2026-01-16"))
    sent.deliver(noon("2026-01-16"), CountingMailer())
    reminders.note_deliveries(sent.id, at=noon("2026-01-16"))
    planned = days(sent)
    goes_at = remind(sent, at=noon("2026-01-20"))

    assert goes_at == noon("2026-01-20") + HOLD
    assert sent.remind(goes_at - timedelta(seconds=1)) == []
    [key] = sent.remind(goes_at)
    assert key.startswith(f"reminder:{sent.id}:{NUMBER}:+7:")
    assert days(sent) == {step: on for step, on in planned.items() if step != "+7"}
    assert faults_by_fsck(sent, on=date(2026, 1, 20)) == []


def test_it_is_seen_and_taken_back_until_then(sent):
    planned = days(sent)
    goes_at = remind(sent)
    [held] = held_sends(sent.id)
    assert (held.subject_id, held.send_at) == (f"invoice:{NUMBER}", goes_at)
    assert held.tone == "friendly"
    assert held_sends(sent.id, seen=frozenset()) == ()

    wait(sent, at=goes_at - timedelta(seconds=1))

    assert days(sent) == planned
    assert held_sends(sent.id) == ()
    with pytest.raises(wishes.AlreadyGone):
        wait(sent, at=NOW)


def test_asked_for_twice_it_goes_once_and_keeps_its_day(sent):  # I-50
    planned = days(sent)
    remind(sent)
    goes_at = remind(sent, at=NOW + timedelta(seconds=5))
    wait(sent, at=NOW + timedelta(seconds=6))
    assert days(sent) == planned

    goes_at = remind(sent, at=goes_at)
    assert len(sent.remind(goes_at + HOLD)) == 1
    with pytest.raises(RemindersRest, match="on its way"):
        remind(sent, at=goes_at + HOLD)
    with pytest.raises(wishes.AlreadyGone):
        wait(sent, at=goes_at + HOLD)


def test_a_question_or_a_payment_stops_it(sent):  # S-65, S-66
    goes_at = remind(sent)
    sent.pay("3630.00", "2026-01-19", reference=NUMBER)

    assert sent.remind(goes_at) == []
    with pytest.raises(NothingToRemind):
        remind(sent)


def test_another_workspace_reminds_nobody(sent):
    other = Practice.beside("Other")
    invoice = sent.invoice(NUMBER).id
    with pytest.raises(NothingToRemind):
        wishes.remind_now(other.id, invoice, NUMBER, actor=NORA, at=NOW)


@pytest.fixture
def asked(sent) -> Practice:
    """The client asks something on the 5th."""
    ask(sent, "question")
    return sent


def ask(practice: Practice, kind: str) -> None:
    reminders.dispute(
        practice.id,
        practice.invoice(NUMBER).id,
        NUMBER,
        Doubt(kind, "Ines", "Is travel in?"),
        on=date(2026, 1, 5),
        actor=NORA,
        at=noon("2026-01-05"),
    )


def snooze(practice: Practice, until: str, *, reason: str = "question_open") -> None:
    wish = SnoozeFact(f"invoice:{NUMBER}", reason, date.fromisoformat(until))
    wishes.snooze(practice.id, wish, on=date(2026, 1, 6), actor=NORA, at=NOW)


def row(practice: Practice, on: str):
    found = queue_rows(practice.id, on=date.fromisoformat(on))
    return next(row for row in found if row.subject_id == f"invoice:{NUMBER}")


def test_a_snoozed_row_rests_until_its_day(asked):
    snooze(asked, "2026-01-08")

    rests = row(asked, "2026-01-07")
    assert (rests.reason, rests.group) == ("snoozed", Group.SCHEDULED)
    assert rests.sentence == "Snoozed. You look at it again on Thu 8 Jan."
    assert count_needing(asked.id, on=date(2026, 1, 7)) == 0
    back = row(asked, "2026-01-08")
    assert (back.reason, back.group) == ("question_open", Group.NEEDS_YOU)


def test_what_is_snoozed_is_no_money_to_come(asked):
    weeks = queue_page(asked.id, on=date(2026, 1, 6), zone="Europe/Amsterdam").weeks
    snooze(asked, "2026-01-08")
    page = queue_page(asked.id, on=date(2026, 1, 6), zone="Europe/Amsterdam")

    assert page.weeks == weeks
    assert page.needs_you == 0


def test_anything_new_about_it_shows_at_once(asked):
    snooze(asked, "2026-01-12")
    ask(asked, "dispute")

    assert row(asked, "2026-01-07").reason == "dispute_open"


def test_it_is_woken_and_snoozed_again(asked):
    snooze(asked, "2026-01-12")
    snooze(asked, "2026-01-09")
    assert [s.until for s in list_snoozes(asked.id, on=date(2026, 1, 6))] == [
        date(2026, 1, 9)
    ]

    for _ in range(2):
        wishes.wake(asked.id, f"invoice:{NUMBER}", actor=NORA, at=NOW)
        assert row(asked, "2026-01-07").reason == "question_open"


def test_a_day_that_is_not_later_is_refused(asked):
    with pytest.raises(wishes.NoLaterDay):
        snooze(asked, "2026-01-06")


def test_another_workspace_snoozes_its_own(asked):
    other = Practice.beside("Other")
    snooze(other, "2026-01-12")

    assert row(asked, "2026-01-07").group is Group.NEEDS_YOU
