"""Countries, addresses, e-mail and roles of a client, as files and forms write them."""

from __future__ import annotations

import re
from typing import get_args

from drumbeat.core.countries import COUNTRIES
from drumbeat.core.party import ContactRole
from drumbeat.core.terms_grammar import WordsNotUnderstood

_EMAIL = re.compile(r"[^\s@<>,;:\"()\[\]\\]{1,64}@[^\s@.,;<>]+(\.[^\s@.,;<>]+)+")
_PEPPOL_ID = re.compile(r"[0-9]{4}:\S{1,50}")
_ROLES: tuple[ContactRole, ...] = get_args(ContactRole)


def parse_country(text: str) -> str:
    """Read an ISO 3166-1 code of two letters."""
    if text in COUNTRIES:
        return text
    raise WordsNotUnderstood(
        text=text, what="a country", examples="its ISO 3166 code, like “DE”"
    )


def parse_address(value: object) -> tuple[str, ...]:
    """Read lines separated by “;”, or a list of lines when one holds a “;”."""
    lines = value.split(";") if isinstance(value, str) else value
    if isinstance(lines, list) and all(isinstance(line, str) for line in lines):
        stripped = tuple(line.strip() for line in lines)
        if all(line.isprintable() for line in stripped):
            return tuple(line for line in stripped if line)
    raise WordsNotUnderstood(
        text=value, what="an address", examples="“Lindenallee 2;80331 München”"
    )


def parse_email(text: str) -> str:
    """Read one address, without a name."""
    if len(text) <= 254 and text.isprintable() and _EMAIL.fullmatch(text):
        return text
    raise WordsNotUnderstood(
        text=text, what="an e-mail address", examples="it like “ap@client.example”"
    )


def parse_peppol_id(text: str) -> str:
    """Read scheme and id."""
    if text.isprintable() and _PEPPOL_ID.fullmatch(text):
        return text
    raise WordsNotUnderstood(
        text=text, what="a Peppol id", examples="scheme and id, like “9930:DE136695976”"
    )


def parse_role(text: str) -> ContactRole:
    """Read the part a person has."""
    for role in _ROLES:
        if role == text:
            return role
    raise WordsNotUnderstood(
        text=text, what="a role", examples="“approver”, “payer” or “copy”"
    )
