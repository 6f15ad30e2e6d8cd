"""One backup file: the database’s copy and a manifest that proves it whole."""

from __future__ import annotations

import hashlib
import json
import os
import tarfile
import tempfile
from collections.abc import Callable, Mapping
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
    try:
        with tarfile.open(source, "r") as archive:
            manifest = json.loads(_member(archive, MANIFEST).read())
            with (folder / DATABASE).open("wb") as file:
                stream = _member(archive, DATABASE)
                while block := stream.read(1 << 20):
                    file.write(block)
    except FileNotFoundError:
        raise NotABackup(file=source, problem="there is no such file") from None
    except (tarfile.TarError, KeyError, ValueError):
        raise NotABackup(file=source, problem="it cannot be read as one") from None
    if manifest.get("sha256") != _digest(folder / DATABASE):
        raise NotABackup(file=source, problem="its content does not match its digest")
    return dict(manifest)


def _member(archive: tarfile.TarFile, name: str) -> Any:  # noqa: ANN401  (a stream)
    stream = archive.extractfile(name)
    if stream is None:
        raise KeyError(name)
    return stream


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
