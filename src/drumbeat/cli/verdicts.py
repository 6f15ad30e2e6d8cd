"""Failures from outside, in one sentence each: a full disk, a database gone."""

from __future__ import annotations

import errno
import sys
from typing import NamedTuple

_NOT_SET_UP = "IDN-2: There is no workspace yet; run `drumbeat init` first."
_DISK_FULL = "The disk is full; nothing was changed. Make room and run this again."
_LOCKED = "The database is busy with other work; nothing was changed. Run this again."


class Verdict(NamedTuple):
    """What to say, and whether something outside is to blame."""

    sentence: str
    is_outside: bool = True


def verdict_on(failure: Exception) -> Verdict | None:
    """Return what to say of a failure that is not a mistake of ours, else None."""
    if isinstance(failure, OSError):
        return _of_system(failure)
    # Without a framework loaded, nothing can have gone wrong with a database.
    database = sys.modules.get("django.db")
    if database is None or not isinstance(failure, database.Error):
        return None
    gone = (database.OperationalError, database.InterfaceError)
    words = str(failure)
    if "no such table" in words or ("relation" in words and "not exist" in words):
        return Verdict(_NOT_SET_UP, is_outside=False)
    return _of_database(words) if isinstance(failure, gone) else None


def _of_database(words: str) -> Verdict:
    if "disk is full" in words or "No space left" in words:
        return Verdict(_DISK_FULL)
    if "locked" in words:
        return Verdict(_LOCKED)
    first = words.strip().partition("\n")[0] or "no reason given"
    return Verdict(f"The database did not answer ({first}); check that it runs.")


def _of_system(failure: OSError) -> Verdict | None:
    if failure.errno in {errno.ENOSPC, errno.EDQUOT}:
        return Verdict(_DISK_FULL)
    if failure.filename is None:
        return None
    return Verdict(
        f"{failure.filename}: {failure.strerror}; check the name and your rights."
    )
