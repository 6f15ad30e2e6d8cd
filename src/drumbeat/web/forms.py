"""A form as it was typed: its values, and the sentence beside each that is refused."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import TypeVar

from drumbeat.core.errors import Refusal

Read = TypeVar("Read")


class NotFilled(Refusal):
    """A field that is needed was left empty."""

    rule = "FRM-1"
    message = "{sentence}"


class TooLong(Refusal):
    """A text has more letters than its place."""

    rule = "FRM-2"
    message = "At most {most} letters fit here; these are {count}."


class NotADay(Refusal):
    """A date field holds no date."""

    rule = "FRM-3"
    message = "“{text}” is not a day; write it like 2026-11-03."


class Form:
    """What somebody typed, by field; reading a field notes why it is refused."""

    def __init__(self, typed: Mapping[str, str]) -> None:
        self._typed = typed
        self._errors: dict[str, str] = {}

    def value(self, name: str) -> str:
        """Return what stands in a field."""
        return self._typed.get(name, "").strip()

    def has(self, name: str) -> bool:
        """Say whether a box is ticked."""
        return bool(self.value(name))

    def error(self, name: str) -> str:
        """Return the sentence beside a field, or nothing."""
        return self._errors.get(name, "")

    def read(self, name: str, parse: Callable[[str], Read], default: Read) -> Read:
        """Return what a field means; what is empty or refused means the default."""
        if not self.value(name):
            return default
        try:
            return parse(self.value(name))
        except Refusal as refusal:
            self.refuse(name, refusal.sentence)
            return default

    def text(self, name: str, *, most: int, needed: str = "") -> str:
        """Return a text; `needed` is the sentence when there must be one."""
        value = self.value(name)
        if needed and not value:
            self.refuse(name, NotFilled(sentence=needed).sentence)
        if len(value) > most:
            self.refuse(name, TooLong(most=most, count=len(value)).sentence)
        return value

    def refuse(self, name: str, sentence: str) -> None:
        """Put a sentence beside a field; the first one stays."""
        self._errors.setdefault(name, sentence)

    @property
    def is_fine(self) -> bool:
        """Say whether nothing was refused so far."""
        return not self._errors

    @property
    def errors(self) -> Mapping[str, str]:
        """Return every sentence by its field."""
        return self._errors


def read_day(text: str) -> date:
    """Read a day as date fields send it.

    :raises NotADay: it is none
    """
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise NotADay(text=text) from None
