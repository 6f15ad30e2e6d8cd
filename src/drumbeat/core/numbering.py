"""Numbers of a series: the pattern they follow and the days they may carry."""

from __future__ import annotations

import re
from dataclasses import dataclass
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


class NumbersLost(Refusal):
    """Numbers of the series were given that these books do not know."""

    rule = "NUM-3"
    message = (
        "{series}: the books end at {known}, but numbers up to {given} were given; "
        "going on would give one twice. Look with `drumbeat recover`."
    )


class IssueDateRefused(Refusal):
    """The day would break the order of the series."""

    rule = "NUM-2"
    message = "A document cannot be dated {issue_date}: {problem}."


@dataclass(frozen=True, slots=True)
class HighWater:
    """How far a series came, as remembered outside the database (D13).

    `given` is the number that was last written down, just before its COMMIT; `kept`
    the last one whose COMMIT is known to have been answered.
    """

    given: int = 0
    kept: int = 0
    on: date | None = None  # the issue date of `given`


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


def may_begin_with(
    pattern: str, first: int, *, given: int, other: str, on: date
) -> bool:
    """Say whether a new pattern holds at once; else it does from next year on. [NUM-4]

    `given` is the last number of the series this pattern counts in today, zero while
    it has none; `other` is the pattern of the other kind of document. A live series
    is never re-based: its pattern and its first number stay.

    :raises PatternRefused: it could give one number twice, or would never begin
    """
    check_pattern(pattern)
    problem = ""
    if format_number(pattern, year=on.year, number=1) == format_number(
        other, year=on.year, number=1
    ):
        problem = "invoices and credit notes would have the same numbers"
    elif first < 1 or len(format_number(pattern, year=on.year, number=first)) > (
        _LENGTH_MAX
    ):
        problem = f"it cannot begin with number {first}"
    elif given and first != given + 1:
        problem = f"number {given} is given, so the next one is {given + 1}"
    elif given and "{year}" not in pattern:
        problem = "its series has begun and never restarts; add {year} for a new one"
    if problem:
        raise PatternRefused(pattern=pattern, problem=problem)
    return given == 0


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


def lost_numbers(
    last_number: int, high_water: HighWater, *, is_restored: bool
) -> range:
    """Return the numbers that were given and that books ending there do not know.

    A number that was only written down never left the house if it is not in the
    books: a crash came before COMMIT, and it is given anew. Restored books cannot
    tell a crash from what they forgot, so there it counts as given: a gap with its
    reason does no harm, a number given twice does.
    """
    furthest = high_water.kept
    if is_restored:
        furthest = max(furthest, high_water.given)
    return range(last_number + 1, furthest + 1)
