"""Imports only go down: the contracts of pyproject.toml, for what is built so far."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

from architecture.house import ROOT, SOURCE, exists

LINT = Path(sys.executable).parent / "lint-imports"


def contracts() -> dict[str, Any]:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    return settings["tool"]["importlinter"]


def layer_so_far(layer: str, containers: list[str]) -> str:
    """Put brackets, “may be missing”, around each room that is not built yet."""
    rooms = [room.strip() for room in layer.split("|")]
    return " | ".join(
        room
        if room.startswith("(") or any(exists(f"{c}.{room}") for c in containers)
        else f"({room})"
        for room in rooms
    )


def so_far(contract: dict[str, Any]) -> dict[str, Any] | None:
    """Return the contract for the rooms that exist, or None when there are none."""
    containers = contract.get("containers", [])
    subjects = [
        *containers,
        *contract.get("protected_modules", []),
        *contract.get("source_modules", []),
        *contract.get("ancestors", []),
    ]
    if not all(exists(subject) for subject in subjects):
        return None
    built = dict(contract)
    if "layers" in built:
        built["layers"] = [layer_so_far(one, containers) for one in built["layers"]]
    if "allowed_importers" in built:
        built["allowed_importers"] = list(filter(exists, built["allowed_importers"]))
    return built


def as_ini(value: Any) -> str:
    if isinstance(value, list):
        return "".join(f"\n    {one}" for one in value)
    return str(value)


def written(path: Path) -> int:
    """Write the contracts for what exists; return how many there are."""
    settings = contracts()
    kept = [built for one in settings["contracts"] if (built := so_far(one))]
    lines = ["[importlinter]"]
    lines += [f"{k} = {as_ini(v)}" for k, v in settings.items() if k != "contracts"]
    for number, contract in enumerate(kept):
        lines += ["", f"[importlinter:contract:{number}]"]
        lines += [f"{key} = {as_ini(value)}" for key, value in contract.items()]
    path.write_text("\n".join(lines), "utf-8")
    return len(kept)


def test_imports_only_go_down(tmp_path):
    settings = tmp_path / "contracts.ini"
    count = written(settings)

    done = subprocess.run(
        [LINT, "--config", settings, "--no-cache"],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(SOURCE)},
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stdout + done.stderr
    assert re.search(rf"\b{count} kept, 0 broken", done.stdout), done.stdout


def test_there_are_seven_contracts_and_none_is_excused():
    listed = contracts()["contracts"]
    assert len(listed) >= 7
    assert [one["name"] for one in listed if "ignore_imports" in one] == []
