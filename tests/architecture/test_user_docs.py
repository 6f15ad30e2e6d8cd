"""The documents speak of this program: links lead somewhere, commands are real."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

import click
import pytest

from architecture.house import ROOT
from drumbeat.cli.main import drumbeat

DOCUMENTS = sorted(
    [ROOT / "README.md", *(ROOT / "docs").rglob("*.md")],
    key=lambda path: path.relative_to(ROOT).as_posix(),
)
LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
INLINE = re.compile(r"`(drumbeat(?: [^`\n]+)?)`")
IN_A_BLOCK = re.compile(r"^ {4}\S*\bdrumbeat\b(?:\\\n|.)*", re.MULTILINE)
PICTURES = ROOT / "docs" / "pictures"
BYTES_MAX, PICTURES_MAX = 150_000, 12


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def anchors_of(path: Path) -> set[str]:
    """Return what a heading can be linked by."""
    headings = re.findall(r"^#+ (.+)$", path.read_text("utf-8"), re.MULTILINE)
    kept = [re.sub(r"[^\w\- ]", "", heading.lower()) for heading in headings]
    return {heading.strip().replace(" ", "-") for heading in kept}


def commands_in(text: str) -> Iterator[tuple[str, bool]]:
    """Yield each command, and whether it is written out to be typed."""
    for block in IN_A_BLOCK.findall(text):
        line = block.replace("\\\n", " ").strip()
        yield re.sub(r"^\S*?drumbeat\b", "drumbeat", line), True
    for inline in INLINE.findall(text):
        yield inline, False


def fault(words: list[str], *, is_whole: bool) -> str:
    """Return why the program would not take the words; empty when it would."""
    command: click.Command = drumbeat
    context = click.Context(command, info_name=words.pop(0))
    while isinstance(command, click.Group) and words and words[0][0] != "-":
        found = command.get_command(context, words[0])
        if found is None:
            return f"there is no “{words[0]}”"
        command = found
        context = click.Context(command, parent=context, info_name=words.pop(0))
    try:
        given, rest, _ = command.make_parser(context).parse_args(words)
    except click.UsageError as refused:
        return refused.message
    typed = {
        name
        for name, value in given.items()
        if isinstance(value, str | list | tuple) and value
    }
    missing = [
        parameter.name
        for parameter in command.params
        if is_whole and parameter.required and parameter.name not in typed
    ]
    return f"left over {rest}, missing {missing}" if rest or missing else ""


def test_every_link_and_picture_of_the_documents_is_there():
    dead = []
    for path in DOCUMENTS:
        for link in LINK.findall(path.read_text("utf-8")):
            place, _, anchor = unquote(link).partition("#")
            target = (path.parent / place).resolve() if place else path
            if ":" in place:
                dead.append(f"{name_of(path)} leads out of the house: {link}")
            elif not target.exists():
                dead.append(f"{name_of(path)}: {link}")
            elif anchor and anchor not in anchors_of(target):
                dead.append(f"{name_of(path)}: no heading {link}")

    assert dead == []


@pytest.mark.parametrize("path", DOCUMENTS, ids=name_of)
def test_every_command_of_the_documents_is_real(path):
    written = [*commands_in(path.read_text("utf-8"))]
    faults = {
        line: said
        for line, is_whole in written
        if (said := fault(shlex.split(line, comments=True), is_whole=is_whole))
    }

    assert faults == {}


def test_commands_are_found_and_wrong_ones_refused():
    text = "Say `drumbeat fsck`.\n\n    .venv/bin/drumbeat backup \\\n        -o X\n"

    assert [*commands_in(text)] == [
        ("drumbeat backup          -o X", True),
        ("drumbeat fsck", False),
    ]
    assert fault(["drumbeat", "backup", "--nowhere", "x"], is_whole=False)
    assert fault(["drumbeat", "export"], is_whole=False)
    assert fault(["drumbeat", "restore"], is_whole=True)
    assert not fault(["drumbeat", "restore"], is_whole=False)


def test_the_pictures_are_few_small_and_shown():
    text = "".join(path.read_text("utf-8") for path in DOCUMENTS)
    pictures = [*PICTURES.iterdir()]

    assert 0 < len(pictures) <= PICTURES_MAX
    assert [p.name for p in pictures if p.stat().st_size > BYTES_MAX] == []
    assert [p.name for p in pictures if f"pictures/{p.name}" not in text] == []
