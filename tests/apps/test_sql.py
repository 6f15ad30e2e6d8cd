"""Fixed statements give the same values on both databases."""

from datetime import UTC, date, datetime

import pytest

from drumbeat.apps.identity.models import Workspace
from drumbeat.apps.sql import day, moment, read

AT = datetime(2026, 11, 3, 9, 30, 15, 250, tzinfo=UTC)


@pytest.fixture
def workspace(db):
    return Workspace.objects.create(
        name="Lindqvist",
        country="NL",
        currency="EUR",
        time_zone="Europe/Amsterdam",
        created_at=AT,
    )


def test_an_instant_is_aware_whether_a_column_or_an_expression_gives_it(workspace):
    (row,) = read(
        "SELECT created_at, max(created_at) FROM identity_workspace "
        "WHERE id = %(id)s GROUP BY created_at",
        id=workspace.id,
    )

    assert [moment(value) for value in row] == [AT, AT]


@pytest.mark.parametrize("value", ["2026-11-03", date(2026, 11, 3)])
def test_a_day_is_a_date_whatever_the_database_gives(value):
    assert day(value) == date(2026, 11, 3)


@pytest.mark.parametrize("count", [0, 1, 2_000])
def test_ids_travel_as_one_value(workspace, count):
    ids = range(workspace.id, workspace.id + count)

    rows = read("SELECT id FROM identity_workspace WHERE id {among}", ids=ids)

    assert rows == [(workspace.id,)][:count]
