"""The map is of this house: every path it names exists."""

from __future__ import annotations

import re

from architecture.house import PACKAGE, ROOT

PATH = re.compile(r"`([\w./*-]+/[\w./*-]*|[\w-]+\.\w+)`")


def test_every_path_on_the_map_exists():
    named = PATH.findall((ROOT / "docs" / "MAP.md").read_text("utf-8"))
    missing = [
        path
        for path in named
        if not any(ROOT.glob(path.rstrip("/")))
        and not any(PACKAGE.glob(path.rstrip("/")))
    ]
    assert len(named) > 10
    assert missing == []
