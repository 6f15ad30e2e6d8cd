"""Whatever is changed, removed, added or reordered in the trail is found."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drumbeat.core.audit_chain import GENESIS, ChainEntry, entry_hash, verify
from drumbeat.core.lifecycle import DRAFT, advance

facts = st.lists(
    st.fixed_dictionaries(
        {
            "actor": st.sampled_from(["Ada", "Ben"]),
            "action": st.sampled_from(["approve", "issue"]),
            "minor": st.integers(-(10**6), 10**6),
            "note": st.text(max_size=5),
        }
    ),
    min_size=1,
    max_size=6,
)


def chain(rows):
    entries, previous = [], GENESIS
    for seq, fields in enumerate(rows, start=1):
        entries.append(ChainEntry(seq, previous, fields, entry_hash(previous, fields)))
        previous = entries[-1].hash
    return entries


@given(facts)
def test_i_63_a_whole_chain_verifies(rows):
    entries = chain(rows)
    assert verify(entries) is None
    assert verify(entries, head=entries[-1].hash) is None


@given(facts, st.data())
def test_i_63_a_changed_row_is_found_where_it_is(rows, data):
    entries = chain(rows)
    at = data.draw(st.integers(0, len(entries) - 1))
    key = data.draw(st.sampled_from(sorted(rows[at])))
    forged = {**rows[at], key: f"{rows[at][key]}?"}
    entries[at] = replace(entries[at], fields=forged)
    assert verify(entries) == at + 1


@given(facts, st.data())
def test_i_63_a_rehashed_row_breaks_the_next_or_the_head(rows, data):
    entries = chain(rows)
    head = entries[-1].hash
    at = data.draw(st.integers(0, len(entries) - 1))
    forged = {**rows[at], "minor": rows[at]["minor"] + 1}
    new_hash = entry_hash(entries[at].prev_hash, forged)
    entries[at] = replace(entries[at], fields=forged, hash=new_hash)
    assert verify(entries, head=head) == at + 2


@given(facts, st.data())
def test_i_63_a_removed_row_is_found(rows, data):
    entries = chain(rows)
    head = entries[-1].hash
    at = data.draw(st.integers(0, len(entries) - 1))
    assert verify(entries[:at] + entries[at + 1 :], head=head) == at + 1


@given(facts, st.data())
def test_i_63_rows_in_another_order_are_found(rows, data):
    entries = chain(rows)
    order = data.draw(st.permutations(range(len(entries))))
    broken = next((i + 1 for i, at in enumerate(order) if i != at), None)
    assert verify([entries[at] for at in order]) == broken


def test_nothing_is_a_whole_chain_unless_a_head_is_known():
    assert verify([]) is None
    assert verify([], head="f" * 64) == 1


def test_a_hash_is_the_same_everywhere():
    assert (
        entry_hash(GENESIS, {"b": "é", "a": 1})
        == entry_hash(GENESIS, {"a": 1, "b": "e\u0301"})
        == "08b7698f3d6b80ae5d83c9c2f8bea5af5a7db11a3d65c608b96a338365227b68"
    )


@pytest.mark.parametrize("forged", ["withdraw", "discard"])
def test_i_63_replay_of_the_trail_gives_the_current_state(forged):
    rows = [
        {"actor": "Ada", "at": f"2026-11-0{n}T09:00:00Z", "reason": "", "action": do}
        for n, do in enumerate(["request_approval", "edit", "request_approval"], 1)
    ]
    rows.append({"actor": "Ben", "at": "2026-11-05", "reason": "", "action": forged})
    entries = chain(rows)
    state = DRAFT.start
    for entry in entries:
        state = advance(DRAFT, state, str(entry.fields["action"]))
    assert verify(entries) is None
    assert state == {"withdraw": "draft", "discard": "discarded"}[forged]
