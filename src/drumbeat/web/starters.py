"""Where an engagement starts from: files of common work, to be filled in."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from drumbeat.core.engagement_file import parse
from drumbeat.core.terms import EngagementTerms

_KEYS = (
    "fractional-cmo",
    "fractional-cto",
    "fractional-cfo",
    "advisor-day",
    "workshop",
    "launch",
)


@dataclass(frozen=True, slots=True)
class Starter:
    """A file of common work: its key, what it is for, and the terms it proposes.

    Client, start and currency in it stand for those to be filled in.
    """

    key: str
    words: str
    terms: EngagementTerms

    @property
    def name(self) -> str:
        """Return what the work is called."""
        return self.terms.name


@cache
def list_starters() -> dict[str, Starter]:
    """Return every starter by its key, in the order of the page."""
    return {key: _read(key) for key in _KEYS}


def _read(key: str) -> Starter:
    """Read one; its first line is the comment that says what it is for."""
    text = (files("drumbeat.web") / "starter_files" / f"{key}.toml").read_text("utf-8")
    words = text.partition("\n")[0].removeprefix("#").strip()
    return Starter(key, words, parse(text, file=f"{key}.toml"))
