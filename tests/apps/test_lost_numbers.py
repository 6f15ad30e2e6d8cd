"""What a restore forgot is not given again; what a crash left behind is."""

from __future__ import annotations

from datetime import date

import pytest

from cast import NORA, Practice, faults_by_fsck, monthly, noon
from drumbeat import wiring
from drumbeat.apps.audit.models import Activity
from drumbeat.apps.identity.models import Member
from drumbeat.apps.identity.operations import mark_restored
from drumbeat.apps.identity.queries import get_workspace, membership_of
from drumbeat.apps.invoices.operations import record_gap
from drumbeat.apps.invoices.queries import LostNumbers, list_lost, register_name
from drumbeat.core.numbering import IssueDateRefused, NumbersLost
from drumbeat.core.ports import GivenNumber

FIRST = "INV-2026-0001"


@pytest.fixture
def practice(transactional_db) -> Practice:
    """Two drafts that wait, of which nothing is issued yet."""
    practice = Practice.open()
    for client in ("Halden", "Osterhaus"):
        practice.agree(monthly(client))
    practice.bill("2026-01-01")
    practice.approve_all("2026-01-01")
    return practice


def issue(practice: Practice, day: str = "2026-01-01") -> str:
    (number,) = practice.issue([practice.drafts()[0].id], day)
    return number


def register_knows(
    practice: Practice, number: int, *, kept: int = 0, kind: str = "invoice"
) -> str:
    """Write down a number as an issue does that these books know nothing of."""
    books = get_workspace(practice.id)
    name = register_name(books, kind, 2026)
    register = wiring.number_register()
    on = date(2026, 1, 9)
    register.give([GivenNumber(name, number, f"X-{number}", "0" * 64, on)])
    if kept:
        register.keep(name, kept)
    return name


def skip(practice: Practice, reason: str = "The disk was lost.") -> list[LostNumbers]:
    return record_gap(
        practice.id,
        reason=reason,
        register=wiring.number_register(),
        actor=NORA,
        at=noon("2026-01-10"),
    )


def test_every_number_given_is_on_the_register(practice):
    assert issue(practice) == FIRST

    name = register_name(practice.workspace, "invoice", 2026)
    seen = wiring.number_register().high_water(name)
    assert (seen.given, seen.kept, seen.on) == (1, 1, date(2026, 1, 1))


def test_a_number_that_a_crash_left_behind_is_given(practice):  # I-36
    register_knows(practice, 1)  # written down, and then never committed

    assert issue(practice) == FIRST
    assert list_lost(practice.id, wiring.number_register()) == []


def test_books_put_back_by_hand_refuse(practice):  # I-35
    register_knows(practice, 3, kept=3)

    with pytest.raises(NumbersLost, match="end at 0, but numbers up to 3"):
        issue(practice)
    assert len(practice.drafts()) == 2


def test_restored_books_refuse_what_may_have_been_given(practice):  # I-35
    assert issue(practice) == FIRST
    register_knows(practice, 2)
    mark_restored(practice.id, restored=True)

    with pytest.raises(NumbersLost, match="end at 1, but numbers up to 2"):
        issue(practice)


def test_other_series_are_not_held_up(practice):
    register_knows(practice, 8, kept=8, kind="credit_note")

    assert issue(practice) == FIRST


def test_a_gap_with_its_reason_lets_the_series_go_on(practice):  # S-50
    issue(practice)
    register_knows(practice, 4, kept=4)

    gap = LostNumbers("invoice", 2026, 2, 4, date(2026, 1, 9))
    assert skip(practice) == [gap]

    assert issue(practice, "2026-01-10") == "INV-2026-0005"
    assert faults_by_fsck(practice, on=date(2026, 1, 10)) == []
    entry = Activity.objects.get(action="numbers skipped")
    assert entry.subject == "series:invoice:2026"
    assert entry.payload == '{"first":2,"last":4,"reason":"The disk was lost."}'


def test_a_series_opened_after_the_backup_is_skipped_too(practice):  # I-35
    register_knows(practice, 2, kept=2)

    assert [gap.last for gap in skip(practice)] == [2]
    assert issue(practice, "2026-01-10") == "INV-2026-0003"
    assert faults_by_fsck(practice, on=date(2026, 1, 10)) == []


def test_days_go_on_after_those_that_were_lost(practice):  # S-48
    register_knows(practice, 2, kept=2)  # dated the 9th
    skip(practice)

    with pytest.raises(IssueDateRefused, match="2026-01-09"):
        issue(practice, "2026-01-08")


def test_nothing_is_skipped_twice_or_without_need(practice):
    issue(practice)
    assert skip(practice) == []
    register_knows(practice, 2, kept=2)
    skip(practice)

    assert skip(practice) == []
    assert Activity.objects.filter(action="numbers skipped").count() == 1


def test_the_books_are_known_by_one_key_wherever_it_is_read(practice):
    members = membership_of(Member.objects.get().user_id)

    assert members is not None
    assert members.workspace.key == get_workspace(practice.id).key
