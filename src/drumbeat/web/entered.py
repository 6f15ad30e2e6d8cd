"""What somebody typed into a form, read by kind; what is wrong is noted beside it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TypeVar

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from drumbeat.core.errors import Refusal
from drumbeat.core.money import Money
from drumbeat.core.terms_grammar import parse_day
from drumbeat.core.typed import read_amount

Value = TypeVar("Value")

WIDE = "field--wide"  # a field that has a row of its own
LONGEST = 2_000  # characters of one value; more is no entry of a form


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a form as its page draws it; `options` make it a choice."""

    name: str
    label: str
    type: str = "text"  # text · date · number · lines
    help: str = ""
    options: tuple[tuple[str, str], ...] = ()
    size: str = ""
    rows: int = 3


@dataclass(frozen=True, slots=True)
class Entered:
    """The values of a form by field; reading notes an error and goes on.

    A value that cannot be read comes back as nothing of its kind, so that one reading
    finds everything that is wrong: look at `errors` before the values are used.
    """

    values: Mapping[str, str]
    errors: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, sent: Mapping[str, str], *names: str) -> Entered:
        """Return what was sent for these fields, each cut to a length one can type."""
        return cls({name: sent.get(name, "")[:LONGEST] for name in names})

    def value(self, name: str) -> str:
        """Return what was typed, or what stands there now."""
        return self.values.get(name, "")

    def error(self, name: str) -> str:
        """Return what is wrong with a field, empty when nothing is."""
        return self.errors.get(name, "")

    def note(self, name: str, sentence: str) -> None:
        """Note what is wrong; the first word on a field stands."""
        self.errors.setdefault(name, sentence)

    def text(self, name: str, *, missing: str = "", most: int = LONGEST) -> str:
        """Read one line; `missing` is the sentence when it must not be empty."""
        words = " ".join(self.value(name).split())
        if len(words) > most or not words.isprintable():
            self.note(name, f"Write one line of at most {most} letters.")
            return ""
        if not words and missing:
            self.note(name, missing)
        return words

    def lines(self, name: str, *, missing: str = "") -> tuple[str, ...]:
        """Read lines, without the empty ones."""
        lines = (" ".join(line.split()) for line in self.value(name).splitlines())
        found = tuple(line for line in lines if line)
        if not found and missing:
            self.note(name, missing)
        return found

    def email(self, name: str, *, missing: str = "") -> str:
        """Read an e-mail address, in small letters."""
        address = self.text(name, missing=missing).lower()
        if address:
            try:
                validate_email(address)
            except ValidationError:
                self.note(name, "This is not an e-mail address.")
        return address

    def day(self, name: str) -> date:
        """Read a date that must be there."""
        if not self.value(name):
            self.note(name, "Choose a day.")
        return self.optional_day(name) or date.min

    def optional_day(self, name: str) -> date | None:
        """Read a date that may be left out."""
        return self.read(name, parse_day, None) if self.value(name) else None

    def money(self, name: str, currency: str) -> Money:
        """Read an amount above zero, as people write it."""
        if not self.value(name).strip():
            self.note(name, "Write the amount.")
            return Money.zero(currency)
        found = self.read(
            name, lambda text: read_amount(text, currency), Money.zero(currency)
        )
        if found.minor <= 0:
            self.note(name, "Write an amount above zero.")
        return found

    def choice(self, name: str, options: Mapping[str, Value]) -> Value:
        """Read one of the options by its key; the first one stands for a wrong key."""
        if self.value(name) not in options:
            self.note(name, "Choose one of these.")
        return options.get(self.value(name), next(iter(options.values())))

    def read(
        self,
        name: str,
        parse: Callable[[str], Value],
        default: Value,
        text: str | None = None,
    ) -> Value:
        """Read by a grammar of the core, whose Refusal is what is wrong."""
        try:
            return parse(self.value(name) if text is None else text)
        except Refusal as refusal:
            self.note(name, refusal.sentence)
            return default


def digest(values: Mapping[str, str]) -> str:
    """Return a mark of the values, by which a save knows what was shown before it."""
    text = "\x00".join(f"{name}\x01{values[name]}" for name in sorted(values))
    return hashlib.sha256(text.encode()).hexdigest()
