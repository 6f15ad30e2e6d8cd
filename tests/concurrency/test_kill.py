"""The worker is killed again and again, at any moment; no promise is broken. [I-20]"""

from __future__ import annotations

import random
import subprocess
import time
from pathlib import Path

import pytest

from concurrency.killing import Environment, own_database, run, script, seed

KILLS, KILLS_OF_SOAK = 12, 200


def kill_once(folder: Path, environment: Environment, luck: str, after: float) -> None:
    """Let it check what the last kill left, work for a while, and kill it."""
    with (folder / "errors").open("w+") as errors:
        command = script(folder, "books", "work", luck)
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
        assert said == "whole\n", f"seed {luck}: {said}{errors.read()}"
        errors.seek(0)
        assert running, f"seed {luck}: it stopped by itself: {errors.read()}"


def survive(folder: Path, kills: int) -> None:
    luck = seed()
    chance = random.Random(luck)
    with own_database(folder) as environment:
        run(folder, environment, "books", "setup")
        for place in range(kills):
            kill_once(folder, environment, f"{luck}.{place}", chance.uniform(0.0, 1.0))
        assert run(folder, environment, "books", "finish") == "whole\n"
    issued = (folder / "acknowledged").read_text().count("issued")
    assert issued >= kills


def test_a_killed_worker_breaks_no_promise(tmp_path):  # I-20, I-36, I-50
    survive(tmp_path, KILLS)


@pytest.mark.soak
def test_many_kills_break_no_promise(tmp_path):  # I-20, I-36, I-50
    survive(tmp_path, KILLS_OF_SOAK)
