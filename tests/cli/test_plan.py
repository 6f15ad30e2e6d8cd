"""`drumbeat plan`: JSON for programs, a table for people, and how it refuses."""

import json
import subprocess
import sys
from pathlib import Path

import click
import pytest

from drumbeat.cli.main import COMMANDS, drumbeat, main
from drumbeat.core.errors import OutsideFailure
from drumbeat.core.money import NotAnAmount

EXAMPLES = Path(__file__).parents[2] / "examples"
SAMPLE = str(EXAMPLES / "retainer-with-project.toml")


def planned(capsys, *arguments):
    assert main(["plan", *arguments, "--json"]) == 0
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_the_sample_as_json(capsys):
    (plan,) = planned(capsys, SAMPLE, "--until", "2026-12-31")

    assert list(plan) == ["file", "engagement", "currency", "until", "invoices"]
    assert plan["file"] == SAMPLE
    assert (plan["engagement"], plan["currency"]) == ("Fractional CMO", "EUR")
    assert plan["until"] == "2026-12-31"
    assert [(each["bill_on"], each["net"]) for each in plan["invoices"]] == [
        ("2026-01-15", "3290.32"),
        ("2026-02-01", "6000.00"),
        ("2026-03-01", "7800.00"),
        ("2026-04-01", "6000.00"),
        ("2026-04-14", "3200.00"),
        ("2026-05-01", "6000.00"),
        ("2026-06-01", "6000.00"),
        ("2026-07-01", "7500.00"),
        ("2026-09-01", "7500.00"),
        ("2026-10-01", "7500.00"),
        ("2026-11-01", "7500.00"),
        ("2026-12-01", "7500.00"),
    ]


def test_one_invoice_in_full(capsys):
    (plan,) = planned(capsys, SAMPLE, "--until", "2026-01-31")

    assert plan["invoices"] == [
        {
            "bill_on": "2026-01-15",
            "issue_date": "2026-01-15",
            "due_date": "2026-01-29",
            "lanes": [
                {
                    "kind": "retainer",
                    "name": "Fractional CMO retainer",
                    "net": "3290.32",
                }
            ],
            "lines": [
                {
                    "lane": "Fractional CMO retainer",
                    "description": "Fractional CMO retainer, 15.–31. Januar 2026",
                    "period_start": "2026-01-15",
                    "period_end": "2026-01-31",
                    "quantity": "1",
                    "unit_price": "3290.32",
                    "net": "3290.32",
                    "tax_category": "S",
                    "tax_rate": "19",
                    "prorated": "17/31",
                }
            ],
            "taxes": [
                {"category": "S", "rate": "19", "base": "3290.32", "tax": "625.16"}
            ],
            "net": "3290.32",
            "tax": "625.16",
            "gross": "3915.48",
            "reminders": [
                {
                    "step": step,
                    "at": f"{day}T09:00:00+01:00",
                    "tone": tone,
                    "to": ["ap@northwind.example"],
                }
                for step, day, tone in (
                    ("-3", "2026-01-26", "friendly"),
                    ("+1", "2026-01-30", "friendly"),
                    ("+7", "2026-02-05", "clear"),
                    ("+14", "2026-02-12", "firm"),
                    ("+30", "2026-03-02", "final"),
                )
            ],
        }
    ]


def test_several_files_give_one_object_a_line(capsys):
    files = sorted(str(path) for path in EXAMPLES.glob("*.toml"))

    plans = planned(capsys, *files, "--until", "2026-12-31")

    assert [plan["file"] for plan in plans] == files
    assert all(plan["invoices"] for plan in plans)


def test_without_until_it_shows_twelve_months(capsys):
    (plan,) = planned(capsys, SAMPLE)

    assert plan["until"] == "2027-01-15"


def test_the_table_shows_dates_amounts_and_what_waits(capsys):
    assert main(["plan", str(EXAMPLES / "project-only.toml")]) == 0

    out = capsys.readouterr().out
    for part in ("2026-05-18", "2026-06-20", "4800.00", "388.80", "5188.80", "+30"):
        assert part in out
    assert "Not scheduled: Marketing audit" in out
    assert "7200.00 CHF: waits for" in out


def test_a_refused_file_does_not_stop_the_others(capsys, tmp_path):
    wrong = tmp_path / "wrong.toml"
    wrong.write_text('name = "x"\nstarts = 2026-01-01\ncurrency = "EURO"\nx = 1\n')

    code = main(["plan", str(wrong), SAMPLE, "--until", "2026-02-28", "--json"])

    found = capsys.readouterr()
    assert code == 1
    assert [json.loads(line)["file"] for line in found.out.splitlines()] == [SAMPLE]
    first, second = found.err.splitlines()
    assert first.startswith(f"{wrong}:3: “EURO” is not a currency")
    assert second.startswith(f"{wrong}:4: “x” is not a key here")
    assert first.endswith("[FIL-1]")


def test_a_holiday_calendar_must_exist(capsys, tmp_path):
    file = tmp_path / "holidays.toml"
    file.write_text(
        'name = "x"\nstarts = 2026-01-01\ncurrency = "EUR"\nholidays = "ZZ"\n'
    )

    assert main(["plan", str(file)]) == 1
    assert f"{file}:4: “ZZ” is not a holiday calendar" in capsys.readouterr().err


def test_files_that_cannot_be_read_end_with_3(capsys, tmp_path):
    latin = tmp_path / "latin.toml"
    latin.write_bytes('name = "Müller"'.encode("latin-1"))

    missing = str(tmp_path / "missing.toml")
    code = main(["plan", missing, str(tmp_path), str(latin), SAMPLE, "--json"])

    found = capsys.readouterr()
    assert code == 3
    assert len(found.out.splitlines()) == 1
    assert "No such file" in found.err
    assert "Is a directory" in found.err
    assert "save it as UTF-8" in found.err


@pytest.mark.parametrize(
    "arguments",
    [
        ["plan"],
        ["plan", SAMPLE, "--until", "tomorrow"],
        ["plan", SAMPLE, "--until", "3000-01-01"],
        ["plan", SAMPLE, "--weekly"],
        ["plans"],
    ],
)
def test_wrong_use_ends_with_2(capsys, arguments):
    assert main(arguments) == 2
    assert "Usage: drumbeat" in capsys.readouterr().err


def test_help_names_every_command_and_loads_none(capsys):
    assert main(["--help"]) == 0

    out = capsys.readouterr().out
    assert all(name in out for name in COMMANDS)


def test_a_refusal_ends_with_its_rule_and_1(capsys, monkeypatch):
    @click.command()
    def refuse():
        raise NotAnAmount(text="x", currency="EUR", example="1.00")

    @click.command()
    def fail():
        raise OutsideFailure("The mail server is away.")

    monkeypatch.setattr(drumbeat, "commands", {"refuse": refuse, "fail": fail})

    assert main(["refuse"]) == 1
    assert capsys.readouterr().err.startswith("MON-1: “x” is not an amount in EUR")
    assert main(["fail"]) == 3
    assert capsys.readouterr().err == "The mail server is away.\n"


def test_a_reader_that_goes_away_leaves_no_traceback():
    command = [sys.executable, "-m", "drumbeat.cli.main", "plan", SAMPLE, "--json"]
    command += ["--until", "2099-12-31"]
    weekly = str(EXAMPLES / "weekly-advisory.toml")
    program = subprocess.Popen(
        [*command, weekly], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )

    program.stdout.read(1)
    program.stdout.close()
    trouble = program.stderr.read()
    program.stderr.close()

    assert program.wait() != 0
    assert trouble == b""


def test_planning_loads_no_framework():
    program = (
        "import sys; from drumbeat.cli.main import main;"
        f"code = main(['plan', {SAMPLE!r}, '--json']);"
        "sys.exit(code or 'django' in sys.modules)"
    )

    ended = subprocess.run([sys.executable, "-c", program], capture_output=True)

    assert ended.returncode == 0, ended.stderr
