"""The queue in words: groups, next steps, bars, the toast."""

import dataclasses
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from drumbeat.core.queue_page import StripWeek
from drumbeat.web import queue_view

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
AT = datetime(2026, 11, 3, 9, 0, tzinfo=UTC)


def row_views(page, group):
    return [
        queue_view.row_view(row, page.day, AMSTERDAM, "?", is_selected=False)
        for row in page.groups[group].rows
    ]


def test_an_empty_group_is_left_out_but_the_first_never(page, empty_page):
    def names(shown):
        groups = queue_view.group_views(shown, zone=AMSTERDAM, selected="", client=None)
        return [group.anchor for group in groups]

    assert names(page) == ["today", "overdue"]
    assert names(empty_page) == ["today"]


def test_a_next_step_falls_on_the_day_of_the_workspace(page):
    assert row_views(page, 0)[0].next.when == "Fri 13 Nov"


def test_without_a_date_the_word_stands_in_its_place(page):
    cell = queue_view.NextCell("pause", "Paused", "open for 2 days")
    assert row_views(page, 0)[1].next == cell


def test_lateness_wins_over_the_due_date(page):
    late = row_views(page, 1)[0]

    assert (late.due, late.is_late) == ("12 days late", True)


@pytest.mark.parametrize(
    ("subject_id", "said"),
    [
        ("draft:1", "due 17 Nov"),
        ("scheduled:4:2026-11-17", "sends 17 Nov"),
        ("payment:9", "arrived 17 Nov"),
    ],
)
def test_the_day_of_a_row_is_what_happens_on_it(page, subject_id, said):
    group = page.groups[0]
    row = dataclasses.replace(
        group.rows[0], subject_id=subject_id, due=date(2026, 11, 17), days_late=0
    )
    shown = dataclasses.replace(
        page, groups=(dataclasses.replace(group, rows=(row,)), *page.groups[1:])
    )
    first = queue_view.group_views(shown, zone=AMSTERDAM, selected="", client="")[0]

    assert f">{said}</span>" in first.rows[0]


def test_bars_stand_on_each_other_and_stay_in_the_strip():
    full = StripWeek(AT.date(), received=25, expected=25, overdue=25, scheduled=25)

    bars = queue_view.strip_bars((full,))

    assert [bar.kind for bar in bars] == [
        "received",
        "expected",
        "overdue",
        "scheduled",
    ]
    tops = [float(bar.y) for bar in bars]
    assert tops == sorted(tops, reverse=True)
    assert tops[-1] >= 0


def test_a_week_without_money_is_a_thin_line():
    assert [bar.kind for bar in queue_view.strip_bars((StripWeek(AT.date()),))] == [
        "none"
    ]


def test_the_toast_counts_what_is_left_of_the_hold(held):
    toast = queue_view.toast((held,), at=AT + timedelta(seconds=7.5))

    assert toast == queue_view.Toast(
        "/drafts/12/withdrawal",
        "Sending to Halden Robotics",
        "Sent to Halden Robotics",
        13,
        "€9,196.00 to Ingrid Solberg and accounts payable",
    )


def test_a_reminder_on_its_way_is_a_toast_too(held):
    reminder = dataclasses.replace(
        held, subject_id="invoice:INV-1", amount=None, tone="friendly"
    )
    toast = queue_view.toast((reminder,), at=AT, is_here=True)

    assert toast.undo == "/invoices/INV-1/reminder/withdrawal"
    assert (toast.doing, toast.done) == (
        "Reminder to Halden Robotics",
        "Reminder sent to Halden Robotics",
    )
    assert toast.detail == "Friendly, to Ingrid Solberg and accounts payable"


def test_what_goes_on_a_later_day_is_no_toast(held):
    later = dataclasses.replace(held, send_at=AT + timedelta(days=1))

    assert queue_view.toast((later, held), at=AT).undo == "/drafts/12/withdrawal"


@pytest.mark.parametrize(
    ("on", "days"),
    [
        (date(2026, 11, 4), ["Tomorrow 2026-11-05", "Monday 2026-11-09"]),
        (date(2026, 11, 8), ["Tomorrow, Monday 2026-11-09"]),  # a Sunday
        (date(2026, 11, 9), ["Tomorrow 2026-11-10", "Monday 2026-11-16"]),
    ],
)
def test_snoozing_offers_tomorrow_and_monday(on, days):
    assert [f"{day.name} {day.day}" for day in queue_view.later(on)] == days


def test_after_the_hold_there_is_nothing_to_undo(held):
    assert queue_view.toast((held,), at=held.send_at) is None
    assert queue_view.toast((), at=AT) is None


def test_a_send_without_amount_or_people_says_what_it_knows(held):
    alone = dataclasses.replace(held, amount=None, goes_to=("Ingrid Solberg",))

    assert queue_view.toast((alone,), at=AT).detail == "Ingrid Solberg"


@pytest.mark.parametrize(
    ("subject_id", "page"),
    [
        ("draft:12", "/drafts/12"),
        ("invoice:INV-2026-0001", "/invoices/INV-2026-0001"),
        ("invoice:2026/0001", "/invoices/2026/0001"),
        ("engagement:4", "/engagements/4"),
        ("governor:4", "/engagements/4"),
        ("line:7", "/payments/lines/7"),
        ("scheduled:4:2026-12-01:", "/engagements/4"),
        ("payment:9", "/payments?state=unmatched"),
    ],
)
def test_what_a_row_is_about_has_a_page(subject_id, page):
    assert queue_view.page_of(subject_id) == page
