"""A yes is worth something only for the content it was given to."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drumbeat.core.approval import (
    SamePerson,
    StaleRequest,
    check_answer,
    check_approver,
    content_hash,
    is_stale,
    needs_two_people,
)
from drumbeat.core.money import Money

snapshots = st.dictionaries(st.text(max_size=4), st.integers() | st.text(max_size=4))


@given(snapshots)
def test_i_43_the_same_content_has_the_same_hash(snapshot):
    asked = content_hash(snapshot)
    assert not is_stale(asked, dict(reversed(snapshot.items())))
    check_answer(asked, snapshot)


@given(snapshots, st.integers())
def test_i_43_and_apr_1_any_change_asks_again(snapshot, minor):
    asked = content_hash({**snapshot, "gross": minor})
    changed = {**snapshot, "gross": minor + 1}
    assert is_stale(asked, changed)
    with pytest.raises(StaleRequest) as refusal:
        check_answer(asked, changed)
    assert refusal.value.rule == "APR-1"


def test_apr_2_four_eyes_are_two_people():
    check_approver(requester="ada@x.example", approver="ben@x.example", four_eyes=True)
    check_approver(requester="ada@x.example", approver="ada@x.example", four_eyes=False)
    with pytest.raises(SamePerson):
        check_approver(
            requester="ada@x.example", approver="Ada@x.example", four_eyes=True
        )


@pytest.mark.parametrize(
    ("amount", "expected"),
    [
        (Money(100_000, "EUR"), False),
        (Money(100_001, "EUR"), True),
        (Money(1, "GBP"), True),
        (Money(10**9, "USD"), False),  # no limit is set
    ],
)
def test_apr_2_the_limit_of_one_person_is_by_currency(amount, expected):
    assert needs_two_people(amount, {"EUR": 100_000, "GBP": 0}) is expected
