"""Where things are seen: the address of each."""

from __future__ import annotations

from urllib.parse import quote

from django.urls import reverse


def client(id_: int) -> str:
    """Return the address of a client."""
    return reverse("client", args=[id_])


def invoice(number: str) -> str:
    """Return the address of a document; its number may hold a slash."""
    return f"/invoices/{quote(number, safe='')}"


def draft(id_: int) -> str:
    """Return the address of a draft."""
    return reverse("draft", args=[id_])


def engagement(id_: int) -> str:
    """Return the address of an engagement."""
    return reverse("engagement", args=[id_])
