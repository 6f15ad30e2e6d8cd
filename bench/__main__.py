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
from dataclasses import dataclass, field
from pathlib import Path

from bench.goals import Goal, Sizes, goals_of

_HERE = Path(__file__).parent
FULL = Sizes()
TENTH = Sizes(
    billing=1_000,
    issuing=200,
    documents=10,
    small=1_000,
    large=10_000,
    pages=(1_000, 10_000),
    rounds=3,
)
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
    known: dict[tuple[str, int, int], dict[str, float]] = field(default_factory=dict)

    def measure(self, part: str, size: int, rounds: int = 1) -> dict[str, float]:
        """Run one part in a process of its own; asked twice, it is measured once."""
        asked = (part, size, rounds)
        if asked not in self.known:
            self.known[asked] = self._measured(part, size, rounds)
        return self.known[asked]

    def _measured(self, part: str, size: int, rounds: int) -> dict[str, float]:
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
    size = parser.add_mutually_exclusive_group()
    size.add_argument("--quick", action="store_true", help="a smoke run, no verdict")
    size.add_argument("--tenth", action="store_true", help="smaller by ten: a look")
    parser.add_argument("--out", type=Path, default=_HERE / "latest.json")
    asked = parser.parse_args()
    sizes = QUICK if asked.quick else TENTH if asked.tenth else FULL
    goals: list[Goal] = []
    with tempfile.TemporaryDirectory(prefix="bench-") as home:
        for machine in _machines(home):
            goals += goals_of(machine.name, machine.measure, sizes)
            # What is known is kept, whatever becomes of the other database.
            facts = [goal.facts() for goal in goals]
            text = json.dumps(facts, indent=1, ensure_ascii=False)
            asked.out.write_text(text + "\n", encoding="utf-8")
    print(table(goals))
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
