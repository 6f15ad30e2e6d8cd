"""Several at once on real connections: everything happens once, whoever comes first."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date

import pytest
from django.db import connections

from cast import (
    NORA,
    CountingMailer,
    Practice,
    arrears,
    charges_of,
    eur,
    faults,
    monthly,
    noon,
)
from drumbeat.apps.billing import operations as billing
from drumbeat.apps.billing.models import Draft
from drumbeat.apps.delivery import operations as delivery
from drumbeat.apps.delivery.models import Dispatch
from drumbeat.apps.engagements.queries import get_terms
from drumbeat.apps.payments import operations as payments
from drumbeat.apps.payments.models import Refund
from drumbeat.apps.payments.queries import list_payments
from drumbeat.apps.reminders.models import Reminder
from drumbeat.core.errors import Refusal
from drumbeat.core.terms import Change

DAY = "2026-01-05"


@pytest.fixture
def practice(transactional_db) -> Practice:
    return Practice.open()


def together(*works: Callable[[], object]) -> list[object]:
    """Do all at the same moment; return what each returned or raised."""
    barrier = threading.Barrier(len(works))
    outcomes: list[object] = [None] * len(works)

    def run(place: int, work: Callable[[], object]) -> None:
        try:
            barrier.wait(timeout=30)
            outcomes[place] = work()
        except Exception as fault:  # noqa: BLE001  (the test looks at it)
            outcomes[place] = fault
        finally:
            connections.close_all()

    threads = [
        threading.Thread(target=run, args=(place, work))
        for place, work in enumerate(works)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=90)
    return outcomes


def surprises(outcomes: Sequence[object]) -> list[object]:
    """Return what was raised and is not one of our own refusals."""
    return [
        o for o in outcomes if isinstance(o, Exception) and not isinstance(o, Refusal)
    ]


def clients(count: int) -> list[str]:
    return [f"Client {n:02}" for n in range(count)]


def test_eight_issuers_share_one_series(practice):  # I-35, I-36
    for name in clients(40):
        practice.agree(monthly(name))
    practice.bill("2026-01-01")
    drafts = practice.approve_all("2026-01-01")
    shares = [drafts[n::8] for n in range(8)]

    outcomes = together(*(lambda s=s: practice.issue(s, DAY) for s in shares))

    assert surprises(outcomes) == []
    numbers = sorted(number for share in outcomes for number in share)
    assert numbers == [f"INV-2026-{n:04}" for n in range(1, 41)]
    assert faults(practice) == []


def test_the_same_drafts_are_issued_once(practice):  # S-49, I-36
    for name in clients(10):
        practice.agree(monthly(name))
    practice.bill("2026-01-01")
    drafts = practice.approve_all("2026-01-01")

    outcomes = together(*[lambda: practice.issue(drafts, DAY)] * 4)

    assert surprises(outcomes) == []
    assert sorted(len(o) for o in outcomes) == [0, 0, 0, 10]
    assert faults(practice) == []


def test_four_runs_at_once_bill_everything_once(practice):  # I-16, S-30
    for name in clients(12):
        practice.agree(monthly(name))
        practice.agree(arrears(f"{name} later"))

    outcomes = together(*[lambda: practice.bill("2026-03-05")] * 4)

    assert surprises(outcomes) == []
    found = charges_of(practice)
    assert len(found) == len(set(found)) == 12 * (3 + 2)
    assert Draft.objects.exclude(state="discarded").count() == 12 * (3 + 2)
    assert faults(practice) == []


def test_two_passes_send_each_reminder_once(practice):  # I-50, I-52
    for name in clients(6):
        practice.agree(monthly(name))
    practice.bill_and_issue("2026-01-01")
    mailer = CountingMailer()
    at = noon("2026-01-16")

    def one_pass() -> None:
        practice.remind(at)
        practice.deliver(at, mailer)

    outcomes = together(one_pass, one_pass, one_pass)

    assert surprises(outcomes) == []
    practice.deliver(at, mailer)
    assert set(Counter(mailer.accepted).values()) == {1}
    assert Dispatch.objects.filter(kind="reminder").count() == 6
    assert Reminder.objects.filter(step="+1", state="sent").count() == 6


def test_a_payment_and_a_reminder_meet(practice):  # S-65, I-51
    names = clients(8)
    for name in names:
        practice.agree(monthly(name))
    numbers = practice.bill_and_issue("2026-01-01")
    practice.deliver(noon("2026-01-01"), CountingMailer())
    mailer = CountingMailer()
    at = noon("2026-01-16")

    def pay() -> None:
        for number in numbers:
            practice.pay("3630.00", "2026-01-16", reference=number)

    def remind() -> None:
        practice.remind(at)
        practice.deliver(at, mailer)

    outcomes = together(pay, remind, remind)

    assert surprises(outcomes) == []
    practice.remind(noon("2026-01-17"))
    after = CountingMailer()
    practice.deliver(noon("2026-01-17"), after)
    assert after.accepted == []
    assert len(mailer.accepted) == len(set(mailer.accepted)) <= 8
    assert [practice.open_of(number) for number in numbers] == [0] * 8
    assert faults(practice) == []


def test_payments_and_credit_notes_cross_without_standing_still(practice):  # I-44
    engagements = [practice.agree(monthly(name)) for name in clients(6)]
    numbers = practice.bill_and_issue("2026-01-01")
    for engagement in engagements:
        practice.pause(engagement, "2026-01-11", "2026-01-20", on="2026-01-05")
        practice.agree(monthly(f"Another {engagement}"))
    practice.bill(DAY)
    drafts = practice.approve_all(DAY)

    def pay(own: list[str], name: str) -> None:
        for number in own:
            text = " ".join(reversed(own))
            practice.pay("700.00", DAY, reference=text, external_id=f"{name}{number}")

    outcomes = together(
        lambda: practice.issue(drafts[::2], DAY),
        lambda: practice.issue(drafts[1::2], DAY),
        lambda: pay(numbers, "a"),
        lambda: pay(numbers[::-1], "b"),
    )

    assert surprises(outcomes) == []
    assert [o for o in outcomes if isinstance(o, Refusal)] == []
    assert faults(practice) == []


def test_the_same_payment_arrives_twice_at_once(practice):  # I-46
    practice.agree(monthly())
    practice.bill_and_issue("2026-01-01")

    outcomes = together(
        *[lambda: practice.pay("500.00", DAY, client="Halden", external_id="tx")] * 4
    )

    assert surprises(outcomes) == []
    assert len(list_payments(practice.id)) == 1
    assert practice.open_of("INV-2026-0001") == 313_000


def test_nothing_is_paid_back_twice(practice):  # I-44
    practice.agree(monthly())
    practice.bill_and_issue("2026-01-01")
    paid = practice.pay("4630.00", DAY, client="Halden").payment

    def refund() -> None:
        payments.refund(
            practice.id,
            paid,
            eur("1000.00"),
            on=noon(DAY).date(),
            reason="Paid too much.",
            actor=NORA,
            at=noon(DAY),
        )

    outcomes = together(refund, refund, refund)

    assert surprises(outcomes) == []
    assert Refund.objects.count() == 1
    assert faults(practice) == []


def test_a_draft_discarded_during_a_run_comes_back(practice):  # S-30, I-62
    for name in clients(20):
        practice.agree(monthly(name))
    practice.bill("2026-01-01")
    drafts = [d.id for d in practice.drafts()]

    def discard() -> None:
        for draft in drafts:
            billing.discard(practice.id, draft, actor=NORA, at=noon(DAY))

    outcomes = together(discard, *[lambda: practice.bill("2026-02-01")] * 2)
    practice.bill("2026-02-01")

    assert surprises(outcomes) == []
    assert len(practice.drafts()) == 40
    assert faults(practice) == []


def test_changes_of_terms_at_once_are_all_kept(practice):  # S-36, S-40
    engagement = practice.agree(monthly())
    raised = Change(date(2026, 5, 1), "Retainer, {period}", amount=eur("3500.00"))

    outcomes = together(
        lambda: practice.pause(engagement, "2026-02-01", "2026-02-05", on=DAY),
        lambda: practice.pause(engagement, "2026-03-01", "2026-03-05", on=DAY),
        lambda: practice.change(engagement, raised, on=DAY),
        lambda: practice.end(engagement, "2026-11-30", on=DAY),
    )

    assert outcomes == [None] * 4
    terms = get_terms(practice.id, engagement)
    assert len(terms.pauses) == 2
    assert terms.changes == (raised,)
    assert terms.ends == date(2026, 11, 30)
    assert faults(practice) == []


def test_two_workers_claim_each_dispatch_once(practice):  # S-69, I-50
    for name in clients(20):
        practice.agree(monthly(name))
    practice.bill_and_issue("2026-01-01")
    mailer = CountingMailer()

    def drain() -> int:
        at = noon("2026-01-02")
        return len(delivery.drain(practice.id, practice.write, mailer=mailer, at=at))

    outcomes = together(drain, drain, drain, drain)

    assert surprises(outcomes) == []
    assert sum(outcomes) == 20
    assert set(Counter(mailer.accepted).values()) == {1}
