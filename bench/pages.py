"""The queue page through the real WSGI door, against an empty view behind it."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from statistics import median
from typing import Any

from django.contrib.auth import get_user_model
from django.core.handlers.wsgi import WSGIHandler
from django.test import Client, RequestFactory, override_settings

from bench import cpu, database, seeds

Page = Callable[[int], None]


def measure(size: int, rounds: int) -> dict[str, float]:
    """Return CPU seconds of one page and of one empty view, with `size` open."""
    database.fresh(seeds.have("open", size))
    with override_settings(ROOT_URLCONF="bench.urls", ALLOWED_HOSTS=["testserver"]):
        queue, empty = _page("/"), _page("/empty")
        queue(3)
        empty(20)
        queues, empties = [], []
        for _ in range(rounds):
            empties.append(cpu.spent_by(lambda: empty(40)).total / 40)
            queues.append(cpu.spent_by(lambda: queue(4)).total / 4)
    return {"page": median(queues), "empty": median(empties)}


def _start(*_: object) -> Callable[[bytes], object]:
    """Take the status and the headers, as a server would."""
    return len


def _page(path: str) -> Page:
    """Return what asks for the page so many times, signed in as the owner."""
    client = Client()
    client.force_login(get_user_model().objects.get())
    factory = RequestFactory()
    factory.cookies.update(client.cookies)
    handler = WSGIHandler()

    def ask(times: int) -> None:
        for _ in range(times):
            environ: dict[str, Any] = factory.get(path).environ
            response = handler(environ, _start)
            b"".join(response)
            response.close()
            if response.status_code != HTTPStatus.OK:
                raise RuntimeError(f"{path} answered {response.status_code}")

    return ask
