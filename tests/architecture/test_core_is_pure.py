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


def test_core_reads_no_clock():
    """[S-2]"""
    found = [
        f"{module.place}:{node.lineno} calls {node.func.attr}()"
        for module in modules_of("drumbeat.core")
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in CLOCKS
    ]
    assert found == []


def test_core_has_no_float():
    """[I-33]"""
    found = []
    # How light a colour is, is not money either.
    for module in modules_of("drumbeat.core"):
        if module.name == "drumbeat.core.brand":
            continue
        nodes = list(ast.walk(module.tree))
        # How alike two words are is not money.
        cutoffs = {
            id(node.value)
            for node in nodes
            if isinstance(node, ast.keyword) and node.arg == "cutoff"
        }
        found += [
            f"{module.place}:{node.lineno}"
            for node in nodes
            if (isinstance(node, ast.Constant) and isinstance(node.value, float))
            or (isinstance(node, ast.Call) and getattr(node.func, "id", "") == "float")
            if id(node) not in cutoffs
        ]
    assert found == []


def test_core_opens_no_file():
    found = [
        f"{module.place}:{node.lineno}"
        for module in modules_of("drumbeat.core")
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "open"
    ]
    assert found == []


def test_the_core_was_really_read():
    names = {module.name for module in modules_of("drumbeat.core")}
    assert {"drumbeat.core.money", "drumbeat.core.dates"} <= names
