"""The product's name is kept once, in a setting: no template spells it out."""

from __future__ import annotations

from architecture.house import PACKAGE, ROOT

TEMPLATES = {".html", ".txt", ".typ", ".xml", ".js", ".svg"}
NAME = "Drumbeat"


def test_no_template_spells_the_name():
    spelled = [
        str(path.relative_to(ROOT))
        for path in sorted(PACKAGE.rglob("*"))
        if path.suffix in TEMPLATES and NAME in path.read_text("utf-8")
    ]
    assert spelled == []
