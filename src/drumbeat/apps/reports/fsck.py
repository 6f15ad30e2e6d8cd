"""Prove the books: all that must always be true, computed again from the facts."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from drumbeat.apps.audit.queries import verify_chain
from drumbeat.apps.reports import (
    fsck_documents,
    fsck_files,
    fsck_mail,
    fsck_money,
    fsck_offers,
    fsck_rows,
)


@dataclass(frozen=True, slots=True)
class Check:
    """One invariant: its id (RELIABILITY §3), what it says, and what breaks it."""

    id: str
    what: str
    ok: bool
    details: str


_SHOWN = 5  # broken rows named in the details; the rest is counted
Broken = Callable[[int], Iterable[str]]

_CHECKS: tuple[tuple[str, str, Broken], ...] = (
    ("I2", "no number was given twice", fsck_documents.doubled_numbers),
    ("I3", "numbers have no gap", fsck_documents.gaps),
    ("I4", "drafts hold no number, issued ones do", fsck_documents.unnumbered),
    ("I5", "numbers follow the days", fsck_documents.disordered),
    ("I6", "issued documents are as they were", fsck_documents.changed),
    ("I6", "offers are as they were shown and answered", fsck_offers.changed),
    ("I6", "files of clients are as they were sent", fsck_files.changed),
    ("I7", "lines, tax and totals agree", fsck_documents.wrong_totals),
    ("I8", "no payment is used beyond its amount", fsck_money.overspent),
    ("I9", "open balances follow from the entries", fsck_money.wrong_balances),
    ("I12", "every slice of service is billed once", fsck_rows.billed_twice),
    ("I13", "every mail belongs to its document", fsck_mail.foreign_mail),
    ("I14", "no mail went twice unseen", fsck_mail.doubled),
    ("I15", "no mail is lost between states", fsck_mail.stateless),
    ("I18", "the trail is whole", lambda workspace: _broken_trail(workspace)),
    ("I20", "everything belongs to its own workspace", fsck_rows.foreign_rows),
    ("I23", "every reference has its row", fsck_rows.orphans),
    ("I25", "reminders agree with their letters", fsck_mail.disagreeing),
)


def check_books(workspace: int, *, at: datetime) -> list[Check]:
    """Run every check; none changes anything."""
    checks = [_check(check, what, broken(workspace)) for check, what, broken in _CHECKS]
    stuck = fsck_mail.stuck(workspace, at=at)
    checks.append(_check("I24", "no work is stuck", stuck))
    return checks


def _check(check: str, what: str, broken: Iterable[str]) -> Check:
    shown: list[str] = []
    count = 0
    for sentence in broken:
        count += 1
        if count <= _SHOWN:
            shown.append(sentence)
    if count > _SHOWN:
        shown.append(f"and {count - _SHOWN} more")
    return Check(check, what, ok=count == 0, details="; ".join(shown))


def _broken_trail(workspace: int) -> list[str]:
    verdict = verify_chain(workspace)
    return [] if verdict.ok else [verdict.details]
