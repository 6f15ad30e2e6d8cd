"""One backup file: the database’s copy and a manifest that proves it whole."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tarfile
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import Any

from drumbeat.core.errors import OutsideFailure, Refusal

MANIFEST, DATABASE = "manifest.json", "database"


class NotABackup(Refusal):
    """The file is not one of ours, or not whole."""

    rule = "BAK-1"
    message = "{file} is not a whole backup: {problem}."


def pack(
    target: Path, dump: Callable[[Path], None], manifest: Mapping[str, Any]
) -> dict[str, Any]:
    """Write the backup beside its place and move it there when it is whole.

    :raises OutsideFailure: the disk is full or the place cannot be written
    """
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=target.parent) as folder:
            copy = Path(folder) / DATABASE
            dump(copy)
            said = dict(manifest) | {"sha256": _digest(copy)}
            partial = Path(folder) / "backup.tar"
            with tarfile.open(partial, "w") as archive:
                text = json.dumps(said, indent=1, sort_keys=True).encode()
                head = tarfile.TarInfo(MANIFEST)
                head.size = len(text)
                archive.addfile(head, BytesIO(text))
                archive.add(copy, arcname=DATABASE)
            with partial.open("rb+") as file:
                os.fsync(file.fileno())
            partial.chmod(0o600)
            partial.replace(target)
    except OSError as failure:
        raise OutsideFailure(
            f"The backup could not be written to {target}: {failure.strerror}. "
            "Nothing was changed."
        ) from failure
    return said


def unpack(source: Path, folder: Path) -> dict[str, Any]:
    """Take the database copy out to `folder / DATABASE`; return the manifest.

    Only the two members of our own making are read, by name; nothing is extracted to
    a path that the file chooses.

    :raises NotABackup: it is none, or its digest differs
    """
    with _opened(source) as archive:
        manifest = json.loads(_member(archive, MANIFEST).read())
        with (folder / DATABASE).open("wb") as file:
            shutil.copyfileobj(_member(archive, DATABASE), file)
    _compare(source, manifest, _digest(folder / DATABASE))
    return dict(manifest)


def latest(folder: Path) -> tuple[Path, dict[str, Any]] | None:
    """Return the newest whole backup of a folder and its manifest, else None.

    Each is read to its end and compared with its digest, the newest file first.
    """
    files = [file for file in folder.glob("*.tar") if file.is_file()]
    for file in sorted(files, key=lambda file: file.stat().st_mtime, reverse=True):
        try:
            return file, check(file)
        except NotABackup:
            continue
    return None


def check(source: Path) -> dict[str, Any]:
    """Return the manifest of a backup whose content has its digest.

    :raises NotABackup: it is none, or its digest differs
    """
    with _opened(source) as archive:
        manifest = json.loads(_member(archive, MANIFEST).read())
        digest = hashlib.file_digest(_member(archive, DATABASE), "sha256")
        _compare(source, manifest, digest.hexdigest())
    return dict(manifest)


@contextmanager
def _opened(source: Path) -> Iterator[tarfile.TarFile]:
    try:
        with tarfile.open(source, "r") as archive:
            yield archive
    except FileNotFoundError:
        raise NotABackup(file=source, problem="there is no such file") from None
    except (tarfile.TarError, KeyError, ValueError):
        raise NotABackup(file=source, problem="it cannot be read as one") from None


def _compare(source: Path, manifest: Mapping[str, Any], digest: str) -> None:
    if manifest.get("sha256") != digest:
        raise NotABackup(file=source, problem="its content does not match its digest")


def _member(archive: tarfile.TarFile, name: str) -> Any:  # noqa: ANN401  (a stream)
    stream = archive.extractfile(name)
    if stream is None:
        raise KeyError(name)
    return stream


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
