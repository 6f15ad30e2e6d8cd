"""How clients pay, without an average that one late invoice could bend."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drumbeat.core.days_to_pay import PaidInvoice, days_to_pay, median_day, of_invoices

ISSUED = date(2026, 3, 1)


def paid(after: int, client: str = "Halden", due_after: int = 14) -> PaidInvoice:
    return PaidInvoice(
        client,
        ISSUED,
        ISSUED + timedelta(days=due_after),
        ISSUED + timedelta(days=after),
    )


@pytest.mark.parametrize(
    ("days", "middle"),
    [
        ((5,), 5),
        ((1, 2), 2),
        ((9, 1, 5), 5),
        ((1, 2, 3, 400), 3),
        ((-3, -2), -2),
        ((-1, 0), 0),
    ],
)
def test_between_two_middle_days_the_later_one_counts(days, middle):
    assert median_day(days) == middle


def test_nothing_has_no_middle():
    with pytest.raises(ValueError, match="no middle"):
        median_day([])


def test_each_client_has_a_row_the_slowest_first():
    """DTP-1"""
    rows = days_to_pay(
        [paid(9, "Koru"), paid(20), paid(24), paid(24), paid(28), paid(90)]
    )

    assert [(row.client, row.count, row.median, row.late) for row in rows] == [
        ("Halden", 5, 24, 10),
        ("Koru", 1, 9, -5),
    ]
    assert (rows[0].quick, rows[0].slow) == (24, 28)
    assert (rows[1].quick, rows[1].slow) == (9, 9)


@given(days=st.lists(st.integers(0, 200), min_size=1, max_size=40))
def test_the_spread_holds_the_median_and_half_of_the_invoices(days):
    row = of_invoices("Halden", [paid(after) for after in days])

    assert row.quick <= row.median <= row.slow
    within = sum(row.quick <= day <= row.slow for day in days)
    assert 2 * within >= len(days)
    assert row.count == len(days)
