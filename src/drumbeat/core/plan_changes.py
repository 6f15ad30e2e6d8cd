"""What a change of terms does to the billing plan: before and after, by invoice."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from drumbeat.core.billing_plan import planned_groups
from drumbeat.core.money import Money, total
from drumbeat.core.period_names import month_name
from drumbeat.core.ports import WorkingDays
from drumbeat.core.queue_words import money_text
from drumbeat.core.terms import EngagementTerms

_BillDate = tuple[date, str]  # and the project, which has an invoice of its own


@dataclass(frozen=True, slots=True)
class InvoiceChange:
    """One invoice of the plan, net, before and after; None where there is none.

    A bill date that has come is not future: what was billed is put right by a credit
    note or a later charge, for the difference.
    """

    bill_on: date
    before: Money | None
    after: Money | None
    has_come: bool = False
    project: str = ""

    @property
    def difference(self) -> Money:
        """Return after less before."""
        present = [amount for amount in (self.before, self.after) if amount is not None]
        zero = Money.zero(present[0].currency)
        return (self.after or zero) - (self.before or zero)


def preview_change(
    terms: EngagementTerms,
    edit: Callable[[EngagementTerms], EngagementTerms],
    *,
    today: date,
    until: date,
    working: WorkingDays,
) -> list[InvoiceChange]:
    """Return the invoices whose amount the edit changes, by bill date, up to `until`.

    The same functions plan both sides, so what is shown is what is billed.

    :raises NotPossible: the edit contradicts the terms
    """
    before = _amounts(terms, until=until, working=working)
    after = _amounts(edit(terms), until=until, working=working)
    return [
        InvoiceChange(
            bill_on, before.get(key), after.get(key), bill_on <= today, project
        )
        for key in sorted(before.keys() | after.keys())
        if before.get(key) != after.get(key)
        for bill_on, project in [key]
    ]


def change_words(changes: Sequence[InvoiceChange], *, today: date) -> list[str]:
    """Return the sentences that say what a change does to invoices.

    “From the December invoice: €7,500.00 instead of €6,000.00.” stands for a run of
    invoices with the same amounts.
    """
    months = Counter(c.bill_on.replace(day=1) for c in changes if not c.project)
    said = [
        _run_words(run, today=today, by_day=months[run[0].bill_on.replace(day=1)] > 1)
        for run in _runs(changes)
    ]
    billed = [change.difference for change in changes if change.has_come]
    if billed:
        put_right = total(billed, billed[0].currency)
        amount = money_text(max(put_right, -put_right))
        if put_right.minor < 0:
            said.append(f"What was billed is put right by a credit note of {amount}.")
        elif put_right.minor > 0:
            said.append(f"What was billed is put right by {amount} more.")
    return said or ["No invoice changes."]


def _amounts(
    terms: EngagementTerms, *, until: date, working: WorkingDays
) -> dict[_BillDate, Money]:
    groups = planned_groups(terms, until=until, working=working)
    amounts: dict[_BillDate, list[Money]] = defaultdict(list)
    for group in groups:
        amounts[group.bill_on, group.project] += [c.amount for c in group.charges]
    return {
        key: net
        for key, parts in amounts.items()
        if (net := total(parts, terms.currency))
    }


def _runs(changes: Sequence[InvoiceChange]) -> list[list[InvoiceChange]]:
    """Return the changes to come in runs that follow each other, equal in amounts."""

    def amounts(change: InvoiceChange) -> tuple[Money | None, Money | None, str]:
        return change.before, change.after, change.project

    coming = [change for change in changes if not change.has_come]
    return [list(run) for _, run in groupby(coming, key=amounts)]


def _run_words(run: Sequence[InvoiceChange], *, today: date, by_day: bool) -> str:
    first = run[0]
    name = _name(first, today=today, by_day=by_day)
    start = f"From the {name}:" if len(run) > 1 else f"The {name}:"
    if first.after is None:
        return f"{start} nothing instead of {_money(first.before)}."
    if first.before is None:
        return f"{start} {_money(first.after)} more."
    return f"{start} {_money(first.after)} instead of {_money(first.before)}."


def _name(change: InvoiceChange, *, today: date, by_day: bool) -> str:
    """Return “December invoice”, with the day where a month has several."""
    if change.project:
        return f"invoice of “{change.project}”"
    on = change.bill_on
    year = "" if on.year == today.year else f" {on.year}"
    month = f"{month_name(on.month, 'en')}{year}"
    return f"invoice of {on.day} {month}" if by_day else f"{month} invoice"


def _money(amount: Money | None) -> str:
    return money_text(amount) if amount is not None else "nothing"
