"""Every path of a TOML text has its line, whatever the way it is written."""

import tomllib
from pathlib import Path

import pytest

from drumbeat.core.toml_lines import key_lines, line_of

TEXT = '''\
# a comment with = and [brackets]
name = "a # no comment"
long = """
[not.a.table]
key = 1
"""
raw = \'\'\'
x = 2\'\'\'
a.b.c = 1

[client]
"quoted key" = 'x'
roles = [
  "payer",   # first
  "copy",
]
[[client.contacts]]
email = "a@b.c"
[[client.contacts]]
email = "d@e.f"
more = { one = 1, two = [ { three = 3 } ] }
[[projects]]
[[projects.deliverables]]
name = "x"
[[projects]]
[[projects.deliverables]]
[[projects.deliverables]]
name = "y"
'''

EXPECTED = {
    ("name",): 2,
    ("long",): 3,
    ("raw",): 7,
    ("a", "b", "c"): 9,
    ("client",): 11,
    ("client", "quoted key"): 12,
    ("client", "roles"): 13,
    ("client", "roles", 1): 15,
    ("client", "contacts", 0, "email"): 18,
    ("client", "contacts", 1, "email"): 20,
    ("client", "contacts", 1, "more", "two", 0, "three"): 21,
    ("projects", 0, "deliverables", 0, "name"): 24,
    ("projects", 1): 25,
    ("projects", 1, "deliverables", 0): 26,
    ("projects", 1, "deliverables", 1, "name"): 28,
}


@pytest.mark.parametrize(("path", "line"), EXPECTED.items())
def test_a_path_stands_on_its_line(path, line):
    tomllib.loads(TEXT)

    assert key_lines(TEXT)[path] == line


def test_what_is_missing_is_sought_in_what_surrounds_it():
    lines = key_lines(TEXT)

    assert line_of(("client", "contacts", 1, "name"), lines) == 19
    assert line_of(("starts",), lines) == 1


def paths_of(value, path=()):
    if isinstance(value, dict):
        for key, inner in value.items():
            yield (*path, key)
            yield from paths_of(inner, (*path, key))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield (*path, index)
            yield from paths_of(inner, (*path, index))


EXAMPLES = sorted((Path(__file__).parents[2] / "examples").glob("*.toml"))


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.stem)
def test_every_path_of_the_examples_is_found(example):
    text = example.read_text(encoding="utf-8")

    assert set(key_lines(text)) == set(paths_of(tomllib.loads(text)))
