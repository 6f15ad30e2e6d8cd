"""The pages are killed while people use them; what they were told holds. [I-20]"""

from __future__ import annotations

import os
import random
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPException
from pathlib import Path

import pytest

from concurrency.killing import Environment, own_database, run, seed
from concurrency.promises import Journal
from concurrency.visitor import Visitor

KILLS, KILLS_OF_SOAK = 6, 200
VISITORS = 3
SECONDS_TO_START = 60


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def answers(port: int) -> bool:
    connection = HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", "/health")
        return connection.getresponse().status == 200
    except (HTTPException, OSError):
        return False
    finally:
        connection.close()


@contextmanager
def served(folder: Path, environment: Environment, port: int) -> Iterator[None]:
    """Serve the pages as `drumbeat serve` does; at the end every process is killed."""
    command = [sys.executable, "-m", "drumbeat.cli.main", "serve"]
    log = folder / "server.log"
    with log.open("w") as output:
        server = subprocess.Popen(
            [*command, f"--bind=127.0.0.1:{port}"],
            env=environment,
            stdout=output,
            stderr=output,
            start_new_session=True,  # a group of its own, killed as one
        )
        try:
            until = time.monotonic() + SECONDS_TO_START
            while not answers(port):
                waits = server.poll() is None and time.monotonic() < until
                assert waits, log.read_text()
                time.sleep(0.05)
            yield
            assert server.poll() is None, f"it stopped by itself: {log.read_text()}"
        finally:
            os.killpg(server.pid, signal.SIGKILL)
            server.wait()


def kill_once(
    folder: Path,
    environment: Environment,
    port: int,
    visitors: Sequence[Visitor],
    after: float,
) -> None:
    """Let people decide about drafts for a while, and kill the server under them."""
    drafts = [int(line) for line in (folder / "drafts").read_text().split()]
    threads = [
        threading.Thread(target=visitor.work, args=(drafts[place::VISITORS],))
        for place, visitor in enumerate(visitors)
    ]
    heard = sum(visitor.answers for visitor in visitors)
    with served(folder, environment, port):
        for visitor in visitors:
            visitor.arrive()
        for thread in threads:
            thread.start()
        # A busy machine may take seconds for the first answer; the chance begins then.
        until = time.monotonic() + SECONDS_TO_START
        while sum(visitor.answers for visitor in visitors) == heard:
            assert time.monotonic() < until, "nobody was answered"
            time.sleep(0.01)
        time.sleep(after)
    for thread in threads:
        thread.join(timeout=60)
    assert [fault for visitor in visitors for fault in visitor.faults] == []


def survive(folder: Path, kills: int) -> None:
    luck = seed()
    chance = random.Random(luck)
    wishes = Journal(folder / "wishes")
    port = free_port()
    visitors = [
        Visitor(port, wishes, random.Random(f"{luck}.{place}"))
        for place in range(VISITORS)
    ]
    with own_database(folder) as environment:
        environment |= {"DRUMBEAT_UNDO_SECONDS": "1"}
        run(folder, environment, "desk", "setup")
        for place in range(kills):
            run(folder, environment, "desk", "work", f"{luck}.{place}")
            kill_once(folder, environment, port, visitors, chance.uniform(0.2, 1.5))
        time.sleep(1)  # the undo hold of the last approval
        assert run(folder, environment, "desk", "finish") == "whole\n"
    assert sum(visitor.answers for visitor in visitors) >= kills
    assert "issued" in (folder / "acknowledged").read_text()


def test_killed_pages_break_no_promise(tmp_path):  # I-20, I-36, I-50
    survive(tmp_path, KILLS)


@pytest.mark.soak
def test_many_kills_of_the_pages_break_no_promise(tmp_path):  # I-20, I-36, I-50
    survive(tmp_path, KILLS_OF_SOAK)
