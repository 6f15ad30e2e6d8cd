"""How the shell says no: rule, sentence, exit code, and nothing half done."""

import errno

import pytest
from django.db import OperationalError

from drumbeat.cli.verdicts import verdict_on

from .conftest import INIT, PASSWORD


def test_without_a_workspace_it_says_how_to_begin(bare):
    assert "IDN-2: There is no workspace yet" in bare.refused("queue")


def test_init_runs_once(shell):
    said = shell.refused(*INIT, stdin=f"{PASSWORD}\n")

    assert (
        said == "IDN-1: There is a workspace already (“Studio Ada”); init runs once.\n"
    )


def test_a_weak_password_is_refused_and_nothing_is_set_up(bare):
    said = bare.refused(*INIT, stdin="secret\n")

    assert said.startswith("CLI-2: Choose another password: ")
    assert "IDN-2" in bare.refused("queue")


@pytest.mark.parametrize(
    ("option", "value"),
    [
        ("--country", "XX"),
        ("--currency", "EURO"),
        ("--time-zone", "Berlin"),
        ("--iban", "DE00 1234"),
        ("--vat-id", "136695976"),
        ("--owner", "ada"),
    ],
)
def test_what_cannot_be_is_wrong_use(bare, option, value):
    said = bare.run(*INIT, option, value, code=2, stdin=f"{PASSWORD}\n")

    assert f"“{value}” is not " in said.err


def test_nothing_is_done_in_the_future(shell):
    assert "CLI-1: 2999-01-01 has not come" in shell.refused(
        "bill", "--as-of", "2999-01-01"
    )


def test_the_same_file_again_changes_nothing(shell, file):
    (first,) = shell.json("engagements", "import", file())

    said = shell.run("engagements", "import", file(), "--json")

    assert f'"id": {first["id"]}' in said.out
    assert "nothing changed" in said.err
    assert len(shell.json("engagements", "list")) == 1


def test_one_refused_file_imports_none(shell, file, tmp_path):
    wrong = tmp_path / "wrong.toml"
    wrong.write_text('name = "x"\nstarts = 2026-01-01\ncurrency = "EURO"\n')

    assert "FIL-1" in shell.refused("engagements", "import", file(), wrong)
    assert shell.json("engagements", "list") == []


def test_a_file_that_is_not_there_is_outside(shell, tmp_path):
    said = shell.run("engagements", "import", tmp_path / "gone.toml", code=3)

    assert "gone.toml: No such file or directory" in said.err


def test_a_blocking_finding_stops_the_issue_until_somebody_answers_for_it(shell, file):
    shell.run("engagements", "import", file())
    shell.json("bill", "--as-of", "2026-01-01")
    (draft,) = shell.json("drafts", "list")
    assert [f["rule"] for f in draft["findings"] if f["blocking"]] == ["ISS-3"]
    shell.run("drafts", "approve", draft["id"], "--as-of", "2026-01-01")
    issue = ("drafts", "issue", draft["id"], "--as-of", "2026-01-01")

    assert "ISS-0" in shell.refused(*issue)
    assert shell.json("invoices", "list") == []
    shell.run(*issue, "--override-reason", "The update was a call.")
    assert len(shell.json("invoices", "list")) == 1


def test_a_draft_that_is_not_approved_is_not_issued(shell, file):
    shell.run("engagements", "import", file())
    (draft,) = shell.json("bill", "--as-of", "2026-01-01")["drafts"]

    shell.refused("drafts", "issue", draft, "--as-of", "2026-01-01")

    assert shell.json("drafts", "list")[0]["state"] == "draft"


def test_above_the_limit_one_person_cannot_say_yes_twice(shell, file):
    shell.run("engagements", "import", file())
    (draft,) = shell.json("bill", "--as-of", "2026-01-01")["drafts"]
    two = ("drafts", "two-people", "--currency", "EUR")
    assert "100.00 EUR" in shell.run(*two, "--above", "100.00").out
    shell.run(*two, "--above", "100.00", "--never", code=2)
    assert "CLI-4" in shell.refused(*two[:2], "--currency", "XXX", "--above", "1.00")

    (asked,) = shell.json("drafts", "approve", draft)
    assert asked == {"draft": draft, "state": "awaiting_approval"}
    assert shell.json("drafts", "approve", "--all") == []
    assert "APR-2" in shell.refused("drafts", "approve", draft)
    shell.run("drafts", "decline", draft, "--reason", "Not yet.")
    assert "LIF-1" in shell.refused("drafts", "decline", draft, "--reason", "Again.")

    shell.run(*two, "--never")
    (given,) = shell.json("drafts", "approve", "--all")
    assert given == {"draft": draft, "state": "approved"}


def test_drafts_are_named_or_all_are_meant(shell):
    assert "Name drafts, or give --all" in shell.run("drafts", "approve", code=2).err


def test_numbers_follow_the_days(shell, file):
    shell.run("engagements", "import", file())
    first, second = shell.json("bill", "--as-of", "2026-02-01")["drafts"]
    for draft in (first, second):
        shell.run("updates", "write", draft, "--done", "Plan agreed")
    shell.run("drafts", "approve", "--all", "--as-of", "2026-02-01")
    shell.run("drafts", "issue", first, "--as-of", "2026-02-01")

    said = shell.refused("drafts", "issue", second, "--as-of", "2026-01-31")

    assert said.startswith("NUM-2")


def test_unknown_things_are_refused_by_name(shell):
    assert "INV-1" in shell.refused("invoices", "show", "INV-2026-0099")
    assert "PTY-1" in shell.refused("clients", "show", "Nobody")
    assert "ENG-4" in shell.refused("engagements", "export", 99)
    assert "DRF-1" in shell.refused("drafts", "show", 99)


def test_a_change_names_a_retainer_that_is_there(shell, file):
    (made,) = shell.json("engagements", "import", file())
    change = ("engagements", "change", made["id"], "--from", "2026-03-01")

    said = shell.refused(*change, "--amount", "7000.00", "--retainer", "CFO")

    assert "CLI-3: This engagement has no retainer “CFO”" in said


def test_money_has_a_currency(shell):
    pay = ("payments", "record", "--amount", "1.00", "--on", "2026-01-01")

    assert "CLI-4: “EURO”" in shell.refused(*pay, "--currency", "EURO")


@pytest.mark.parametrize(
    ("failure", "sentence"),
    [
        (OSError(errno.ENOSPC, "No space left on device"), "The disk is full"),
        (OperationalError("database or disk is full"), "The disk is full"),
        (OperationalError("database is locked"), "The database is busy"),
        (OperationalError("connection refused\nIs it up?"), "(connection refused)"),
    ],
)
def test_what_fails_outside_is_one_sentence(shell, monkeypatch, failure, sentence):
    def fail(*_, **__):
        raise failure

    monkeypatch.setattr("drumbeat.cli.bill.run_billing", fail)

    said = shell.run("bill", "--as-of", "2026-01-01", code=3)

    assert sentence in said.err
    assert len(said.err.splitlines()) == 1


def test_missing_tables_say_how_to_begin():
    for words in ("no such table: x", 'relation "x" does not exist'):
        verdict = verdict_on(OperationalError(words))
        assert verdict is not None
        assert not verdict.is_outside
        assert "drumbeat init" in verdict.sentence


def test_a_mistake_of_ours_is_not_hidden():
    assert verdict_on(ValueError("x")) is None
