"""When an invoice is due: payment terms in words, and the due date they give."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta

from drumbeat.core.dates import (
    Convention,
    clamped,
    end_of_month,
    month_shifted,
    moved,
)
from drumbeat.core.errors import Refusal
from drumbeat.core.ports import WorkingDays
from drumbeat.core.terms import PaymentTerms

NET_DAYS_MAX = 365
_DAYS = r"(?P<days>\d{1,3}) days?"
_DAY = r"day (?P<day>\d{1,2})"
_END = "end of month"
_FORMS = (
    ("on receipt", PaymentTerms("on receipt")),
    (_DAYS, PaymentTerms("days")),
    (f"{_DAYS} after {_END}", PaymentTerms("days after end of month")),
    (f"{_END} after {_DAYS}", PaymentTerms("end of month after days")),
    (f"{_DAY} of next month", PaymentTerms("day of next month")),
    (f"{_DAY} after {_DAYS}", PaymentTerms("day after days")),
)


class PaymentTermsNotUnderstood(Refusal):
    """The text is none of the six forms."""

    rule = "PAY-1"
    message = (
        "“{text}” are no payment terms; write “on receipt”, “14 days”, “30 days after"
        " end of month”, “end of month after 30 days”, “day 15 of next month” or"
        " “day 15 after 10 days” (at most 365 days, days of the month 1 to 31)."
    )


def parse_payment_terms(text: str) -> PaymentTerms:
    """Read the words of the engagement file.

    :raises PaymentTermsNotUnderstood: none of the six forms
    """
    words = " ".join(text.lower().split())
    for pattern, form in _FORMS:
        found = re.fullmatch(pattern, words)
        if found is None:
            continue
        numbers = {name: int(digits) for name, digits in found.groupdict().items()}
        days, day = numbers.get("days", 0), numbers.get("day", 0)
        if days <= NET_DAYS_MAX and ("day" not in numbers or 1 <= day <= 31):
            return replace(form, days=days, day=day)
    raise PaymentTermsNotUnderstood(text=text)


def due_date(
    terms: PaymentTerms, issue_date: date, moves: Convention, working: WorkingDays
) -> date:
    """Return the adjusted due date, counted from the issue date. [S-21]

    The unadjusted date is moved once [S-19], by the calendar whose version is kept
    with the result [S-20]. It is never before the issue date: what `preceding` would
    move there moves forward instead.
    """
    unadjusted = _unadjusted(terms, issue_date)
    adjusted = moved(unadjusted, moves, working)
    if adjusted < issue_date:
        return moved(unadjusted, Convention.FOLLOWING, working)
    return adjusted


def _unadjusted(terms: PaymentTerms, issue_date: date) -> date:
    later = issue_date + timedelta(days=terms.days)
    if terms.kind == "days after end of month":
        return end_of_month(issue_date) + timedelta(days=terms.days)
    if terms.kind == "end of month after days":
        return end_of_month(later)
    if terms.kind == "day of next month":
        return _day_of_month_after(issue_date, terms.day)
    if terms.kind == "day after days":
        this_month = clamped(later.year, later.month, terms.day)
        return (
            this_month if this_month >= later else _day_of_month_after(later, terms.day)
        )
    return later


def _day_of_month_after(day: date, wanted_day: int) -> date:
    return clamped(*month_shifted(day.year, day.month, 1), wanted_day)
