"""The billing run as a value: what terms want, less what was billed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from drumbeat.core.charge import Charge
from drumbeat.core.composition import ChargeGroup, group_charges
from drumbeat.core.dates import Convention
from drumbeat.core.governor import hastened, is_collecting
from drumbeat.core.ports import WorkingDays
from drumbeat.core.schedule import DueCharges, charges, due_charges
from drumbeat.core.terms import EngagementTerms

PERIODS_MAX = 12  # of one component in one run [S-33]
LINES_MAX = 50  # of one engagement in one run [S-33]
LOOK_AHEAD = timedelta(days=62)  # how far a run looks for the next bill date
LOOK_BACK = timedelta(days=40)  # no rule for business days moves a date further

_DAYS_AT_MOST = {"week": 7, "half month": 16, "month": 31}

PeriodKey = tuple[str, int, int]  # component, version, period index


@dataclass(frozen=True, slots=True)
class StoredCharge:
    """A charge on record: what it billed, on which draft, and whether that is final."""

    period: PeriodKey
    kind: str  # “base” or “adjustment n”
    service_start: date
    minor: int  # negative on a credit note
    draft: int
    bill_on: date
    is_issued: bool


@dataclass(frozen=True, slots=True)
class Correction:
    """New target − already billed, for one period of one version. [S-25]"""

    period: PeriodKey
    minor: int  # negative: to be credited
    number: int  # the how-manyth correction of this period
    like: Charge | None = None  # what is wanted now, for its name and days


@dataclass(frozen=True, slots=True)
class RunPlan:
    """What one run does for one engagement."""

    groups: tuple[ChargeGroup, ...] = ()
    discard: frozenset[int] = frozenset()  # open drafts that no longer say the truth
    corrections: tuple[Correction, ...] = ()
    parked: str = ""
    next_bill_on: date | None = None
    missed: bool = False  # several periods at once: a person looks first [S-32]


@dataclass(slots=True)
class _Ledger:
    """Stored charges by period, and what the run finds out about them."""

    by_period: dict[PeriodKey, list[StoredCharge]] = field(default_factory=dict)

    def issued(self, period: PeriodKey) -> list[StoredCharge]:
        return [c for c in self.by_period.get(period, ()) if c.is_issued]

    def is_free(self, period: PeriodKey, discard: Collection[int]) -> bool:
        """Say whether no draft that stays and no document holds the period."""
        kept = self.by_period.get(period)
        return not kept or all(c.draft in discard for c in kept)

    def open(self, period: PeriodKey) -> list[StoredCharge]:
        return [c for c in self.by_period.get(period, ()) if not c.is_issued]


def plan_run(
    terms: EngagementTerms,
    stored: Iterable[StoredCharge],
    *,
    as_of: date,
    working: WorkingDays,
    since: date | None = None,
) -> RunPlan:
    """Return what to bill, rebuild, correct and park up to and with `as_of`.

    With `since` the terms are those of the last run, so only charges from that day on
    can be new; without it everything is compared and differences become corrections.
    Running twice gives an empty plan. [S-30, I-13, I-14, I-15]
    """
    ledger = _Ledger(_by_period(stored))
    next_look = None
    if is_collecting(terms):
        terms, next_look = _governed(terms, ledger, as_of)
    compares = since is None and bool(ledger.by_period)
    if compares or terms.bill_moves is not Convention.NONE:
        wanted = charges(terms, until=as_of + LOOK_AHEAD, since=since)
        next_on = None
    else:
        wanted, next_on = _due(terms, as_of, since)
    grouped = group_charges(terms, wanted, working=working)
    due = [group for group in grouped if group.bill_on <= as_of]
    discard: set[int] = set()
    corrections: list[Correction] = []
    if compares:
        discard = _outdated(ledger, due)
        corrections = _corrections(ledger, grouped)
    groups = _new(ledger, due, discard)
    late_joins = _joined(ledger, groups) - discard
    if late_joins:
        discard |= late_joins
        groups = _new(ledger, due, discard)
    groups, parked = _bounded(groups)
    retainer_days = {g.bill_on for g in groups if not g.project}
    next_bill_on = _next(terms, grouped, as_of, next_on)
    return RunPlan(
        groups=tuple(groups),
        discard=frozenset(discard),
        corrections=tuple(corrections),
        parked=parked,
        next_bill_on=min(filter(None, (next_bill_on, next_look)), default=None),
        missed=len(retainer_days) > 1,
    )


def _due(terms: EngagementTerms, as_of: date, since: date | None) -> DueCharges:
    """Return what is due, where nothing is compared and no date moves.

    The next day is looked for within one service period at first, for that is where
    it nearly always is.
    """
    ahead = as_of + LOOK_AHEAD
    near = min(as_of + _shortest_period(terms), ahead)
    found = due_charges(terms, until=as_of, horizon=near, since=since)
    if found.next_on is None and near < ahead:
        found = due_charges(terms, until=as_of, horizon=ahead, since=since)
    return found


def _shortest_period(terms: EngagementTerms) -> timedelta:
    lengths = [_DAYS_AT_MOST[r.every.unit] * r.every.count for r in terms.retainers]
    return timedelta(days=min(lengths)) if lengths else LOOK_AHEAD


def _by_period(stored: Iterable[StoredCharge]) -> dict[PeriodKey, list[StoredCharge]]:
    by_period: dict[PeriodKey, list[StoredCharge]] = defaultdict(list)
    for charge in stored:
        by_period[charge.period].append(charge)
    return dict(by_period)


def _period(charge: Charge) -> PeriodKey:
    return charge.component, charge.version, charge.index


def _governed(
    terms: EngagementTerms, ledger: _Ledger, as_of: date
) -> tuple[EngagementTerms, date | None]:
    """Let the governor look at what waits to be billed together."""
    billed = {
        (component, index): charge.bill_on
        for (component, _, index), kept in ledger.by_period.items()
        for charge in kept
        if charge.kind == "base"
    }
    issued = [
        charge.bill_on
        for kept in ledger.by_period.values()
        for charge in kept
        if charge.is_issued
    ]
    looked = hastened(terms, billed, last=max(issued, default=None), as_of=as_of)
    return looked.terms, looked.next_look


def _outdated(ledger: _Ledger, due: Sequence[ChargeGroup]) -> set[int]:
    """Return the open drafts whose charges differ from what is wanted. [S-42, I-62]"""
    wanted: dict[PeriodKey, set[tuple[date, int]]] = defaultdict(set)
    for group in due:
        for charge in group.charges:
            slice_ = (charge.service.start, charge.amount.minor)
            wanted[_period(charge)].add(slice_)
    outdated: set[int] = set()
    for period in ledger.by_period:
        open_ = [c for c in ledger.open(period) if c.kind == "base"]
        if open_ and {(c.service_start, c.minor) for c in open_} != wanted[period]:
            outdated |= {c.draft for c in open_}
    return outdated


def _corrections(ledger: _Ledger, grouped: Sequence[ChargeGroup]) -> list[Correction]:
    """Compare every issued period with its target, whatever its bill date. [S-25]"""
    targets: dict[PeriodKey, int] = defaultdict(int)
    wanted: dict[PeriodKey, Charge] = {}
    for group in grouped:
        for charge in group.charges:
            targets[_period(charge)] += charge.amount.minor
            wanted[_period(charge)] = charge
    found = []
    for period, kept in ledger.by_period.items():
        if not ledger.issued(period):
            continue
        # Open corrections count as made: they wait for a person, not for us.
        difference = targets[period] - sum(c.minor for c in kept)
        if difference:
            number = 1 + sum(c.kind != "base" for c in kept)
            found.append(Correction(period, difference, number, wanted.get(period)))
    return found


def _new(
    ledger: _Ledger, due: Sequence[ChargeGroup], discard: set[int]
) -> list[ChargeGroup]:
    """Return the due charges that no kept draft and no document holds."""
    groups = []
    for group in due:
        fresh = tuple(
            charge
            for charge in group.charges
            if charge.amount.minor > 0 and ledger.is_free(_period(charge), discard)
        )
        if fresh:
            groups.append(ChargeGroup(group.bill_on, group.project, fresh))
    return groups


def _joined(ledger: _Ledger, groups: Sequence[ChargeGroup]) -> set[int]:
    """Return open drafts of the same day that a late charge belongs to. [S-32]"""
    days = {group.bill_on for group in groups if not group.project}
    return {
        charge.draft
        for kept in ledger.by_period.values()
        for charge in kept
        if not charge.is_issued
        and charge.kind == "base"
        and charge.bill_on in days
        and not charge.period[0].startswith("project:")
    }


def _bounded(groups: list[ChargeGroup]) -> tuple[list[ChargeGroup], str]:
    """Keep what one run may bill; say why the rest waits for a person. [S-33]"""
    periods: dict[str, set[int]] = defaultdict(set)
    lines = 0
    for place, group in enumerate(groups):
        for charge in group.charges:
            periods[charge.component].add(charge.index)
        lines += len(group.charges)
        too_many = any(
            len(indexes) > PERIODS_MAX
            for component, indexes in periods.items()
            if not component.startswith("project:")
        )
        if too_many or lines > LINES_MAX:
            rest = len(groups) - place
            return groups[:place], (
                f"{place + rest} invoices are due at once; {place} were drafted, "
                f"{rest} wait until somebody resumes the engagement."
            )
    return groups, ""


def _next(
    terms: EngagementTerms,
    grouped: Sequence[ChargeGroup],
    as_of: date,
    next_on: date | None,
) -> date | None:
    """Return a day before which nothing can fall due, None when nothing can come.

    `next_on` is the first day to come that is not among the groups.
    """
    coming = [group.bill_on for group in grouped if group.bill_on > as_of]
    if next_on is not None:
        coming.append(next_on)
    if coming:
        return min(coming)
    if terms.ends is not None and terms.ends + LOOK_AHEAD < as_of:
        return None
    return as_of + timedelta(days=1) + LOOK_AHEAD - LOOK_BACK
