"""The terms as a sentence, whose values are where they are changed (DESIGN §6.2)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date

from drumbeat.core.cadence import Grid
from drumbeat.core.composition import lane_name
from drumbeat.core.documents import Tax
from drumbeat.core.terms import (
    LAST_DAY,
    STANDARD_STEPS,
    AddOn,
    Cadence,
    Change,
    EngagementTerms,
    PaymentTerms,
    Project,
    ReminderStep,
    Retainer,
)
from drumbeat.core.terms_grammar import plain
from drumbeat.core.terms_on import (
    HeldTerms,
    coming_changes,
    next_pause,
    standing,
    version_on,
)
from drumbeat.web import formats

_NAMED = {
    Cadence("week"): "weekly",
    Cadence("half month"): "twice-monthly",
    Cadence("month"): "monthly",
    Cadence("month", 3): "quarterly",
    Cadence("month", 12): "yearly",
}
_HALVES = {1: "1st and 16th", 15: "15th and last day"}
_DAYS = ("Mondays", "Tuesdays", "Wednesdays", "Thursdays", "Fridays", "Saturdays")
_PAYABLE = {
    "on receipt": "on receipt",
    "days": "in {days} days",
    "days after end of month": "{days} days after the end of the month",
    "end of month after days": "at the end of the month after {days} days",
    "day of next month": "on the {day} of the next month",
    "day after days": "on the {day} after {days} days",
}
_TAX = {
    "S": "VAT {rate}%",
    "Z": "VAT 0%",
    "E": "VAT exempt",
    "AE": "Reverse charge",
    "G": "Export, no VAT",
    "O": "Outside VAT",
    "K": "Intra-community, no VAT",
}
_E_INVOICES = {
    "factur-x": "Factur-X e-invoice",
    "cii": "CII e-invoice",
    "xrechnung-cii": "XRechnung",
    "xrechnung-ubl": "XRechnung",
    "peppol": "Peppol e-invoice",
}
POLICIES: dict[str, tuple[ReminderStep, ...]] = {
    "calm, then firm": STANDARD_STEPS,
    "a heads-up only": (ReminderStep(-3, "friendly"),),
    "off": (),
}


@dataclass(frozen=True, slots=True)
class Said:
    """A piece of the sentence; `term` is what it is changed by, empty in between.

    `of` is the place of the retainer that it speaks of.
    """

    text: str
    term: str = ""
    of: int = 0


def sentence(
    terms: EngagementTerms, *, on: date, update_required: bool
) -> tuple[Said, ...]:
    """Return the terms in force on a day, to be read aloud."""
    if standing(terms, on) == "ended":
        return tuple(_past(terms, on))
    update = " Every invoice carries an update." if update_required else ""
    return (
        *_retainers(terms, on),
        *_coming(terms, on),
        *_extra(terms, on),
        *_pause(terms, on),
        Said(f"{update} Reminders are "),
        Said(policy_name(terms.reminders.steps), "reminders"),
        Said("."),
        *_end(terms, on),
    )


def short_words(terms: EngagementTerms, *, on: date) -> str:
    """Return what it bills in a few words: “€6,000 monthly, in advance”."""
    said = [
        f"{formats.short_amount(v.amount)} {cadence_words(v.grid.cadence)}, {v.timing}"
        for v in (version_on(terms, r, on) for r in terms.retainers)
    ]
    if terms.projects:
        said.append(formats.count_of(len(terms.projects), "project"))
    return " + ".join(said)


def cadence_words(every: Cadence) -> str:
    """Return “monthly”, or “every 2 weeks”."""
    return _NAMED.get(every) or f"every {every.count} {every.unit}s"


def grid_words(grid: Grid) -> str:
    """Return the day that periods begin on: “1st”, “last day”, “Mondays”."""
    if grid.day is None:
        weekday = grid.anchor.weekday()
        return _DAYS[weekday] if weekday < len(_DAYS) else "Sundays"
    if grid.cadence.unit == "half month":
        return _HALVES[grid.day]
    day = "last day" if grid.day == LAST_DAY else formats.ordinal(grid.day)
    months = _months(grid)
    return f"{day} of {months}" if months else day


def _months(grid: Grid) -> str:
    """Return the months of a grid that has at most four of them in a year."""
    every = grid.cadence.count
    if every < 3 or 12 % every:
        return ""
    starts = sorted(grid.boundary(k).month for k in range(12 // every))
    return listed(f"{date(2000, month, 1):%B}" for month in starts)


def payable_words(payment: PaymentTerms) -> str:
    """Return “in 14 days”, “on receipt”, “on the 15th of the next month”."""
    day = formats.ordinal(payment.day) if payment.day else ""
    words = _PAYABLE[payment.kind].format(days=payment.days, day=day)
    return words.replace("1 days", "1 day") if payment.days == 1 else words


def policy_name(steps: tuple[ReminderStep, ...]) -> str:
    """Return the name of a reminder policy, “your own” for any other."""
    return next((name for name, own in POLICIES.items() if own == steps), "your own")


def tax_words(tax: Tax) -> str:
    """Return “VAT 21%” or why there is none."""
    return _TAX[tax.category].format(rate=plain(tax.rate))


def e_invoice_words(e_invoice: str) -> str:
    """Return the name of the e-invoice the client wants, empty for none."""
    return _E_INVOICES.get(e_invoice, "")


def listed(words: Iterable[str]) -> str:
    """Return “a”, “a and b”, “a, b and c”."""
    found = list(words)
    if len(found) < 2:
        return "".join(found)
    return f"{', '.join(found[:-1])} and {found[-1]}"


def _retainers(terms: EngagementTerms, on: date) -> Iterator[Said]:
    for place, retainer in enumerate(terms.retainers):
        if place:
            yield Said(" ")
        for said in _retainer(terms, retainer, on, named=len(terms.retainers) > 1):
            yield replace(said, of=place)
    if not terms.retainers:
        yield Said("Work by project, payable ")
    else:
        yield Said(" Payable " if len(terms.retainers) > 1 else ", payable ")
    yield Said(payable_words(terms.payment), "payment")
    yield Said(".")


def _retainer(
    terms: EngagementTerms, retainer: Retainer, on: date, *, named: bool
) -> Iterator[Said]:
    version = version_on(terms, retainer, on)
    cadence = cadence_words(version.grid.cadence)
    name = f" “{lane_name(retainer.name)}”" if named else ""
    amount = Said(formats.short_amount(version.amount), "amount")
    if version.grid.cadence in _NAMED:
        yield Said(formats.capitalised(cadence), "cadence")
        yield Said(f" retainer{name} of ")
        yield amount
    else:
        yield Said(f"Retainer{name} of ")
        yield amount
        yield Said(" ")
        yield Said(cadence, "cadence")
    lead = formats.count_of(retainer.bill_days_before, "day")
    when = f", {lead} before" if retainer.bill_days_before else " on"
    yield Said(f"{when} " if version.grid.day is None else f"{when} the ")
    yield Said(grid_words(version.grid), "day")
    yield Said(", in ")
    yield Said(version.timing.removeprefix("in "), "timing")
    if named:
        yield Said(".")


def _coming(terms: EngagementTerms, on: date) -> Iterator[Said]:
    for change in coming_changes(terms, on):
        day = formats.short_day(change.starts, on=on)
        name = ""
        if len(terms.retainers) > 1:
            name = f"“{lane_name(change.retainer)}” is "
        yield Said(f" From {day} {name or 'it is '}{listed(_news(terms, change))}.")


def _news(terms: EngagementTerms, change: Change) -> Iterator[str]:
    if change.amount is not None:
        yield formats.short_amount(change.amount)
    if change.every is not None:
        yield cadence_words(change.every)
    if change.anchor is not None:
        yield f"on the {grid_words(_after(terms, change).grid)}"
    if change.timing is not None:
        yield change.timing
    if change.tax is not None:
        yield tax_words(change.tax)


def _after(terms: EngagementTerms, change: Change) -> HeldTerms:
    retainer = next(r for r in terms.retainers if r.name == change.retainer)
    return version_on(terms, retainer, change.starts)


def _extra(terms: EngagementTerms, on: date) -> Iterator[Said]:
    for add_on in terms.add_ons:
        if (add_on.until or add_on.starts) >= on:
            yield Said(f" {add_on_words(add_on, on=on)}.")
    for project in terms.projects:
        yield Said(f" {project_words(project, on=on)}.")


def add_on_words(add_on: AddOn, *, on: date) -> str:
    """Return “‘Launch’ of €1,600 a period, 1 Mar to 30 Jun”."""
    amount = formats.short_amount(add_on.amount)
    starts = formats.short_day(add_on.starts, on=on)
    if add_on.until is None:
        return f"“{add_on.name}” of {amount}, once, from {starts}"
    until = formats.short_day(add_on.until, on=on)
    return f"“{add_on.name}” of {amount} a period, {starts} to {until}"


def project_words(project: Project, *, on: date) -> str:
    """Return “‘Film’ of €4,800, billed once approved”."""
    return (
        f"“{project.name}” of {formats.short_amount(project.amount)}, "
        f"{billed_words(project.bill_on, on=on)}"
    )


def billed_words(bill_on: date | str, *, on: date) -> str:
    """Return when a project is billed: “billed on 14 Apr”, “billed once approved”."""
    if isinstance(bill_on, date):
        return f"billed on {formats.short_day(bill_on, on=on)}"
    if bill_on == "acceptance":
        return "billed once approved"
    return "billed after its calendar entry"


def _pause(terms: EngagementTerms, on: date) -> Iterator[Said]:
    pause = next_pause(terms, on)
    if pause is None:
        return
    until = "you resume"
    if pause.until is not None:
        until = formats.short_day(pause.until, on=on)
    starts = formats.short_day(pause.starts, on=on)
    runs = pause.starts <= on
    yield Said(" Paused since " if runs else " Pauses from ")
    yield Said(f"{starts} until {until}", "pause")
    yield Said(".")


def _end(terms: EngagementTerms, on: date) -> Iterator[Said]:
    if terms.ends is not None:
        yield Said(" Ends on ")
        yield Said(formats.short_day(terms.ends, on=on), "end")
        yield Said(".")


def _past(terms: EngagementTerms, on: date) -> Iterator[Said]:
    """Yield the sentence of what is over: nothing in it is changed but its end."""
    ended = terms.ends or on
    words = "".join(said.text for said in _retainers(terms, ended))
    yield Said(f"It was a {words[:1].lower()}{words[1:]} It ended on ")
    yield Said(formats.short_day(ended, on=on), "end")
    yield Said(".")
