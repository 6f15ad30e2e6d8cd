"""Every rule has one home, one row in docs/RULES.md, and a test that names it."""

from __future__ import annotations

import re
from types import ModuleType

import pytest

from architecture.house import ROOT, modules_of, script


@pytest.fixture(scope="module")
def rules() -> ModuleType:
    return script("rules")


def rows() -> list[list[str]]:
    text = (ROOT / "docs" / "RULES.md").read_text("utf-8")
    found = re.findall(r"^\| ([A-Z]+-\d+) \| (.*) \|$", text, re.MULTILINE)
    return [[first, *rest.split(" | ")] for first, rest in found]


def test_every_id_in_core_has_one_row(rules):
    stated = {
        one for m in modules_of("drumbeat.core") for one in rules.stated_in(m.text)
    }
    listed = [row[0] for row in rows()]

    assert len(stated) > 10
    proved_only = {one for one in stated if one.startswith("I-")}
    assert [one for one in stated - proved_only if listed.count(one) != 1] == []
    assert [one for one in listed if listed.count(one) > 1] == []


def test_every_rule_has_one_home(rules):
    crowded = [
        f"{rule.id} stands in {', '.join(home.name for home in rule.homes)}"
        for rule in rules.collect_rules()
        if len(rule.homes) > 1
    ]
    # Name it once, or say in docs/rules.toml, under [homes], which module states it.
    assert crowded == []


def test_every_rule_of_core_has_a_test(rules):
    untested = {
        rule.id
        for rule in rules.collect_rules()
        if not rule.is_invariant and not rule.tests
        for home in rule.homes
        if "core" in home.parts
        and rule.id in rules.stated_in((ROOT / home).read_text("utf-8"))
    }
    assert untested - rules.awaiting_tests() == set()


def test_homes_and_tests_name_the_rule(rules):
    silent = []
    for rule in rules.collect_rules():
        for home in rule.homes:
            text = (ROOT / home).read_text("utf-8")
            if rule.id not in rules.stated_in(text) | rules.refused_in(text):
                silent.append(f"{home} does not name {rule.id}")
    assert silent == []


def test_the_document_is_up_to_date(rules):
    document = (ROOT / "docs" / "RULES.md").read_text("utf-8")
    assert document == rules.compose(rules.collect_rules()), "run `make docs`"
