"""Write docs/RULES.md from the code, or say that it is no longer true."""

from __future__ import annotations

import re
import sys
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "src" / "drumbeat"
TABLE = ROOT / "docs" / "rules.toml"
DOCUMENT = ROOT / "docs" / "RULES.md"

ID = r"(?:[A-Z]{1,4})-\d+"
STATED = re.compile(rf"\[({ID}(?:, ?{ID})*)\]")
NAMED = re.compile(rf"(?<![\w-]){ID}(?!\w)")
TEST = re.compile(r"\bdef (test_\w+)")
IN_A_NAME = re.compile(r"_([a-z]{1,4})_(\d+)(?=_|$)")  # test_s_57_status_is_derived
REFUSED = re.compile(rf'(?:rule = |Finding\(\s*)"({ID})"')
FOREIGN = ("BT", "BG", "BR")  # the terms, groups and rules of EN 16931
# Modules of agreed values: they may name a rule that another module states.
VALUES = {"documents", "party", "ports", "queue", "terms"}

OPENING = """# Rules

What must always be true. A rule stands at one place in the code, marked with its id,
and a test names the id: search for the id to find both. Written by `make docs`; the
sentences are kept in [rules.toml](rules.toml).

## Rules and refusals
"""
NOT_YET = """## Not yet

Agreed, and not yet stated in code or proved by a test under its id.
"""


@dataclass(frozen=True)
class Rule:
    """One rule as it stands: its sentence, the modules that state it, its tests."""

    id: str
    sentence: str
    homes: tuple[Path, ...]
    tests: tuple[Path, ...]

    @property
    def is_invariant(self) -> bool:
        """Invariants live in tests; everything else lives in code."""
        return self.id.startswith("I-")

    @property
    def test(self) -> Path | None:
        """Return the test beside the home where there is one, else the first."""
        beside = {f"test_{home.stem}.py" for home in self.homes}
        own = [test for test in self.tests if test.name in beside]
        return next(iter([*own, *self.tests]), None)


def canonical(rule: str) -> str:
    """Return “I-1” for “I-01”."""
    area, number = rule.split("-")
    return f"{area}-{int(number)}"


def order(rule: str) -> tuple[bool, bool, str, int]:
    """Sort rules before invariants, both before ids of single modules."""
    area, number = rule.split("-")
    return area != "S", area != "I", area, int(number)


def stated_in(text: str) -> set[str]:
    """Return the ids that stand in brackets at their sentence."""
    found = {one for group in STATED.findall(text) for one in group.split(",")}
    return _ours(found)


def named_in(text: str) -> set[str]:
    """Return every id that a test names, in words or in the name of the test."""
    names = {
        f"{area.upper()}-{number}"
        for test in TEST.findall(text)
        for area, number in IN_A_NAME.findall(test)
    }
    return _ours([*NAMED.findall(text), *names])


def refused_in(text: str) -> set[str]:
    """Return the ids of the Refusals and Findings that the text defines."""
    return _ours(REFUSED.findall(text))


def _ours(found: Iterable[str]) -> set[str]:
    stripped = (one.strip() for one in found)
    return {canonical(one) for one in stripped if not one.startswith(FOREIGN)}


def places(folder: Path, pattern: str) -> list[tuple[Path, str]]:
    """Return the path below the root, and the text, of each file."""
    files = sorted(folder.rglob(pattern)) if folder.exists() else []
    return [(path.relative_to(ROOT), path.read_text("utf-8")) for path in files]


def sentence_with(rule: str, text: str) -> str:
    """Return the sentence of a docstring or comment that ends in the id."""
    before = re.split(rf"\[[^\]]*\b{rule}\b[^\]]*\]", text, maxsplit=1)[0]
    paragraph = re.split(r'"""|\n\s*\n', before)[-1]
    words = " ".join(line.strip(" #\t") for line in paragraph.splitlines()).strip()
    return re.split(r"(?<=[.!?]) (?=[A-Z“])", words)[-1] or rule


def choose_homes(
    rule: str, stating: list[Path], chosen: Mapping[str, str]
) -> tuple[Path, ...]:
    """Return the modules that state a rule: one, if everybody kept to the house."""
    home = Path("src/drumbeat") / chosen.get(rule, "")
    if home in stating:
        return (home,)
    core = [path for path in stating if "core" in path.parts]
    stated = [path for path in core if path.stem not in VALUES]
    return tuple(stated or core or stating[:1])


def collect_rules() -> list[Rule]:
    """Read the code, the tests and the table of sentences."""
    table = tomllib.loads(TABLE.read_text("utf-8"))
    sentences: dict[str, str] = table["sentences"]
    stating: dict[str, list[Path]] = defaultdict(list)
    tested: dict[str, list[Path]] = defaultdict(list)
    for path, text in places(SOURCE, "*.py"):
        for rule in stated_in(text) | (refused_in(text) - set(sentences)):
            stating[rule].append(path)
            sentences.setdefault(rule, describe(rule, text))
    for path, text in places(ROOT / "tests", "test_*.py"):
        for rule in named_in(text):
            tested[rule].append(path)
    return [
        Rule(
            rule,
            sentences[rule],
            choose_homes(rule, stating[rule], table["homes"]),
            tuple(tested[rule]),
        )
        for rule in sorted(sentences, key=order)
    ]


def describe(rule: str, text: str) -> str:
    """Return what the code itself says about a rule that the table does not list."""
    if rule in stated_in(text):
        return sentence_with(rule, text)
    refusal = re.search(rf'"""([^"]+?)"""\s+rule = "{rule}"', text)
    if refusal:
        return " ".join(refusal[1].split())
    finding = re.search(rf'Finding\(\s*"{rule}",[^"]*"[^"]*",\s*f?"([^"]+)"', text)
    return finding[1] if finding else f"See the code that names {rule}."


def awaiting_tests() -> set[str]:
    """Return the rules whose test is known to be missing."""
    return set(tomllib.loads(TABLE.read_text("utf-8"))["awaiting"]["tests"])


def forget_tested(rules: list[Rule]) -> None:
    """Take the rules that have their test now off the list of those that wait."""
    tested = {rule.id for rule in rules if rule.tests}
    left = sorted(awaiting_tests() - tested, key=order)
    text = TABLE.read_text("utf-8")
    listed = "[\n" + "".join(f'  "{rule}",\n' for rule in left) + "]"
    TABLE.write_text(
        re.sub(r"(?<=\ntests = )\[[^\]]*\]", lambda _: listed, text), "utf-8"
    )


def link(path: Path | None) -> str:
    """Return a link from the docs folder."""
    return f"[{path.name}](../{path})" if path else "–"


def compose(rules: list[Rule]) -> str:
    """Return the document."""
    here = [rule for rule in rules if not rule.is_invariant and rule.homes]
    proved = [rule for rule in rules if rule.is_invariant and rule.tests]
    shown = {rule.id for rule in [*here, *proved]}
    lines = [OPENING, "| id | rule | home | test |", "| --- | --- | --- | --- |"]
    for rule in here:
        homes = ", ".join(link(home) for home in rule.homes)
        lines.append(f"| {rule.id} | {cell(rule)} | {homes} | {link(rule.test)} |")
    lines += ["", "## Invariants", "", "| id | always | test |", "| --- | --- | --- |"]
    lines += [f"| {rule.id} | {cell(rule)} | {link(rule.test)} |" for rule in proved]
    lines += ["", NOT_YET]
    lines += [f"- {rule.id} {rule.sentence}" for rule in rules if rule.id not in shown]
    return "\n".join([*lines, ""])


def cell(rule: Rule) -> str:
    """Keep the sentence inside its cell."""
    return rule.sentence.replace("|", "\\|")


def main() -> int:
    """Write the document with --write, else compare it."""
    rules = collect_rules()
    document = compose(rules)
    if "--write" in sys.argv[1:]:
        forget_tested(rules)
        DOCUMENT.write_text(document, "utf-8")
        return 0
    if DOCUMENT.read_text("utf-8") == document:
        return 0
    print("docs/RULES.md is out of date: run `make docs`.", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
