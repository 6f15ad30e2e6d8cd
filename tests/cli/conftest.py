"""The shell on a database of its own: run a command, read what it printed."""

import io
import json
from dataclasses import dataclass

import pytest

from drumbeat.cli.main import main

PASSWORD = "correct horse battery staple"
INIT = (
    *("init", "--workspace", "Studio Ada", "--owner", "ada@studio.example"),
    *("--password-stdin", "--country", "DE", "--currency", "EUR"),
    *("--time-zone", "Europe/Berlin", "--vat-id", "DE136695976"),
    *("--iban", "DE89 3704 0044 0532 0130 00", "--address", "Weg 1;10115 Berlin"),
)


@dataclass
class Shell:
    """Runs commands as a person does; each call says which exit code it expects."""

    capsys: pytest.CaptureFixture[str]
    monkeypatch: pytest.MonkeyPatch

    def run(self, *arguments, code=0, stdin=""):
        """Return what went to stdout and stderr."""
        self.monkeypatch.setattr("sys.stdin", io.StringIO(stdin))
        ended = main([str(argument) for argument in arguments])
        said = self.capsys.readouterr()
        assert ended == code, said
        return said

    def json(self, *arguments, code=0):
        """Return the object that the command printed for programs."""
        return json.loads(self.run(*arguments, "--json", code=code).out)

    def refused(self, *arguments, stdin=""):
        """Return the sentence of a refusal."""
        return self.run(*arguments, code=1, stdin=stdin).err


@pytest.fixture
def bare(db, capsys, monkeypatch, settings, tmp_path):
    """A shell before anything is set up, with a mailbox of its own."""
    settings.DRUMBEAT_HOME = settings.DRUMBEAT_BACKUPS = tmp_path
    return Shell(capsys, monkeypatch)


@pytest.fixture
def shell(bare):
    """A shell with a workspace."""
    bare.run(*INIT, stdin=f"{PASSWORD}\n")
    return bare


@pytest.fixture
def file(tmp_path):
    """Write an engagement file; a plain monthly retainer unless told otherwise."""

    def write(name="retainer", *, client="Halden GmbH", more=""):
        path = tmp_path / f"{name}.toml"
        path.write_text(
            f"""
name = "Fractional CMO"
starts = 2026-01-01
currency = "EUR"
{more}
[client]
name = "{client}"
country = "DE"
address = "Lindenallee 2;80331 München"
vat_id = "DE136695976"
[[client.contacts]]
name = "Ines Vogt"
email = "ines@halden.example"
roles = ["approver", "payer"]

[[retainers]]
name = "CMO retainer, {{period}}"
amount = "6000.00"
every = "month"
tax = "S 19"
""",
            "utf-8",
        )
        return path

    return write
