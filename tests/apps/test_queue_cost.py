"""The queue asks the database as often for sixty invoices as for five."""

from datetime import date

from django.db import connection
from django.test.utils import CaptureQueriesContext

from cast import Practice, eur, monthly
from drumbeat.apps.reports.queries import queue_page

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
