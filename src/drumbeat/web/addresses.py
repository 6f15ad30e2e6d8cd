"""Where things are seen: the address of each."""

from __future__ import annotations

from functools import lru_cache
from urllib.parse import quote

from django.urls import get_script_prefix, reverse


def at(name: str, *arguments: object) -> str:
    """Return the address of a page by its name, as `reverse` does but remembered."""
    return _at(get_script_prefix(), name, *arguments)


@lru_cache(maxsize=4_096)
def _at(_prefix: str, name: str, *arguments: object) -> str:
    return reverse(name, args=arguments)


def client(id_: int) -> str:
    """Return the address of a client."""
    return at("client", id_)


def invoice(number: str) -> str:
    """Return the address of a document; its number may hold a slash."""
    return f"/invoices/{quote(number, safe='')}"


def draft(id_: int) -> str:
    """Return the address of a draft."""
    return at("draft", id_)


def engagement(id_: int) -> str:
    """Return the address of an engagement."""
    return at("engagement", id_)
