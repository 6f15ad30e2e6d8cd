"""What may be done to agreed terms: each edit is pure, and says what it was."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

from drumbeat.core.errors import Refusal
from drumbeat.core.terms import Change, EngagementTerms, Pause, ReminderPolicy
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
    """Change one retainer from a service day on."""

    def make(terms: EngagementTerms) -> EngagementTerms:
        changes = sorted((*terms.changes, change), key=lambda c: c.starts)
        return replace(terms, changes=tuple(changes))

    return Edit(f"changed from {change.starts}", make)


def ending(last_day: date | None) -> Edit:
    """Set (or with None remove) the last day of service."""
    reason = f"ends on {last_day}" if last_day else "re-opened"
    return Edit(reason, lambda terms: replace(terms, ends=last_day))


def reminding(policy: ReminderPolicy) -> Edit:
    """Use another ladder for later invoices."""
    return Edit("reminders changed", lambda terms: replace(terms, reminders=policy))


def replacing(wanted: EngagementTerms, *, reason: str) -> Edit:
    """Put whole terms in place of those in force; say which version was read."""
    return Edit(reason, lambda _: wanted)
