"""Rows written in sets are read back as they were, whatever their text holds."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from cast import profile
from drumbeat.apps.engagements.models import Engagement
from drumbeat.apps.parties import operations as parties
from drumbeat.apps.rows import insert_rows, instant

PLAIN = ("CMO", "Half, Q4", "")
AWKWARD = ("back\\slash", "\\N", "tab\there", "two\nlines", "\r\n", "Zoë – “x”", "\x7f")


@pytest.mark.parametrize("names", [PLAIN, AWKWARD, PLAIN + AWKWARD])
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


def test_each_pass_of_an_hour_that_comes_twice_keeps_its_own_instant():
    first = datetime(2026, 10, 25, 2, 30, tzinfo=ZoneInfo("Europe/Amsterdam"))
    second = first.replace(fold=1)
    assert first == second  # to Python, within one zone

    assert instant(first) == "2026-10-25 00:30:00"
    assert instant(second) == "2026-10-25 01:30:00"
    assert instant(first.astimezone(UTC) + timedelta(hours=1)) == instant(second)
