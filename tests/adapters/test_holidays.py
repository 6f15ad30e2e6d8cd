"""Holiday calendars by their codes."""

from datetime import date

import pytest

from drumbeat.adapters.holidays.calendar import (
    CalendarNotKnown,
    is_known,
    working_days,
)

DAYS = [
    ("none", "2026-12-25", True),
    ("none", "2026-12-26", False),
    ("DE-BE", "2026-03-08", False),
    ("DE-BE", "2027-03-08", False),  # Women's day, a Monday: Berlin
    ("DE-BY", "2027-03-08", True),
    ("GB-ENG", "2026-12-28", False),  # Boxing Day, observed
    ("NL", "2026-04-27", False),
    ("XECB", "2026-04-03", False),
    ("XECB", "2026-04-07", True),
]


@pytest.mark.parametrize(("code", "day", "is_worked"), DAYS)
def test_who_works_when(code, day, is_worked):
    calendar = working_days(code)

    # Asked twice: the answer is kept.
    answers = {calendar.is_working_day(date.fromisoformat(day)) for _ in range(2)}

    assert answers == {is_worked}


def test_the_version_names_library_and_calendar():
    """Keep what the due date was computed with: S-20."""
    assert working_days("DE-BE").version.startswith("holidays 0.")
    assert working_days("DE-BE").version.endswith(" DE-BE")
    assert working_days("none").version == "weekdays"
    assert working_days("DE-BE") is working_days("DE-BE")


@pytest.mark.parametrize("code", ["ZZ", "DE-ZZ", "XXXX", ""])
def test_other_codes_are_refused(code):
    assert not is_known(code)
    with pytest.raises(CalendarNotKnown):
        working_days(code)
