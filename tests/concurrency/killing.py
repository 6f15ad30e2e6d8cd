"""What the tests that kill share: a database of their own, chance, and the script."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

HERE = Path(__file__).parent
Environment = dict[str, str]


@contextmanager
def own_database(folder: Path) -> Iterator[Environment]:
    """Yield the environment of a database that only these processes use."""
    paths = os.pathsep.join([str(HERE.parent), str(HERE.parent.parent / "src")])
    environment = os.environ | {"DRUMBEAT_HOME": str(folder), "PYTHONPATH": paths}
    url = os.environ.get("DATABASE_URL", "")
    if not url:
        yield environment
        return
    import psycopg

    name = f"killed_{os.getpid()}_{time.monotonic_ns()}"
    with psycopg.connect(url, autocommit=True) as server:
        server.execute(f"CREATE DATABASE {name}")
        try:
            yield environment | {
                "DATABASE_URL": urlunsplit(urlsplit(url)._replace(path=f"/{name}"))
            }
        finally:
            server.execute(f"DROP DATABASE {name} WITH (FORCE)")


def seed() -> str:
    """Return the seed of this run; it is shown when the run fails."""
    found = os.environ.get("DRUMBEAT_TEST_SEED") or str(random.randrange(10**9))
    sys.stdout.write(f"DRUMBEAT_TEST_SEED={found}\n")
    return found


def script(folder: Path, *words: str) -> list[str]:
    """Return the command that runs kill.py."""
    return [sys.executable, str(HERE / "kill.py"), str(folder), *words]


def run(folder: Path, environment: Environment, *words: str) -> str:
    """Run kill.py to its end, which must be a good one; return what it said."""
    done = subprocess.run(
        script(folder, *words),
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout
