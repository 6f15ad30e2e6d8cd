"""The governor: accepted work that waits for its day is billed when a limit breaks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from drumbeat.core.dates import ONE_DAY
from drumbeat.core.money import Money, total
from drumbeat.core.project_shares import ProjectShare, shares_of
from drumbeat.core.terms import EngagementTerms, Project

# Component and index of what is on a draft or an invoice, with its bill day.
Billed = Mapping[tuple[str, int], date]


@dataclass(frozen=True, slots=True)
class Hastened:
    """Terms after the governor looked, and the day on which it must look again."""

    terms: EngagementTerms
    next_look: date | None


def is_collecting(terms: EngagementTerms) -> bool:
    """Say whether any accepted work waits for a day to be billed together."""
    return any(project.collected for project in terms.projects)


def hastened(
    terms: EngagementTerms, billed: Billed, *, last: date | None, as_of: date
) -> Hastened:
    """Return the terms with collected work billed by today where a limit is passed.

    The limits are `unbilled_limit`, of what was accepted and is on no draft yet, and
    `days_without_invoice_limit`, since the `last` invoice or the start. What is on a
    draft keeps its day: looking again changes nothing.
    """
    kept = _with_billed(terms, billed)
    waiting = [s for s in _collected(kept) if not _is_drafted(s, billed)]
    early = [share for share in waiting if share.on is not None and share.on > as_of]
    if not early:
        return Hastened(kept, None)
    unbilled = total((share.amount for share in waiting), terms.currency)
    if is_beyond(terms, unbilled, last=last, on=as_of):
        now = {(f"project:{s.project}", s.number): as_of for s in early}
        return Hastened(_with_billed(terms, {**billed, **now}), None)
    days = terms.days_without_invoice_limit
    if days is None:
        return Hastened(kept, None)
    return Hastened(kept, (last or terms.starts) + timedelta(days=days) + ONE_DAY)


def is_beyond(
    terms: EngagementTerms, unbilled: Money, *, last: date | None, on: date
) -> bool:
    """Say whether a limit of the engagement is passed on a day."""
    limit, days = terms.unbilled_limit, terms.days_without_invoice_limit
    silent = (on - (last or terms.starts)).days
    return (limit is not None and limit < unbilled) or (
        days is not None and silent > days
    )


def accepted_unbilled(terms: EngagementTerms) -> Money:
    """Return what was accepted and is on no invoice, as far as the terms know. [I-59]

    `with_days` gave them what is known.
    """
    billed = {p.name: dict(p.known.billed) for p in terms.projects}
    done = {p.name for p in terms.projects if p.known.is_invoiced}
    waiting = (
        share.amount
        for share in shares_of(terms)
        if share.given_on is not None
        and share.project not in done
        and share.number not in billed[share.project]
    )
    return total(waiting, terms.currency)


def _collected(terms: EngagementTerms) -> Iterator[ProjectShare]:
    names = {project.name for project in terms.projects if project.collected}
    for share in shares_of(terms):
        if share.project in names and share.given_on is not None:
            yield share


def _is_drafted(share: ProjectShare, billed: Billed) -> bool:
    return (f"project:{share.project}", share.number) in billed


def _with_billed(terms: EngagementTerms, billed: Billed) -> EngagementTerms:
    def kept(project: Project) -> Project:
        days = tuple(
            (number, day)
            for (component, number), day in sorted(billed.items())
            if component == f"project:{project.name}"
        )
        known = replace(project.known, billed=days)
        return replace(project, known=known) if project.collected else project

    return replace(terms, projects=tuple(kept(each) for each in terms.projects))
