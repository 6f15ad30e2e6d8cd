"""The forms that pause, resume, end, and agree on extra work."""

from __future__ import annotations

from datetime import date, timedelta
from typing import get_args

from drumbeat.core.documents import Tax
from drumbeat.core.money import Money
from drumbeat.core.terms import (
    AddOn,
    Collected,
    EngagementTerms,
    Pause,
    Project,
    PromisedDeliverable,
)
from drumbeat.core.terms_edits import Edit, adding, ending, pausing, resuming
from drumbeat.core.terms_on import next_pause, next_start
from drumbeat.web.entered import WIDE, Entered, Field
from drumbeat.web.term_forms import Situation, TermForm

DELIVERABLES = 4  # rows of a form; more are added by changing the engagement later
BILLED = (
    ("acceptance", "Once the work is accepted"),
    ("date", "On a day"),
    ("event", "On the day of a calendar entry"),
)
COLLECTED = (
    ("", "Each by itself, at once"),
    ("week", "Together, once a week"),
    ("2 weeks", "Together, every two weeks"),
)
_MOST_SILENCE = 366  # days


def _next_start(situation: Situation) -> date:
    """Return from when a change of service touches no invoice that exists."""
    terms = situation.terms
    starts = [next_start(terms, r, situation.on) for r in terms.retainers]
    return max(starts, default=situation.on + timedelta(days=1))


# Pause and resume


def _pause_fields(_: Situation) -> tuple[Field, ...]:
    return (
        Field("from", "First day of the pause", "date"),
        Field("until", "Last day", "date", "Leave it empty to pause until you resume."),
    )


def _pause_present(situation: Situation) -> dict[str, str]:
    return {"from": _next_start(situation).isoformat(), "until": ""}


def _pause_edit(_: Situation, typed: Entered) -> Edit:
    return pausing(Pause(typed.day("from"), typed.optional_day("until")))


def _resume_fields(_: Situation) -> tuple[Field, ...]:
    return (Field("from", "First day of service", "date"),)


def _resume_present(situation: Situation) -> dict[str, str]:
    return {"from": situation.on.isoformat()}


def _resume_edit(_: Situation, typed: Entered) -> Edit:
    return resuming(typed.day("from"))


# End


def _end_fields(_: Situation) -> tuple[Field, ...]:
    words = "Leave it empty to go on without an end."
    return (Field("ends", "Last day of service", "date", words),)


def _end_present(situation: Situation) -> dict[str, str]:
    ends = situation.terms.ends
    return {"ends": ends.isoformat() if ends else ""}


def _end_edit(situation: Situation, typed: Entered) -> Edit:
    last_day = typed.optional_day("ends")
    if last_day is not None and last_day < situation.terms.starts:
        typed.note("ends", "Service begins later; choose a day after it began.")
    return ending(last_day)


# Add-on, workshop, launch


def _add_on_fields(situation: Situation) -> tuple[Field, ...]:
    return (
        Field("name", "What it is", help="As it stands on the invoice."),
        Field("amount", f"Amount in {situation.terms.currency}, before VAT"),
        Field("from", "First day", "date"),
        Field("until", "Last day", "date", "Leave it empty when it is billed once."),
    )


def _add_on_present(situation: Situation) -> dict[str, str]:
    starts = _next_start(situation).isoformat()
    return {"name": "", "amount": "", "from": starts, "until": ""}


def _add_on_edit(situation: Situation, typed: Entered) -> Edit:
    add_on = AddOn(
        name=typed.text("name", missing="Say what it is."),
        amount=typed.money("amount", situation.terms.currency),
        starts=typed.day("from"),
        until=typed.optional_day("until"),
        tax=_tax(situation.terms),
    )
    return adding(add_on)


def _tax(terms: EngagementTerms) -> Tax:
    """Return the tax of the work agreed so far: the client is the same."""
    known = [r.tax for r in terms.retainers] + [p.tax for p in terms.projects]
    return known[0] if known else Tax("O")


def deliverable_fields() -> tuple[Field, ...]:
    """Return the rows in which deliverables are written."""
    rows: list[Field] = []
    for row in range(1, DELIVERABLES + 1):
        rows += (
            Field(f"deliverable-{row}", f"Deliverable {row}"),
            Field(f"measure-{row}", "How it is seen"),
            Field(f"share-{row}", "Its amount"),
        )
    return tuple(rows)


def acceptance_fields() -> tuple[Field, ...]:
    """Return what may be agreed of accepting work and billing it."""
    return (
        Field(
            "collected",
            "Accepted deliverables are billed",
            help="Where the invoice waits for a yes.",
            options=COLLECTED,
        ),
        Field(
            "silence",
            "Silence accepts after days",
            "number",
            "Leave it empty, and only a yes accepts.",
        ),
    )


def _project_fields(situation: Situation) -> tuple[Field, ...]:
    return (
        Field("name", "What it is", help="Like “Planning workshop”.", size=WIDE),
        Field("amount", f"Price in {situation.terms.currency}, before VAT"),
        Field("billed", "Billed", options=BILLED),
        Field("day", "Day", "date", "Where it is billed on a day."),
        Field("event", "Calendar entry", help="Its UID, where it follows one."),
        *acceptance_fields(),
        *deliverable_fields(),
    )


def _project_present(_: Situation) -> dict[str, str]:
    return {"billed": "acceptance"}


def _project_edit(situation: Situation, typed: Entered) -> Edit:
    return adding(project_of(situation.terms, typed))


def project_of(terms: EngagementTerms, typed: Entered) -> Project:
    """Return the project as typed; look at the errors before it is used."""
    billed = typed.choice("billed", {key: key for key, _ in BILLED})
    amount = typed.money("amount", terms.currency)
    waits = billed == "acceptance"
    collected = typed.choice("collected", {key: key for key in get_args(Collected)})
    silence = _silence(typed)
    for name, is_said in (("collected", collected), ("silence", silence)):
        if is_said and not waits:
            typed.note(name, "This needs an invoice that waits for a yes.")
    return Project(
        name=typed.text("name", missing="Say what it is."),
        amount=amount,
        bill_on=_bill_on(billed, typed),
        tax=_tax(terms),
        deliverables=_deliverables(typed, amount.currency),
        collected=collected,
        accepted_after_days=silence,
    )


def _silence(typed: Entered) -> int | None:
    """Return after how many days silence accepts, None where it never does."""
    said = typed.value("silence").strip()
    if not said:
        return None
    if not (said.isascii() and said.isdigit() and 0 < int(said[:4]) <= _MOST_SILENCE):
        typed.note("silence", f"Write a number of days, at most {_MOST_SILENCE}.")
        return None
    return int(said)


def _bill_on(billed: str, typed: Entered) -> date | str:
    """Return what an invoice waits for: a day, an entry, or the client's acceptance."""
    if billed == "date":
        return typed.day("day")
    if billed == "event":
        missing = "Name the calendar entry by its UID."
        uid = "".join(typed.text("event", missing=missing, most=200).split())
        return f"event {uid}"
    return "acceptance"


def _deliverables(typed: Entered, currency: str) -> tuple[PromisedDeliverable, ...]:
    """Read the rows that say something; an amount is wanted in all of them or none."""
    found = []
    for row in range(1, DELIVERABLES + 1):
        name = typed.text(f"deliverable-{row}")
        measure = typed.text(f"measure-{row}")
        share: Money | None = None
        if typed.value(f"share-{row}").strip():
            share = typed.money(f"share-{row}", currency)
        if not (name or measure or share):
            continue
        if not name:
            typed.note(f"deliverable-{row}", "Say what is handed over.")
        if not measure:
            typed.note(f"measure-{row}", "Say how somebody sees that it is done.")
        found.append(PromisedDeliverable(name, measure, share))
    return tuple(found)


_STOPS = "No invoices while it lasts. Sent invoices keep their reminders."
PAUSE = TermForm(
    "Pause", _STOPS, _pause_fields, _pause_present, _pause_edit, is_complete=True
)
RESUME = TermForm(
    "Resume", "", _resume_fields, _resume_present, _resume_edit, is_complete=True
)
WORK_FORMS = {
    "end": TermForm(
        "End or reopen",
        "What was billed beyond the last day is put right by a credit note.",
        _end_fields,
        _end_present,
        _end_edit,
    ),
    "add-on": TermForm(
        "Add-on",
        "It rides on the retainer’s invoice, in its own section.",
        _add_on_fields,
        _add_on_present,
        _add_on_edit,
    ),
    "project": TermForm(
        "Workshop or launch",
        "It has its own invoice, with a line for each deliverable that has an amount.",
        _project_fields,
        _project_present,
        _project_edit,
    ),
}


def pause_form(situation: Situation) -> TermForm:
    """Return the form to pause or, while a pause runs or is agreed, to resume."""
    return PAUSE if next_pause(situation.terms, situation.on) is None else RESUME
