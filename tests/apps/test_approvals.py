"""One yes or two: who may approve what, and what becomes of the question."""

import pytest

from cast import NORA, Practice, eur, faults, monthly, noon, working_days
from drumbeat import wiring
from drumbeat.apps.audit.models import Activity
from drumbeat.apps.audit.operations import Actor
from drumbeat.apps.billing import operations as billing
from drumbeat.apps.billing.models import Approval
from drumbeat.apps.billing.queries import get_draft
from drumbeat.apps.identity.operations import require_two_people
from drumbeat.apps.identity.queries import get_workspace
from drumbeat.apps.reports.queries import queue_rows
from drumbeat.core.approval import SamePerson
from drumbeat.core.documents import UpdatePage
from drumbeat.core.lifecycle import NotAllowedNow

BEN = Actor("Ben", "web")
AT = noon("2026-01-01")


def limit(practice: Practice, above: str | None) -> None:
    money = None if above is None else eur(above)
    require_two_people(practice.id, "EUR", money, actor=NORA, at=AT)


@pytest.fixture
def draft(practice) -> int:
    """January at 3630.00, where one person may approve up to 1000.00."""
    practice.agree(monthly())
    limit(practice, "1000.00")
    (made,) = practice.bill("2026-01-01").drafts
    return made


def approve(practice: Practice, draft: int, actor: Actor) -> str:
    return billing.approve(practice.id, draft, actor=actor, at=AT)


def answers() -> list[tuple[str, str, str]]:
    rows = Approval.objects.order_by("id")
    return list(rows.values_list("state", "requested_by", "by"))


def test_two_people_must_look_above_the_limit(practice, draft):  # APR-2
    assert approve(practice, draft, NORA) == "awaiting_approval"
    with pytest.raises(SamePerson):
        approve(practice, draft, NORA)
    with pytest.raises(NotAllowedNow):
        practice.issue([draft], "2026-01-01")
    (row,) = queue_rows(practice.id, on=AT.date())
    assert row.reason == "approval_requested"

    assert approve(practice, draft, BEN) == "approved"

    assert answers() == [("approved", "Nora", "Ben")]
    assert practice.issue([draft], "2026-01-01") == ["INV-2026-0001"]
    trail = Activity.objects.filter(subject=f"draft:{draft}").order_by("seq")
    assert [(entry.action, entry.actor) for entry in trail][-2:] == [
        ("approval requested", "Nora"),
        ("draft approved", "Ben"),
    ]
    assert faults(practice) == []


@pytest.mark.parametrize("above", ["3630.00", None])
def test_one_person_is_enough_up_to_the_limit(practice, draft, above):
    limit(practice, above)

    assert approve(practice, draft, NORA) == "approved"
    assert answers() == [("approved", "Nora", "Nora")]


def test_limits_are_kept_by_currency(practice):
    limit(practice, "1000.00")
    require_two_people(practice.id, "USD", eur("5.00"), actor=NORA, at=AT)
    assert get_workspace(practice.id).two_person_above == {"EUR": 100_000, "USD": 500}
    limit(practice, None)
    assert get_workspace(practice.id).two_person_above == {"USD": 500}


def test_a_page_holds_nothing_before_the_second_yes(practice, draft):
    def send(actor):
        return billing.approve_and_issue(practice.id, draft, actor=actor, at=AT)

    assert send(NORA) is None
    assert get_draft(practice.id, draft).send_at is None
    assert send(BEN) == get_draft(practice.id, draft).send_at


def test_a_no_puts_the_draft_back(practice, draft):
    approve(practice, draft, NORA)

    billing.decline(practice.id, draft, reason="Too much.", actor=BEN, at=AT)

    assert get_draft(practice.id, draft).state == "draft"
    assert answers() == [("rejected", "Nora", "")]
    with pytest.raises(NotAllowedNow):
        billing.decline(practice.id, draft, reason="Again.", actor=BEN, at=AT)
    assert approve(practice, draft, BEN) == "awaiting_approval"  # asked afresh


CLOSED = {
    "withdrawn": lambda p, d: billing.undo_send(p.id, d, actor=NORA, at=AT),
    "expired": lambda p, d: billing.discard(p.id, d, actor=NORA, at=AT),
}


@pytest.mark.parametrize("state", CLOSED)
def test_a_question_ends_with_what_it_was_about(practice, draft, state):
    approve(practice, draft, NORA)
    CLOSED[state](practice, draft)
    assert answers() == [(state, "Nora", "")]


def test_a_change_of_the_content_ends_the_question(practice, draft):  # APR-1
    approve(practice, draft, NORA)
    page = UpdatePage("January 2026")

    billing.pair_update(practice.id, draft, page, actor=NORA, at=AT)

    assert answers() == [("expired", "Nora", "")]
    assert approve(practice, draft, BEN) == "awaiting_approval"


def test_a_standing_order_leaves_it_to_two_people(practice):
    practice.agree(monthly(auto_issue=True))
    limit(practice, "1000.00")
    (draft,) = practice.bill("2026-01-01").drafts

    issued = billing.issue_standing(
        practice.id,
        at=AT,
        calendars=working_days,
        domain="mail.example",
        register=wiring.number_register(),
    )

    assert issued == []
    assert get_draft(practice.id, draft).state == "draft"
