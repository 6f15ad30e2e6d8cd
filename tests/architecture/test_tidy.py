"""Functions fit on a screen, and modules are about one thing."""

from __future__ import annotations

import ast

from architecture.house import every_module

LINES_OF_A_FUNCTION_MAX = 50
LINES_OF_A_MODULE_MAX = 400
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


def test_functions_fit_on_a_screen():
    long = [
        f"{module.place}:{node.lineno} {node.name}"
        for module in every_module()
        for node in ast.walk(module.tree)
        if isinstance(node, FUNCTIONS)
        and (node.end_lineno or 0) - node.lineno >= LINES_OF_A_FUNCTION_MAX
    ]
    assert long == []


def test_modules_are_about_one_thing():
    long = [
        f"{module.place} has {len(module.text.splitlines())} lines"
        for module in every_module()
        if len(module.text.splitlines()) > LINES_OF_A_MODULE_MAX
    ]
    assert long == []


def test_modules_say_what_they_are():
    silent = [
        m.place for m in every_module() if m.text and not ast.get_docstring(m.tree)
    ]
    assert silent == []
