"""What should arrive is read from the facts: each once, on its day, with its reason."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cast import NORA, VAT, Practice, eur, monthly, noon, profile
from drumbeat.adapters.holidays.calendar import working_days
from drumbeat.apps.audit.models import Activity
from drumbeat.apps.billing import operations as billing
from drumbeat.apps.billing.agreements import agreement_of
from drumbeat.apps.billing.models import Draft
from drumbeat.apps.engagements import operations as engagements
from drumbeat.apps.identity.operations import FloorTooLow, set_monthly_floor
from drumbeat.apps.identity.queries import get_monthly_floor
from drumbeat.apps.parties.queries import list_clients
from drumbeat.apps.payments import operations as payments
from drumbeat.apps.reminders import operations as reminders
from drumbeat.apps.reminders.operations import Doubt
from drumbeat.apps.reports.cash_flow import CashFlow, cash_flow, expected_receipts
from drumbeat.apps.reports.payment_habits import list_habits
from drumbeat.core.cash_flow import Span
from drumbeat.core.forecast import Expected, Stage
from drumbeat.core.money import CurrenciesDiffer, Money
from drumbeat.core.terms import PayRun, Project

ON = date(2026, 3, 10)
GROSS = eur("3630.00")


def page(practice: Practice, on: date = ON, span: Span = Span.WEEKS) -> CashFlow:
    return cash_flow(
        practice.id,
        on=on,
        span=span,
        home="EUR",
        zone="Europe/Amsterdam",
        calendars=working_days,
    )


def expected(practice: Practice, on: date = ON, days: int = 60) -> list[Expected]:
    found = expected_receipts(
        practice.id,
        on=on,
        until=on + timedelta(days=days),
        zone="Europe/Amsterdam",
        calendars=working_days,
    )
    return list(found)


def seen(found: list[Expected]) -> list[tuple[str, Stage, str]]:
    return [(str(e.day), e.stage, str(e.receivable.amount)) for e in found]


def pay_three_months(practice: Practice, late: int) -> None:
    """January to March of Halden: issued on the first, due on the 15th, paid late."""
    for month in (1, 2, 3):
        practice.bill_and_issue(date(2026, month, 1))
        practice.pay("3630.00", date(2026, month, 15 + late), client="Halden")


def test_open_invoice_draft_and_plan_are_each_expected_once(practice):
    practice.agree(monthly())
    practice.bill_and_issue("2026-02-01")  # January and February
    practice.bill("2026-03-01")

    assert seen(expected(practice, days=45)) == [
        ("2026-03-17", Stage.OVERDUE, "3630.00"),
        ("2026-03-17", Stage.OVERDUE, "3630.00"),
        ("2026-03-24", Stage.SCHEDULED, "3630.00"),  # the draft, sent today
        ("2026-04-15", Stage.SCHEDULED, "3630.00"),  # the plan of 1 April
    ]


def test_what_is_due_and_not_billed_yet_is_not_lost(practice):
    practice.agree(monthly())

    found = expected(practice, on=date(2026, 2, 3), days=20)

    assert seen(found) == [
        ("2026-02-17", Stage.SCHEDULED, "3630.00"),
        ("2026-02-17", Stage.SCHEDULED, "3630.00"),
    ]
    assert {e.receivable.subject_id[-12:] for e in found} == {
        ":2026-01-01:",
        ":2026-02-01:",
    }


def test_a_habit_is_read_from_what_was_paid_in_full(practice):
    practice.agree(monthly())
    pay_three_months(practice, late=4)
    practice.bill_and_issue("2026-04-01")
    practice.pay("30.00", "2026-04-02", client="Halden")  # a part is no payment yet

    habit = list_habits(practice.id, on=date(2026, 4, 2))["Halden"]
    assert habit.days_late == (4, 4, 4)
    [first, *_] = expected(practice, on=date(2026, 4, 2))
    assert (first.day, str(first.receivable.amount)) == (date(2026, 4, 19), "3600.00")
    assert "Usually pays 4 days late." in first.reason


def test_a_habit_is_of_its_day(practice):
    practice.agree(monthly())
    pay_three_months(practice, late=4)

    assert list_habits(practice.id, on=date(2026, 2, 1))["Halden"].days_late == (4,)
    assert list_habits(practice.id, on=date(2026, 4, 1))["Halden"].days_late == (4,) * 3


def test_a_promise_and_a_question_move_the_day(practice):
    practice.agree(monthly())
    practice.agree(monthly("Koru"))
    practice.bill_and_issue("2026-01-01")
    by_client = {
        invoice.client.name: invoice
        for invoice in map(practice.invoice, ("INV-2026-0001", "INV-2026-0002"))
    }
    halden, koru = by_client["Halden"], by_client["Koru"]
    said = {"actor": NORA, "at": noon("2026-03-01")}
    for until in (date(2026, 3, 20), date(2026, 3, 27)):  # the later word counts
        reminders.promise(
            practice.id, halden.id, halden.number, until, person="Ines", **said
        )
    doubt = Doubt("question", "Mere", "Which month?")
    reminders.dispute(practice.id, koru.id, koru.number, doubt, on=ON, **said)

    found = {e.receivable.subject_id: e for e in expected(practice)}
    asked, promised = (found[f"invoice:{i.number}"] for i in (koru, halden))
    assert (asked.day, asked.stage) == (ON + timedelta(days=7), Stage.QUESTION)
    assert (promised.day, promised.stage) == (date(2026, 3, 27), Stage.OVERDUE)
    reminders.settle_dispute(practice.id, koru.id, koru.number, "March", **said)
    assert Stage.QUESTION not in {e.stage for e in expected(practice)}


def test_the_pay_run_of_the_file_is_kept_and_used(practice):
    run = PayRun(every_weeks=2, starts=date(2026, 1, 8), cut_off_days=3)
    client = replace(profile("Halden"), pay_run=run)
    practice.agree(monthly(client=client))
    practice.bill_and_issue("2026-01-01")

    [row] = list_clients(practice.id).values()
    assert row.pay_run == "every 2nd thursday from 2026-01-08, cut-off 3 days before"
    [first, *_] = expected(practice, on=date(2026, 1, 2))
    assert first.day == date(2026, 1, 22)  # due on the 15th, then the next run
    assert "pay run of Thu 22 Jan" in first.reason


def test_work_that_waits_for_a_yes_has_no_day_and_is_in_no_sum(practice):
    film = Project("Launch film", eur("4800.00"), "acceptance", VAT)
    engagement = practice.agree(monthly(projects=(film,)))
    found = page(practice)

    [waiting] = found.without_day
    assert (waiting.project, waiting.amount) == ("Launch film", eur("5808.00"))
    assert "Launch film" not in {e.receivable.subject for e in found.expected}
    assert found.actions[0].verb == "Accounts accepts Launch film"

    engagements.accept_project(
        practice.id,
        engagement,
        "Launch film",
        on=ON,
        by="Ines",
        actor=NORA,
        at=noon(ON),
    )
    practice.bill(ON)
    accepted = page(practice)
    assert accepted.without_day == ()
    assert "Launch film" in {e.receivable.subject for e in accepted.expected}


def test_what_waits_for_a_yes_of_ours_is_shown_apart(practice):
    practice.agree(monthly())
    practice.bill("2026-01-01")
    Draft.objects.update(state="awaiting_approval")

    first = expected(practice, on=date(2026, 1, 1), days=1)
    assert seen(first) == [("2026-01-15", Stage.IF_APPROVED, "3630.00")]
    assert first[0].reason.startswith("Waits for a yes.")


def test_parked_and_credited_work_is_not_expected(practice):
    engagement = practice.agree(monthly())
    practice.bill_and_issue("2026-01-01")
    invoice = practice.invoice("INV-2026-0001")
    draft = billing.credit_invoice(
        practice.id,
        invoice.number,
        agreement_of(
            practice.id, engagement, client=invoice.client_id, calendars=working_days
        ),
        reason="Wrong month",
        on=date(2026, 1, 2),
        actor=NORA,
        at=noon("2026-01-02"),
    )
    engagements.park(practice.id, engagement, "The calendar is unknown.")

    assert seen(expected(practice)) == [("2026-03-17", Stage.OVERDUE, "3630.00")]
    billing.approve(practice.id, draft, actor=NORA, at=noon("2026-01-02"))
    practice.issue([draft], "2026-01-02")
    assert expected(practice) == []


def test_what_came_in_is_shown_less_what_went_back(practice):
    practice.agree(monthly())
    practice.bill_and_issue("2026-02-01")
    practice.pay("3630.00", "2026-02-20", reference="INV-2026-0001")
    recorded = practice.pay("99.00", "2026-02-21", reference="who knows")
    [known, unknown] = page(practice).received
    assert (known.client, known.amount, known.stage) == ("Halden", GROSS, Stage.PAID)
    assert (unknown.client, unknown.subject) == ("Not matched yet", "who knows")

    payments.refund(
        practice.id,
        recorded.payment,
        eur("99.00"),
        reason="Not ours",
        on=date(2026, 2, 22),
        actor=NORA,
        at=noon("2026-02-22"),
    )
    assert page(practice).received == (known,)


def test_the_actions_are_those_of_the_queue_that_move_most(practice):
    for name in ("Atlas", "Halden", "Koru", "Sable"):
        practice.agree(monthly(name))
    practice.bill_and_issue("2026-01-01")
    practice.bill("2026-02-01")
    found = page(practice, on=date(2026, 2, 1))

    assert len(found.actions) == 3
    assert {action.worth for action in found.actions} == {"approval"}
    assert found.needs_you == 4


def test_another_workspace_adds_nothing(practice):
    other = Practice.beside("Beside")
    other.agree(monthly("Elsewhere"))
    other.bill_and_issue("2026-02-01")
    other.pay("3630.00", "2026-02-20", client="Elsewhere")
    found = page(practice)

    assert (found.arrivals, found.without_day, found.actions) == ((), (), ())


def test_a_floor_is_set_and_taken_away_on_record(practice):
    """FLR-1"""
    said: dict[str, Any] = {"actor": NORA, "at": noon(ON)}
    assert get_monthly_floor(practice.id) is None
    set_monthly_floor(practice.id, eur("24000.00"), **said)
    assert get_monthly_floor(practice.id) == page(practice).floor == eur("24000.00")
    with pytest.raises(FloorTooLow):
        set_monthly_floor(practice.id, eur("0.00"), **said)
    with pytest.raises(CurrenciesDiffer):
        set_monthly_floor(practice.id, Money(1, "GBP"), **said)
    set_monthly_floor(practice.id, None, **said)

    assert get_monthly_floor(practice.id) is None
    noted = Activity.objects.filter(action="monthly floor set").order_by("seq")
    assert [activity.payload for activity in noted] == [
        '{"minor":2400000}',
        '{"minor":null}',
    ]


def test_the_number_of_queries_does_not_grow(practice):
    counts = []
    for size in (2, 12):
        for number in range(size):
            practice.agree(monthly(f"Client {size} {number}"))
        practice.bill_and_issue("2026-01-01")
        practice.pay("3630.00", "2026-01-20", client=f"Client {size} 0")
        practice.bill("2026-02-01")
        with CaptureQueriesContext(connection) as asked:
            found = page(practice)
        counts.append(len(asked))
        assert len(found.expected) > 3 * size
    assert counts[0] == counts[1]
