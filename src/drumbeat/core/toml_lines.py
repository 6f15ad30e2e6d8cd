"""On which line of a TOML text each key stands; the standard reader does not say."""

from __future__ import annotations

import re

KeyPath = tuple[str | int, ...]

_BLANK = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
_SPACE = re.compile(r"[ \t]*")
_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")
_SCALAR = re.compile(r"[^,\]}\n#]*")
# Longest delimiters first: “\"\"\"” also begins with “\"”.
_STRINGS = tuple(
    re.compile(pattern)
    for pattern in (
        r'"""(?:[^\\]|\\[\s\S])*?"{3,5}',
        r"'''[\s\S]*?'{3,5}",
        r'"((?:[^"\\\n]|\\.)*)"',
        r"'([^'\n]*)'",
    )
)


def key_lines(text: str) -> dict[KeyPath, int]:
    """Return the line of every table, key and array element, by its path.

    `text` has been accepted by tomllib already, so nothing is checked again.
    """
    return _Locator(text).run()


def line_of(path: KeyPath, lines: dict[KeyPath, int]) -> int:
    """Return the line of the path, or of the nearest thing around it."""
    while path:
        if path in lines:
            return lines[path]
        path = path[:-1]
    return 1


class _Locator:
    """Walk over a valid TOML text once, noting where paths begin."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0
        self._line = 1
        self._counted = 0
        self._elements: dict[KeyPath, int] = {}
        self.lines: dict[KeyPath, int] = {}

    def run(self) -> dict[KeyPath, int]:
        table: KeyPath = ()
        self._skip(_BLANK)
        while self._at < len(self._text):
            if self._text[self._at] == "[":
                table = self._header()
            else:
                self._pair(table)
            self._skip(_BLANK)
        return self.lines

    def _header(self) -> KeyPath:
        is_array = self._text.startswith("[[", self._at)
        line = self._line_here()
        self._at += 2 if is_array else 1
        *parents, last = self._dotted_key()
        self._at += 2 if is_array else 1
        path: KeyPath = ()
        for part in parents:
            path = self._current((*path, part))
        path = (*path, last)
        self.lines.setdefault(path, line)
        if not is_array:
            return path
        self._elements[path] = self._elements.get(path, -1) + 1
        path = self._current(path)
        self.lines[path] = line
        return path

    def _current(self, path: KeyPath) -> KeyPath:
        """Return the path of the element that an array of tables is at."""
        element = self._elements.get(path)
        return path if element is None else (*path, element)

    def _pair(self, table: KeyPath) -> None:
        line = self._line_here()
        path = table
        for part in self._dotted_key():
            path = (*path, part)
            self.lines.setdefault(path, line)
        self._at += 1  # the equals sign
        self._value(path)

    def _dotted_key(self) -> list[str]:
        parts = []
        while True:
            self._skip(_SPACE)
            parts.append(self._key_part())
            self._skip(_SPACE)
            if self._text[self._at] != ".":
                return parts
            self._at += 1

    def _key_part(self) -> str:
        if self._text[self._at] in "\"'":
            return self._string()
        bare = _BARE_KEY.match(self._text, self._at)
        if bare is None:
            raise ValueError(f"no key at line {self._line_here()}")
        self._at = bare.end()
        return bare.group()

    def _string(self) -> str:
        for pattern in _STRINGS:
            found = pattern.match(self._text, self._at)
            if found:
                self._at = found.end()
                return found.group(1) if found.lastindex else ""
        raise ValueError(f"no string at line {self._line_here()}")

    def _value(self, path: KeyPath) -> None:
        self._skip(_BLANK)
        first = self._text[self._at]
        if first in "\"'":
            self._string()
        elif first == "[":
            self._array(path)
        elif first == "{":
            self._inline_table(path)
        else:
            self._skip(_SCALAR)

    def _array(self, path: KeyPath) -> None:
        self._at += 1
        index = 0
        self._skip(_BLANK)
        while self._text[self._at] != "]":
            self.lines[(*path, index)] = self._line_here()
            self._value((*path, index))
            index += 1
            self._skip_comma()
        self._at += 1

    def _inline_table(self, path: KeyPath) -> None:
        self._at += 1
        self._skip(_BLANK)
        while self._text[self._at] != "}":
            self._pair(path)
            self._skip_comma()
        self._at += 1

    def _skip_comma(self) -> None:
        self._skip(_BLANK)
        if self._text[self._at] == ",":
            self._at += 1
            self._skip(_BLANK)

    def _skip(self, pattern: re.Pattern[str]) -> None:
        found = pattern.match(self._text, self._at)
        if found:
            self._at = found.end()

    def _line_here(self) -> int:
        self._line += self._text.count("\n", self._counted, self._at)
        self._counted = self._at
        return self._line
