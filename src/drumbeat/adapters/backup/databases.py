"""Copy a database to a file while others write, and put a copy in its place."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from drumbeat.core.errors import OutsideFailure

Settings = Mapping[str, Any]


def dump(settings: Settings, target: Path) -> None:
    """Write a consistent copy of the database of these settings."""
    if "sqlite" in settings["ENGINE"]:
        _copy_sqlite(str(settings["NAME"]), target)
    else:
        command = ["--format=custom", "--no-owner", f"--file={target}"]
        _run_postgresql("pg_dump", settings, command)


def load(settings: Settings, source: Path) -> None:
    """Replace the database of these settings by the copy."""
    if "sqlite" in settings["ENGINE"]:
        place = Path(settings["NAME"])
        for leftover in (f"{place}-wal", f"{place}-shm"):
            Path(leftover).unlink(missing_ok=True)
        _copy_sqlite(str(source), place)
    else:
        command = ["--clean", "--if-exists", "--no-owner", "--single-transaction"]
        _run_postgresql("pg_restore", settings, [*command, str(source)], named=True)


def _copy_sqlite(source: str, target: Path) -> None:
    """Copy in one step: in several, a busy database would begin again for ever."""
    partial = target.with_name(f".{target.name}.partial")
    partial.unlink(missing_ok=True)
    try:
        with sqlite3.connect(source, timeout=20) as original:
            copy = sqlite3.connect(partial)
            original.backup(copy)
            [sound] = copy.execute("PRAGMA integrity_check").fetchone()
            copy.close()
    except sqlite3.Error as failure:
        partial.unlink(missing_ok=True)
        raise OutsideFailure(f"The database cannot be copied: {failure}.") from failure
    if sound != "ok":
        raise OutsideFailure(f"The copy of the database is damaged: {sound}.")
    partial.replace(target)


def _run_postgresql(
    program: str, settings: Settings, arguments: list[str], *, named: bool = False
) -> None:
    found = shutil.which(program) or next(
        (str(p) for p in sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{program}"))),
        None,
    )
    if found is None:
        raise OutsideFailure(
            f"{program} is not installed; install PostgreSQL's client programs."
        )
    name = str(settings["NAME"])
    done = subprocess.run(  # noqa: S603  (a known program, no shell)
        [found, *([f"--dbname={name}"] if named else []), *arguments]
        + ([] if named else [name]),
        env=os.environ
        | {
            "PGHOST": str(settings["HOST"]),
            "PGPORT": str(settings["PORT"] or 5432),
            "PGUSER": str(settings["USER"]),
            "PGPASSWORD": str(settings["PASSWORD"]),
        },
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise OutsideFailure(f"{program} failed: {done.stderr.strip()[:500]}")
