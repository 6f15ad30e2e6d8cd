"""Agreements through the shell: export without loss, pause, change, end, accept."""

from pathlib import Path

import pytest
import time_machine

EXAMPLES = sorted((Path(__file__).parents[2] / "examples").glob("*.toml"))


@pytest.fixture
def engagement(shell, file):
    (made,) = shell.json("engagements", "import", file())
    return made["id"]


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.stem)
def test_export_reads_back_as_the_same_terms(shell, tmp_path, example):
    (made,) = shell.json("engagements", "import", example)
    text = shell.run("engagements", "export", made["id"]).out
    copy = tmp_path / "copy.toml"
    copy.write_text(text, "utf-8")

    (again,) = shell.json("engagements", "import", copy)

    assert again["id"] == made["id"]
    assert shell.run("engagements", "export", made["id"]).out == text


def nets(shell, day):
    shell.json("bill", "--as-of", day)
    return [draft["net"] for draft in shell.json("drafts", "list")]


def test_a_new_price_counts_from_its_day(shell, engagement):
    change = ("engagements", "change", engagement, "--from", "2026-02-01")
    shell.run(*change, "--amount", "7500.00")

    assert nets(shell, "2026-02-01") == ["6000.00", "7500.00"]


def test_a_preview_says_which_invoices_change_and_changes_none(shell, engagement):
    change = ("engagements", "change", engagement, "--from", "2035-12-01")
    with time_machine.travel("2035-10-05T12:00:00+00:00", tick=False):
        said = shell.run(*change, "--amount", "7500.00", "--preview").out

    assert said == "From the December invoice: €7,500.00 instead of €6,000.00.\n"
    assert shell.json("engagements", "show", engagement)["version"] == 1


def test_only_what_is_parked_is_resumed(shell, engagement):
    assert "LIF-1" in shell.refused("engagements", "resume", engagement)
    assert "ENG-4" in shell.refused("engagements", "resume", 999)


def test_a_ladder_is_changed_and_put_on_open_invoices(shell, engagement):
    (draft,) = shell.json("bill", "--as-of", "2026-01-01")["drafts"]
    shell.run("updates", "write", draft, "--done", "Plan agreed")
    shell.run("drafts", "approve", draft, "--as-of", "2026-01-01")
    shell.run("drafts", "issue", draft, "--as-of", "2026-01-01")
    ladder = ("engagements", "reminders", engagement, "--step")

    assert "clear" in shell.run(*ladder, "+4 loud", code=2).err
    assert "ENG-6" in shell.refused(*ladder, "+9 firm", "--step", "+4 clear")
    shell.run(*ladder, "+4 clear", "--step", "+9 firm")
    replan = ("engagements", "replan", engagement, "--as-of", "2026-01-02")
    assert shell.json(*replan) == [{"invoice": "INV-2026-0001"}]

    assert shell.json(*replan) == []
    (sent,) = shell.json("remind", "--as-of", "2026-01-19")["sent"]
    assert sent["step"] == "+4"
    assert shell.json("fsck")["ok"] is True


def test_a_pause_bills_nothing(shell, engagement):
    pause = ("engagements", "pause", engagement, "--from", "2026-02-01")
    shell.run(*pause, "--until", "2026-02-28")

    assert nets(shell, "2026-03-01") == ["6000.00", "6000.00"]
    assert "turn them round" in shell.run(*pause, "--until", "2026-01-01", code=2).err


def test_after_the_end_nothing_is_billed(shell, engagement):
    shell.run("engagements", "end", engagement, "--on", "2026-01-31")

    assert nets(shell, "2026-03-01") == ["6000.00"]
    assert shell.json("engagements", "show", engagement)["ends"] == "2026-01-31"


def test_a_discarded_draft_is_composed_again(shell, engagement):
    (draft,) = shell.json("bill", "--as-of", "2026-01-01")["drafts"]

    shell.run("drafts", "discard", draft)

    assert shell.json("drafts", "list") == []
    assert len(shell.json("bill", "--as-of", "2026-01-01")["drafts"]) == 1


def test_an_accepted_project_is_listed_with_its_day(shell):
    audit = next(path for path in EXAMPLES if path.stem == "project-only")
    (made,) = shell.json("engagements", "import", audit)
    accept = ("projects", "accept", made["id"], "--name", "Marketing audit")

    shell.run(*accept, "--on", "2026-06-20", "--by", "Reto Keller")

    accepted = {p["name"]: p["accepted_on"] for p in shell.json("projects", "list")}
    assert accepted == {"Marketing audit": "2026-06-20", "Pricing diagnostic": None}


def test_a_project_is_shown_with_what_it_hands_over(shell):
    audit = next(path for path in EXAMPLES if path.stem == "project-only")
    (made,) = shell.json("engagements", "import", audit)
    show = ("projects", "show", made["id"], "--name")

    shown = shell.json(*show, "Marketing audit")

    assert shown["instalments"] == ["40% on 2026-05-18", "60% on completion"]
    assert shown["deliverables"][0]["name"] == "Audit report"
    assert "ENG-1" in shell.refused(*show, "Launch")


def test_clients_come_with_their_engagements(shell, engagement):
    (row,) = shell.json("clients", "list")
    assert row["name"] == "Halden GmbH"

    shown = shell.json("clients", "show", "Halden GmbH")
    assert shown["contacts"][0]["roles"] == ["approver", "payer"]


def test_tables_for_people_name_what_matters(shell, engagement):
    shell.json("bill", "--as-of", "2026-01-01")

    assert "Halden GmbH" in shell.run("engagements", "list").out
    assert "Write the update" in shell.run("drafts", "list").out
    assert "7140.00 EUR" in shell.run("queue", "--as-of", "2026-01-01").out
    assert shell.run("payments", "list").out == "No payment is on record.\n"
