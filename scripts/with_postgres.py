"""Run a command with DATABASE_URL naming a PostgreSQL of its own, gone afterwards."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import FrameType

# Speed over safety: this cluster lives for one test run.
UNSAFE_BUT_QUICK = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")
USAGE = "usage: python scripts/with_postgres.py -- COMMAND [ARGUMENT …]"


def find_binaries() -> Path:
    """Return the folder of the newest installed PostgreSQL server."""
    versions = [
        path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/initdb")
    ]
    if versions:
        return max(versions, key=lambda folder: float(folder.parent.name))
    found = shutil.which("initdb")
    if found is None:
        sys.exit("PostgreSQL is missing. Run: apt-get install postgresql")
    return Path(found).resolve().parent


def free_port() -> int:
    """Return a port of the loopback that nobody uses now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def private_cluster() -> Iterator[str]:
    """Start a cluster in a temporary folder, yield its URL, then stop and delete it."""
    binaries = find_binaries()
    folder = Path(tempfile.mkdtemp(prefix="drumbeat-postgres-"))
    # PostgreSQL refuses to run as root: Debian's `postgres` user stands in.
    as_owner: list[str] = []
    if os.geteuid() == 0:
        owner = pwd.getpwnam("postgres")
        os.chown(folder, owner.pw_uid, owner.pw_gid)
        as_owner = ["runuser", "-u", "postgres", "--"]

    def run(program: str, *arguments: str) -> None:
        command = [*as_owner, str(binaries / program), *arguments]
        done = subprocess.run(
            command, cwd=folder, capture_output=True, text=True, check=False
        )
        if done.returncode:
            raise RuntimeError(f"{program} failed:\n{done.stdout}{done.stderr}")

    data, port = str(folder / "data"), free_port()
    settings = [f"listen_addresses=127.0.0.1 -k {folder}", *UNSAFE_BUT_QUICK]
    options = " -c ".join([f"-p {port}", *settings])
    access = ["-A", "trust", "-U", "postgres"]
    try:
        run("initdb", "-D", data, *access, "-E", "UTF8", "--no-locale", "--no-sync")
        log = str(folder / "log")
        run("pg_ctl", "-D", data, "-w", "-l", log, "-o", options, "start")
        address = ["-h", "127.0.0.1", "-p", str(port), "-U", "postgres"]
        run("createdb", *address, "drumbeat")
        yield f"postgresql://postgres@127.0.0.1:{port}/drumbeat"
    finally:
        with suppress(RuntimeError):  # it may never have started
            run("pg_ctl", "-D", data, "-m", "immediate", "stop")
        shutil.rmtree(folder, ignore_errors=True)


def stop(number: int, _frame: FrameType | None) -> None:
    """Leave by the ordinary way, so that the cluster is stopped and deleted."""
    sys.exit(128 + number)


def main() -> int:
    """Run the command after `--` and return its exit code."""
    _, *arguments = sys.argv
    if len(arguments) < 2 or arguments[0] != "--":
        print(USAGE, file=sys.stderr)
        return 2
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, stop)
    with private_cluster() as url:
        print(f"DATABASE_URL={url}", flush=True)
        environment = {**os.environ, "DATABASE_URL": url}
        with subprocess.Popen(arguments[1:], env=environment) as command:
            try:
                return command.wait()
            finally:
                if command.poll() is None:
                    command.terminate()


if __name__ == "__main__":
    sys.exit(main())
