"""`drumbeat plan` of many engagement files, as a person would run it."""

from __future__ import annotations

import resource
import subprocess
import sys
import tempfile
from pathlib import Path

from bench import cast
from drumbeat.core.engagement_toml import render

_UNTIL = "2028-10-31"  # two years from the first day
_PROGRAM = "import sys; from drumbeat.cli.main import main; sys.exit(main())"


def measure(size: int) -> dict[str, float]:
    """Return the CPU seconds of planning that many files for two years."""
    with tempfile.TemporaryDirectory() as folder:
        files = []
        for place in range(size):
            file = Path(folder) / f"{place}.toml"
            file.write_text(render(cast.engagement(place)), encoding="utf-8")
            files.append(str(file))
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        command = [sys.executable, "-c", _PROGRAM, "plan", "--json"]
        done = subprocess.run(
            [*command, "--until", _UNTIL, *files], check=True, stdout=subprocess.PIPE
        )
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.stdout.count(b"\n") != size:
        raise RuntimeError("a plan is missing")
    user, system = after.ru_utime - before.ru_utime, after.ru_stime - before.ru_stime
    return {"cpu": user + system}
