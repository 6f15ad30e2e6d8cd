"""The words of the engagement file for single values, read and written."""

from __future__ import annotations

import re
from datetime import date, time
from decimal import Decimal
from typing import get_args

from drumbeat.core.documents import Tax, TaxCategory
from drumbeat.core.errors import Refusal
from drumbeat.core.terms import (
    LAST_DAY,
    Anchor,
    Cadence,
    Instalment,
    PayRun,
    ReminderStep,
    Tone,
)

WEEKDAYS = (
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
)
_CADENCES = {
    "week": Cadence("week"),
    "half month": Cadence("half month"),
    "month": Cadence("month"),
    "quarter": Cadence("month", 3),
    "year": Cadence("month", 12),
}
_COUNTED = re.compile(r"([1-9][0-9]?) (week|month)s?")
_RATE = re.compile(r"[0-9]{1,3}(\.[0-9]{1,2})?")
_ISO_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_PAY_RUN = re.compile(
    r"every (?:([1-9][0-9]?)(?:st|nd|rd|th) )?([a-z]+) from (\S+?)"
    r"(?:, ?cut-off ([0-9]{1,2}) days? before)?"
)
_STEP = re.compile(r"([+-][0-9]{1,3}) ([a-z]+)")
_INSTALMENT = re.compile(r"([0-9]{1,3}(?:\.[0-9]{1,4})?) ?% on (\S+)")
_TIME = re.compile(r"([01][0-9]|2[0-3]):([0-5][0-9])")


class WordsNotUnderstood(Refusal):
    """A value of the engagement file is not written as its grammar wants it."""

    rule = "FIL-2"
    message = "“{text}” is not {what}; write {examples}."


def plain(number: Decimal) -> str:
    """Return the number without exponent and without idle zeros: “19”, “7.7”."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def parse_day(text: str) -> date:
    """Read “2026-04-14”."""
    try:
        if _ISO_DATE.fullmatch(text):
            return date.fromisoformat(text)
    except ValueError:
        pass
    raise WordsNotUnderstood(text=text, what="a day", examples="it like “2026-04-14”")


def parse_cadence(text: str) -> Cadence:
    """Read “month”, “quarter”, “2 weeks” …"""
    words = " ".join(text.lower().split())
    if words in _CADENCES:
        return _CADENCES[words]
    counted = _COUNTED.fullmatch(words)
    if counted is None:
        raise WordsNotUnderstood(
            text=text,
            what="a cadence",
            examples="“week”, “2 weeks”, “half month”, “month”, “quarter”, “year”,"
            " “N weeks” or “N months”",
        )
    count, unit = counted.groups()
    return Cadence("week" if unit == "week" else "month", int(count))


def cadence_words(cadence: Cadence) -> str:
    """Return the cadence as the file writes it."""
    for words, named in _CADENCES.items():
        if named == cadence:
            return words
    return f"{cadence.count} {cadence.unit}s"


def parse_anchor(value: object) -> Anchor:
    """Read 1–31, “last”, a weekday, or a full date."""
    if type(value) is date:
        return Anchor(on=value)
    if type(value) is int and 1 <= value <= 31:
        return Anchor(day=value)
    words = value.strip().lower() if isinstance(value, str) else ""
    if words == "last":
        return Anchor(day=LAST_DAY)
    if words in WEEKDAYS:
        return Anchor(weekday=WEEKDAYS.index(words))
    raise WordsNotUnderstood(
        text=value,
        what="an anchor",
        examples="a day of the month (1 to 31), “last”, a weekday like “monday”, or a"
        " full date without quotes",
    )


def anchor_value(anchor: Anchor) -> int | str | date:
    """Return the anchor as the file writes it."""
    if anchor.on is not None:
        return anchor.on
    if anchor.weekday is not None:
        return WEEKDAYS[anchor.weekday]
    return "last" if anchor.day == LAST_DAY else anchor.day or 1


def parse_tax(text: str) -> Tax:
    """Read “S 19”, “Z”, “E VATEX-EU-132”, “AE”, “G”, “O”, “K”.

    The standard rate is above 0 and at most 100 (BR-S-5); an exemption says why
    (BR-E-10).
    """
    word, _, rest = " ".join(text.split()).partition(" ")
    category = next((known for known in get_args(TaxCategory) if known == word), None)
    if category is None:
        raise _no_tax(text)
    if category == "S":
        rate = Decimal(rest) if _RATE.fullmatch(rest) else Decimal(0)
        if not 0 < rate <= 100:
            raise _no_tax(text)
        return Tax("S", rate)
    if (category == "Z" and rest) or (category == "E" and not rest):
        raise _no_tax(text)
    return Tax(category, Decimal(0), rest)


def _no_tax(text: str) -> WordsNotUnderstood:
    return WordsNotUnderstood(
        text=text,
        what="a tax",
        examples="the category and, for “S”, a rate above 0 and up to 100 (“S 19”);"
        " “Z”, “AE”, “G”, “O” or “K”; or “E” with its reason (“E VATEX-EU-132”)",
    )


def tax_words(tax: Tax) -> str:
    """Return the tax as the file writes it."""
    rest = plain(tax.rate) if tax.category == "S" else tax.exemption_reason
    return f"{tax.category} {rest}".strip()


def parse_pay_run(text: str) -> PayRun:
    """Read “every 2nd thursday from 2026-01-08, cut-off 3 days before”."""
    found = _PAY_RUN.fullmatch(" ".join(text.lower().split()))
    if found is not None and found.group(2) in WEEKDAYS:
        weeks, weekday, day, cut_off = found.groups()
        starts = parse_day(day)
        if WEEKDAYS[starts.weekday()] == weekday:
            return PayRun(int(weeks or 1), starts, int(cut_off or 0))
    raise WordsNotUnderstood(
        text=text,
        what="a pay run",
        examples="“every 2nd thursday from 2026-01-08, cut-off 3 days before”, where"
        " the date is such a weekday",
    )


def pay_run_or_none(text: str) -> PayRun | None:
    """Read the pay run of a profile; empty means that none is known."""
    return parse_pay_run(text) if text else None


def pay_run_words(pay_run: PayRun) -> str:
    """Return the pay run as the file writes it."""
    every = ""
    if pay_run.every_weeks > 1:
        every = f"{pay_run.every_weeks}{ordinal_suffix(pay_run.every_weeks)} "
    cut_off = ""
    if pay_run.cut_off_days:
        cut_off = f", cut-off {pay_run.cut_off_days} days before"
    weekday = WEEKDAYS[pay_run.starts.weekday()]
    return f"every {every}{weekday} from {pay_run.starts}{cut_off}"


def ordinal_suffix(number: int) -> str:
    """Return what makes a number up to 99 an ordinal: “st”, “nd”, “rd”, “th”."""
    if number // 10 == 1:
        return "th"
    return {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")


def parse_step(text: str) -> ReminderStep:
    """Read “-3 friendly” or “+7 clear”."""
    found = _STEP.fullmatch(" ".join(text.lower().split()))
    if found is not None:
        for tone in get_args(Tone):
            if tone == found.group(2):
                return ReminderStep(int(found.group(1)), tone)
    raise WordsNotUnderstood(
        text=text,
        what="a reminder step",
        examples="the days from the due date with their sign, and “friendly”, “clear”,"
        " “firm” or “final”: “+7 clear”",
    )


def step_words(step: ReminderStep) -> str:
    """Return the step as the file writes it."""
    return f"{step.name} {step.tone}"


def parse_instalment(text: str) -> Instalment:
    """Read “50% on approval”, “50% on completion” or “50% on 2026-04-14”."""
    found = _INSTALMENT.fullmatch(" ".join(text.lower().split()))
    if found is not None:
        percent, trigger = Decimal(found.group(1)), found.group(2)
        if trigger in ("approval", "completion"):
            return Instalment(percent, trigger)
        if _ISO_DATE.fullmatch(trigger):
            return Instalment(percent, trigger, parse_day(trigger))
    raise WordsNotUnderstood(
        text=text,
        what="an instalment",
        examples="“50% on approval”, “50% on completion” or “50% on 2026-04-14”",
    )


def instalment_words(instalment: Instalment) -> str:
    """Return the instalment as the file writes it."""
    trigger = instalment.on.isoformat() if instalment.on else instalment.trigger
    return f"{plain(instalment.percent)}% on {trigger}"


def parse_time(text: str) -> time:
    """Read “09:00”."""
    found = _TIME.fullmatch(text.strip())
    if found is None:
        raise WordsNotUnderstood(text=text, what="a time of day", examples="“09:00”")
    return time(int(found.group(1)), int(found.group(2)))


def time_words(at: time) -> str:
    """Return the time of day as the file writes it."""
    return at.strftime("%H:%M")


def parse_rollover(text: str) -> str:
    """Read “none”, “full” or “capped 10” (hours)."""
    words = " ".join(text.lower().split())
    if words in ("none", "full") or re.fullmatch(r"capped [1-9][0-9]{0,3}", words):
        return words
    raise WordsNotUnderstood(
        text=text, what="a rollover", examples="“none”, “full” or “capped 10” (hours)"
    )


def parse_project_day(value: object) -> date | str:
    """Read when a project is billed: a date, “acceptance”, or “event UID”."""
    if type(value) is date:
        return value
    text = value.strip() if isinstance(value, str) else ""
    if text == "acceptance" or re.fullmatch(r"event \S+", text):
        return text
    if _ISO_DATE.fullmatch(text):
        return parse_day(text)
    raise WordsNotUnderstood(
        text=value,
        what="a day to bill a project",
        examples="a date, “acceptance”, or “event” and the UID of a calendar entry",
    )
