"""The billing plan is complete, ordered, and says the same for every horizon."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drumbeat.core.billing_plan import bill_plan
from drumbeat.core.dates import Convention, WeekdaysOnly
from drumbeat.core.documents import Tax
from drumbeat.core.engagement_file import parse
from drumbeat.core.money import Money
from drumbeat.core.terms import Cadence, EngagementTerms, PaymentTerms, Retainer

EXAMPLES = sorted((Path(__file__).parents[2] / "examples").glob("*.toml"))
MONTHLY = Retainer(
    "CMO, {period}", Money(600000, "EUR"), Cadence("month"), Tax("S", Decimal(19))
)


def plan(terms, until, zone="UTC"):
    return bill_plan(terms, until=until, working=WeekdaysOnly(), zone=zone)


def terms(**parts):
    return EngagementTerms(
        "CMO", date(2026, 1, 31), "EUR", retainers=(MONTHLY,), **parts
    )


def test_an_invoice_carries_its_dates_totals_and_reminders():
    first, second = plan(terms(), date(2026, 2, 28), "Asia/Tokyo")

    assert first.bill_on == first.issue_date == date(2026, 1, 31)
    assert first.due_date == date(2026, 2, 14)
    assert str(first.totals.gross) == "7140.00"
    assert first.reminders[0].at.isoformat() == "2026-02-11T09:00:00+09:00"
    assert second.bill_on == date(2026, 2, 28)


def test_the_zone_of_the_terms_wins():
    (invoice,) = plan(terms(time_zone="Europe/Berlin"), date(2026, 1, 31), "Asia/Tokyo")

    assert invoice.reminders[0].at.isoformat() == "2026-02-11T09:00:00+01:00"


def test_a_day_that_moves_back_is_found_from_before_the_horizon():
    agreed = terms(bill_moves=Convention.PRECEDING)

    assert [each.bill_on for each in plan(agreed, date(2026, 1, 30))] == [
        date(2026, 1, 30)  # from Saturday 31 January
    ]


def test_on_receipt_there_is_no_reminder_before_the_invoice():
    agreed = terms(payment=PaymentTerms("on receipt"))

    (invoice,) = plan(agreed, date(2026, 1, 31))

    assert [row.step for row in invoice.reminders] == ["+1", "+7", "+14", "+30"]


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.stem)
@given(until=st.dates(date(2026, 1, 1), date(2027, 6, 30)))
def test_a_longer_preview_begins_with_the_shorter_one(example, until):
    """Preview twice: what was shown is not changed by looking further. [I-14] [I-21]"""
    agreed = parse(example.read_text(encoding="utf-8"), file=example.name)

    longer = plan(agreed, date(2027, 6, 30))
    shorter = plan(agreed, until)

    assert shorter == longer[: len(shorter)]
    assert all(invoice.bill_on > until for invoice in longer[len(shorter) :])
    keys = [
        line.charge_key
        for invoice in longer
        for lane in invoice.lanes
        for line in lane.lines
    ]
    assert len(keys) == len(set(keys))
