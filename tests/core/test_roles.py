"""Who may do what, and whom they see."""

import pytest

from drumbeat.core.roles import DUTIES, ROLES, may, sees_every_client


@pytest.mark.parametrize("role", ROLES)
def test_whoever_may_do_more_may_do_less(role):
    allowed = [may(role, needs=needs) for needs in ROLES]

    assert allowed == sorted(allowed, reverse=True)
    assert allowed[0] is True
    assert may(role, needs="owner") is (role == "owner")


@pytest.mark.parametrize("unknown", ["", "admin", "OWNER"])
def test_an_unknown_role_may_nothing(unknown):
    assert not any(may(unknown, needs=needs) for needs in ROLES)


def test_only_a_contributor_sees_some_clients():
    """ROL-2: the other clients are none of their business."""
    assert [role for role in ROLES if not sees_every_client(role)] == ["contributor"]


def test_every_role_is_explained():
    assert set(DUTIES) == set(ROLES)
