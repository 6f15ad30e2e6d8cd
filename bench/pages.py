"""Pages through the real WSGI door, against an empty view behind it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from http import HTTPStatus
from http.cookies import SimpleCookie
from statistics import median
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.handlers.wsgi import WSGIHandler
from django.test import Client, RequestFactory, override_settings

from bench import cpu, database, seeds
from bench.goals import PAGES
from drumbeat.apps.billing.models import Draft
from drumbeat.apps.invoices.models import Invoice
from drumbeat.apps.sharing.operations import make_token
from drumbeat.apps.sharing.queries import open_link
from drumbeat.core.party import Contact

Page = Callable[[int], None]


def measure(size: int, rounds: int) -> dict[str, float]:
    """Return CPU seconds of each page and of an empty view, with `size` open."""
    database.fresh(seeds.have("open", size))
    limits = settings.ACCOUNT_RATE_LIMITS | {"client_page": "1000000/m/ip"}
    with override_settings(
        ROOT_URLCONF="bench.urls",
        ALLOWED_HOSTS=["testserver"],
        ACCOUNT_RATE_LIMITS=limits,  # counted as ever, and never reached
    ):
        own = [_page(path, _signed_in()) for path in (*_paths(), "/empty")]
        *ours, empty = own
        pages = dict(zip(PAGES, (*ours, _client_page()), strict=True))
        pages["empty"] = empty
        spent: dict[str, list[float]] = {name: [] for name in pages}
        for page in pages.values():
            page(3)
        for _ in range(rounds):
            for name, page in pages.items():
                times = 40 if name == "empty" else 4
                cost = cpu.spent_by(partial(page, times)).total / times
                spent[name].append(cost)
    return {name: median(costs) for name, costs in spent.items()}


def _paths() -> tuple[str, str, str]:
    """Return the queue, an engagement with its share of the invoices, and a draft."""
    busy = Invoice.objects.values_list("engagement_id", flat=True).order_by("-id")[0]
    draft = Draft.objects.filter(state="draft").values_list("id", flat=True)[0]
    return "/", f"/engagements/{busy}", f"/drafts/{draft}"


def _start(*_: object) -> Callable[[bytes], object]:
    """Take the status and the headers, as a server would."""
    return len


def _signed_in() -> SimpleCookie:
    """Return the cookies of the owner."""
    client = Client()
    client.force_login(get_user_model().objects.get())
    return client.cookies


def _client_page() -> Page:
    """Return what asks for the page of an invoice as its reader does."""
    invoice = Invoice.objects.order_by("-id")[0]
    reader = Contact("Ines Vos", "ines@halden.example", ("approver", "payer"))
    token = make_token(
        invoice.workspace_id, reader, invoice=invoice.id, at=datetime.now(UTC)
    )
    cookies: SimpleCookie = SimpleCookie()
    cookies["links"] = token
    return _page(f"/c/{open_link(token).link}", cookies)


def _page(path: str, cookies: SimpleCookie) -> Page:
    """Return what asks for the page so many times, with these cookies."""
    factory = RequestFactory()
    factory.cookies.update(cookies)
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
