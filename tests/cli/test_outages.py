"""The outside fails in the middle: one sentence, exit code 3, and nothing half done."""

from __future__ import annotations

import resource
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import psycopg
import pytest
from django.db import connection

from drumbeat import wiring
from drumbeat.adapters.holidays.calendar import working_days
from drumbeat.adapters.numbers.high_water import HighWaterFile
from drumbeat.apps.billing.models import Draft
from drumbeat.apps.invoices.models import Invoice, InvoiceLine

DAY = ("--as-of", "2026-01-05")
ISSUE = ("drafts", "issue", "--all-approved", *DAY, "--override-reason", "A test.")
CLIENTS = 8
Fail = Callable[[], None]


@pytest.fixture
def house(transactional_db, shell, file):
    """One invoice is issued, and approved drafts wait; every COMMIT is a real one."""
    files = [file(f"e{n}", client=f"Client {n}") for n in range(CLIENTS + 1)]
    shell.run("engagements", "import", *files)
    first, *_ = shell.json("bill", "--as-of", "2026-01-01")["drafts"]
    shell.run("drafts", "approve", first, *DAY)
    shell.run(*ISSUE)
    shell.run("drafts", "approve", "--all", *DAY)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM")  # a file with free pages has room on a full disk
    yield shell
    connection.close()  # whatever limit it still has


def _terminate() -> None:
    """End the server process behind our connection, as an operator or a crash does."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (backend,) = cursor.fetchone()
    known = connection.get_connection_params()
    login = {key: known[key] for key in ("dbname", "user", "host", "port")}
    password = known.get("password", "")
    with psycopg.connect(**login, password=password, autocommit=True) as other:
        other.execute("SELECT pg_terminate_backend(%s, 5000)", [backend])


def _fill_disk() -> None:
    """Let the file grow no further: SQLite answers as it does on a full disk."""
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA page_count")
        (pages,) = cursor.fetchone()
        cursor.execute(f"PRAGMA max_page_count = {pages}")


def _refuse_writes() -> None:
    """Let the system refuse every write beyond the first bytes of a file."""
    _, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (512, hard))


@contextmanager
def writes_allowed_again() -> Iterator[None]:
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        connection.close()


def before_the_first_row(monkeypatch: pytest.MonkeyPatch) -> str:
    """Fail once everything is locked and read; return what is said of it."""
    is_postgresql = connection.vendor == "postgresql"
    fail = _terminate if is_postgresql else _fill_disk

    def calendars(code: str):
        fail_once()
        return working_days(code)

    fail_once = once(fail)
    monkeypatch.setattr(wiring, "calendars", calendars)
    return "The database did not answer" if is_postgresql else "The disk is full"


def before_commit(monkeypatch: pytest.MonkeyPatch) -> str:
    """Fail when every row is written, and the numbers too."""
    is_postgresql = connection.vendor == "postgresql"
    fail = _terminate if is_postgresql else _refuse_writes

    class Register(HighWaterFile):
        def give(self, numbers):
            super().give(numbers)
            fail()

    path = wiring.settings.DRUMBEAT_HOME / wiring.HIGH_WATER
    monkeypatch.setattr(wiring, "number_register", lambda: Register(path))
    return "The database did not answer"


def on_the_register(monkeypatch: pytest.MonkeyPatch) -> str:
    """Let there be no room for the numbers."""
    path = wiring.settings.DRUMBEAT_HOME / "full"
    path.symlink_to("/dev/full")
    monkeypatch.setattr(wiring, "number_register", lambda: HighWaterFile(path))
    return "Numbers cannot be written down"


def once(fail: Fail) -> Fail:
    failed: list[bool] = []

    def fail_once() -> None:
        if not failed:
            failed.append(True)
            fail()

    return fail_once


@pytest.mark.parametrize(
    "outage", [before_the_first_row, before_commit, on_the_register]
)
def test_an_issue_that_is_cut_off_never_was(house, monkeypatch, outage):  # I-20, I-36
    with monkeypatch.context() as patch, writes_allowed_again():
        sentence = outage(patch)
        said = house.run(*ISSUE, code=3)

    assert said.err.startswith(sentence)
    assert len(said.err.splitlines()) == 1
    assert Invoice.objects.count() == 1
    assert InvoiceLine.objects.count() == 1
    assert Draft.objects.filter(state="approved").count() == CLIENTS
    assert house.json("fsck")["ok"]

    issued = house.json(*ISSUE)
    numbers = [f"INV-2026-{n:04}" for n in range(2, CLIENTS + 2)]
    assert [one["invoice"] for one in issued] == numbers
    assert house.json("fsck")["ok"]


def test_a_billing_run_that_is_cut_off_is_run_again(house, monkeypatch):  # I-13, I-20
    before = Draft.objects.count()
    bill = ("bill", "--as-of", "2026-02-01")
    with monkeypatch.context() as patch, writes_allowed_again():
        sentence = before_the_first_row(patch)
        said = house.run(*bill, code=3)

    assert said.err.startswith(sentence)
    assert Draft.objects.count() == before
    assert len(house.json(*bill)["drafts"]) == CLIENTS + 1
    assert house.json("fsck")["ok"]


def test_work_goes_on_after_an_outage(house, monkeypatch):  # I-20, I-50
    """What is mailed is mailed once, though the pass before was cut off."""
    with monkeypatch.context() as patch, writes_allowed_again():
        before_the_first_row(patch)
        house.run(*ISSUE, code=3)
    house.json(*ISSUE)

    sent = house.json("deliver", *DAY)["sent"]

    assert len(sent) == len({mail["message_id"] for mail in sent}) == CLIENTS + 1
    assert house.json("deliver", *DAY)["sent"] == []
    assert house.json("fsck")["ok"]
