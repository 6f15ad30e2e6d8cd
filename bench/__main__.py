"""`make bench`: every speed goal in one run, as a table and in bench/latest.json.

PostgreSQL is the one DATABASE_URL names (its databases called `bench_…` are replaced);
SQLite runs beside it in a home of its own. Without DATABASE_URL only SQLite runs.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from bench.goals import Goal, Sizes, goals_of

_HERE = Path(__file__).parent
FULL = Sizes()
QUICK = Sizes(
    billing=40,
    issuing=39,
    documents=1,
    small=40,
    large=40,
    pages=(240, 240),
    plans=2,
    rounds=1,
)


@dataclass(frozen=True, slots=True)
class Machine:
    """Where parts are measured: the environment of one database."""

    name: str
    environment: dict[str, str]

    def measure(self, part: str, size: int, rounds: int = 1) -> dict[str, float]:
        """Run one part in a process of its own and return its figures."""
        print(f"  {self.name}: {part}, {size:,} …", file=sys.stderr, flush=True)
        arguments = ["--size", str(size), "--rounds", str(rounds)]
        done = subprocess.run(
            [sys.executable, "-W", "ignore", "-m", "bench.part", part, *arguments],
            check=True,
            stdout=subprocess.PIPE,
            text=True,
            env=self.environment,
        )
        figures: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
        return figures


def main() -> int:
    """Measure, print, write; the exit code says whether it could be measured."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a smoke run, no verdict")
    parser.add_argument("--out", type=Path, default=_HERE / "latest.json")
    asked = parser.parse_args()
    goals: list[Goal] = []
    with tempfile.TemporaryDirectory(prefix="bench-") as home:
        for machine in _machines(home):
            goals += goals_of(
                machine.name, machine.measure, QUICK if asked.quick else FULL
            )
    print(table(goals))
    text = json.dumps([goal.facts() for goal in goals], indent=1, ensure_ascii=False)
    asked.out.write_text(text + "\n", encoding="utf-8")
    return 0


def _machines(home: str) -> list[Machine]:
    common = dict(os.environ) | {
        "DRUMBEAT_HOME": home,
        "DJANGO_SETTINGS_MODULE": "drumbeat.config.settings",
    }
    without = {k: v for k, v in common.items() if k != "DATABASE_URL"}
    sqlite = Machine("SQLite", without)
    if not os.environ.get("DATABASE_URL"):
        return [sqlite]
    return [Machine("PostgreSQL", common), sqlite]


def table(goals: list[Goal]) -> str:
    """Return the goals as aligned columns."""
    width = max(len(goal.name) for goal in goals)
    lines = [f"{'measured':{width}}  {'value':>10}  {'goal':>9}  holds"]
    for goal in goals:
        verdict = "" if goal.holds is None else "yes" if goal.holds else "NO"
        lines.append(
            f"{goal.name:{width}}  {goal.value:>10,.2f}  {goal.wanted:>9}  "
            f"{verdict:5}  {goal.unit}"
        )
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
