"""Projects: how their price is shared, and what each share waits for."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from drumbeat.core.charge import Charge
from drumbeat.core.dates import ONE_DAY, Period
from drumbeat.core.documents import Tax
from drumbeat.core.money import Money, total
from drumbeat.core.terms import EngagementTerms, Project


@dataclass(frozen=True, slots=True)
class ProjectShare:
    """A part of a project's price and what it waits for, or the date it bills on."""

    project: str
    name: str
    number: int
    amount: Money
    tax: Tax
    trigger: str  # “approval”, “acceptance”, “event UID”; empty with a date
    on: date | None
    detail: str = ""

    def charge(self, on: date) -> Charge:
        """Return the share as a charge of that day; never prorated. [S-27]"""
        day = Period(on, on + ONE_DAY)
        return Charge(
            component=f"project:{self.project}",
            kind="project",
            name=self.name,
            version=0,
            index=self.number,
            service=day,
            whole=day,
            billable_days=1,
            whole_days=1,
            amount=self.amount,
            tax=self.tax,
            bill_date=on,
            detail=self.detail,
        )


def shares_of(terms: EngagementTerms) -> Iterator[ProjectShare]:
    """Yield every share of every project, in the order agreed."""
    for project in terms.projects:
        if project.instalments:
            yield from _instalments(project)
        else:
            yield from _deliverables(project)


def wholly_billed(
    terms: EngagementTerms, billed: Collection[tuple[str, int]]
) -> list[str]:
    """Return the projects of which every share is billed, in the order agreed.

    `billed` are the component and index of the charges on issued invoices.
    """
    missing = {
        share.project
        for share in shares_of(terms)
        if share.amount.minor > 0
        and (f"project:{share.project}", share.number) not in billed
    }
    return [p.name for p in terms.projects if p.name not in missing]


def _share(
    project: Project,
    number: int,
    name: str,
    amount: Money,
    waits_for: date | str,
    detail: str,
) -> ProjectShare:
    return ProjectShare(
        project=project.name,
        name=name,
        number=number,
        amount=amount,
        tax=project.tax,
        trigger="" if isinstance(waits_for, date) else waits_for,
        on=waits_for if isinstance(waits_for, date) else None,
        detail=detail,
    )


def _instalments(project: Project) -> Iterator[ProjectShare]:
    """Share the price by percent; the last instalment is the remainder. [S-26]"""
    left = project.amount
    for number, instalment in enumerate(project.instalments, start=1):
        amount = left
        if number < len(project.instalments):
            amount = min(left, project.amount.times(instalment.percent / Decimal(100)))
        left -= amount
        waits_for: date | str = instalment.on or instalment.trigger
        if waits_for == "completion":
            waits_for = project.bill_on
        yield _share(
            project, number, project.name, amount, waits_for, f"{instalment.percent:f}%"
        )


def _deliverables(project: Project) -> Iterator[ProjectShare]:
    """Share the price by deliverable where their amounts make it up, else not."""
    promised = project.deliverables
    amounts = [d.amount for d in promised if d.amount is not None]
    currency = project.amount.currency
    if not amounts or total(amounts, currency) != project.amount:
        measures = "; ".join(d.measure for d in promised if d.measure)
        yield _share(
            project, 0, project.name, project.amount, project.bill_on, measures
        )
        return
    for number, deliverable in enumerate(promised, start=1):
        if deliverable.amount is not None:
            yield _share(
                project,
                number,
                deliverable.name,
                deliverable.amount,
                project.bill_on,
                deliverable.measure,
            )
