"""The bench runs from end to end, and says of every goal whether it holds."""

import json
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_a_quick_run_measures_every_goal(tmp_path):
    out = tmp_path / "latest.json"
    path = os.pathsep.join([str(ROOT / "src"), os.environ.get("PYTHONPATH", "")])
    environment = dict(os.environ) | {"PYTHONPATH": path}
    environment.pop("DATABASE_URL", None)

    done = subprocess.run(
        [sys.executable, "-m", "bench", "--quick", "--out", str(out)],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stderr
    figures = json.loads(out.read_text())
    assert all(
        list(each) == ["name", "value", "goal", "unit", "holds"] for each in figures
    )
    assert all(each["value"] > 0 for each in figures)
    goals = [each for each in figures if each["goal"] is not None]
    assert [each["goal"] for each in goals] == [
        *(0.4, 0.5, 5, 15, 1.3, 15, 1.3, 15, 1.3, 12, 1.3, 1.15, 1.1, 0.8, 10)
    ]
    assert all(isinstance(each["holds"], bool) for each in goals)
    assert done.stdout.count("\n") == 1 + len(figures)
