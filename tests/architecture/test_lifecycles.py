"""The diagrams of docs/LIFECYCLES.md are those of the code."""

from __future__ import annotations

from importlib import import_module

from architecture.house import ROOT, exists, script


def test_the_diagrams_are_up_to_date():
    document = (ROOT / "docs" / "LIFECYCLES.md").read_text("utf-8")
    assert document.count("stateDiagram-v2") >= 6
    if exists("drumbeat.core.lifecycle"):
        lifecycle = import_module("drumbeat.core.lifecycle")
        assert document == script("docs").compose(lifecycle), "run `make docs`"
