"""CPU seconds of what is measured: this process and its database backend."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from django.db import connection

_SETTLE = 0.02  # a backend works on for a moment after it has answered


@dataclass(frozen=True, slots=True)
class Spent:
    """CPU seconds of the client process and of the database backend."""

    client: float
    backend: float

    @property
    def total(self) -> float:
        """Return both together."""
        return self.client + self.backend


def spent_by(work: Callable[[], object]) -> Spent:
    """Return what the work costs on both sides of the connection."""
    connection.ensure_connection()
    pid = backend_pid()
    before_backend, before = _backend_seconds(pid), time.process_time()
    work()
    after = time.process_time()
    if pid:
        time.sleep(_SETTLE)
    if backend_pid() != pid:
        raise RuntimeError("the connection was changed while it was measured")
    return Spent(after - before, _backend_seconds(pid) - before_backend)


def backend_pid() -> int:
    """Return the process that serves our connection; 0 when that is ourselves."""
    if connection.vendor != "postgresql":
        return 0
    pid: int = connection.connection.info.backend_pid
    return pid


def _backend_seconds(pid: int) -> float:
    if not pid:
        return 0.0
    exact = Path(f"/proc/{pid}/schedstat")
    if exact.exists():
        nanoseconds, *_ = exact.read_text().split()
        if nanoseconds != "0":
            return int(nanoseconds) / 1e9
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def peak_kilobytes() -> int:
    """Return the most memory this process ever held."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1])
    raise RuntimeError("this system does not tell the peak memory")
