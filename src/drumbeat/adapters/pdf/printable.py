"""Text made harmless for paper: only characters that a shipped font can draw."""

from __future__ import annotations

import functools
import re
import unicodedata
from pathlib import Path
from typing import TypeAlias

Printed: TypeAlias = "str | bool | list[Printed] | dict[str, Printed] | None"

_COVERAGE = Path(__file__).parent / "fonts" / "coverage.txt"
_REPLACEMENT = "\N{REPLACEMENT CHARACTER}"
_BREAK = "\N{ZERO WIDTH SPACE}"
_INVISIBLE = {"Cc", "Cf", "Cs", "Co", "Cn"}
_PICTURES = {"So", "Sk", "Mn", "Me"}
_SPACES = {"Zs", "Zl", "Zp"}
# Longer than any column is wide at its type size: such a word must break somewhere.
_LONG_WORD = re.compile(r"\S{39,}")
_PIECE = re.compile(r"\S{12}(?=\S{4})")


@functools.cache
def drawable() -> frozenset[int]:
    """Return the characters of the shipped fonts, as listed beside them."""
    covered: set[int] = set()
    for line in _COVERAGE.read_text("ascii").split():
        first, last = (int(end, 16) for end in line.split("-"))
        covered.update(range(first, last + 1))
    return frozenset(covered)


class _Drawn(dict[int, str]):
    """What is printed for a character, found out once per character."""

    def __missing__(self, code: int) -> str:
        self[code] = drawn = _drawn(chr(code))
        return drawn


def _drawn(character: str) -> str:
    category = unicodedata.category(character)
    if character in "\n\r\t\v\f" or category in _SPACES - {"Zs"}:
        return " "
    if category in _INVISIBLE:  # NUL, bidi controls, joiners, private use (D17)
        return ""
    if ord(character) in drawable():
        return character
    if category in _SPACES:
        return " "
    plain = unicodedata.normalize("NFKD", character)
    if plain != character and all(ord(part) in drawable() for part in plain):
        return plain
    return "" if category in _PICTURES else _REPLACEMENT


_DRAWN = _Drawn()


def printable(text: str) -> str:
    """Return one line of text that can be drawn and cannot reorder its neighbours.

    Emoji are left out; a letter without a glyph becomes U+FFFD, never a guess.
    """
    if text.isascii() and text.isprintable():
        drawn = text
    else:
        drawn = unicodedata.normalize("NFC", text).translate(_DRAWN)
    return _LONG_WORD.sub(_breakable, drawn)


def _breakable(word: re.Match[str]) -> str:
    return _PIECE.sub(lambda piece: piece[0] + _BREAK, word[0])


def simplified(text: str) -> str:
    """Return the text in Latin, Greek and Cyrillic letters without loose marks."""
    return "".join(
        _REPLACEMENT if 0x530 <= ord(character) < 0x1E00 else character
        for character in text
        if unicodedata.category(character) != "Mn"
    )
