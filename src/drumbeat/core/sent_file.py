"""A file that a client sends with their words: what it may be, and its name."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from drumbeat.core.errors import Refusal

BYTES_MOST = 5_000_000
NAME_MOST = 100  # characters, with the ending
_UNNAMED = "file"
# What some system takes for a path, a stream or a pattern.
_NOT_IN_NAMES = str.maketrans(dict.fromkeys('<>:"|?*', "_"))
# What no text holds: all controls but tab, line feed, form feed, carriage return.
_CONTROLS = bytes({*range(32), 127} - {9, 10, 12, 13})


class FileTooLarge(Refusal):
    """More than five megabytes are no page that somebody scanned."""

    rule = "SNT-1"
    message = (
        "The file is larger than 5 MB. Your words are still here: "
        "attach a smaller one, or send them without."
    )


class NotOneFile(Refusal):
    """A form takes one file; who has more sends them one after the other."""

    rule = "SNT-4"
    message = (
        "Attach one file at a time. Your words are still here: "
        "choose one file, and send the others with a further reply."
    )


class FileOfNoKind(Refusal):
    """The content is none of the kinds we take, whatever its name says."""

    rule = "SNT-2"
    message = (
        "This file is none of the kinds that can be attached, or it is empty. "
        "Your words are still here: choose another, or send them without."
    )


@dataclass(frozen=True, slots=True)
class SentFile:
    """A file as it came, under a clean name whose ending says what the content is."""

    name: str
    content: bytes

    @property
    def mime_type(self) -> str:
        """Return what the ending stands for, as a browser is told."""
        return _MIME_TYPES[_ending_of(self.name, ENDINGS).lower()]


@dataclass(frozen=True, slots=True)
class KeptFile:
    """A file of a thread, as a page names it."""

    id: int
    name: str
    size: int  # bytes

    @property
    def measured(self) -> tuple[Decimal, Literal["kilobyte", "megabyte"]]:
        """Return the size as people read it: 340 kilobytes, 1.2 megabytes."""
        if self.size < 1_000_000:
            return Decimal(-(-self.size // 1_000)), "kilobyte"
        return (Decimal(self.size) / 1_000_000).quantize(Decimal("0.1")), "megabyte"


@dataclass(frozen=True, slots=True)
class _Kind:
    """Files that begin in one way, hold some words and lack others; their endings."""

    mime_type: str
    endings: tuple[str, ...]
    begins: re.Pattern[bytes]
    holds: tuple[bytes, ...] = ()
    lacks: tuple[bytes, ...] = ()

    def is_of(self, content: bytes) -> bool:
        """Say whether the content is of this kind."""
        return (
            self.begins.match(content) is not None
            and all(mark in content for mark in self.holds)
            and not any(mark in content for mark in self.lacks)
        )


_ZIP = re.compile(rb"PK\x03\x04")
_CONTENTS = b"[Content_Types].xml"  # in the list of every package of an office
_MACROS = (b"vbaProject.bin",)  # a program within a document
_OFFICE = "application/vnd.openxmlformats-officedocument"
_KINDS = (
    _Kind("application/pdf", (".pdf",), re.compile(rb"%PDF-\d")),
    _Kind("image/png", (".png",), re.compile(rb"\x89PNG\r\n\x1a\n")),
    _Kind("image/jpeg", (".jpg", ".jpeg"), re.compile(rb"\xff\xd8\xff")),
    _Kind(
        "image/webp", (".webp",), re.compile(rb"RIFF.{4}WEBPVP8[ LX]", flags=re.DOTALL)
    ),
    _Kind(
        f"{_OFFICE}.spreadsheetml.sheet",
        (".xlsx",),
        _ZIP,
        (_CONTENTS, b"xl/workbook.xml"),
        _MACROS,
    ),
    _Kind(
        f"{_OFFICE}.wordprocessingml.document",
        (".docx",),
        _ZIP,
        (_CONTENTS, b"word/document.xml"),
        _MACROS,
    ),
)
_TEXTS = {".txt": "text/plain", ".csv": "text/csv"}
_MIME_TYPES = _TEXTS | {
    ending: kind.mime_type for kind in _KINDS for ending in kind.endings
}
ENDINGS = tuple(_MIME_TYPES)  # for a browser that lets somebody choose


def read_file(name: str, content: bytes) -> SentFile:
    """Judge a file by its content and clean its name. [SNT-3]

    The content alone says what the kinds with a mark of their own are, and the name
    follows it. A text has no mark, so its name must say that it is one, too.

    :raises FileTooLarge: it has more than BYTES_MOST bytes
    :raises FileOfNoKind: the content is none of the kinds, or there is none
    """
    if len(content) > BYTES_MOST:
        raise FileTooLarge
    named = _cleaned(name)
    for kind in _KINDS:
        if kind.is_of(content):
            return SentFile(_fitted(named, kind.endings), content)
    texts = tuple(_TEXTS)
    if _ending_of(named, texts) and _is_text(content):
        return SentFile(_fitted(named, texts), content)
    raise FileOfNoKind


def _is_text(content: bytes) -> bool:
    return bool(content) and len(content.translate(None, _CONTROLS)) == len(content)


def _cleaned(name: str) -> str:
    """Return the last part of a path without what cannot be seen, or turns letters."""
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    seen = "".join(one for one in last if one.isprintable() or one.isspace())
    return " ".join(seen.split()).translate(_NOT_IN_NAMES).strip(" .")


def _fitted(name: str, endings: tuple[str, ...]) -> str:
    """Return the name with one of the endings, cut before it where it is too long."""
    ending = _ending_of(name, endings)
    stem = name.removesuffix(ending)
    ending = ending or endings[0]
    return (stem[: NAME_MOST - len(ending)].strip(" .") or _UNNAMED) + ending.lower()


def _ending_of(name: str, endings: tuple[str, ...]) -> str:
    """Return the ending as it is written in the name, or nothing."""
    found = next((one for one in endings if name.lower().endswith(one)), "")
    return name[len(name) - len(found) :]
