"""A member reads the same workspace, whichever statement brought it."""

from cast import NORA, eur, noon
from drumbeat.apps.identity.models import User
from drumbeat.apps.identity.operations import require_two_people
from drumbeat.apps.identity.queries import get_workspace, membership_of


def test_a_member_and_the_shell_see_one_workspace(practice):
    at = noon("2026-01-01")
    require_two_people(practice.id, "EUR", eur("10.00"), actor=NORA, at=at)

    member = membership_of(User.objects.get().id)

    assert member is not None
    assert member.workspace == get_workspace(practice.id)
    assert member.workspace.two_person_above == {"EUR": 1000}
