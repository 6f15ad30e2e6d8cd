"""The queue asks the database as often for sixty invoices as for five."""

from dataclasses import replace
from datetime import date

from django.db import connection
from django.test.utils import CaptureQueriesContext

from cast import Practice, eur, monthly
from drumbeat.apps.reports.queries import queue_page
from drumbeat.core.terms import Cadence

DAY = date(2026, 2, 20)


def queries_of(practice: Practice) -> tuple[int, int]:
    with CaptureQueriesContext(
        connection,
    ) as captured:
        page = queue_page(practice.id, on=DAY, zone="Europe/Amsterdam")
    return len(captured), sum(group.count for group in page.groups)


def grow(practice: Practice, clients: range) -> None:
    for n in clients:
        practice.agree(monthly(f"Client {n:02}"))
    practice.bill("2026-01-01")
    practice.issue_all("2026-01-01")
    practice.bill("2026-02-01")


def test_the_number_of_queries_does_not_grow(practice):
    other = Practice.beside("Beside")
    grow(practice, range(5))
    few, rows_of_few = queries_of(practice)

    grow(other, range(60))
    many, rows_of_many = queries_of(other)

    assert rows_of_many > 9 * rows_of_few > 0
    assert many == few


def test_counts_and_sums_speak_of_all_rows_not_of_those_shown(practice):
    grow(practice, range(40))
    groups = {
        group.group.name: group
        for group in queue_page(practice.id, on=DAY, zone="Europe/Amsterdam").groups
    }
    for name, what in (("NEEDS_YOU", "drafts"), ("OVERDUE", "invoices")):
        group = groups[name]
        assert (group.count, len(group.rows)) == (40, 25), what
        assert group.more == 15
        assert [str(s) for s in group.sums] == [str(eur("3630.00").times(40))]


def scheduled(practice: Practice):
    groups = queue_page(practice.id, on=DAY, zone="Europe/Amsterdam").groups
    return next(g for g in groups if g.group.name == "SCHEDULED")


def test_what_is_scheduled_is_counted_beyond_the_page(practice):
    grow(practice, range(40))

    group = scheduled(practice)  # March, of each of them

    assert (group.count, len(group.rows), group.more) == (40, 25, 15)
    assert group.sums == ()  # of fifteen nobody worked out the amount


def test_what_is_scheduled_and_worked_out_is_summed_beyond_the_page(practice):
    weekly = replace(monthly().retainers[0], every=Cadence("week"))
    for n in range(8):
        practice.agree(monthly(f"Client {n}", retainers=(weekly,)))
    practice.bill("2026-02-20")

    group = scheduled(practice)  # four Thursdays each, and 25 rows to show them

    assert (group.count, len(group.rows), group.more) == (32, 25, 7)
    assert [str(s) for s in group.sums] == [str(eur("3630.00").times(32))]
