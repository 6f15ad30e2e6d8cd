"""Charges → invoices: which belong together, in which lanes, in which words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from drumbeat.core.dates import moved
from drumbeat.core.documents import Lane, Line
from drumbeat.core.party import Language
from drumbeat.core.period_names import period_name
from drumbeat.core.ports import WorkingDays
from drumbeat.core.schedule import Charge
from drumbeat.core.terms import EngagementTerms

LANES_MAX = 4  # what a reader takes in at a glance; the rest is its own invoice
_LANE_ORDER = {"retainer": 0, "add_on": 1, "project": 2, "correction": 3}
_ONE = Decimal(1)
_BRACKETED = re.compile(r"\s*[(\[]\s*\{period\}\s*[)\]]")
_WITH_SEPARATOR = re.compile(r"[\s,;:·–—|/-]*\{period\}")
_DANGLING = " \t,;:·–—|/-"


class ChargeGroup(NamedTuple):
    """The charges of one invoice; `project` names it when it is one's own invoice."""

    bill_on: date
    project: str
    charges: tuple[Charge, ...]


def group_charges(
    terms: EngagementTerms, charges: Iterable[Charge], *, working: WorkingDays
) -> list[ChargeGroup]:
    """Return one group for each invoice, by day, then retainers before projects.

    Retainers and add-ons of one bill date share an invoice [S-32]; every project has
    its own. The day moves by `bill_moves`, the service never does [I-25].
    """
    found: dict[tuple[date, int, str], list[Charge]] = {}
    for charge in charges:
        bill_on = moved(charge.bill_date, terms.bill_moves, working)
        is_project = charge.kind == "project"
        project = charge.component.partition(":")[2] if is_project else ""
        found.setdefault((bill_on, is_project, project), []).append(charge)
    return [
        ChargeGroup(bill_on, project, part)
        for bill_on, is_project, project in sorted(found)
        for part in _readable(found[bill_on, is_project, project])
    ]


def lanes_of(
    charges: Iterable[Charge], language: Language, terms: EngagementTerms
) -> tuple[Lane, ...]:
    """Return a lane for each component: retainers, then add-ons, then projects.

    A project is ordered by its own purchase order, where it has one.
    """
    orders = {f"project:{p.name}": p.purchase_order for p in terms.projects}
    return tuple(
        _lane(
            members,
            language,
            orders.get(members[0].component) or terms.purchase_order,
        )
        for members in _components(charges)
    )


def _readable(charges: Iterable[Charge]) -> Iterator[tuple[Charge, ...]]:
    components = _components(charges)
    for first in range(0, len(components), LANES_MAX):
        lanes = components[first : first + LANES_MAX]
        yield tuple(charge for members in lanes for charge in members)


def _components(charges: Iterable[Charge]) -> list[list[Charge]]:
    by_component: dict[str, list[Charge]] = {}
    for charge in charges:
        by_component.setdefault(charge.component, []).append(charge)
    for members in by_component.values():
        members.sort(key=lambda charge: (charge.service.start, charge.index))
    return sorted(
        by_component.values(), key=lambda members: _LANE_ORDER[members[0].kind]
    )


def _lane(charges: Sequence[Charge], language: Language, purchase_order: str) -> Lane:
    first = charges[0]
    name = lane_name(first.component.partition(":")[2])
    return Lane(
        kind=first.kind,
        name=name,
        lines=tuple(_line(charge, name, language) for charge in charges),
        purchase_order=purchase_order,
    )


def _line(charge: Charge, lane: str, language: Language) -> Line:
    """Return the line of a charge; 1 × the amount, so that the net is exact."""
    service = charge.service
    prorated = charge.prorated
    description = charge.name
    if "{period}" in description:
        named = charge.whole if prorated is None else service
        description = description.replace("{period}", period_name(named, language))
    return Line(
        lane=lane,
        description=description,
        service_start=service.start,
        service_end=service.last_day,
        quantity=_ONE,
        unit_price=charge.amount.decimal,
        net=charge.amount,
        tax=charge.tax,
        prorated=prorated,
        charge_key=charge.key,
        detail=charge.detail,
    )


@lru_cache(maxsize=4096)
def lane_name(component_name: str) -> str:
    """Return the name without its period: “CMO retainer, {period}” → “CMO retainer”."""
    if "{period}" not in component_name:
        return component_name
    name = _BRACKETED.sub("", component_name)
    name = _WITH_SEPARATOR.sub("", name).strip(_DANGLING)
    return name or component_name.replace("{period}", "").strip() or component_name
