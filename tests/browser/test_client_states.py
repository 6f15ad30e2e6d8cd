"""Every state of the amount on a client’s page, as the design lists them, by axe."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.template.loader import render_to_string
from django.test import RequestFactory
from playwright.sync_api import Browser, Page, Route

from drumbeat.core.brand import derive
from drumbeat.core.client_page import ClientPage
from drumbeat.core.money import Money
from drumbeat.core.settlement import Settlement, SettlementStatus
from drumbeat.web.client.guards import ended
from web.client_cast import approved, client_page, html, question, settled

STATIC = Path(__file__).parents[2] / "src" / "drumbeat" / "web" / "static"
LATER = date(2026, 11, 22)
RECEIVED = date(2026, 11, 16)
ADDRESS = "http://client.example"
KINDS = {".css": "text/css", ".js": "text/javascript", ".woff2": "font/woff2"}


def open_at(euros: int, status: SettlementStatus, *, late: int = 0) -> ClientPage:
    amount = Money(euros * 100, "EUR")
    settlement = Settlement(amount, status, late)
    return approved(client_page(settlement=settlement, payable=amount))


def asked() -> ClientPage:
    return client_page(threads=(question(),), payable=Money(726_000, "EUR"))


STATES = {
    "to approve": lambda: html(client_page()),
    "approved": lambda: html(approved(client_page(), may_be_undone=True)),
    "question open": lambda: html(asked()),
    "past due": lambda: html(open_at(9_196, SettlementStatus.OPEN, late=5), on=LATER),
    "part paid": lambda: html(open_at(1_936, SettlementStatus.PARTLY_PAID)),
    "paid": lambda: html(
        settled(client_page(), SettlementStatus.PAID, paid_on=RECEIVED)
    ),
    "cancelled": lambda: html(
        settled(client_page(), SettlementStatus.CREDITED, credited_by="CN-2026-007")
    ),
    "link expired": lambda: ended(
        RequestFactory().get("/i/x"), token="x" * 43
    ).content.decode(),
}


@pytest.fixture(params=["light", "dark"])
def themed(request: pytest.FixtureRequest, chromium: Browser) -> Iterator[Page]:
    """Return a page of that theme that finds our styles and nothing else."""
    context = chromium.new_context(color_scheme=request.param)
    page = context.new_page()
    yield page
    context.close()


def serve(page: Page, text: str) -> None:
    """Show the text as if it came from the house, with its own styles."""
    brand = derive("#1f4a3d")
    look = render_to_string(
        "client_look.css", {"light": brand.light, "dark": brand.dark}
    )

    def answer(route: Route) -> None:
        name = route.request.url.removeprefix(ADDRESS).partition("?")[0]
        path = STATIC / name.removeprefix("/static/")
        if name == "/":
            route.fulfill(body=text, content_type="text/html")
        elif name.endswith("/look.css"):
            route.fulfill(body=look, content_type="text/css")
        elif name.startswith("/static/"):
            kind = KINDS.get(path.suffix, "application/octet-stream")
            route.fulfill(body=path.read_bytes(), content_type=kind)
        else:
            route.fulfill(status=204)

    page.unroute_all()
    page.route("**/*", answer)
    page.goto(f"{ADDRESS}/")


@pytest.mark.parametrize("state", STATES)
def test_every_state_reads_well(themed, state):
    faults = []
    for width in (1440, 390):
        themed.set_viewport_size({"width": width, "height": 844})
        serve(themed, STATES[state]())
        assert themed.evaluate("document.documentElement.scrollWidth") <= width
        found = Axe().run(themed).response["violations"]
        faults += [(fault["id"], fault["nodes"][0]["html"]) for fault in found]
    assert faults == []


def test_what_is_past_due_says_so_before_all_else(themed):
    serve(themed, html(replace(asked(), settlement=_late()), on=LATER))
    assert "5 days past due" in themed.locator("main").inner_text()


def _late() -> Settlement:
    return Settlement(Money(919_600, "EUR"), SettlementStatus.OPEN, 5)
