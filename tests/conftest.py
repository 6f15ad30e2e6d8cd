"""What every test stands on: a home of its own, no network, known randomness."""

from __future__ import annotations

import atexit
import ipaddress
import os
import shutil
import socket
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import hypothesis
import pytest

TESTS = Path(__file__).parent
SETTINGS = TESTS.parent / "src" / "drumbeat" / "config" / "settings.py"
# Tests in these folders, or that ask for a database, run on SQLite and PostgreSQL.
DATABASE_FOLDERS = {
    "apps",
    "browser",
    "cli",
    "concurrency",
    "jobs",
    "journeys",
    "web",
}
# Tests in these folders take their time: `make test` runs them, `make check` does not.
SLOW_FOLDERS = {"bench", "browser", "concurrency", "journeys"}
DATABASE_FIXTURES = {"db", "transactional_db", "live_server"}

# Before Django reads its settings: never the data of the person who runs the tests.
HOME = tempfile.mkdtemp(prefix="drumbeat-test-")
atexit.register(shutil.rmtree, HOME, ignore_errors=True)
os.environ["DRUMBEAT_HOME"] = HOME
os.environ["DRUMBEAT_SECRET_KEY"] = (
    "a-key-for-tests-that-protects-nothing-at-all-0123456789"
)
os.environ["DRUMBEAT_STATIC_AUTOREFRESH"] = "1"  # a scan for each client is slow
os.environ.pop("DRUMBEAT_SMTP_URL", None)
# Playwright keeps an event loop in the thread that also asks the database.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

patient = hypothesis.settings(
    deadline=None,  # shared machines pause; a slow example is not a wrong one
    suppress_health_check=[hypothesis.HealthCheck.too_slow],
    print_blob=True,
)
hypothesis.settings.register_profile("dev", patient, max_examples=25)
hypothesis.settings.register_profile("ci", patient, max_examples=100)
hypothesis.settings.load_profile("ci" if os.environ.get("CI") else "dev")


def pytest_configure(config: pytest.Config) -> None:
    """Load Django once the environment above stands."""
    config.addinivalue_line("markers", "database: runs on SQLite and on PostgreSQL")
    config.addinivalue_line("markers", "slow: kills, journeys, browsers, the bench")
    if SETTINGS.exists():
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "drumbeat.config.settings")
        import django

        django.setup()
        _let_flush_pass_frozen_tables()


def _let_flush_pass_frozen_tables() -> None:
    """Empty tables between tests although their rows are never removed in life."""
    from django.db.backends.base.operations import BaseDatabaseOperations

    flush = BaseDatabaseOperations.execute_sql_flush

    def flush_frozen(self: BaseDatabaseOperations, sql_list: list[str]) -> None:
        with self.connection.cursor() as cursor:
            if self.connection.vendor == "postgresql":
                cursor.execute("SET session_replication_role = replica")
                flush(self, sql_list)
                cursor.execute("SET session_replication_role = origin")
                return
            cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
            triggers = cursor.fetchall()
            for name, _ in triggers:
                cursor.execute(f'DROP TRIGGER "{name}"')
            flush(self, sql_list)
            for _, sql in triggers:
                cursor.execute(sql)

    BaseDatabaseOperations.execute_sql_flush = flush_frozen


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what touches the database and what is slow, before `-m` chooses."""
    for item in items:
        folder = item.path.relative_to(TESTS).parts[0]
        fixtures = set(getattr(item, "fixturenames", ()))
        if (
            folder in DATABASE_FOLDERS
            or fixtures & DATABASE_FIXTURES
            or item.get_closest_marker("django_db")
        ):
            item.add_marker(pytest.mark.database)
        if folder in SLOW_FOLDERS:
            item.add_marker(pytest.mark.slow)


def _stays_here(host: object) -> bool:
    if host in (None, "", "localhost", b"localhost"):
        return True
    try:
        return ipaddress.ip_address(str(host)).is_loopback
    except ValueError:
        return False


@pytest.fixture(scope="session", autouse=True)
def no_network() -> Iterator[None]:
    """Fail a test that speaks to anything but this machine."""
    connect, look_up = socket.socket.connect, socket.getaddrinfo

    def guarded_connect(self: socket.socket, address: Any) -> None:
        if self.family != socket.AF_UNIX and not _stays_here(address[0]):
            pytest.fail(f"A test tried to reach {address!r}; use a fake.")
        connect(self, address)

    def guarded_look_up(host: Any, *arguments: Any, **options: Any) -> Any:
        if not _stays_here(host):
            pytest.fail(f"A test tried to look up {host!r}; use a fake.")
        return look_up(host, *arguments, **options)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", guarded_connect)
        patch.setattr(socket, "getaddrinfo", guarded_look_up)
        yield
