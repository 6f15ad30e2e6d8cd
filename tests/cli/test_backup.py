"""A backup proves itself whole; what it brings back holds its mail until released."""

import pytest

from drumbeat.apps.delivery.models import Dispatch
from drumbeat.apps.identity.models import Workspace


@pytest.fixture
def busy(shell, file):
    """Leave an invoice issued and its mail waiting."""
    shell.run("engagements", "import", file())
    (draft,) = shell.json("bill", "--as-of", "2026-01-01")["drafts"]
    shell.run("updates", "write", draft, "--done", "Plan agreed")
    shell.run("drafts", "approve", "--all", "--as-of", "2026-01-01")
    shell.run("drafts", "issue", "--all-approved", "--as-of", "2026-01-01")
    return shell


def test_what_is_no_backup_is_refused(busy, tmp_path):
    wrong = tmp_path / "wrong.tar"
    wrong.write_bytes(b"not a backup")
    said = busy.refused("restore", wrong, "--force")
    assert "is not a whole backup" in said
    assert busy.json("fsck")["ok"]


def test_a_workspace_is_not_replaced_by_accident(busy, tmp_path):
    whole = tmp_path / "whole.tar"
    busy.run("backup", "-o", whole)
    assert "--force" in busy.refused("restore", whole)


def test_a_changed_copy_is_refused(busy, tmp_path):
    whole = tmp_path / "whole.tar"
    busy.run("backup", "-o", whole)
    content = bytearray(whole.read_bytes())
    content[len(content) // 2] ^= 1
    whole.write_bytes(content)
    assert "is not a whole backup" in busy.refused("restore", whole, "--force")


def test_held_mail_goes_once_it_is_released(busy):
    Dispatch.objects.update(state="held")
    Workspace.objects.update(restored=True)
    assert busy.json("deliver", "--as-of", "2026-01-02")["sent"] == []
    busy.run("release")
    assert len(busy.json("deliver", "--as-of", "2026-01-02")["sent"]) == 1
