"""An older backup comes back for real: no number is given twice, no mail goes alone."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from concurrency.killing import own_database

from .conftest import INIT, PASSWORD

COMMANDS = Path(__file__).with_name("commands.py")
DAY = ("--as-of", "2026-01-01")
REASON = "Went out on 1 January and was lost with the disk."


def play(environment, *commands, typed=""):
    """Return exit code, stdout and stderr of each command."""
    asked = [([str(word) for word in command], typed) for command in commands]
    done = subprocess.run(
        [sys.executable, str(COMMANDS)],
        input=json.dumps(asked),
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def issue(draft):
    return ("drafts", "issue", draft, *DAY, "--override-reason", "No update yet.")


@pytest.fixture
def house(tmp_path, file):
    """Two approved drafts, the first issued and backed up, the second issued later."""
    with own_database(tmp_path) as environment:
        halden, other = file("halden"), file("other", client="Osterhaus GmbH")
        play(environment, INIT, typed=f"{PASSWORD}\n")
        played = play(
            environment,
            ("engagements", "import", halden, other),
            ("bill", *DAY),
            ("drafts", "approve", "--all", *DAY),
            issue(1),
            ("backup", "-o", tmp_path / "old.tar"),
            issue(2),
        )
        assert [code for code, *_ in played] == [0] * 6, played
        yield environment


def test_an_old_backup_gives_no_number_twice(house, tmp_path):  # I-35, S-50
    restored, shown, refused, held = play(
        house,
        ("restore", tmp_path / "old.tar", "--force"),
        ("recover",),
        issue(2),
        ("release",),
    )
    assert "1 mails are held." in restored[1]
    assert shown[1] == "invoice 2026: numbers 2 to 2 are lost.\n"
    assert shown[1] in restored[1]
    assert (refused[0], refused[2].partition(":")[0]) == (1, "NUM-3")
    assert (held[0], held[2].partition(":")[0]) == (1, "BAK-3")

    skipped, issued, fsck, released, again = play(
        house,
        ("recover", "--reason", REASON),
        (*issue(2), "--json"),
        ("fsck",),
        ("release",),
        ("recover", "--json"),
    )
    assert skipped[:2] == [0, "invoice 2026: numbers 2 to 2 are skipped.\n"]
    assert json.loads(issued[1]) == [{"draft": 2, "invoice": "INV-2026-0003"}]
    assert (fsck[0], released[0], json.loads(again[1])) == (0, 0, [])


def test_without_what_was_lost_nothing_is_in_the_way(house, tmp_path):
    new = tmp_path / "new.tar"
    played = play(
        house,
        ("backup", "-o", new),
        ("restore", new, "--force"),
        ("recover",),
        ("release",),
        ("fsck",),
    )

    assert [code for code, *_ in played] == [0] * 5, played
    assert played[2][1] == "No number was lost.\n"


def test_a_gap_needs_a_reason(house):
    (refused,) = play(house, ("recover", "--reason", " "))

    assert refused[0] == 2
    assert "--reason is empty" in refused[2]
