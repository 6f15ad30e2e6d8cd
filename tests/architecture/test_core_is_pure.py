"""The core is rules alone: standard library, no outside world, no clock, no floats."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator

from architecture.house import Module, modules_of

# In the standard library, and still the outside world.
OUTSIDE = set(
    """asyncio http io logging multiprocessing os pathlib random secrets shutil socket
    sqlite3 subprocess tempfile threading urllib uuid""".split()
)
CLOCKS = {"now", "today", "utcnow"}


def imported(module: Module) -> Iterator[str]:
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield "drumbeat.core" if node.level else str(node.module)


def test_core_imports_the_standard_library_and_itself():
    strangers = [
        f"{module.place} imports {name}"
        for module in modules_of("drumbeat.core")
        for name in imported(module)
        if name.split(".")[0] not in sys.stdlib_module_names
        and not f"{name}.".startswith("drumbeat.core.")
    ]
    assert strangers == []


def test_core_touches_nothing_outside():
    reaching = [
        f"{module.place} imports {name}"
        for module in modules_of("drumbeat.core")
        for name in imported(module)
        if name.split(".")[0] in OUTSIDE
    ]
    assert reaching == []


def test_core_has_no_clock_and_no_float():
    """[S-2, I-33]"""
    found = []
    for module in modules_of("drumbeat.core"):
        for node in ast.walk(module.tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, float):
                found.append(f"{module.place}:{node.lineno} float {node.value}")
            if not isinstance(node, ast.Call):
                continue
            called = node.func
            if isinstance(called, ast.Attribute) and called.attr in CLOCKS:
                found.append(f"{module.place}:{node.lineno} reads the clock")
            if isinstance(called, ast.Name) and called.id in {"float", "open"}:
                found.append(f"{module.place}:{node.lineno} calls {called.id}()")
    assert found == []


def test_the_core_was_really_read():
    names = {module.name for module in modules_of("drumbeat.core")}
    assert {"drumbeat.core.money", "drumbeat.core.dates"} <= names
