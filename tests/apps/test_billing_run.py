"""The billing run by its effect: what is drafted, once, whenever it runs."""

from datetime import date, timedelta

import pytest

from cast import NORA, VAT, Practice, arrears, charges_of, eur, faults, monthly, utc
from drumbeat.apps.audit.models import Activity
from drumbeat.apps.billing.models import Charge, Draft
from drumbeat.apps.engagements import operations as engagements
from drumbeat.apps.engagements.models import Engagement
from drumbeat.apps.reminders.models import Reminder
from drumbeat.core.dates import Convention
from drumbeat.core.terms import Anchor, Cadence, Change, Project, Retainer


def counts() -> tuple[int, ...]:
    tables = (Draft, Charge, Reminder, Activity)
    return tuple(table.objects.count() for table in tables)


def test_a_second_run_writes_nothing(practice):  # I-13
    practice.agree(monthly())
    practice.agree(arrears())

    first = practice.bill("2026-03-05")
    before = counts()
    second = practice.bill("2026-03-05")

    assert len(first.drafts) == 5
    assert second.drafts == []
    assert counts() == before


DAYS = ("2026-01-01", "2026-02-10", "2026-03-01", "2026-03-17", "2026-05-02")


@pytest.mark.parametrize(
    "runs", [DAYS, DAYS[-1:], DAYS[2:], (DAYS[0], DAYS[4]), DAYS[1::2] + DAYS[4:]]
)
def test_missed_runs_change_no_charge(practice, runs):  # I-14, I-15
    practice.agree(monthly())
    practice.agree(arrears(starts=date(2026, 1, 20)))
    half = Retainer("Half, {period}", eur("900.01"), Cadence("half month"), VAT)
    practice.agree(monthly("Tulp", retainers=(half,)))

    for day in runs:
        practice.bill(day)

    found = charges_of(practice)
    other = Practice.beside("Beside")
    other.agree(monthly())
    other.agree(arrears(starts=date(2026, 1, 20)))
    other.agree(monthly("Tulp", retainers=(half,)))
    other.bill(DAYS[-1])
    assert found == charges_of(other)
    assert len(found) == 5 + 3 + 9
    assert faults(practice) == []


def test_each_client_is_billed_on_its_own_day(practice):  # I-22
    practice.agree(monthly("Auckland", time_zone="Pacific/Auckland"))
    practice.agree(monthly("Honolulu", time_zone="Pacific/Honolulu"))

    practice.bill_at(utc("2026-01-31T11:30"))
    on_the_31st = {(d.client_name, d.bill_on) for d in practice.drafts()}
    practice.bill_at(utc("2026-02-01T10:30"))
    on_the_1st = {(d.client_name, d.bill_on) for d in practice.drafts()}

    february = date(2026, 2, 1)
    assert ("Auckland", february) in on_the_31st
    assert ("Honolulu", february) not in on_the_31st
    assert ("Honolulu", february) in on_the_1st


def test_too_much_at_once_is_parked_and_stops_nobody(practice):  # I-24, S-33
    weekly = Retainer("Weekly, {period}", eur("500.00"), Cadence("week"), VAT)
    many = practice.agree(monthly("Weekly", retainers=(weekly,)))
    practice.agree(monthly("Calm"))

    report = practice.bill("2026-06-01")

    assert [name for name, _ in report.parked] == ["Interim CMO"]
    assert Engagement.objects.get(id=many).state == "parked"
    drafted = [d.client_name for d in practice.drafts()]
    assert drafted.count("Weekly") == 12
    assert drafted.count("Calm") == 6

    engagements.resume_parked(practice.id, many, actor=NORA, at=utc("2026-06-02T09:00"))
    practice.bill("2026-06-02")
    assert [d.client_name for d in practice.drafts()].count("Weekly") == 22
    assert faults(practice) == []


def test_terms_that_cannot_be_counted_park_only_their_own_engagement(practice):  # I-24
    change = Change(
        date(2026, 2, 1),
        "Retainer, {period}",
        every=Cadence("week"),
        anchor=Anchor(day=31),
    )
    odd = practice.agree(monthly("Odd", changes=(change,)))
    practice.agree(monthly("Plain"))

    report = practice.bill("2026-03-01")

    assert len(report.parked) == 1
    assert {d.client_name for d in practice.drafts()} == {"Plain"}
    assert Engagement.objects.get(id=odd).parked_reason


def test_missed_periods_wait_for_review_one_by_one(practice):  # S-31, S-32
    practice.agree(monthly())

    practice.bill("2026-01-01")
    practice.bill("2026-04-15")

    drafts = practice.drafts()
    assert [d.bill_on for d in drafts] == [date(2026, m, 1) for m in (1, 2, 3, 4)]
    assert [d.missed for d in drafts] == [False, True, True, True]
    assert {d.net.minor for d in drafts} == {300_000}
    numbers = practice.issue_all("2026-04-15")
    issued = [practice.invoice(number) for number in numbers]
    assert {i.issue_date for i in issued} == {date(2026, 4, 15)}
    assert {i.due_date for i in issued} == {date(2026, 4, 29)}


@pytest.mark.parametrize("moves", list(Convention))
def test_daily_runs_bill_once_however_dates_move(practice, moves):  # I-13, I-25
    sundays = Retainer(
        "Retainer, {period}", eur("3000.00"), Cadence("week"), VAT, Anchor(weekday=6)
    )
    practice.agree(monthly(retainers=(sundays,), bill_moves=moves))

    day = date(2026, 1, 1)
    while day < date(2026, 4, 30):
        practice.bill(day)
        day += timedelta(days=1)

    starts = [charge[6] for charge in charges_of(practice)]
    assert len(starts) == len(set(starts)) == 18
    assert faults(practice) == []


def test_an_accepted_project_is_billed_once_for_ever(practice):  # I-59
    workshop = Project("Workshop", eur("3200.00"), "acceptance", VAT)
    engagement = practice.agree(monthly(projects=(workshop,)))
    practice.bill("2026-01-10")
    engagements.accept_project(
        practice.id,
        engagement,
        "Workshop",
        on=date(2026, 1, 20),
        by="Ines",
        actor=NORA,
        at=utc("2026-01-20T09:00"),
    )

    for day in ("2026-01-20", "2026-02-01", "2026-03-01", "2026-04-01", "2026-05-01"):
        practice.bill(day)

    billed = [charge for charge in charges_of(practice) if "Workshop" in charge[2]]
    assert [(charge[8], charge[6]) for charge in billed] == [
        (320_000, date(2026, 1, 20))
    ]


def test_a_discarded_draft_comes_back_equal(practice):  # I-62
    from drumbeat.apps.billing import operations as billing

    practice.agree(monthly())
    practice.bill("2026-01-01")
    (first,) = practice.drafts()
    billing.discard(practice.id, first.id, actor=NORA, at=utc("2026-01-02T09:00"))
    assert practice.drafts() == []

    practice.bill("2026-01-02")

    (second,) = practice.drafts()
    assert second.id != first.id
    assert (second.content_hash, second.subject, second.gross, second.bill_on) == (
        first.content_hash,
        first.subject,
        first.gross,
        first.bill_on,
    )
    assert practice.bill("2026-01-03").drafts == []


def test_workspaces_do_not_see_each_other(practice):
    other = Practice.beside("Beside")
    practice.agree(monthly())
    other.agree(monthly())
    practice.bill("2026-01-01")

    assert len(practice.drafts()) == 1
    assert other.drafts() == []
    other.bill_and_issue("2026-01-01")
    assert practice.drafts()[0].state == "draft"
    assert other.invoice("INV-2026-0001").workspace_id == other.id
    assert practice.issue_all("2026-01-01") == ["INV-2026-0001"]
