"""The schedule: tables of the trade, and properties against the slow oracle."""

from __future__ import annotations

from core.oracle import Expected, slow_charges
from core.strategies import engagements
from hypothesis import given, settings

from datetime import timedelta
from hypothesis import strategies as st
from drumbeat.core.schedule import Charge, charges


def as_expected(charge: Charge) -> Expected:
    return Expected(
        charge.component,
        charge.version,
        charge.service.start,
        charge.service.end,
        charge.billable_days,
        charge.whole_days,
        charge.amount.minor,
        charge.bill_date,
    )


def by_slice(expected: Expected) -> tuple[object, ...]:
    return (expected.component, expected.first_day, expected.version)


@settings(deadline=None)
@given(engagements(), st.integers(-20, 500))
def test_the_schedule_agrees_with_counting_day_by_day(terms, horizon):
    """[I-18] [I-19] [I-60]: nothing missing, nothing twice, nothing elsewhere."""
    until = terms.starts + timedelta(days=horizon)
    found = [as_expected(c) for c in charges(terms, until=until)]
    assert sorted(found, key=by_slice) == sorted(
        slow_charges(terms, until), key=by_slice
    )
