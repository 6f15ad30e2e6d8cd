"""The one place where a newer SQLite library takes the place of Python's own.

SQLite before 3.51.3 (but for 3.50.7 and 3.44.6) can corrupt a database in WAL mode,
and many systems still carry such a library. The `pysqlite3` wheel brings a current
one; Django runs on it once it stands in `sys.modules`.
"""

import sqlite3
import sys

_GOOD_BACKPORTS = {(3, 50, 7), (3, 44, 6)}


def is_safe_with_wal(version: tuple[int, ...]) -> bool:
    """Say whether this SQLite is free of the WAL-reset fault."""
    return version >= (3, 51, 3) or version in _GOOD_BACKPORTS


def use_safe_sqlite() -> str:
    """Install the newer library if Python's own is affected; return its version."""
    if not is_safe_with_wal(sqlite3.sqlite_version_info):
        try:
            import pysqlite3
            import pysqlite3.dbapi2
        except ImportError:
            return sqlite3.sqlite_version
        if is_safe_with_wal(pysqlite3.sqlite_version_info):
            sys.modules["sqlite3"] = pysqlite3
            sys.modules["sqlite3.dbapi2"] = pysqlite3.dbapi2
            return str(pysqlite3.sqlite_version)
    return sqlite3.sqlite_version


def init_command(version: str) -> str:
    """Return what every connection says first (RELIABILITY D1).

    A library with the fault keeps the slower rollback journal instead of WAL.
    """
    numbers = tuple(int(part) for part in version.split("."))
    journal = "WAL" if is_safe_with_wal(numbers) else "TRUNCATE"
    return (
        f"PRAGMA journal_mode={journal}; PRAGMA synchronous=FULL; "
        "PRAGMA recursive_triggers=ON; PRAGMA foreign_keys=ON; "
        "PRAGMA trusted_schema=OFF;"
    )
