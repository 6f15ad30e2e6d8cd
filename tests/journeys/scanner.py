"""What checks mail for viruses: it opens all a letter leads to, and posts nothing."""

from __future__ import annotations

import re

from django.apps import apps
from django.conf import settings
from django.test import Client

from drumbeat.core.ports import Message

_ADDRESS = re.compile(
    r"""(?:href|src|action)="([^"]+)"|url\(["']?([^"')]+)|(http\S+)"""
)


def every_row() -> dict[str, list[dict[str, object]]]:
    """Return everything that is kept, by table: also who is signed in."""
    return {
        model._meta.label: list(model._default_manager.order_by("pk").values())
        for model in apps.get_models()
    }


def scan(letter: Message) -> dict[str, int]:
    """Ask by HEAD and GET for all a letter leads to; return how each was answered.

    It keeps cookies, follows redirects, fetches pictures, styles and scripts, and tries
    the addresses of forms; it sends none of them.
    """
    browser = Client()
    answers: dict[str, int] = {}
    waiting = _ours(letter.html) | _ours(letter.text)
    while waiting - set(answers):
        address = min(waiting - set(answers))
        for ask in (browser.head, browser.get):
            answer = ask(address)
            content = b"".join(answer)
            answers[address] = answer.status_code
            waiting |= _ours(f'href="{answer.get("Location", "")}"')
            if answer.get("Content-Type", "").startswith(("text/html", "text/css")):
                waiting |= _ours(content.decode())
    return answers


def _ours(text: str) -> set[str]:
    """Return the addresses of the house in a text, without what comes after “#”."""
    found = {next(filter(None, groups)) for groups in _ADDRESS.findall(text)}
    paths = {each.removeprefix(settings.DRUMBEAT_PUBLIC_URL) for each in found}
    return {path.partition("#")[0] for path in paths if path.startswith("/")}
