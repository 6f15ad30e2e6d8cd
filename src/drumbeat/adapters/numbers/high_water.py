"""The high-water file: a line for each number given, in no database and no backup."""

from __future__ import annotations

import json
import mmap
import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any, Literal

from drumbeat.core.errors import OutsideFailure
from drumbeat.core.numbering import HighWater
from drumbeat.core.ports import GivenNumber

_NEWLINE = b"\n"
_Word = Literal["given", "kept"]  # the key that begins a line


class HighWaterFile:
    """Append to one file; a line torn by a crash is nothing that was committed.

    Several processes append at once: each writes its lines in one go, and whoever
    holds the lock of a series in the database is alone with it here, too.
    """

    def __init__(self, path: Path) -> None:
        self._path = path

    def high_water(self, series: str) -> HighWater:
        """Return what the last lines of the series say.

        The last, not the highest: a later number that is lower proves that the
        higher one never came to COMMIT.
        """
        with _contents(self._path) as text:
            given = _last(text, "given", series)
            kept = _last(text, "kept", series)
        return HighWater(
            given=given["sequence"] if given else 0,
            kept=kept["sequence"] if kept else 0,
            on=date.fromisoformat(given["on"]) if given else None,
        )

    def list_series(self, prefix: str) -> list[str]:
        """Return the names of the series that begin so, sorted."""
        wanted = _beginning("given", prefix)
        with _contents(self._path) as text:
            lines = bytes(text).split(_NEWLINE)
        found = (_read(line) for line in lines if line.startswith(wanted))
        return sorted({line["given"] for line in found if line})

    def give(self, numbers: Sequence[GivenNumber]) -> None:
        """Write a line for each number and wait for the disk, once for all."""
        lines = [
            {
                "given": each.series,
                "sequence": each.sequence,
                "number": each.number,
                "sha256": each.sha256,
                "on": each.on.isoformat(),
            }
            for each in numbers
        ]
        self._append(lines, wait=True)

    def keep(self, series: str, sequence: int) -> None:
        """Write one line without waiting: nothing false follows from its loss."""
        self._append([{"kept": series, "sequence": sequence}], wait=False)

    def _append(self, lines: Iterable[dict[str, Any]], *, wait: bool) -> None:
        text = b"".join(_spelled(line).encode() + _NEWLINE for line in lines)
        try:
            is_new = not self._path.exists()
            file = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
            try:
                _write_whole(file, _after_torn_line(file) + text)
                if wait:
                    os.fsync(file)
            finally:
                os.close(file)
            if is_new:
                _wait_for_folder(self._path.parent)
        except OSError as failure:
            raise OutsideFailure(
                f"Numbers cannot be written down in {self._path}: {failure.strerror}. "
                "Nothing was issued; mend this and run it again."
            ) from failure


def _spelled(line: dict[str, Any]) -> str:
    return json.dumps(line, separators=(",", ":"))


def _beginning(word: _Word, name: str) -> bytes:
    """Return how lines of a series whose name begins so begin."""
    return _spelled({word: name}).removesuffix('"}').encode()


def _after_torn_line(file: int) -> bytes:
    """Return what ends a line that a crash or a full disk left unfinished."""
    size = os.fstat(file).st_size
    if size and os.pread(file, 1, size - 1) != _NEWLINE:
        return _NEWLINE
    return b""


def _write_whole(file: int, text: bytes) -> None:
    while text:
        text = text[os.write(file, text) :]


def _wait_for_folder(folder: Path) -> None:
    """Wait until the name of a new file is on the disk, too."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def _contents(path: Path) -> Iterator[mmap.mmap | bytes]:
    """Yield the file as bytes without reading all of it; empty when there is none."""
    if not path.exists() or not path.stat().st_size:
        yield b""  # which cannot be mapped
        return
    with (
        path.open("rb") as file,
        mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as text,
    ):
        yield text


def _last(text: mmap.mmap | bytes, word: _Word, series: str) -> dict[str, Any] | None:
    """Return the last whole line of the series, looking from the end."""
    wanted = _beginning(word, series) + b'"'
    place = len(text)
    while (place := text.rfind(wanted, 0, place)) >= 0:
        end = text.find(_NEWLINE, place)
        if end >= 0 and (line := _read(text[place:end])):
            return line
    return None


def _read(line: bytes) -> dict[str, Any] | None:
    try:
        read: dict[str, Any] = json.loads(line)
    except ValueError:
        return None  # torn
    return read
