"""What an edit of the terms does, said before it is saved."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from drumbeat.core.billing_plan import planned_groups
from drumbeat.core.composition import ChargeGroup
from drumbeat.core.money import Money, total
from drumbeat.core.payment_terms import due_date
from drumbeat.core.period_names import month_name
from drumbeat.core.plan_changes import InvoiceChange, change_words, preview_change
from drumbeat.core.ports import WorkingDays
from drumbeat.core.queue_words import counted, day_text, money_text
from drumbeat.core.terms import EngagementTerms

SHOWN = 3  # invoices of each side
_LOOKED = timedelta(days=400)


@dataclass(frozen=True, slots=True)
class ComingInvoice:
    """An invoice to come, net."""

    bill_on: date
    net: Money
    due: date
    project: str = ""


@dataclass(frozen=True, slots=True)
class Effect:
    """What an edit does: in sentences, and the next invoices before and after."""

    sentences: tuple[str, ...]
    before: tuple[ComingInvoice, ...]
    after: tuple[ComingInvoice, ...]


def effect_of(
    terms: EngagementTerms,
    edit: Callable[[EngagementTerms], EngagementTerms],
    *,
    today: date,
    working: WorkingDays,
) -> Effect:
    """Return the effect of an edit on the invoices of about a year.

    :raises NotPossible: the edit contradicts the terms
    """
    edited = edit(terms)
    before = _coming(terms, today, working)
    after = _coming(edited, today, working)
    changes = preview_change(
        terms, edit, today=today, until=today + _LOOKED, working=working
    )
    return Effect(
        sentences=(
            *_amount_words(changes, before, after, today=today),
            *_due_words(before, after, today=today),
            *_reminder_words(terms, edited),
        )
        or ("No invoice changes.",),
        **_sides(before, after),
    )


def _sides(
    before: Sequence[ComingInvoice], after: Sequence[ComingInvoice]
) -> dict[str, tuple[ComingInvoice, ...]]:
    """Return both sides from the first invoice on that differs."""
    both = set(before) & set(after)
    first = min((i.bill_on for i in {*before, *after} - both), default=date.min)
    return {
        name: tuple(i for i in side if i.bill_on >= first)[:SHOWN]
        for name, side in (("before", before), ("after", after))
    }


def _coming(
    terms: EngagementTerms, today: date, working: WorkingDays
) -> tuple[ComingInvoice, ...]:
    groups = planned_groups(terms, until=today + _LOOKED, working=working)
    return tuple(
        _invoice(group, terms, working) for group in groups if group.bill_on > today
    )


def _invoice(
    group: ChargeGroup, terms: EngagementTerms, working: WorkingDays
) -> ComingInvoice:
    net = total((charge.amount for charge in group.charges), terms.currency)
    due = due_date(terms.payment, group.bill_on, terms.due_moves, working)
    return ComingInvoice(group.bill_on, net, due, group.project)


def _amount_words(
    changes: Sequence[InvoiceChange],
    before: Sequence[ComingInvoice],
    after: Sequence[ComingInvoice],
    *,
    today: date,
) -> list[str]:
    if not changes:
        return []
    if not _move(changes):
        return change_words(changes, today=today) + _staying(changes, before, today)
    billed = [change for change in changes if change.has_come]
    said = change_words(billed, today=today) if billed else []
    days = [
        f"{day_text(invoice.bill_on, on=today)} {money_text(invoice.net)}"
        for invoice in _sides(before, after)["after"]
    ]
    return [f"The invoices that follow: {', '.join(days)}.", *said] if days else said


def _move(changes: Sequence[InvoiceChange]) -> bool:
    """Say whether invoices change their days: some come, others go."""
    coming = [change for change in changes if not change.has_come]
    return any(c.before is None for c in coming) and any(
        c.after is None for c in coming
    )


def _staying(
    changes: Sequence[InvoiceChange], before: Sequence[ComingInvoice], today: date
) -> list[str]:
    """Say of the last invoice before the first changed one that it stays."""
    first = min((c.bill_on for c in changes if not c.project), default=date.min)
    stay = [i for i in before if i.bill_on < first and not i.project]
    if not stay:
        return []
    month, year = stay[-1].bill_on.month, stay[-1].bill_on.year
    name = month_name(month, "en") + ("" if year == today.year else f" {year}")
    return [f"{name} stays at {money_text(stay[-1].net)}."]


def _due_words(
    before: Sequence[ComingInvoice], after: Sequence[ComingInvoice], *, today: date
) -> list[str]:
    was = {(i.bill_on, i.project): i.due for i in before}
    for invoice in after:
        due = was.get((invoice.bill_on, invoice.project), invoice.due)
        if due != invoice.due:
            on = day_text(invoice.bill_on, on=today)
            now = day_text(invoice.due, on=today)
            return [
                f"The invoice of {on} is due {now} instead of "
                f"{day_text(due, on=today)}. Issued invoices keep their day."
            ]
    return []


def _reminder_words(before: EngagementTerms, after: EngagementTerms) -> list[str]:
    if before.reminders == after.reminders:
        return []
    steps = counted(len(after.reminders.steps), "reminder")
    return [f"Later invoices carry {steps}. Issued invoices keep their plan."]
