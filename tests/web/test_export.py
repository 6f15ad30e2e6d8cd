"""Export: a backup that can be restored, and engagement files that read back."""

import io
import zipfile
from dataclasses import replace

import pytest

from cast import monthly
from drumbeat.adapters.backup import archive
from drumbeat.apps.audit.models import Activity
from drumbeat.apps.engagements.queries import list_engagements
from drumbeat.core.engagement_file import parse
from web.visitors import confirm, join

BACKUP, FILES = "/settings/export/backup", "/settings/export/engagements.zip"

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def home(settings, tmp_path):
    settings.DRUMBEAT_HOME = tmp_path / "home"
    settings.DRUMBEAT_HOME.mkdir()
    return settings.DRUMBEAT_HOME


def test_a_backup_is_given_whole_and_leaves_nothing_behind(
    practice, nora, home, tmp_path
):
    confirm(nora)
    assert "Download the backup" in nora.get(BACKUP).text
    answer = nora.post(BACKUP)
    assert answer["Content-Type"] == "application/x-tar"
    assert 'filename="backup-' in answer["Content-Disposition"]
    assert "no-store" in answer["Cache-Control"]
    kept = tmp_path / "kept.tar"
    kept.write_bytes(answer.getvalue())
    (tmp_path / "out").mkdir()
    manifest = archive.unpack(kept, tmp_path / "out")
    assert len(manifest["workspaces"]) == 1
    assert (tmp_path / "out" / archive.DATABASE).stat().st_size > 0
    assert list(home.iterdir()) == []
    assert Activity.objects.latest("id").action == "backup downloaded"


def test_a_backup_asks_who_one_is(practice, nora, home):
    for answer in (nora.get(BACKUP), nora.post(BACKUP)):
        assert answer["Location"].startswith("/account/confirmation")
    assert not Activity.objects.filter(action="backup downloaded").exists()


def test_a_disk_that_is_full_is_a_sentence(practice, nora, home, monkeypatch):
    confirm(nora)

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(archive, "_digest", full)
    page = nora.post(BACKUP, follow=True).text
    assert "No space left on device" in page
    assert list(home.iterdir()) == []


def test_engagements_come_as_files_that_read_back(practice, nora):
    practice.agree(monthly("Halden"))
    practice.agree(replace(monthly("Halden"), name="../../Sprint"))
    answer = nora.get(FILES)
    with zipfile.ZipFile(io.BytesIO(answer.content)) as packed:
        texts = {name: packed.read(name).decode() for name in packed.namelist()}
    read = {name: parse(text, file=name) for name, text in texts.items()}
    rows = list_engagements(practice.id)
    assert list(read.values()) == [row.terms for row in rows]
    assert all("/" not in name and ".." not in name for name in read)
    assert "2 engagements as files" in nora.get("/settings/export").text


@pytest.mark.parametrize("role", ["reader", "contributor", "biller"])
def test_taking_everything_along_is_for_owners(practice, role):
    browser = join(practice, role)
    confirm(browser)
    for path in (BACKUP, FILES, "/settings/export"):
        assert browser.get(path).status_code == 403
    assert browser.post(BACKUP).status_code == 403


def test_another_workspace_takes_none_of_ours_along(practice, nora, cleo):
    practice.agree(monthly("Halden"))
    with zipfile.ZipFile(io.BytesIO(cleo.get(FILES).content)) as packed:
        assert packed.namelist() == []
