"""Open balance and status follow from the entries alone."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drumbeat.core.money import CurrenciesDiffer, Money, total
from drumbeat.core.settlement import MoreThanOwed, Reduction, settle

DUE = date(2026, 11, 17)


def eur(minor):
    return Money(minor, "EUR")


def entries(text):
    pairs = (entry.split(":") for entry in text.split())
    return [Reduction(kind, eur(int(minor))) for kind, minor in pairs]


@pytest.mark.parametrize(
    ("taken", "open_minor", "status"),
    [
        ("", 10000, "open"),
        ("credit:4000", 6000, "open"),
        ("allocation:4000", 6000, "partly_paid"),
        ("allocation:4000 credit:1000", 5000, "partly_paid"),
        ("allocation:10000", 0, "paid"),
        ("allocation:9998 write_off:2", 0, "paid"),
        ("allocation:6000 credit:4000", 0, "paid"),
        ("allocation:5000 credit:5000", 0, "paid"),
        ("credit:10000", 0, "credited"),
        ("allocation:2000 credit:8000", 0, "credited"),
        ("write_off:10000", 0, "written_off"),
        ("allocation:1000 write_off:9000", 0, "written_off"),
        ("allocation:10000 allocation:-10000", 10000, "open"),
    ],
)
def test_s_57_status_is_derived(taken, open_minor, status):
    settlement = settle(eur(10000), entries(taken), due_date=DUE, on=DUE)
    assert (settlement.open, settlement.status) == (eur(open_minor), status)


@pytest.mark.parametrize(
    ("taken", "days", "late"),
    [("", -5, 0), ("", 0, 0), ("", 1, 1), ("", 40, 40), ("allocation:10000", 40, 0)],
)
def test_s_20_overdue_starts_the_day_after_the_due_date(taken, days, late):
    on = DUE + timedelta(days=days)
    settlement = settle(eur(10000), entries(taken), due_date=DUE, on=on)
    assert settlement.overdue_days == late
    assert settlement.is_overdue == (late > 0)


reductions = st.lists(
    st.builds(
        Reduction,
        st.sampled_from(["allocation", "credit", "write_off"]),
        st.integers(-500, 500).map(eur),
    ),
    max_size=8,
)


@given(payable=st.integers(0, 1500).map(eur), taken=reductions)
def test_i_44_open_is_between_nothing_and_all_or_the_books_refuse(payable, taken):
    kinds = dict.fromkeys(("allocation", "credit", "write_off"), 0)
    for reduction in taken:
        kinds[reduction.kind] += reduction.amount.minor
    reduced = sum(kinds.values())
    if 0 <= reduced <= payable.minor and min(kinds.values()) >= 0:
        settlement = settle(payable, taken, due_date=DUE, on=DUE)
        assert eur(0) <= settlement.open <= payable
        assert settlement.open + total((r.amount for r in taken), "EUR") == payable
    else:
        with pytest.raises(MoreThanOwed) as refusal:
            settle(payable, taken, due_date=DUE, on=DUE)
        assert refusal.value.rule == "SET-1"


@given(payable=st.integers(2000, 3000).map(eur), taken=reductions, data=st.data())
def test_i_45_order_of_the_ledger_does_not_matter(payable, taken, data):
    taken = [Reduction(r.kind, max(r.amount, -r.amount)) for r in taken][:4]
    replayed = data.draw(st.permutations(taken))
    there = settle(payable, taken, due_date=DUE, on=DUE)
    assert there == settle(payable, replayed, due_date=DUE, on=DUE)


@given(paid=st.integers(1, 10000), kept=st.integers(0, 10000))
def test_i_47_payment_chargeback_and_reversal_equal_the_payment(paid, kept):
    alone = f"allocation:{paid}"
    back_and_forth = f"{alone} allocation:-{paid} {alone}"
    on = DUE + timedelta(days=kept % 60)
    settlements = [
        settle(eur(10000), entries(taken), due_date=DUE, on=on)
        for taken in (alone, back_and_forth)
    ]
    assert settlements[0] == settlements[1]


def test_another_currency_never_settles():
    with pytest.raises(CurrenciesDiffer):
        settle(
            eur(10000),
            [Reduction("allocation", Money(100, "GBP"))],
            due_date=DUE,
            on=DUE,
        )


def test_s_54_more_than_is_owed_is_refused():
    with pytest.raises(MoreThanOwed):
        settle(eur(100), entries("allocation:60 credit:50"), due_date=DUE, on=DUE)
