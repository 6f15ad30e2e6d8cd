"""Numbers of a series: the pattern they follow and the days they may carry."""

from __future__ import annotations

import re
from datetime import date

from drumbeat.core.errors import Refusal

_FIELD = re.compile(r"\{([^{}]*)\}")
_NUMBER = re.compile(r"number(?::0(\d))?")
_LENGTH_MAX = 17  # with growth to four more digits still an ISO 11649 reference


class PatternRefused(Refusal):
    """The pattern of a number series cannot give unique numbers."""

    rule = "NUM-1"
    message = (
        "“{pattern}” is not a number pattern: {problem}. "
        "Write it like INV-{{year}}-{{number:04}}."
    )


class IssueDateRefused(Refusal):
    """The day would break the order of the series."""

    rule = "NUM-2"
    message = "A document cannot be dated {issue_date}: {problem}."


def check_pattern(pattern: str) -> None:
    """Refuse a pattern that could give one number twice or an unreadable one."""
    fields = _FIELD.findall(pattern)
    numbers = [field for field in fields if _NUMBER.fullmatch(field)]
    literal = _FIELD.sub("", pattern)
    if len(numbers) != 1:
        problem = "it needs {number} exactly once"
    elif fields.count("year") > 1 or set(fields) - {"year", *numbers}:
        problem = "besides {number} it may hold {year}, once"
    elif not re.fullmatch(r"[A-Za-z0-9./_-]*", literal):
        problem = "it may hold letters, digits and - . / _"
    elif "year}{number" in pattern or re.search(r"\}\d|\d\{", pattern):
        problem = "a digit must not touch {year} or {number}"
    elif len(format_number(pattern, year=2026, number=1)) > _LENGTH_MAX:
        problem = f"its numbers are longer than {_LENGTH_MAX} characters"
    else:
        return
    raise PatternRefused(pattern=pattern, problem=problem)


def format_number(pattern: str, *, year: int, number: int) -> str:
    """Return “INV-2026-0001”; a number beyond the width grows and is never cut."""

    def fill(field: re.Match[str]) -> str:
        if field[1] == "year":
            return f"{year:04d}"
        width = _NUMBER.fullmatch(field[1])
        return f"{number:0{int((width and width[1]) or 1)}d}"

    return _FIELD.sub(fill, pattern)


def series_year(pattern: str, issue_date: date) -> int:
    """Return the year that is part of the series' key, 0 if it never restarts. [S-47]

    `issue_date` is the seller's local day.
    """
    return issue_date.year if "{year}" in pattern else 0


def may_issue_on(
    issue_date: date, *, last_issue_date: date | None, today: date
) -> None:
    """Refuse a day before the last one of the series or after today. [S-48]"""
    if issue_date > today:
        problem = f"that day has not come, today is {today}"
    elif last_issue_date is not None and issue_date < last_issue_date:
        problem = f"the last one of this series is dated {last_issue_date}"
    else:
        return
    raise IssueDateRefused(issue_date=issue_date, problem=problem)
