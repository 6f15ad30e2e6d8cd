"""The small forms behind the underlined values: each makes one edit of the terms."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from drumbeat.core.payment_terms import parse_payment_terms
from drumbeat.core.terms import (
    LAST_DAY,
    Anchor,
    Cadence,
    Change,
    EngagementTerms,
    PaymentTerms,
    ReminderPolicy,
    ReminderStep,
    Retainer,
    Timing,
)
from drumbeat.core.terms_edits import Edit, changing, ordering, paying, reminding
from drumbeat.core.terms_grammar import WEEKDAYS, cadence_words, parse_step, step_words
from drumbeat.core.terms_on import HeldTerms, next_start, version_on
from drumbeat.web import formats, terms_words
from drumbeat.web.entered import Entered, Field

FROM = Field(
    "from",
    "From",
    "date",
    "The first day of service it holds for. Earlier invoices stay as they are.",
)
OWN = "own"


@dataclass(frozen=True, slots=True)
class Situation:
    """The terms that a form is about, the place of the retainer, and the day."""

    terms: EngagementTerms
    place: int
    on: date

    @property
    def retainer(self) -> Retainer:
        """Return the retainer that is changed."""
        return self.terms.retainers[self.place]

    @property
    def version(self) -> HeldTerms:
        """Return what holds for it from the next period on that is not billed yet."""
        return version_on(self.terms, self.retainer, self.starts)

    @property
    def starts(self) -> date:
        """Return the first day of that period."""
        return next_start(self.terms, self.retainer, self.on)


@dataclass(frozen=True, slots=True)
class TermForm:
    """A form: what it asks, what stands in it first, and the edit it makes.

    `is_complete`: what stands in it first is an edit already, so its effect is shown.
    """

    title: str
    explained: str
    fields: Callable[[Situation], tuple[Field, ...]]
    present: Callable[[Situation], dict[str, str]]
    edit: Callable[[Situation, Entered], Edit]
    of_retainer: bool = False
    is_complete: bool = False


# The amount, the cadence, the day, the timing of a retainer


def _amount_fields(situation: Situation) -> tuple[Field, ...]:
    sign = formats.currency_sign(situation.terms.currency).strip()
    label = f"Amount in {sign}, before VAT"
    return (Field("amount", label, help="For each service period."), FROM)


def _amount_present(situation: Situation) -> dict[str, str]:
    return {
        "amount": str(situation.version.amount),
        "from": situation.starts.isoformat(),
    }


def _amount_edit(situation: Situation, typed: Entered) -> Edit:
    amount = typed.money("amount", situation.terms.currency)
    name = situation.retainer.name
    return changing(Change(typed.day("from"), name, amount=amount))


_CADENCES = {
    "week": Cadence("week"),
    "2 weeks": Cadence("week", 2),
    "half month": Cadence("half month"),
    "month": Cadence("month"),
    "quarter": Cadence("month", 3),
    "year": Cadence("month", 12),
}


def _cadences(situation: Situation) -> dict[str, Cadence]:
    """Return the cadences on offer, and the present one whatever it is."""
    present = situation.version.grid.cadence
    return _CADENCES | {cadence_words(present): present}


def _cadence_fields(situation: Situation) -> tuple[Field, ...]:
    options = tuple(
        (key, formats.capitalised(terms_words.cadence_words(every)))
        for key, every in _cadences(situation).items()
    )
    return (Field("every", "How often", options=options), FROM)


def _cadence_present(situation: Situation) -> dict[str, str]:
    return {
        "every": cadence_words(situation.version.grid.cadence),
        "from": situation.starts.isoformat(),
    }


def _cadence_edit(situation: Situation, typed: Entered) -> Edit:
    every = typed.choice("every", _cadences(situation))
    starts = typed.day("from")
    anchor = None
    if every.unit != situation.version.grid.cadence.unit:
        # A day of the month says nothing to weeks: the new rhythm begins on its day.
        anchor = Anchor(day=1) if every.unit == "half month" else Anchor(on=starts)
    change = Change(starts, situation.retainer.name, every=every, anchor=anchor)
    return changing(change)


def _days(situation: Situation) -> dict[str, Anchor]:
    unit = situation.version.grid.cadence.unit
    if unit == "week":
        return {day: Anchor(weekday=place) for place, day in enumerate(WEEKDAYS)}
    if unit == "half month":
        return {"1": Anchor(day=1), "15": Anchor(day=15)}
    days = {str(day): Anchor(day=day) for day in range(1, 32)}
    return days | {"last": Anchor(day=LAST_DAY)}


_DAY_WORDS = {
    "half month": {"1": "1st and 16th", "15": "15th and last day"},
    "week": {day: formats.capitalised(day) for day in WEEKDAYS},
}


def _day_fields(situation: Situation) -> tuple[Field, ...]:
    unit = situation.version.grid.cadence.unit
    words = _DAY_WORDS.get(unit) or {
        day: "Last day" if day == "last" else formats.ordinal(int(day))
        for day in _days(situation)
    }
    help_ = "In a shorter month it is the last day." if unit == "month" else ""
    return (Field("day", "Day", options=tuple(words.items()), help=help_), FROM)


def _day_present(situation: Situation) -> dict[str, str]:
    grid = situation.version.grid
    day = WEEKDAYS[grid.anchor.weekday()] if grid.day is None else str(grid.day)
    return {
        "day": "last" if grid.day == LAST_DAY else day,
        "from": situation.starts.isoformat(),
    }


def _day_edit(situation: Situation, typed: Entered) -> Edit:
    anchor = typed.choice("day", _days(situation))
    name = situation.retainer.name
    return changing(Change(typed.day("from"), name, anchor=anchor))


_TIMINGS: dict[str, Timing] = {"in advance": "in advance", "in arrears": "in arrears"}
_TIMING_WORDS = (
    ("in advance", "In advance, when the period begins"),
    ("in arrears", "In arrears, when the period is over"),
)


def _timing_fields(_: Situation) -> tuple[Field, ...]:
    return (Field("timing", "Billed", options=_TIMING_WORDS), FROM)


def _timing_present(situation: Situation) -> dict[str, str]:
    return {
        "timing": situation.version.timing,
        "from": situation.starts.isoformat(),
    }


def _timing_edit(situation: Situation, typed: Entered) -> Edit:
    timing = typed.choice("timing", _TIMINGS)
    name = situation.retainer.name
    return changing(Change(typed.day("from"), name, timing=timing))


# What holds for the whole engagement: payment, order, reminders

_PAYMENTS = {
    "on receipt": ("On receipt", "on receipt"),
    "days": ("So many days after the invoice", "{days} days"),
    "days after end of month": (
        "So many days after the end of the month",
        "{days} days after end of month",
    ),
    "end of month after days": (
        "At the end of the month after so many days",
        "end of month after {days} days",
    ),
    "day of next month": ("On a day of the next month", "day {day} of next month"),
    "day after days": (
        "On the first such day after so many days",
        "day {day} after {days} days",
    ),
}

_PAYABLE = tuple((key, words) for key, (words, _) in _PAYMENTS.items())


def _payment_fields(_: Situation) -> tuple[Field, ...]:
    return (
        Field("kind", "Payable", options=_PAYABLE),
        Field("days", "Days", "number", "Where the choice names days."),
        Field("day", "Day of the month", "number", "Where the choice names one."),
    )


def _payment_present(situation: Situation) -> dict[str, str]:
    payment = situation.terms.payment
    return {
        "kind": payment.kind,
        "days": str(payment.days) if payment.days else "",
        "day": str(payment.day) if payment.day else "",
    }


def _payment_edit(_: Situation, typed: Entered) -> Edit:
    _words, form = typed.choice("kind", _PAYMENTS)
    numbers = {name: typed.value(name).strip() for name in ("days", "day")}
    asked = [name for name in numbers if f"{{{name}}}" in form]
    for name in asked:
        if not numbers[name].isascii() or not numbers[name].isdigit():
            typed.note(name, "Write a whole number.")
    written = form.format(**numbers)
    payment = PaymentTerms("on receipt")
    if not typed.errors:
        payment = typed.read(
            asked[0] if asked else "kind", parse_payment_terms, payment, written
        )
    return paying(payment)


def _order_fields(_: Situation) -> tuple[Field, ...]:
    words = "Printed on every invoice. Leave it empty when there is none."
    return (Field("order", "Purchase order", help=words),)


def _order_present(situation: Situation) -> dict[str, str]:
    return {"order": situation.terms.purchase_order}


def _order_edit(_: Situation, typed: Entered) -> Edit:
    return ordering(typed.text("order"))


def _reminder_fields(_: Situation) -> tuple[Field, ...]:
    policies = [(name, formats.capitalised(name)) for name in terms_words.POLICIES]
    return (
        Field("policy", "Policy", options=(*policies, (OWN, "Your own, as below"))),
        Field(
            "steps",
            "Your own steps",
            "lines",
            "One a line: the days from the due date and the tone, friendly, clear, "
            "firm or final.",
            rows=5,
        ),
    )


def _reminder_present(situation: Situation) -> dict[str, str]:
    steps = situation.terms.reminders.steps
    name = terms_words.policy_name(steps)
    return {
        "policy": name if name in terms_words.POLICIES else OWN,
        "steps": "\n".join(step_words(step) for step in steps),
    }


def _reminder_edit(situation: Situation, typed: Entered) -> Edit:
    own: dict[str, tuple[ReminderStep, ...]] = {OWN: ()}
    steps = typed.choice("policy", terms_words.POLICIES | own)
    if typed.value("policy") == OWN:
        lines = [line for line in typed.value("steps").splitlines() if line.strip()]
        read = [typed.read("steps", _step, None, line) for line in lines]
        steps = tuple(step for step in read if step is not None)
    policy = situation.terms.reminders
    return reminding(ReminderPolicy(policy.send_at, policy.moves, steps))


def _step(line: str) -> ReminderStep | None:
    return parse_step(line)


RETAINER_FORMS = {
    "amount": TermForm(
        "Change the amount",
        "",
        _amount_fields,
        _amount_present,
        _amount_edit,
        of_retainer=True,
    ),
    "cadence": TermForm(
        "Change how often it is billed",
        "",
        _cadence_fields,
        _cadence_present,
        _cadence_edit,
        of_retainer=True,
    ),
    "day": TermForm(
        "Change the day that periods begin on",
        "A period that the new day cuts short is billed for its days.",
        _day_fields,
        _day_present,
        _day_edit,
        of_retainer=True,
    ),
    "timing": TermForm(
        "Change when it is billed",
        "",
        _timing_fields,
        _timing_present,
        _timing_edit,
        of_retainer=True,
    ),
}
GENERAL_FORMS = {
    "payment": TermForm(
        "Change when invoices are due",
        "It holds for every later invoice.",
        _payment_fields,
        _payment_present,
        _payment_edit,
    ),
    "order": TermForm(
        "Change the purchase order",
        "It stands on every later invoice.",
        _order_fields,
        _order_present,
        _order_edit,
    ),
    "reminders": TermForm(
        "Change the reminders",
        "They are attached to every later invoice.",
        _reminder_fields,
        _reminder_present,
        _reminder_edit,
    ),
}
