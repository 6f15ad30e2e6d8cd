"""The letters of a bank's file: UTF-8, UTF-16 with its mark, or Windows' own."""

from __future__ import annotations

import codecs

from drumbeat.adapters.bankstatements.values import unreadable

_MARKS = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
_BEGINNING = 4_096


def decoded(content: bytes, declared: str = "") -> str:
    """Return the text, its lines ended by \\n.

    A mark at its start goes before the encoding `declared` within it. Bytes that are
    no UTF-8 are read as CP1252, which banks use that name no encoding, and as Latin-1
    where even that has a hole.
    """
    text = _text(content, declared).replace("\r\n", "\n").replace("\r", "\n")
    if "\0" in text:
        raise unreadable("The file holds bytes that no text has.")
    return text


def _text(content: bytes, declared: str) -> str:
    for mark, encoding in _MARKS.items():
        if content.startswith(mark):
            try:
                return content.decode(encoding)
            except UnicodeDecodeError:
                raise unreadable("The file holds letters that are cut.") from None
    for encoding in (declared or "utf-8", "utf-8", "cp1252"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    return content.decode("latin-1")


def beginning(content: bytes) -> str:
    """Return how a file begins, for telling its format; its letters may be wrong."""
    start = content[:_BEGINNING]
    is_wide = start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    text = start.decode("utf-16" if is_wide else "latin-1", "replace")
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return text.removeprefix(codecs.BOM_UTF8.decode("latin-1")).lstrip("\ufeff \t\n")
