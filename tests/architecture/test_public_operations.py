"""One door to the data: reads and writes of an app begin with the workspace."""

from __future__ import annotations

import ast
import re

from architecture.house import every_module

DOORS = re.compile(r"drumbeat\.apps\.\w+\.(operations|queries)(\.\w+)?")
# What serves every workspace at once, each with its reason.
ACROSS_WORKSPACES: dict[str, str] = {}


def first_parameter(function: ast.FunctionDef) -> str:
    arguments = function.args
    every = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]
    return every[0].arg if every else ""


def public_functions() -> dict[str, ast.FunctionDef]:
    return {
        f"{module.name}.{node.name}": node
        for module in every_module()
        if DOORS.fullmatch(module.name)
        for node in module.tree.body
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_")
    }


def test_public_operations_take_the_workspace_first():
    doors = public_functions()
    open_to_all = [
        name
        for name, function in doors.items()
        if first_parameter(function) != "workspace" and name not in ACROSS_WORKSPACES
    ]
    assert open_to_all == []


def test_no_exception_outlives_its_function():
    assert set(ACROSS_WORKSPACES) - set(public_functions()) == set()
