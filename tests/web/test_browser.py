"""The queue in a real browser: reading, approving, taking it back, by keyboard too."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core.management import call_command
from playwright.sync_api import Page, sync_playwright

from cast import Practice, monthly
from drumbeat.apps.billing.queries import list_drafts
from drumbeat.apps.identity.models import User

PASSWORD = "always small invoices"
CHROMIUM = Path("/usr/bin/chromium")
FLAGS = """--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-sync
    --disable-background-networking --disable-component-update""".split()

# Only what is shown is approved, so the keys wait for the peek.
PEEK_FOLLOWED = """() => document.querySelector("[data-peek] h2").textContent ===
    document.activeElement.closest(".row")?.querySelector("b").textContent"""

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def practice(transactional_db: None) -> Practice:
    call_command("createcachetable", verbosity=0)
    practice = Practice.open()
    user = User.objects.get()
    user.set_password(PASSWORD)
    user.save()
    for client in ("Halden", "Koru"):
        practice.agree(monthly(client))
    practice.bill("2026-01-01")
    return practice


@pytest.fixture
def page(practice: Practice, live_server) -> Iterator[Page]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        page = browser.new_page(viewport={"width": 1440, "height": 900})
        page.goto(live_server.url)
        page.fill("[name=email]", "nora@x.example")
        page.fill("[name=password]", PASSWORD)
        page.keyboard.press("Enter")
        page.wait_for_selector("h1:has-text('Queue')")
        yield page
        browser.close()


def states(practice: Practice) -> list[str]:
    return sorted(draft.state for draft in list_drafts(practice.id))


def test_a_draft_is_approved_and_taken_back_by_keyboard(page, practice) -> None:
    faults: list[str] = []
    page.on("console", lambda said: said.type == "error" and faults.append(said.text))
    page.keyboard.press("j")
    page.wait_for_function(PEEK_FOLLOWED)
    page.keyboard.press("e")
    page.wait_for_selector(".toast:has-text('in 20 seconds')")
    assert states(practice) == ["approved", "draft"]
    page.keyboard.press("u")
    page.wait_for_selector("text=The draft is back in the queue.")
    assert states(practice) == ["draft", "draft"]
    assert faults == []


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [1440, 390, 320])
def test_nothing_stands_in_anybodys_way(page, theme: str, width: int) -> None:
    page.emulate_media(color_scheme=theme)
    page.set_viewport_size({"width": width, "height": 844})
    page.reload()
    found = Axe().run(page)
    assert [v["id"] for v in found.response["violations"]] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
