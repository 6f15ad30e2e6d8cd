"""What may be done to agreed terms: each edit is pure, and says what it was."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

from drumbeat.core.dates import ONE_DAY
from drumbeat.core.errors import Refusal
from drumbeat.core.terms import (
    AddOn,
    Change,
    EngagementTerms,
    Pause,
    PaymentTerms,
    Project,
    ReminderPolicy,
)
from drumbeat.core.terms_checks import impossible_combinations


class TermsChanged(Refusal):
    """Somebody changed the terms after they were read."""

    rule = "ENG-5"
    message = (
        "The terms changed since you looked (version {read} is now {now}); look at "
        "them again before you change them."
    )


class NotPossible(Refusal):
    """The edit would make terms that contradict themselves."""

    rule = "ENG-6"
    message = "{problem}"


@dataclass(frozen=True, slots=True)
class Edit:
    """A change of terms as a value: what it makes of them, and why they changed."""

    reason: str
    make: Callable[[EngagementTerms], EngagementTerms]

    def __call__(self, terms: EngagementTerms) -> EngagementTerms:
        """Return the terms after the edit.

        :raises NotPossible: the edit brings a contradiction that was not there
        """
        after = self.make(terms)
        before = set(_problems(terms))
        for problem in _problems(after):
            if problem not in before:
                raise NotPossible(problem=problem)
        return after


def _problems(terms: EngagementTerms) -> list[str]:
    # What lies behind an end means nothing, and comes back when that is removed.
    whole = replace(terms, ends=None)
    return [problem for _, problem in impossible_combinations(whole)]


def check_read(read: int | None, now: int) -> None:
    """Refuse an edit that was thought out on an older version. [ENG-5]

    None is an edit that is right whatever the terms say, as “pause from Monday”.
    """
    if read is not None and read != now:
        raise TermsChanged(read=read, now=now)


def pausing(period: Pause) -> Edit:
    """Add days without service."""

    def make(terms: EngagementTerms) -> EngagementTerms:
        pauses = sorted((*terms.pauses, period), key=lambda p: p.starts)
        return replace(terms, pauses=tuple(pauses))

    return Edit(f"paused from {period.starts}", make)


def changing(change: Change) -> Edit:
    """Change one retainer from a service day on.

    What was agreed for the same day before is kept where this says nothing new.
    """

    def make(terms: EngagementTerms) -> EngagementTerms:
        same = (change.starts, change.retainer)
        agreed = [c for c in terms.changes if (c.starts, c.retainer) == same]
        others = [c for c in terms.changes if (c.starts, c.retainer) != same]
        wanted = replace(agreed[0], **change.news) if agreed else change
        changes = sorted((*others, wanted), key=lambda c: c.starts)
        return replace(terms, changes=tuple(changes))

    return Edit(f"changed from {change.starts}", make)


def resuming(first_day: date) -> Edit:
    """Serve again from a day: the pause that reaches it ends before, or is dropped."""

    def shortened(pause: Pause) -> Pause | None:
        if pause.until is not None and pause.until < first_day:
            return pause
        last_day = first_day - ONE_DAY
        return Pause(pause.starts, last_day) if pause.starts <= last_day else None

    def make(terms: EngagementTerms) -> EngagementTerms:
        pauses = [kept for pause in terms.pauses if (kept := shortened(pause))]
        return replace(terms, pauses=tuple(pauses))

    return Edit(f"resumed from {first_day}", make)


def ending(last_day: date | None) -> Edit:
    """Set (or with None remove) the last day of service."""
    reason = f"ends on {last_day}" if last_day else "re-opened"
    return Edit(reason, lambda terms: replace(terms, ends=last_day))


def reminding(policy: ReminderPolicy) -> Edit:
    """Use another ladder for later invoices."""
    return Edit("reminders changed", lambda terms: replace(terms, reminders=policy))


def paying(payment: PaymentTerms) -> Edit:
    """Let later invoices be due by other terms."""
    return Edit(f"payable {payment}", lambda terms: replace(terms, payment=payment))


def ordering(purchase_order: str) -> Edit:
    """Name another purchase order on later invoices; an empty one names none."""
    return Edit(
        "purchase order changed",
        lambda terms: replace(terms, purchase_order=purchase_order),
    )


def adding(work: AddOn | Project) -> Edit:
    """Agree on extra work: in a lane of the retainer's invoice, or on its own path."""

    def make(terms: EngagementTerms) -> EngagementTerms:
        if isinstance(work, AddOn):
            return replace(terms, add_ons=(*terms.add_ons, work))
        return replace(terms, projects=(*terms.projects, work))

    return Edit(f"added “{work.name}”", make)


def replacing(wanted: EngagementTerms, *, reason: str) -> Edit:
    """Put whole terms in place of those in force; say which version was read."""
    return Edit(reason, lambda _: wanted)
