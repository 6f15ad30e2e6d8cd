"""One door to the data: what pages, shell and worker call begins with the workspace."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from architecture.house import Module, every_module

DOORS = re.compile(r"drumbeat\.apps\.\w+\.(operations|queries|bulk)(\.\w+)?")
INTERFACES = re.compile(r"drumbeat\.(web|api|cli|jobs)(\..+)?")
# What an interface may call without a workspace, each with its reason.
ACROSS_WORKSPACES = {
    "drumbeat.apps.identity.operations.workspace.open_first_workspace": "none is yet",
    "drumbeat.apps.identity.queries.get_only_workspace": "the shell has no session",
    "drumbeat.apps.identity.queries.list_workspaces": "the worker serves all of them",
    "drumbeat.apps.identity.queries.membership_of": "signing in decides on it",
    "drumbeat.apps.identity.queries.find_invitation": "who is invited is in none yet",
    "drumbeat.apps.sharing.queries.open_link": "the secret says in which",
    "drumbeat.apps.sharing.queries.find_owner_of": "the secret says in which",
    "drumbeat.apps.delivery.operations.deliver": "what it takes was claimed in one",
}


def functions() -> dict[str, ast.FunctionDef]:
    return {
        f"{module.name}.{node.name}": node
        for module in every_module()
        if DOORS.fullmatch(module.name)
        for node in module.tree.body
        if isinstance(node, ast.FunctionDef)
    }


def first_parameter(function: ast.FunctionDef) -> str:
    arguments = function.args
    every = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]
    return every[0].arg if every else ""


def names_used(module: Module) -> Iterator[str]:
    """Yield the full name of everything the module takes from elsewhere and uses."""
    full = {}
    for node in ast.walk(module.tree):
        if isinstance(node, ast.ImportFrom) and not node.level:
            for alias in node.names:
                full[alias.asname or alias.name] = f"{node.module}.{alias.name}"
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            yield f"{full.get(node.value.id, '')}.{node.attr}"
        elif isinstance(node, ast.Name):
            yield full.get(node.id, "")


def test_interfaces_name_the_workspace_first():
    doors = functions()
    open_to_all = [
        f"{module.place} calls {name}"
        for module in every_module()
        if INTERFACES.fullmatch(module.name)
        for name in sorted(set(names_used(module)))
        if name in doors
        and first_parameter(doors[name]) != "workspace"
        and name not in ACROSS_WORKSPACES
    ]
    assert open_to_all == []


def test_interfaces_use_no_private_door():
    doors = functions()
    private = [
        f"{module.place} calls {name}"
        for module in every_module()
        if INTERFACES.fullmatch(module.name)
        for name in names_used(module)
        if name in doors and name.rsplit(".", 1)[1].startswith("_")
    ]
    assert private == []


def test_no_exception_outlives_its_function():
    assert set(ACROSS_WORKSPACES) - set(functions()) == set()
