"""Write the lifecycles from the code and bring the map up to date, or compare both."""

from __future__ import annotations

import re
import sys
from collections.abc import Mapping
from enum import StrEnum
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Protocol

ROOT = Path(__file__).resolve().parent.parent
LIFECYCLES = ROOT / "docs" / "LIFECYCLES.md"
MAP = ROOT / "docs" / "MAP.md"
PLANNED = re.compile(r"\*(\w+[./][\w./]*)\*")  # on the map: a path that is not here yet
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


def mark_built(text: str) -> str:
    """Return the map with the paths that have come as code."""

    def mark(match: re.Match[str]) -> str:
        built = (ROOT / "src" / "drumbeat" / match[1]).exists()
        return f"`{match[1]}`" if built else match[0]

    return PLANNED.sub(mark, text)


def main() -> int:
    """Write the documents with --write, else compare them."""
    documents = {
        LIFECYCLES: compose(import_module("drumbeat.core.lifecycle")),
        MAP: mark_built(MAP.read_text("utf-8")),
    }
    if "--write" in sys.argv[1:]:
        for path, text in documents.items():
            path.write_text(text, "utf-8")
        return 0
    old = [p.name for p, text in documents.items() if p.read_text("utf-8") != text]
    if old:
        print(f"Out of date: {', '.join(old)}. Run `make docs`.", file=sys.stderr)
    return 1 if old else 0


if __name__ == "__main__":
    sys.exit(main())
