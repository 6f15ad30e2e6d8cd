"""Rows written in sets are read back as they were, whatever their text holds."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from cast import monthly, profile
from drumbeat.apps.engagements.models import Engagement
from drumbeat.apps.parties import operations as parties
from drumbeat.apps.rows import insert_rows, instant
from drumbeat.apps.sql import Among, read

PLAIN = ("CMO", "Half, Q4", "")
MANY = tuple(f"Engagement {n}" for n in range(40))  # as many as a billing run writes
AWKWARD = ("back\\slash", "\\N", "tab\there", "two\nlines", "\r\n", "Zoë – “x”", "\x7f")


@pytest.mark.parametrize("names", [PLAIN, PLAIN + AWKWARD, MANY, MANY + AWKWARD])
def test_rows_come_back_as_they_were(practice, names):
    client = parties.add_client(practice.id, profile("Tulp"))
    columns = (
        *("workspace_id", "client_id", "name", "state", "parked_reason", "starts"),
        *("version", "next_bill_on", "is_governed", "billed_version"),
    )
    insert_rows(
        "engagements_engagement",
        columns,
        [
            (practice.id, client, name, "active", name, "2026-01-01", n, None, 0, 0)
            for n, name in enumerate(names)
        ],
    )

    written = Engagement.objects.order_by("version")
    read = written.values_list("name", "parked_reason", "next_bill_on", "version")
    assert list(read) == [(name, name, None, n) for n, name in enumerate(names)]


@pytest.mark.parametrize("wanted", [(), (1,), (1, 3, 4), range(9)])
def test_rows_are_found_by_any_number_of_ids(practice, wanted):
    made = [practice.agree(monthly(f"Client {n}")) for n in range(5)]
    asked = [made[n] for n in wanted if n < 5] + [made[-1] + 1_000]

    by_queryset = Engagement.objects.filter(Among("id", asked))
    by_sql = read("SELECT id FROM engagements_engagement WHERE id {among}", ids=asked)

    found = [made[n] for n in wanted if n < 5]
    assert sorted(by_queryset.values_list("id", flat=True)) == found
    assert sorted(row for (row,) in by_sql) == found


def test_each_pass_of_an_hour_that_comes_twice_keeps_its_own_instant():
    first = datetime(2026, 10, 25, 2, 30, tzinfo=ZoneInfo("Europe/Amsterdam"))
    second = first.replace(fold=1)
    assert first == second  # to Python, within one zone

    assert instant(first) == "2026-10-25 00:30:00"
    assert instant(second) == "2026-10-25 01:30:00"
    assert instant(first.astimezone(UTC) + timedelta(hours=1)) == instant(second)
