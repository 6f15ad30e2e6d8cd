"""A backup of everything, written by the shell or given by a page."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from django.db import connection

from drumbeat import __version__
from drumbeat.adapters.backup import archive, databases
from drumbeat.apps.reports.high_water import high_water


def backup_name(at: datetime) -> str:
    """Return what a backup of that moment is called."""
    return f"backup-{at:%Y%m%d-%H%M%S}.tar"


def write_backup(target: Path, *, at: datetime) -> None:
    """Write one file that holds the whole database and proves itself whole.

    :raises OutsideFailure: the disk is full, or the database cannot be copied
    """
    manifest = {
        "version": __version__,
        "made_at": at.isoformat(),
        "database": connection.vendor,
        "workspaces": high_water(),
    }
    archive.pack(
        target,
        lambda copy: databases.dump(connection.settings_dict, copy),
        manifest,
    )
