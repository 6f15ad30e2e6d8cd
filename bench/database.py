"""Databases of the bench: kept templates, and a fresh copy for each measurement.

Never the database that DATABASE_URL names: all have names beginning with `bench_`.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import psycopg
from django.conf import settings
from django.core.management import call_command
from django.db import connection

from drumbeat import wiring

_WORK = "bench_work"


def keep(name: str, fill: Callable[[], object], *, like: str = "") -> None:
    """Make the template `name` by filling a copy of `like`, unless it is there."""
    if exists(name):
        return
    making = f"{name}_making"
    _copy(like, making)
    _switch(making)
    fill()
    with connection.cursor() as cursor:
        cursor.execute(
            "VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE"
        )
    _rename(making, name)


def migrate() -> None:
    """Make the tables."""
    call_command("migrate", verbosity=0, interactive=False)
    call_command("createcachetable", verbosity=0)


def fresh(name: str) -> None:
    """Connect to a new copy of the template."""
    _copy(name, _WORK)
    _switch(_WORK)
    connection.ensure_connection()


def _switch(name: str) -> None:
    connection.close()
    # Another copy: what was issued in the one before must not look lost in it.
    (Path(settings.DRUMBEAT_HOME) / wiring.HIGH_WATER).unlink(missing_ok=True)
    connection.settings_dict["CONN_MAX_AGE"] = None
    connection.settings_dict["NAME"] = (
        name if connection.vendor == "postgresql" else str(_file(name))
    )


def _file(name: str) -> Path:
    return Path(settings.DRUMBEAT_HOME) / f"{name}.sqlite3"


def exists(name: str) -> bool:
    """Say whether the template is there."""
    if connection.vendor != "postgresql":
        return _file(name).exists()
    with _server() as server:
        found = server.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
        return found.fetchone() is not None


def _copy(name: str, copy: str) -> None:
    """Replace `copy` by a copy of the template; without a name, by nothing."""
    connection.close()
    if connection.vendor == "postgresql":
        like = f"TEMPLATE {name} STRATEGY FILE_COPY" if name else ""
        with _server() as server:
            server.execute(f"DROP DATABASE IF EXISTS {copy} WITH (FORCE)")
            server.execute(f"CREATE DATABASE {copy} {like}")
        return
    for rest in ("", "-wal", "-shm"):
        Path(f"{_file(copy)}{rest}").unlink(missing_ok=True)
    if name:
        shutil.copyfile(_file(name), _file(copy))


def _rename(name: str, new: str) -> None:
    connection.close()
    if connection.vendor == "postgresql":
        with _server() as server:
            server.execute(f"ALTER DATABASE {name} RENAME TO {new}")
        return
    _file(name).rename(_file(new))


def _server() -> psycopg.Connection[tuple[object, ...]]:
    return psycopg.connect(os.environ["DATABASE_URL"], autocommit=True)
