"""Projects: how their price is shared, and what each share waits for."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from drumbeat.core.calendar_entries import awaited
from drumbeat.core.charge import Charge
from drumbeat.core.dates import ONE_DAY, Period
from drumbeat.core.documents import Tax
from drumbeat.core.money import Money, total
from drumbeat.core.terms import EngagementTerms, Project, ProjectDays

# What is on record of projects by name, as a key to remember by.
Known = tuple[tuple[str, ProjectDays], ...]

_WEEKS = {"week": 1, "2 weeks": 2}


@dataclass(frozen=True, slots=True)
class ProjectShare:
    """A part of a project's price and what it waits for, or the date it bills on.

    `given_on` is the day on which what it waited for happened; the service is that
    day's, also where it is billed together with others on a later one.
    """

    project: str
    name: str
    number: int
    amount: Money
    tax: Tax
    trigger: str  # “approval”, “acceptance”, “event UID”; empty with a date
    on: date | None
    detail: str = ""
    given_on: date | None = None

    def charge(self, on: date) -> Charge:
        """Return the share as billed on that day; never prorated. [S-27]"""
        given = self.given_on or on
        day = Period(given, given + ONE_DAY)
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
    """Yield every share of every project, in the order agreed.

    One that waits has a date as soon as what it waits for is on record.
    """
    for project in terms.projects:
        for share in shares_of_project(project):
            yield _happened(project, share, terms.starts)


def shares_of_project(project: Project) -> Iterator[ProjectShare]:
    """Yield the shares of one project as agreed, whatever has happened since."""
    return _instalments(project) if project.instalments else _deliverables(project)


def with_days(
    terms: EngagementTerms, days: Mapping[str, ProjectDays]
) -> EngagementTerms:
    """Return the terms with what is on record of their projects, by name."""
    if not days:
        return terms
    projects = tuple(
        replace(project, known=days.get(project.name, project.known))
        for project in terms.projects
    )
    return replace(terms, projects=projects)


def handed_over(project: Project) -> dict[int, str]:
    """Return what a client accepts one by one: names by number; 0 is the whole.

    Parts are what the price is made of; without such it is accepted as one.
    """
    if project.instalments:
        return {0: project.name}
    return {share.number: share.name for share in _deliverables(project)}


def collecting_day(project: Project, starts: date, day: date) -> date:
    """Return on which day work accepted on a day is billed.

    At once, or together on one day a week or every two, counted from the first day
    of the engagement: small invoices, and never more than one of them in that time.
    """
    if not project.collected:
        return day
    step = 7 * _WEEKS[project.collected]
    return date.fromordinal(day.toordinal() + (starts - day).days % step)


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


def _happened(project: Project, share: ProjectShare, starts: date) -> ProjectShare:
    known = project.known
    whole = known.accepted_on
    if share.on is not None:
        return share
    if share.trigger == "approval":
        day = known.approved_on or whole
    else:
        # The parts of a price paid in instalments are not what is handed over.
        parts = {} if project.instalments else dict(known.accepted)
        day = parts.get(share.number, whole)
    if day is None:
        return share
    given = max(day, starts)
    billed = given if known.is_invoiced else dict(known.billed).get(share.number)
    on = billed or collecting_day(project, starts, given)
    return replace(share, on=on, given_on=given)


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
            waits_for = _bill_on(project)
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
            project, 0, project.name, project.amount, _bill_on(project), measures
        )
        return
    for number, deliverable in enumerate(promised, start=1):
        if deliverable.amount is not None:
            yield _share(
                project,
                number,
                deliverable.name,
                deliverable.amount,
                _bill_on(project),
                deliverable.measure,
            )


def _bill_on(project: Project) -> date | str:
    """Return what the price waits for; an entry that has a day is a date."""
    if awaited(project) and project.known.event_on is not None:
        return project.known.event_on
    return project.bill_on
