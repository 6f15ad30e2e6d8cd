"""Where things are seen: the address of each, as far as its page is there."""

from __future__ import annotations

from functools import cache
from urllib.parse import quote, urlencode

from django.urls import Resolver404, resolve, reverse


@cache
def existing(path: str) -> str:
    """Return the path when a page answers there, else nothing."""
    try:
        resolve(path)
    except Resolver404:
        return ""
    return path


def client(id_: int) -> str:
    """Return the address of what was agreed with a client."""
    return f"{reverse('engagements')}?{urlencode({'client': id_})}"


def invoice(number: str) -> str:
    """Return where a document is seen: on its page, else closely in the queue."""
    if existing("/invoices/INV-1"):
        return f"/invoices/{quote(number, safe='')}"
    return f"{reverse('queue')}?{urlencode({'selected': f'invoice:{number}'})}"


def draft(id_: int) -> str:
    """Return the address of a draft."""
    return reverse("draft", args=[id_])


def engagement(id_: int) -> str:
    """Return the address of an engagement, or nothing while it has no page."""
    return f"/engagements/{id_}" if existing("/engagements/1") else ""
