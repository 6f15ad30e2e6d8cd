"""Every environment variable is in .env.example, and nothing else is."""

from __future__ import annotations

import ast
import re

from architecture.house import ROOT, every_module, exists, modules_of

OURS = re.compile(r"DRUMBEAT_[A-Z0-9_]+|DATABASE_URL")
LISTED = re.compile(r"^#? ?([A-Z][A-Z0-9_]*)=", re.MULTILINE)
READERS = {"text", "flag", "number", "secret", "get", "getenv"}


def strings(tree: ast.AST) -> set[str]:
    constants = (node for node in ast.walk(tree) if isinstance(node, ast.Constant))
    return {node.value for node in constants if isinstance(node.value, str)}


def read_by_name() -> set[str]:
    """Return the first arguments of the readers' calls in config."""
    found = set()
    for module in modules_of("drumbeat.config"):
        for node in ast.walk(module.tree):
            if isinstance(node, ast.Call) and node.args:
                called = getattr(node.func, "attr", getattr(node.func, "id", ""))
                name = getattr(node.args[0], "value", None)
                if called in READERS and re.fullmatch("[A-Z][A-Z0-9_]+", str(name)):
                    found.add(str(name))
    return found


def read() -> set[str]:
    named = {s for m in every_module() for s in strings(m.tree) if OURS.fullmatch(s)}
    return named | read_by_name()


def listed() -> set[str]:
    return set(LISTED.findall((ROOT / ".env.example").read_text("utf-8")))


def test_every_variable_is_in_the_example():
    assert read() - listed() == set()


def test_the_example_lists_no_more_than_is_read():
    assert {"DRUMBEAT_HOME", "DATABASE_URL"} <= listed()
    if exists("drumbeat.config.settings"):
        assert listed() - read() == set()
