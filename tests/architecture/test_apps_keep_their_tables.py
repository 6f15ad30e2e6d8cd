"""An app's tables are its own: only `reports` may join them."""

from __future__ import annotations

import re

import grimp

from architecture.house import modules_of

TABLES = re.compile(r"(drumbeat\.apps\.\w+)\.models(\..+)?")


def test_only_the_owner_and_reports_import_an_apps_tables():
    graph = grimp.build_graph("drumbeat", cache_dir=None)
    intruders = []
    for module in sorted(graph.modules):
        tables = TABLES.fullmatch(module)
        if tables is None:
            continue
        allowed = (f"{tables[1]}.", "drumbeat.apps.reports.")
        intruders += [
            f"{importer} imports {module}"
            for importer in sorted(graph.find_modules_that_directly_import(module))
            if not f"{importer}.".startswith(allowed)
        ]
    assert intruders == []


def test_the_graph_and_the_folders_agree():
    graph = grimp.build_graph("drumbeat", cache_dir=None)
    assert {module.name for module in modules_of("drumbeat")} <= graph.modules
