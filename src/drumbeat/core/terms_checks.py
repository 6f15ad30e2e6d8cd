"""Which terms cannot be meant together, each as a sentence at the place to mend."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from itertools import pairwise

from drumbeat.core.money import total
from drumbeat.core.terms import (
    LAST_DAY,
    Anchor,
    Cadence,
    Change,
    EngagementTerms,
    Project,
    Retainer,
)
from drumbeat.core.toml_lines import KeyPath

_HALF_MONTH_ANCHORS = (1, 15, 16, LAST_DAY)
_Found = Iterator[tuple[KeyPath, str]]


def impossible_combinations(terms: EngagementTerms) -> _Found:
    """Yield where the engagement contradicts itself and what to do about it."""
    if terms.ends is not None and terms.ends < terms.starts:
        yield ("ends",), f"“ends” is before “starts” ({terms.starts}); swap them."
    yield from _client_problems(terms)
    yield from _name_problems(terms)
    for index, retainer in enumerate(terms.retainers):
        yield from _retainer_problems(retainer, ("retainers", index))
    for index, project in enumerate(terms.projects):
        yield from _project_problems(project, ("projects", index))
    yield from _add_on_problems(terms)
    yield from _pause_problems(terms)
    yield from _change_problems(terms)
    yield from _reminder_problems(terms)


def _client_problems(terms: EngagementTerms) -> _Found:
    if terms.client.e_invoice == "peppol" and not terms.client.peppol_id:
        yield (
            ("client", "e_invoice"),
            "“peppol” needs “peppol_id”; add it, like “9930:DE136695976”.",
        )


def _name_problems(terms: EngagementTerms) -> _Found:
    """Yield names that are taken: a component is known by its name."""
    named: dict[str, list[str]] = {
        "retainers": [retainer.name for retainer in terms.retainers],
        "add_ons": [add_on.name for add_on in terms.add_ons],
        "projects": [project.name for project in terms.projects],
    }
    for key, names in named.items():
        for index, name in enumerate(names):
            path: KeyPath = (key, index, "name")
            if name in names[:index]:
                yield path, f"“{name}” is there twice; give each its own name."
            if name and not name.replace("{period}", "").strip(" ,;:–—-()[]|/·"):
                yield path, "The name needs words beside {period}; say what it is."


def _retainer_problems(retainer: Retainer, path: KeyPath) -> _Found:
    if sentence := anchor_problem(retainer.every, retainer.anchor):
        yield (*path, "anchor"), sentence
    if retainer.bill_days_before and retainer.timing == "in arrears":
        yield (
            (*path, "bill_days_before"),
            "“bill_days_before” is for billing in advance; leave it out in arrears.",
        )
    if retainer.allowance_hours is None:
        for key, is_said in (
            ("overage_rate", retainer.overage_rate is not None),
            ("rollover", retainer.rollover != "none"),
        ):
            if is_said:
                yield (*path, key), f"“{key}” needs “allowance_hours”; add the hours."


def anchor_problem(every: Cadence, anchor: Anchor | None) -> str | None:
    """Return why the cadence cannot be tied to the anchor, or None."""
    if anchor is None:
        return None
    if every.unit == "week" and anchor.day is not None:
        return "Weeks have no day of the month; anchor them on a weekday or a date."
    if every.unit == "month" and anchor.weekday is not None:
        return "Months have no weekday; anchor them on a day, “last” or a date."
    if every.unit == "half month" and anchor.day not in _HALF_MONTH_ANCHORS:
        return "Half months begin on the 1st and 16th (1) or the 15th and “last”."
    return None


def _project_problems(project: Project, path: KeyPath) -> _Found:
    shares = sum(instalment.percent for instalment in project.instalments)
    if project.instalments and shares != 100:
        yield (
            (*path, "instalments"),
            f"The instalments are {shares} % together; make them 100 %.",
        )
    if any(instalment.percent <= 0 for instalment in project.instalments):
        yield (*path, "instalments"), "An instalment is more than 0 %; leave it out."
    yield from _acceptance_problems(project, path)
    amounts = [each.amount for each in project.deliverables if each.amount is not None]
    if not amounts:
        return
    if len(amounts) < len(project.deliverables):
        yield (
            (*path, "deliverables"),
            "Give every deliverable its amount, or none of them.",
        )
    elif total(amounts, project.amount.currency) != project.amount:
        together = total(amounts, project.amount.currency)
        yield (
            (*path, "amount"),
            f"The deliverables are {together} together and the project is"
            f" {project.amount}; make them equal.",
        )


def _acceptance_problems(project: Project, path: KeyPath) -> _Found:
    """Yield what is said of accepting deliverables that nobody could do."""
    names = [each.name for each in project.deliverables]
    for index, name in enumerate(names):
        if name in names[:index]:
            place = (*path, "deliverables", index, "name")
            yield place, f"“{name}” is there twice; give each its own name."
    said = {
        "collected": bool(project.collected),
        "accepted_after_days": project.accepted_after_days is not None,
    }
    for key in (key for key, is_said in said.items() if is_said):
        if project.bill_on != "acceptance":
            yield (*path, key), f"“{key}” needs “bill_on” to be “acceptance”."
        elif project.instalments:
            yield (*path, key), f"“{key}” goes with no instalments; choose one."


def _add_on_problems(terms: EngagementTerms) -> _Found:
    for index, add_on in enumerate(terms.add_ons):
        path: KeyPath = ("add_ons", index)
        if _is_outside(add_on.starts, terms):
            yield (*path, "from"), _outside(add_on.starts, terms)
        if add_on.until is not None and add_on.until < add_on.starts:
            yield (*path, "until"), f"“until” is before “from” ({add_on.starts})."


def _pause_problems(terms: EngagementTerms) -> _Found:
    for index, pause in enumerate(terms.pauses):
        if pause.until is not None and pause.until < pause.starts:
            yield (
                ("pauses", index, "until"),
                f"“until” is before “from” ({pause.starts}); swap them.",
            )
    readable = [i for i, pause in enumerate(terms.pauses) if pause.starts > date.min]
    in_order = sorted(readable, key=lambda index: terms.pauses[index].starts)
    for first, second in pairwise(in_order):
        earlier, later = terms.pauses[first], terms.pauses[second]
        # Pauses may touch, not overlap.
        if earlier.until is None or later.starts <= earlier.until:
            yield (
                ("pauses", second, "from"),
                f"This pause overlaps the one from {earlier.starts}; make them one.",
            )


def _change_problems(terms: EngagementTerms) -> _Found:
    names = [retainer.name for retainer in terms.retainers]
    for index, change in enumerate(terms.changes):
        path: KeyPath = ("changes", index)
        if change.retainer not in names:
            known = ", ".join(f"“{name}”" for name in names) or "none"
            yield (
                (*path, "retainer"),
                f"There is no retainer “{change.retainer}”; there is: {known}.",
            )
        if _is_outside(change.starts, terms):
            yield (*path, "from"), _outside(change.starts, terms)
        if change == Change(change.starts, change.retainer):
            yield (
                path,
                "The change says nothing new; add “amount”, “every”, “anchor”, “timing”"
                " or “tax”.",
            )
    for retainer in terms.retainers:
        yield from _history_problems(retainer, terms.changes)


def _history_problems(retainer: Retainer, changes: Sequence[Change]) -> _Found:
    """Yield what is wrong when the changes of one retainer are put in order."""
    history = sorted(
        (i for i, change in enumerate(changes) if change.retainer == retainer.name),
        key=lambda index: changes[index].starts,
    )
    previous: date | None = None
    for index in history:
        change = changes[index]
        if change.starts == previous:
            yield (
                ("changes", index, "from"),
                f"“{retainer.name}” already changes on {previous}; make them one.",
            )
        previous = change.starts
        retainer = replace(
            retainer,
            every=change.every or retainer.every,
            anchor=change.anchor or retainer.anchor,
        )
        says_grid = change.every is not None or change.anchor is not None
        sentence = anchor_problem(retainer.every, retainer.anchor)
        if says_grid and sentence:
            key = "every" if change.anchor is None else "anchor"
            yield ("changes", index, key), sentence


def _reminder_problems(terms: EngagementTerms) -> _Found:
    days = [step.days for step in terms.reminders.steps]
    if any(later <= earlier for earlier, later in pairwise(days)):
        yield (
            ("reminders", "steps"),
            "The steps must be in the order of their days, each day once.",
        )


def _is_outside(day: date, terms: EngagementTerms) -> bool:
    return day < terms.starts or (terms.ends is not None and day > terms.ends)


def _outside(day: date, terms: EngagementTerms) -> str:
    until = f" and ends {terms.ends}" if terms.ends else ""
    return (
        f"{day} is outside the engagement, which starts {terms.starts}{until};"
        " choose a day inside."
    )
