"""Read the keys of one table of a file by type; note what is wrong and read on."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from difflib import get_close_matches
from typing import TypeVar

from drumbeat.core.errors import Refusal
from drumbeat.core.money import Money
from drumbeat.core.toml_lines import KeyPath

Value = TypeVar("Value")
Notes = list[tuple[KeyPath, str]]

_AMOUNT = re.compile(r"-?\d{1,15}(\.\d{1,6})?")
_FIRST_YEAR, _LAST_YEAR = 1900, 2999
_KINDS = {
    str: "a text in quotes",
    bool: "true or false without quotes",
    int: "a whole number without quotes",
    date: "a date without quotes, like 2026-01-15",
    list: "a list in [ ]",
    dict: "a table",
}


@dataclass(slots=True)
class FileTable:
    """A table at a path of the file, and the notes shared by the whole reading.

    A value that cannot be used is noted and read as absent, so that one reading
    reports everything that is wrong.
    """

    values: dict[str, object]
    path: KeyPath
    notes: Notes
    known: list[str] = field(default_factory=list)

    def note(self, key: str, sentence: str) -> None:
        """Note what is wrong with a key."""
        self.notes.append(((*self.path, key), sentence))

    def has(self, key: str) -> bool:
        """Say whether the file has the key."""
        return key in self.values

    def require(self, *keys: str) -> None:
        """Note each of the keys that is missing, at the table's line."""
        for key in keys:
            if key not in self.values:
                self.notes.append((self.path, f"“{key}” is missing; add it."))

    def text(self, key: str, default: str = "") -> str:
        """Read a text of one line."""
        value = self._typed(key, str)
        if value is None:
            return default
        value = value.strip()
        if not value.isprintable():
            self.note(key, f"“{key}” must be one line without control characters.")
            return default
        if not value and not default:
            self.note(key, f"“{key}” is empty; fill it or leave it out.")
        return value or default

    def flag(self, key: str) -> bool:
        """Read true or false; absent is false."""
        return self._typed(key, bool) or False

    def whole(self, key: str, low: int, high: int) -> int | None:
        """Read a whole number within the bounds."""
        value = self._typed(key, int)
        if value is not None and not low <= value <= high:
            self.note(key, f"“{key}” must be from {low} to {high}, not {value}.")
            return None
        return value

    def number(self, key: str) -> Decimal | None:
        """Read an exact number that is not negative."""
        value = self._raw(key)
        if value is None:
            return None
        if type(value) not in (int, Decimal):
            self.note(key, f"“{key}” must be a number without quotes.")
            return None
        number = Decimal(str(value))
        if not number.is_finite() or not 0 <= number < 10**6:
            self.note(key, f"“{key}” must be from 0 to below 1000000.")
            return None
        return number

    def day(self, key: str) -> date | None:
        """Read a date."""
        value = self._typed(key, date)
        if value is not None and not _FIRST_YEAR <= value.year <= _LAST_YEAR:
            self.note(key, f"“{key}” must be from {_FIRST_YEAR} to {_LAST_YEAR}.")
            return None
        return value

    def money(self, key: str, currency: str) -> Money | None:
        """Read an amount in quotes; floats and signs have no place in money. [I-33]"""
        value = self._raw(key)
        if value is None:
            return None
        if not isinstance(value, str):
            self.note(key, f"“{key}” is an amount; write it in quotes: “6000.00”.")
            return None
        return self.worded(key, lambda text: _amount(text, currency), None)

    def choice(self, key: str, allowed: Sequence[Value], default: Value) -> Value:
        """Read one of the allowed words."""
        value = self._typed(key, str)
        if value is None:
            return default
        for word in allowed:
            if word == value:
                return word
        words = ", ".join(f"“{word}”" for word in allowed)
        self.note(key, f"“{value}” is not one of {words}.")
        return default

    def worded(self, key: str, parse: Callable[[str], Value], default: Value) -> Value:
        """Read a text by its grammar, whose Refusal becomes the note."""
        value = self._typed(key, str)
        return default if value is None else self._parsed(key, value, parse, default)

    def of_any_type(
        self, key: str, parse: Callable[[object], Value], default: Value
    ) -> Value:
        """Read a value that may be of several types by its grammar."""
        value = self._raw(key)
        return default if value is None else self._parsed(key, value, parse, default)

    def worded_list(self, key: str, parse: Callable[[str], Value]) -> tuple[Value, ...]:
        """Read a list of texts, each by its grammar."""
        items: list[Value] = []
        for index, value in enumerate(self._typed(key, list) or []):
            try:
                if not isinstance(value, str):
                    raise NotText(index=index + 1)
                items.append(parse(value))
            except Refusal as refusal:
                self.notes.append(((*self.path, key, index), refusal.sentence))
        return tuple(items)

    def table(self, key: str) -> FileTable:
        """Read a table; an absent one is empty."""
        value = self._typed(key, dict)
        return FileTable(value or {}, (*self.path, key), self.notes)

    def tables(self, key: str) -> list[FileTable]:
        """Read an array of tables, written [[like this]]."""
        value = self._raw(key)
        if value is None:
            return []
        here = (*self.path, key)
        if not isinstance(value, list) or not all(type(v) is dict for v in value):
            title = ".".join(str(part) for part in here if isinstance(part, str))
            self.note(key, f"“{key}” is a list of tables; begin each with [[{title}]].")
            return []
        return [
            FileTable(table, (*here, index), self.notes)
            for index, table in enumerate(value)
        ]

    def finish(self) -> None:
        """Note the keys nobody asked for, with the nearest key that exists."""
        for key in self.values:
            if key in self.known:
                continue
            near = get_close_matches(key.lower(), self.known, n=1, cutoff=0.5)
            advice = f"did you mean “{near[0]}”?" if near else self._all_known()
            self.note(key, f"“{key}” is not a key here; {advice}")

    def _all_known(self) -> str:
        return f"the keys are {', '.join(sorted(self.known))}."

    def _raw(self, key: str) -> object:
        self.known.append(key)
        return self.values.get(key)

    def _typed(self, key: str, kind: type[Value]) -> Value | None:
        value = self._raw(key)
        # Exactly the type: true is no number, and a time of day makes no date.
        if value is None or type(value) is kind:
            return value
        self.note(key, f"“{key}” must be {_KINDS[kind]}.")
        return None

    def _parsed(
        self, key: str, value: object, parse: Callable[..., Value], default: Value
    ) -> Value:
        try:
            return parse(value)
        except Refusal as refusal:
            self.note(key, refusal.sentence)
            return default


class NotText(Refusal):
    """A list of texts holds something else."""

    rule = "FIL-3"
    message = "Entry {index} of the list must be a text in quotes."


class NotAPrice(Refusal):
    """The text is not an amount from zero upwards."""

    rule = "FIL-4"
    message = "“{text}” is not a price; write digits like “6000.00”, not below zero."


def _amount(text: str, currency: str) -> Money:
    if not _AMOUNT.fullmatch(text.strip()) or text.strip().startswith("-"):
        raise NotAPrice(text=text)
    return Money.parse(text.strip(), currency)
