"""Dependencies are pinned with their hashes, from no particular address."""

from __future__ import annotations

import re
import tomllib

from architecture.house import ROOT

PINNED = re.compile(r"^([a-z0-9][a-z0-9._-]*)(?:\[.*\])?==\S+", re.MULTILINE)


def lock() -> str:
    return (ROOT / "requirements.lock").read_text("utf-8")


def normal(requirement: str) -> str:
    name = re.split(r"[\[~=<>!; ]", requirement, maxsplit=1)[0]
    return re.sub(r"[-_.]+", "-", name).lower()


def test_the_lock_names_no_address():
    assert "://" not in lock()
    assert not (ROOT / "uv.lock").exists()


def test_every_pin_has_a_hash():
    entries = re.split(r"\n(?=[a-z0-9])", lock())
    pinned = [entry for entry in entries if PINNED.match(entry)]
    assert len(pinned) > 20
    assert [entry for entry in pinned if "--hash=sha256:" not in entry] == []


def test_every_dependency_is_pinned():
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    wanted = [
        *settings["project"]["dependencies"],
        *settings["dependency-groups"]["dev"],
    ]
    pinned = {normal(name) for name in PINNED.findall(lock())}
    assert {normal(one) for one in wanted} - pinned == set()
