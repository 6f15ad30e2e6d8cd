"""What no template and no stylesheet may hold."""

import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.template import engines
from django.template.loader import get_template, render_to_string

import drumbeat.web
from drumbeat.web.looks import LOOKS

WEB = Path(drumbeat.web.__file__).parent
PAGES = sorted((WEB / "templates").rglob("*.html"))
TEMPLATES = [*PAGES, *sorted((WEB / "account_templates").rglob("*.html"))]
STYLES = [path for path in (WEB / "static").glob("*.css") if path.stem != "tokens"]
COLOUR = re.compile(r"#[0-9a-f]{3,8}\b(?!-)|\b(?:rgba?|hsla?|oklch)\(", re.IGNORECASE)
FORBIDDEN = {
    "a style attribute": re.compile(r"\sstyle\s*=", re.IGNORECASE),
    "a style element": re.compile(r"<style\b", re.IGNORECASE),
    "an inline script": re.compile(r"<script\b(?![^>]*\ssrc=)", re.IGNORECASE),
    "an event handler": re.compile(r"<[^>]*\son[a-z]+\s*=", re.IGNORECASE),
    "a script address": re.compile(r"javascript:", re.IGNORECASE),
    "trust in foreign text": re.compile(r"\|\s*safe\b|autoescape\s+false|Markup"),
    "another host": re.compile(r"(?:src|href)=\"(?:https?:)?//"),
}


def names(paths):
    return [str(path.relative_to(WEB)) for path in paths]


@pytest.mark.parametrize("template", TEMPLATES, ids=names(TEMPLATES))
@pytest.mark.parametrize("kind", FORBIDDEN)
def test_a_strict_policy_finds_nothing_to_block(template, kind):
    assert FORBIDDEN[kind].findall(template.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("template", TEMPLATES, ids=names(TEMPLATES))
def test_the_product_is_not_named(template):
    assert "drumbeat" not in template.read_text(encoding="utf-8").lower()


@pytest.mark.parametrize(
    "path", [*STYLES, *TEMPLATES], ids=names([*STYLES, *TEMPLATES])
)
def test_colours_are_written_in_one_place(path):
    text = re.sub(r"(?:href|id)=\"#[\w-]*", "", path.read_text(encoding="utf-8"))

    assert COLOUR.findall(text) == []


@pytest.mark.parametrize("template", TEMPLATES, ids=names(TEMPLATES))
def test_every_form_that_acts_proves_where_it_comes_from(template):
    text = template.read_text(encoding="utf-8")

    proofs = text.count("{{ csrf_input }}") + text.count("{% csrf_token %}")
    assert text.count('method="post"') == proofs


def test_every_symbol_that_is_used_is_in_the_sprite():
    sprite = render_to_string("components/icons.html")
    there = set(re.findall(r'<symbol[^>]*\sid="([\w-]+)"', sprite))
    texts = [path.read_text(encoding="utf-8") for path in TEMPLATES]
    used = {f"s-{look.shape}" for look in LOOKS.values()} | {"i-bell", "i-pause"}
    for text in texts:
        used |= set(re.findall(r'<use href="#([is]-[a-z]+)"', text))
        used |= {f"i-{name}" for name in re.findall(r'p\.icon\("([a-z]+)"', text)}

    assert used <= there


def test_every_file_that_is_linked_is_there():
    named = set()
    for path in TEMPLATES:
        named |= set(re.findall(r'static\("([^"]+)"\)', path.read_text("utf-8")))

    assert "app.css" in named
    assert {name for name in named if finders.find(name) is None} == set()


@pytest.mark.parametrize("word", LOOKS)
def test_a_status_is_a_shape_and_always_its_word(word):
    parts = engines["jinja2"].env.get_template("components/parts.html").module

    drawn = parts.status(word)

    assert drawn.endswith(f"{word}</span>")
    assert f"#s-{LOOKS[word].shape}" in drawn


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("404.html", "It may have moved; the queue has everything that is open."),
        ("500.html", "Nothing was sent or charged. Try again in a minute."),
        ("403.html", "Nothing was changed."),
        ("403_csrf.html", "Nothing was sent or saved."),
    ],
)
def test_an_error_page_says_what_it_means_and_what_to_do(name, sentence):
    text = get_template(name).render()

    assert sentence in text
    assert "Open the queue" in text
