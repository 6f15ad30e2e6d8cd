"""What a service period is called in each of the five languages of documents."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from drumbeat.core.dates import Period, clamped, month_shifted
from drumbeat.core.party import Language


@dataclass(frozen=True, slots=True)
class _Wording:
    """How a language writes dates: month names, the quarter's letter, the joints."""

    months: tuple[str, ...]
    short: tuple[str, ...]
    quarter: str
    first: str = "1"  # the first day of a month
    ordinal: str = ""  # what follows every other day
    of: str = " "  # between day and full month name, and before the year

    def day(self, number: int) -> str:
        return self.first if number == 1 else f"{number}{self.ordinal}"


_WORDINGS: dict[Language, _Wording] = {
    "en": _Wording(
        months=tuple(
            "January February March April May June July August September October "
            "November December".split()
        ),
        short=tuple("Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()),
        quarter="Q",
    ),
    "de": _Wording(
        months=tuple(
            "Januar Februar März April Mai Juni Juli August September Oktober "
            "November Dezember".split()
        ),
        short=tuple(
            "Jan. Feb. März Apr. Mai Juni Juli Aug. Sept. Okt. Nov. Dez.".split()
        ),
        quarter="Q",
        first="1.",
        ordinal=".",
    ),
    "fr": _Wording(
        months=tuple(
            "janvier février mars avril mai juin juillet août septembre octobre "
            "novembre décembre".split()
        ),
        short=tuple(
            "janv. févr. mars avr. mai juin juil. août sept. oct. nov. déc.".split()
        ),
        quarter="T",
        first="1er",
    ),
    "nl": _Wording(
        months=tuple(
            "januari februari maart april mei juni juli augustus september oktober "
            "november december".split()
        ),
        short=tuple("jan feb mrt apr mei jun jul aug sep okt nov dec".split()),
        quarter="K",
    ),
    "es": _Wording(
        months=tuple(
            "enero febrero marzo abril mayo junio julio agosto septiembre octubre "
            "noviembre diciembre".split()
        ),
        short=tuple("ene feb mar abr may jun jul ago sept oct nov dic".split()),
        quarter="T",
        of=" de ",
    ),
}


@lru_cache(maxsize=4096)
def period_name(period: Period, language: Language) -> str:
    """Name a period from its dates alone, never from an issue date. [S-14]

    A calendar month is “March 2026”, a calendar quarter “Q2 2026 (1 Apr – 30 Jun)”,
    anything else its first and last day.
    """
    wording = _WORDINGS[language]
    first, last = period.start, period.last_day
    if _is_whole_months(period, 1):
        return f"{wording.months[first.month - 1]}{wording.of}{first.year}"
    if _is_whole_months(period, 3) and first.month % 3 == 1:
        quarter = f"{wording.quarter}{first.month // 3 + 1} {first.year}"
        return f"{quarter} ({_short(first, wording)} – {_short(last, wording)})"
    if first.year != last.year:
        return f"{_short_year(first, wording)} – {_short_year(last, wording)}"
    if first.month != last.month:
        return f"{_short(first, wording)} – {_short_year(last, wording)}"
    days = wording.day(last.day)
    if first != last:
        days = f"{wording.day(first.day)}–{days}"
    month = wording.months[last.month - 1]
    return f"{days}{wording.of}{month}{wording.of}{last.year}"


def update_titles(bill_on: date, language: Language) -> tuple[str, str]:
    """Name what an update speaks of and what comes next: the month before, the month.

    Both are proposals for who writes it; work is looked back on by the month, however
    the engagement bills.
    """
    month = clamped(bill_on.year, bill_on.month, 1)
    before = clamped(*month_shifted(bill_on.year, bill_on.month, -1), 1)
    after = clamped(*month_shifted(bill_on.year, bill_on.month, 1), 1)
    return (
        period_name(Period(before, month), language),
        period_name(Period(month, after), language),
    )


def _is_whole_months(period: Period, months: int) -> bool:
    year, month = month_shifted(period.start.year, period.start.month, months)
    return period.start.day == 1 and period.end == clamped(year, month, 1)


def _short(day: date, wording: _Wording) -> str:
    return f"{wording.day(day.day)} {wording.short[day.month - 1]}"


def _short_year(day: date, wording: _Wording) -> str:
    return f"{_short(day, wording)} {day.year}"


def month_name(month: int, language: Language) -> str:
    """Return the full name of a month, 1 to 12."""
    return _WORDINGS[language].months[month - 1]
