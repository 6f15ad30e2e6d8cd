"""Every command of the shell is in docs/operating.md."""

from __future__ import annotations

import re
from importlib import import_module

from architecture.house import ROOT, exists

NAMED = re.compile(r"`drumbeat ([a-z-]+)`")


def test_every_command_is_documented():
    named = set(NAMED.findall((ROOT / "docs" / "operating.md").read_text("utf-8")))
    assert "plan" in named
    if exists("drumbeat.cli.main"):
        commands = import_module("drumbeat.cli.main").COMMANDS
        assert set(commands) - named == set()
