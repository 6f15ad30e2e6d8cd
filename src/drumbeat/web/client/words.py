"""The words of each language a client may read."""

from __future__ import annotations

from drumbeat.core.party import Language
from drumbeat.web.client.languages.dutch import DUTCH
from drumbeat.web.client.languages.english import ENGLISH
from drumbeat.web.client.languages.french import FRENCH
from drumbeat.web.client.languages.german import GERMAN
from drumbeat.web.client.languages.spanish import SPANISH
from drumbeat.web.client.vocabulary import ClientWords

WORDS: dict[Language, ClientWords] = {
    "en": ENGLISH,
    "de": GERMAN,
    "fr": FRENCH,
    "nl": DUTCH,
    "es": SPANISH,
}


def asked_for(languages: str) -> Language:
    """Return the first language of an Accept-Language header that we speak."""
    for wish in languages.split(","):
        code = wish.strip()[:2].lower()
        for language in WORDS:
            if code == language:
                return language
    return "en"
