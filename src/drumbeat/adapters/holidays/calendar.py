"""Which days people work, from the `holidays` library. [S-20]"""

from __future__ import annotations

import importlib
from datetime import date
from functools import cache
from typing import Protocol, cast

from drumbeat.core.dates import WeekdaysOnly
from drumbeat.core.errors import Refusal
from drumbeat.core.ports import WorkingDays


class CalendarNotKnown(Refusal):
    """No holiday calendar has this code."""

    rule = "CAL-1"
    message = (
        "There is no holiday calendar “{code}”; write a country or subdivision of"
        " ISO 3166 like “NL” or “DE-BE”, “XECB”, or “none”."
    )


class _LibraryCalendar(Protocol):
    def is_working_day(self, key: date) -> bool: ...


class HolidayCalendar:
    """A calendar of the library; each day is asked for once."""

    def __init__(self, calendar: _LibraryCalendar, version: str) -> None:
        self.version = version
        self._calendar = calendar
        self._answers: dict[date, bool] = {}

    def is_working_day(self, day: date) -> bool:
        """Say whether `day` is neither weekend nor holiday there."""
        answer = self._answers.get(day)
        if answer is None:
            answer = self._answers[day] = self._calendar.is_working_day(day)
        return answer


@cache
def working_days(code: str) -> WorkingDays:
    """Return the calendar of a code: “none”, “NL”, “DE-BE”, “GB-ENG”, “XECB” …

    :raises CalendarNotKnown: the library has no such calendar
    """
    if code == "none":
        return WeekdaysOnly()
    # Loaded here: the library takes longer to load than a plan without it to make.
    library = importlib.import_module("holidays")
    country, _, subdivision = code.partition("-")
    try:
        if len(country) == 2:
            found = library.country_holidays(country, subdiv=subdivision or None)
        else:
            found = library.financial_holidays(code)
    except NotImplementedError:
        raise CalendarNotKnown(code=code) from None
    version = f"holidays {library.__version__} {code}"
    return HolidayCalendar(cast(_LibraryCalendar, found), version)


def is_known(code: str) -> bool:
    """Say whether there is a calendar of that code."""
    try:
        working_days(code)
    except CalendarNotKnown:
        return False
    return True
