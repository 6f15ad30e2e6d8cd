"""Every open amount is in exactly one bucket of its client and currency."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drumbeat.core.ageing import BUCKETS, AgedInvoice, age, bucket
from drumbeat.core.money import Money, total

ON = date(2026, 11, 17)


@pytest.mark.parametrize(
    ("days", "name"),
    [
        (-10, "current"),
        (0, "current"),
        (1, "1–30"),
        (30, "1–30"),
        (31, "31–60"),
        (60, "31–60"),
        (61, "61–90"),
        (90, "61–90"),
        (91, "90+"),
        (900, "90+"),
    ],
)
def test_days_late_decide_the_bucket(days, name):
    assert BUCKETS[bucket(ON - timedelta(days=days), on=ON)] == name


invoices = st.lists(
    st.builds(
        AgedInvoice,
        st.sampled_from(["Atlas", "Halden"]),
        st.builds(Money, st.integers(0, 10**6), st.sampled_from(["EUR", "GBP"])),
        st.dates(date(2026, 1, 1), date(2027, 1, 1)),
    ),
    max_size=20,
)


@given(invoices)
def test_i_45_no_cent_is_lost_or_changes_its_currency(owed):
    rows = age(owed, on=ON)
    for currency in ("EUR", "GBP"):
        expected = sum(i.open.minor for i in owed if i.open.currency == currency)
        found = [row.total for row in rows if row.currency == currency]
        assert total(found, currency) == Money(expected, currency)
    assert [(r.client, r.currency) for r in rows] == sorted(
        {(i.client, i.open.currency) for i in owed if i.open}
    )


def test_a_client_with_two_currencies_has_two_rows():
    rows = age(
        [
            AgedInvoice("Atlas", Money(100, "EUR"), ON - timedelta(days=5)),
            AgedInvoice("Atlas", Money(200, "GBP"), ON),
        ],
        on=ON,
    )
    assert [[a.minor for a in row.amounts] for row in rows] == [
        [0, 100, 0, 0, 0],
        [200, 0, 0, 0, 0],
    ]
