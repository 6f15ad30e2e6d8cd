"""Projects follow their calendar entries: what waits moves, what is issued stays."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest

from cast import NORA, VAT, Practice, eur, faults_by_fsck, monthly, noon
from drumbeat.apps.calendars import operations as calendars
from drumbeat.apps.calendars.models import EventMove
from drumbeat.apps.calendars.operations import NameMissing, NothingMoved
from drumbeat.apps.calendars.queries import (
    NoSuchCalendar,
    list_calendars,
    list_entries_from,
)
from drumbeat.apps.engagements.project_queries import find_project
from drumbeat.apps.reminders.queries import get_plan
from drumbeat.apps.reports.queries import queue_rows
from drumbeat.core.calendar_entries import CalendarUnreadable, Entry
from drumbeat.core.dates import Convention
from drumbeat.core.terms import Project

pytestmark = pytest.mark.django_db

ZONE = ZoneInfo("Europe/Amsterdam")
WORKSHOP = Project("Workshop", eur("3800.00"), "event w-1@x", VAT)
THURSDAY, SATURDAY = date(2026, 1, 15), date(2026, 1, 24)


@pytest.fixture
def engagement(practice: Practice) -> int:
    """A workshop alone, billed on a working day after its entry."""
    terms = replace(monthly(), retainers=(), projects=(WORKSHOP,))
    return practice.agree(
        replace(terms, bill_moves=Convention.FOLLOWING, holidays="none")
    )


def read(practice: Practice, day: date | None, *, on: str, title: str = "W/HAL") -> int:
    entry = Entry("w-1@x", title, day or THURSDAY, is_cancelled=day is None)
    rows = list_calendars(practice.id)
    calendar = (
        rows[0].id
        if rows
        else calendars.add_calendar(practice.id, "Nora", "", actor=NORA, at=noon(on))
    )
    return calendars.take_entries(
        practice.id,
        calendar,
        [entry],
        is_whole=True,
        on=noon(on).date(),
        zone=ZONE,
        actor=NORA,
        at=noon(on),
    )


def reasons(practice: Practice, on: str) -> dict[str, str]:
    rows = queue_rows(practice.id, on=noon(on).date())
    return {row.reason: row.sentence for row in rows}


def test_nothing_is_billed_before_the_entry_is_known(practice, engagement):
    practice.bill("2026-02-28")
    assert practice.drafts() == []

    assert read(practice, THURSDAY, on="2026-01-05") == 1
    assert read(practice, THURSDAY, on="2026-01-06") == 0  # the same changes nothing
    practice.bill("2026-01-14")
    assert practice.drafts() == []
    practice.bill("2026-01-15")
    [draft] = practice.drafts()
    assert (draft.bill_on, draft.net.minor) == (THURSDAY, 380_000)
    assert not EventMove.objects.exists()


def test_a_workshop_moved_by_nine_days_takes_draft_due_date_and_reminders_along(
    practice, engagement
):
    """The journey: from Thursday to a Saturday, so that it bills on the Monday."""
    read(practice, THURSDAY, on="2026-01-05")
    practice.bill("2026-01-15")
    [before] = practice.drafts()
    first = get_plan(practice.id, "draft", before.id)[0].due_at

    read(practice, SATURDAY, on="2026-01-15")
    practice.bill("2026-01-15")
    assert practice.drafts() == []  # it waits for its new day
    said = reasons(practice, "2026-01-15")["event_moved"]
    assert "From Thu 15 Jan to Sat 24 Jan." in said
    practice.bill("2026-01-26")

    [after] = practice.drafts()
    monday = SATURDAY + timedelta(days=2)
    assert after.bill_on == monday
    assert after.due_date == monday + (before.due_date - before.bill_on)
    moved = get_plan(practice.id, "draft", after.id)[0].due_at
    assert moved.date() > first.date()
    assert moved.weekday() < 5
    [number] = practice.issue_all("2026-01-26")
    content = practice.invoice(number)
    assert content.issue_date == monday
    assert faults_by_fsck(practice, on=monday) == []


def test_a_cancelled_entry_leaves_no_draft_and_says_so(practice, engagement):
    read(practice, THURSDAY, on="2026-01-05")
    practice.bill("2026-01-15")
    read(practice, None, on="2026-01-15")
    practice.bill("2026-01-15")

    assert practice.drafts() == []
    assert "was cancelled" in reasons(practice, "2026-01-15")["event_moved"]
    move = EventMove.objects.get()
    calendars.note_move(practice.id, move.id, actor=NORA, at=noon("2026-01-15"))
    assert "event_moved" not in reasons(practice, "2026-01-15")
    with pytest.raises(NothingMoved):
        calendars.note_move(practice.id, move.id, actor=NORA, at=noon("2026-01-15"))
    assert faults_by_fsck(practice, on=THURSDAY) == []


def test_what_is_issued_stays_whatever_the_calendar_says(practice, engagement):
    read(practice, THURSDAY, on="2026-01-05")
    [number] = practice.bill_and_issue("2026-01-15")
    snapshot = practice.invoice(number).snapshot

    read(practice, SATURDAY, on="2026-01-16")
    assert practice.bill_and_issue("2026-02-15") == []
    read(practice, None, on="2026-02-16")
    assert practice.bill_and_issue("2026-02-16") == []
    assert practice.invoice(number).snapshot == snapshot
    assert not EventMove.objects.exists()
    assert faults_by_fsck(practice, on=date(2026, 2, 16)) == []


def test_what_is_gone_from_a_feed_is_cancelled_and_a_part_of_it_is_not(
    practice, engagement
):
    read(practice, THURSDAY, on="2026-01-05")
    [calendar] = list_calendars(practice.id)
    take = {"on": date(2026, 1, 6), "zone": ZONE, "actor": NORA}
    at = noon("2026-01-06")
    calendars.take_entries(practice.id, calendar.id, [], is_whole=False, at=at, **take)
    assert len(list_entries_from(practice.id, date(2026, 1, 6))) == 1

    calendars.take_entries(practice.id, calendar.id, [], is_whole=True, at=at, **take)
    assert list_entries_from(practice.id, date(2026, 1, 6)) == []
    assert find_project(practice.id, engagement, "Workshop").state == "planned"


def test_a_feed_is_asked_every_quarter_of_an_hour_and_its_trouble_is_told(practice):
    asked: list[str] = []
    calendars.add_calendar(
        practice.id, "Feed", "https://x.example/a", actor=NORA, at=noon("2026-01-05")
    )

    def fetch(url: str) -> bytes:
        asked.append(url)
        raise CalendarUnreadable(problem="The feed cannot be reached now.")

    def ask(minutes: int) -> list[str]:
        return calendars.ask_feeds(
            practice.id,
            fetch,
            lambda _: [],
            on=date(2026, 1, 5),
            zone=ZONE,
            actor=NORA,
            at=noon("2026-01-05") + timedelta(minutes=minutes),
        )

    assert ask(0) == ["The feed cannot be reached now."]
    assert ask(14) == []
    assert len(ask(15)) == len(asked) - 1 == 1
    [row] = list_calendars(practice.id)
    assert row.problem == "The feed cannot be reached now."


def test_names_are_used_once_and_another_workspace_finds_none(practice):
    at = noon("2026-01-05")
    made = calendars.add_calendar(practice.id, "Nora", "", actor=NORA, at=at)
    for name in ("Nora", " "):
        with pytest.raises(NameMissing):
            calendars.add_calendar(practice.id, name, "", actor=NORA, at=at)
    other = Practice.beside("Other")
    with pytest.raises(NoSuchCalendar):
        calendars.remove_calendar(other.id, made, actor=NORA, at=at)
    calendars.remove_calendar(practice.id, made, actor=NORA, at=at)
    assert list_calendars(practice.id) == []
