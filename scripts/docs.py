"""Write docs/LIFECYCLES.md from core/lifecycle.py, or say that it is no longer true."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from enum import StrEnum
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Protocol

DOCUMENT = Path(__file__).resolve().parent.parent / "docs" / "LIFECYCLES.md"
OPENING = """# Lifecycles

Which steps each thing may take; what is not drawn is refused. Written by `make docs`
from [core/lifecycle.py](../src/drumbeat/core/lifecycle.py). Whether an invoice is paid
or overdue is not a lifecycle: it is computed from payments, credits and the day.
"""


class Machine(Protocol):
    """A transition table, as core/lifecycle.py keeps it."""

    name: str
    states: type[StrEnum]
    start: StrEnum
    moves: Mapping[tuple[StrEnum, str], StrEnum]
    final: frozenset[StrEnum]


def words(name: str) -> str:
    """Return “awaiting approval” for “awaiting_approval”."""
    return name.replace("_", " ")


def draw(machine: Machine) -> str:
    """Return one heading, one sentence and one Mermaid state diagram."""
    states, moves = machine.states, machine.moves
    lines = [f"## {words(machine.name).capitalize()}", "", states.__doc__ or "", ""]
    lines += ["```mermaid", "stateDiagram-v2"]
    lines += [f"    {state.value} : {words(state.value)}" for state in states]
    lines.append(f"    [*] --> {machine.start.value}")
    lines += [
        f"    {before.value} --> {after.value} : {words(action)}"
        for (before, action), after in moves.items()
    ]
    lines += [
        f"    {state.value} --> [*]" for state in states if state in machine.final
    ]
    return "\n".join([*lines, "```", ""])


def compose(lifecycle: ModuleType) -> str:
    """Return the document: the machines in the order of the module."""
    machines = [value for value in vars(lifecycle).values() if hasattr(value, "moves")]
    return "\n".join([OPENING, *map(draw, machines)])


def main() -> int:
    """Write the document with --write, else compare it."""
    document = compose(import_module("drumbeat.core.lifecycle"))
    if "--write" in sys.argv[1:]:
        DOCUMENT.write_text(document, "utf-8")
        return 0
    if DOCUMENT.read_text("utf-8") == document:
        return 0
    print("docs/LIFECYCLES.md is out of date: run `make docs`.", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
