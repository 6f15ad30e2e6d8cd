"""What a client reads is complete in each language."""

import dataclasses
import re
from pathlib import Path
from typing import get_args

import pytest

import drumbeat.web
from drumbeat.core.party import Language
from drumbeat.web.client.vocabulary import ClientWords
from drumbeat.web.client.words import WORDS, asked_for

FIELDS = [field.name for field in dataclasses.fields(ClientWords)]
WEB = Path(drumbeat.web.__file__).parent
PLACEHOLDER = re.compile(r"\{(\w*)\}")


def test_every_language_of_a_client_is_spoken():
    assert set(WORDS) == set(get_args(Language))


@pytest.mark.parametrize("language", WORDS)
def test_nothing_is_left_unsaid(language):
    words = WORDS[language]

    assert [name for name in FIELDS if not getattr(words, name).strip()] == []


@pytest.mark.parametrize("language", WORDS)
def test_the_same_facts_are_filled_in_everywhere(language):
    def facts(words: ClientWords) -> dict[str, list[str]]:
        return {n: sorted(PLACEHOLDER.findall(getattr(words, n))) for n in FIELDS}

    assert facts(WORDS[language]) == facts(WORDS["en"])


def test_every_word_is_said_somewhere():
    sources = [*(WEB / "client").glob("*.py"), *(WEB / "templates").rglob("*.html")]
    text = " ".join(source.read_text(encoding="utf-8") for source in sources)

    assert [name for name in FIELDS if not re.search(rf"\.{name}\b", text)] == []


@pytest.mark.parametrize("language", WORDS)
def test_the_voice_is_calm(language):
    said = " ".join(getattr(WORDS[language], name) for name in FIELDS)

    assert "!" not in said
    assert "  " not in said


@pytest.mark.parametrize("language", [key for key in WORDS if key != "en"])
def test_sentences_are_translated(language):
    english, other = WORDS["en"], WORDS[language]
    same = {name for name in FIELDS if getattr(english, name) == getattr(other, name)}

    assert same <= {"pdf_file", "question_open"}  # the same word in French


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("de-CH,de;q=0.9,en;q=0.8", "de"),
        ("pt-BR, nl;q=0.8", "nl"),
        ("FR", "fr"),
        ("ja", "en"),
        ("", "en"),
    ],
)
def test_a_browser_is_answered_in_its_first_language_we_speak(header, language):
    assert asked_for(header) == language
