"""The tables in the code are the tables in the migrations."""

from __future__ import annotations

import os
import subprocess
import sys

from architecture.house import SOURCE, exists, modules_of


def test_no_migration_is_missing(tmp_path):
    if not exists("drumbeat.config.settings"):
        # Without settings there can be no tables either.
        assert [m.name for m in modules_of("drumbeat.apps")] == []
        return
    environment = {k: v for k, v in os.environ.items() if k != "DATABASE_URL"}
    environment |= {
        "DJANGO_SETTINGS_MODULE": "drumbeat.config.settings",
        "DRUMBEAT_HOME": str(tmp_path),
        "PYTHONPATH": str(SOURCE),
    }

    done = subprocess.run(
        [sys.executable, "-m", "django", "makemigrations", "--check", "--dry-run"],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stdout + done.stderr
