"""Mail goes once; what may have gone waits for a person; reminders can rest."""

from datetime import date, timedelta

import pytest

from cast import (
    DOMAIN,
    NORA,
    CountingMailer,
    Practice,
    faults,
    monthly,
    noon,
    utc,
    working_days,
)
from drumbeat.apps.delivery import operations as delivery
from drumbeat.apps.delivery.models import Dispatch
from drumbeat.apps.engagements.queries import NoSuchEngagement
from drumbeat.apps.reminders import operations as reminders
from drumbeat.apps.reminders.models import Reminder
from drumbeat.apps.reminders.operations import Doubt
from drumbeat.core.terms import ReminderPolicy, ReminderStep
from drumbeat.core.terms_edits import reminding

NUMBER = "INV-2026-0001"


@pytest.fixture
def sent(practice) -> Practice:
    """January is issued on Thursday the 1st and due on the 15th; its mail went out."""
    practice.agree(monthly())
    practice.bill_and_issue("2026-01-01")
    practice.deliver(noon("2026-01-01"), CountingMailer())
    return practice


def states(practice: Practice) -> dict[str, str]:
    plan = Reminder.objects.filter(invoice__number=NUMBER).order_by("position")
    return dict(plan.values_list("step", "state"))


def pass_of(practice: Practice, at, mailer=None) -> list[str]:
    """Remind and deliver once; return the steps that went out."""
    practice.remind(at)
    results = practice.deliver(at, mailer or CountingMailer())
    return [r.step for r in results if r.kind == "reminder" and r.outcome == "sent"]


def claim(practice: Practice, day: str) -> delivery.Claimed:
    claimed = delivery.claim_next(practice.id, at=noon(day))
    assert claimed is not None
    return claimed


@pytest.fixture
def queued(practice) -> Practice:
    practice.agree(monthly())
    practice.bill_and_issue("2026-01-01")
    return practice


def test_a_dispatch_is_claimed_once(queued):  # S-69, I-50
    first = claim(queued, "2026-01-01")

    assert delivery.claim_next(queued.id, at=noon("2026-01-01")) is None
    assert first.attempt == 1


@pytest.mark.parametrize(
    ("phase", "after"), [("claimed", "retry"), ("dot", "possibly_sent")]
)
def test_what_a_dead_worker_left_is_judged_by_its_phase(  # S-69, I-50
    queued, phase, after
):
    claimed = claim(queued, "2026-01-01")
    Dispatch.objects.filter(id=claimed.id).update(phase=phase)

    assert delivery.reap(queued.id, at=noon("2026-01-01")) == 0  # its lease holds
    assert delivery.reap(queued.id, at=noon("2026-01-02")) == 1

    assert Dispatch.objects.get(id=claimed.id).state == after
    mailer = CountingMailer()
    queued.deliver(noon("2026-01-02"), mailer)
    assert len(mailer.accepted) == (1 if after == "retry" else 0)


def test_a_late_worker_neither_sends_nor_writes(queued):  # I-50
    late = claim(queued, "2026-01-01")
    delivery.reap(queued.id, at=noon("2026-01-02"))
    mailer = CountingMailer()

    result = delivery.deliver(late, queued.write, mailer=mailer, at=noon("2026-01-02"))

    assert (result.outcome, mailer.accepted) == ("possibly_sent", [])
    assert Dispatch.objects.get(id=late.id).state == "retry"


def test_a_person_decides_about_what_may_have_gone(queued):  # S-69
    mailer = CountingMailer(outcome="possibly_sent")
    queued.deliver(noon("2026-01-01"), mailer)
    row = Dispatch.objects.get()
    first_id = row.message_id
    mailer.outcome = "sent"

    assert queued.deliver(noon("2026-01-09"), mailer) == []
    assert delivery.send_again(queued.id, row.id, at=noon("2026-01-09"))
    queued.deliver(noon("2026-01-09"), mailer)

    assert mailer.accepted == [first_id]
    assert not delivery.send_again(queued.id, row.id, at=noon("2026-01-10"))


def test_a_refusal_for_now_is_tried_again_later(queued):
    mailer = CountingMailer(outcome="retry")
    at = noon("2026-01-01")
    queued.deliver(at, mailer)
    mailer.outcome = "sent"

    assert queued.deliver(at + timedelta(minutes=10), mailer) == []
    assert len(queued.deliver(at + timedelta(minutes=16), mailer)) == 1
    assert len(mailer.accepted) == 1


def test_held_mail_waits_until_it_is_released(queued):
    delivery.hold_all(queued.id)
    mailer = CountingMailer()
    assert queued.deliver(noon("2026-01-02"), mailer) == []
    delivery.release_all(queued.id)
    assert len(queued.deliver(noon("2026-01-02"), mailer)) == 1


def test_the_plan_goes_out_step_by_step(sent):  # I-54, I-57
    went = []
    day = date(2026, 1, 2)
    while day < date(2026, 3, 20):
        went += [(str(day), step) for step in pass_of(sent, noon(day))]
        day += timedelta(days=1)

    assert went == [
        ("2026-01-12", "-3"),
        ("2026-01-16", "+1"),
        ("2026-01-22", "+7"),
        ("2026-01-29", "+14"),
    ]
    assert states(sent)["+30"] == "planned"  # the final notice waits for a call
    invoice = sent.invoice(NUMBER)
    reminders.log_call(
        sent.id, invoice.id, NUMBER, "No answer.", actor=NORA, at=noon("2026-03-20")
    )
    assert pass_of(sent, noon("2026-03-20")) == ["+30"]
    assert set(states(sent).values()) == {"sent"}
    assert faults(sent) == []


def test_after_an_outage_one_letter_goes_not_four(sent):  # S-64, I-53
    assert pass_of(sent, noon("2026-02-02")) == ["+14"]
    assert pass_of(sent, noon("2026-02-03")) == []
    assert states(sent) == {
        "-3": "skipped",
        "+1": "skipped",
        "+7": "skipped",
        "+14": "sent",
        "+30": "planned",
    }


def test_a_second_pass_sends_nothing(sent):  # I-50, I-52
    assert pass_of(sent, noon("2026-01-16")) == ["+1"]
    assert pass_of(sent, noon("2026-01-16")) == []


def test_nothing_goes_before_the_hour_or_at_the_weekend(sent):  # I-56
    assert pass_of(sent, utc("2026-01-16T07:59")) == []  # 08:59 in Amsterdam
    assert pass_of(sent, utc("2026-01-16T08:00")) == ["+1"]
    assert pass_of(sent, utc("2026-01-24T10:00")) == []  # Saturday, two days late
    assert pass_of(sent, utc("2026-01-26T10:00")) == ["+7"]


def test_a_paid_invoice_is_never_reminded(sent):  # S-65, I-51
    sent.pay("3630.00", "2026-01-14", reference=NUMBER)

    assert pass_of(sent, noon("2026-01-16")) == []
    assert set(states(sent).values()) == {"cancelled"}


def test_a_payment_stops_a_letter_already_queued(sent):  # S-65, I-51
    sent.remind(noon("2026-01-16"))
    sent.pay("3630.00", "2026-01-16", reference=NUMBER)
    mailer = CountingMailer()

    sent.deliver(noon("2026-01-16"), mailer)

    assert mailer.accepted == []
    assert states(sent)["+1"] == "cancelled"


def test_a_dispute_rests_reminders_until_it_is_settled(sent):  # S-66
    invoice = sent.invoice(NUMBER).id
    reminders.dispute(
        sent.id,
        invoice,
        NUMBER,
        Doubt("dispute", "Ines", "Not what we agreed."),
        on=date(2026, 1, 13),
        actor=NORA,
        at=noon("2026-01-13"),
    )
    assert pass_of(sent, noon("2026-01-16")) == []
    assert pass_of(sent, noon("2026-01-29")) == []

    reminders.settle_dispute(
        sent.id, invoice, NUMBER, "Explained.", actor=NORA, at=noon("2026-01-29")
    )

    assert pass_of(sent, noon("2026-01-29")) == ["+14"]
    assert pass_of(sent, noon("2026-01-30")) == []


def test_a_promise_rests_reminders_until_its_day_is_over(sent):  # S-66
    invoice = sent.invoice(NUMBER).id
    reminders.promise(
        sent.id,
        invoice,
        NUMBER,
        date(2026, 1, 20),
        person="Ines",
        actor=NORA,
        at=noon("2026-01-15"),
    )

    assert pass_of(sent, noon("2026-01-16")) == []
    assert pass_of(sent, noon("2026-01-20")) == []
    assert pass_of(sent, noon("2026-01-21")) == ["+1"]


def test_a_letter_of_which_nobody_knows_waits_for_a_person(sent):  # S-69
    sent.remind(noon("2026-01-16"))
    claimed = claim(sent, "2026-01-16")
    Dispatch.objects.filter(id=claimed.id).update(phase="dot")

    assert pass_of(sent, noon("2026-01-19")) == []
    assert states(sent)["+1"] == "unknown"
    assert pass_of(sent, noon("2026-01-22")) == []  # not one more before an answer

    delivery.confirm_sent(sent.id, claimed.id, at=noon("2026-01-22"))
    reminders.note_deliveries(sent.id, at=noon("2026-01-22"))
    assert states(sent)["+1"] == "sent"


def test_the_send_key_is_used_once(sent):  # S-62, I-50
    row = Dispatch.objects.get()
    assert row.message_id == delivery.message_id_for(row.send_key, DOMAIN)
    assert Dispatch.objects.filter(send_key=row.send_key).count() == 1


LADDER = reminding(
    ReminderPolicy(steps=(ReminderStep(4, "clear"), ReminderStep(20, "firm")))
)


def replan(practice: Practice, day: str) -> list[str]:
    row = practice.invoice(NUMBER)
    return reminders.replan(
        practice.id,
        row.engagement_id,
        calendars=working_days,
        actor=NORA,
        at=noon(day),
    )


def test_another_ladder_is_for_later_invoices_only(sent):  # S-61, S-67
    practice = sent
    practice.edit(practice.invoice(NUMBER).engagement_id, LADDER, on="2026-01-16")

    assert pass_of(practice, noon("2026-01-16")) == ["+1"]
    assert list(states(practice)) == ["-3", "+1", "+7", "+14", "+30"]
    (february,) = practice.bill_and_issue("2026-02-01")
    later = Reminder.objects.filter(invoice__number=february).order_by("position")
    assert [r.step for r in later] == ["+4", "+20"]


def test_an_open_invoice_gets_it_on_purpose_and_keeps_what_was_sent(sent):  # S-67, I-55
    assert pass_of(sent, noon("2026-01-16")) == ["+1"]
    sent.edit(sent.invoice(NUMBER).engagement_id, LADDER, on="2026-01-20")

    assert replan(sent, "2026-01-20") == [NUMBER]

    # “+4” was Monday the 19th: past, so it is neither sent now nor later.
    assert states(sent) == {"-3": "skipped", "+1": "sent", "+20": "planned"}
    assert pass_of(sent, noon("2026-01-20")) == []
    assert replan(sent, "2026-01-21") == []
    assert pass_of(sent, noon("2026-02-04")) == ["+20"]
    assert faults(sent) == []


def test_a_settled_invoice_is_not_planned_again(sent):
    sent.edit(sent.invoice(NUMBER).engagement_id, LADDER, on="2026-01-10")
    sent.pay("3630.00", "2026-01-10", reference=NUMBER)

    assert replan(sent, "2026-01-10") == []


def test_another_workspace_plans_nothing_again(sent):
    other = Practice.beside("Beside")
    engagement = sent.invoice(NUMBER).engagement_id

    with pytest.raises(NoSuchEngagement):
        reminders.replan(
            other.id,
            engagement,
            calendars=working_days,
            actor=NORA,
            at=noon("2026-01-10"),
        )
