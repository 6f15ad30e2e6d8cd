"""The worker is killed again and again, at any moment; no promise is broken. [I-20]"""

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

import pytest

HERE = Path(__file__).parent
KILLS, KILLS_OF_SOAK = 12, 200


@contextmanager
def own_database(folder: Path) -> Iterator[dict[str, str]]:
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


def run(folder: Path, environment: dict[str, str], *words: str) -> str:
    done = subprocess.run(
        [sys.executable, str(HERE / "kill.py"), str(folder), *words],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def kill_once(
    folder: Path, environment: dict[str, str], seed: str, after: float
) -> None:
    """Let it check what the last kill left, work for a while, and kill it."""
    with (folder / "errors").open("w+") as errors:
        command = [sys.executable, str(HERE / "kill.py"), str(folder), "work", seed]
        with subprocess.Popen(
            command, env=environment, stdout=subprocess.PIPE, stderr=errors, text=True
        ) as worker:
            assert worker.stdout is not None
            said = worker.stdout.readline()
            if said == "whole\n":
                time.sleep(after)
            running = worker.poll() is None
            worker.kill()
            said += worker.stdout.read()
        errors.seek(0)
        assert said == "whole\n", f"seed {seed}: {said}{errors.read()}"
        errors.seek(0)
        assert running, f"seed {seed}: it stopped by itself: {errors.read()}"


def survive(folder: Path, kills: int) -> None:
    seed = os.environ.get("DRUMBEAT_TEST_SEED") or str(random.randrange(10**9))
    sys.stdout.write(f"DRUMBEAT_TEST_SEED={seed}\n")  # shown when it fails
    chance = random.Random(seed)
    with own_database(folder) as environment:
        run(folder, environment, "setup")
        for place in range(kills):
            kill_once(folder, environment, f"{seed}.{place}", chance.uniform(0.0, 1.0))
        assert run(folder, environment, "finish") == "whole\n"
    issued = (folder / "acknowledged").read_text().count("issued")
    assert issued >= kills


def test_a_killed_worker_breaks_no_promise(tmp_path):  # I-20, I-36, I-50
    survive(tmp_path, KILLS)


@pytest.mark.soak
def test_many_kills_break_no_promise(tmp_path):  # I-20, I-36, I-50
    survive(tmp_path, KILLS_OF_SOAK)
