"""Payment terms are said in the client's language."""

from typing import get_args

import pytest

from drumbeat.core.party import Language
from drumbeat.core.payment_terms import parse_payment_terms
from drumbeat.core.payment_words import payment_terms_text

FORMS = (
    "on receipt",
    "14 days",
    "30 days after end of month",
    "end of month after 30 days",
    "day 15 of next month",
    "day 15 after 10 days",
)


@pytest.mark.parametrize("text", FORMS)
def test_english_is_the_language_of_the_file(text: str) -> None:
    assert payment_terms_text(parse_payment_terms(text), "en") == text


@pytest.mark.parametrize("language", get_args(Language))
@pytest.mark.parametrize("text", FORMS)
def test_every_number_is_said_in_every_language(language: Language, text: str) -> None:
    said = payment_terms_text(parse_payment_terms(text), language)
    assert [w for w in said.replace(".", " ").split() if w.isdigit()] == [
        w for w in sorted(text.split(), key=said.find) if w.isdigit()
    ]
