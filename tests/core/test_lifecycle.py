"""Only listed steps are possible, and final states have no exits."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drumbeat.core.lifecycle import (
    APPROVAL,
    CHARGE,
    DRAFT,
    ENGAGEMENT,
    MILESTONE,
    REMINDER_STEP,
    NotAllowedNow,
    advance,
)

MACHINES = (DRAFT, MILESTONE, APPROVAL, REMINDER_STEP, ENGAGEMENT, CHARGE)

# RULES §2, as pairs of states; everything else is refused.
LISTED = {
    "draft": """draft>draft draft>awaiting_approval awaiting_approval>approved
        approved>issued draft>discarded awaiting_approval>discarded approved>discarded
        awaiting_approval>draft approved>draft""",
    "milestone": """planned>in_progress in_progress>submitted submitted>accepted
        accepted>invoiced submitted>rejected rejected>in_progress planned>cancelled
        in_progress>cancelled submitted>cancelled""",
    "approval": """requested>approved requested>rejected requested>withdrawn
        requested>expired""",
    "reminder": """planned>due due>sending sending>sent sending>failed
        sending>unknown failed>sending unknown>sending unknown>sent unknown>failed
        planned>skipped due>skipped failed>skipped planned>cancelled due>cancelled
        failed>cancelled""",
    "engagement": """draft>active active>paused paused>active paused>ended
        active>ended active>parked paused>parked parked>active ended>active""",
    "charge": "wanted>drafted drafted>issued drafted>wanted",
}
FINAL = {
    "draft": {"issued", "discarded"},
    "milestone": {"invoiced", "cancelled"},
    "approval": {"approved", "rejected", "withdrawn", "expired"},
    "reminder": {"sent", "skipped", "cancelled"},
    "engagement": set(),
    "charge": {"issued"},
}


@pytest.mark.parametrize("machine", MACHINES, ids=lambda m: m.name)
def test_i_58_every_state_and_action_advances_as_listed_or_refuses(machine):
    reached = set()
    for state in machine.states:
        for action in {action for _, action in machine.moves} | {"vanish"}:
            if action in machine.actions(state):
                reached.add(f"{state}>{advance(machine, state, action)}")
            else:
                with pytest.raises(NotAllowedNow) as refusal:
                    advance(machine, state, action)
                assert refusal.value.rule == "LIF-1"
    assert reached == set(LISTED[machine.name].split())


@pytest.mark.parametrize("machine", MACHINES, ids=lambda m: m.name)
def test_i_58_final_states_have_no_exits(machine):
    assert machine.final == FINAL[machine.name]


@given(st.lists(st.sampled_from(["claim", "fail", "lose_sight", "deliver", "skip"])))
def test_i_57_a_step_never_leaves_its_final_state(actions):
    state = REMINDER_STEP.start
    for action in ["fall_due", *actions]:
        before = state
        try:
            state = advance(REMINDER_STEP, state, action)
        except NotAllowedNow:
            assert action not in REMINDER_STEP.actions(before)
        if before in REMINDER_STEP.final:
            assert state == before


def test_i_59_only_an_accepted_milestone_is_invoiced_and_once():
    for state in MILESTONE.states:
        assert ("invoice" in MILESTONE.actions(state)) == (state == "accepted")
    assert advance(MILESTONE, "accepted", "invoice") in MILESTONE.final


def test_s_69_a_send_out_of_sight_is_not_claimed_again_like_a_fresh_one():
    assert "claim" not in REMINDER_STEP.actions(REMINDER_STEP.states("unknown"))


def test_lif_1_says_what_is_not_possible():
    with pytest.raises(NotAllowedNow) as refusal:
        advance(DRAFT, "awaiting_approval", "issue")
    sentence = "This draft is awaiting approval; “issue” is not possible now."
    assert refusal.value.sentence == sentence
