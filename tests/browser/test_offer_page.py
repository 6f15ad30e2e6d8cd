"""The page of an offer in a real browser: read everywhere, agreed on by a phone."""

from __future__ import annotations

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

LINK = re.compile(r"/i/[\w-]{43}")
OFFERED = "Partner workshop"  # in the sample, to who approves at Halden


@pytest.fixture(scope="module")
def link(house, chromium, owner) -> str:
    """Return the address in the letter that carries the offer."""
    context = chromium.new_context(base_url=house, storage_state=owner)
    page = context.new_page()
    page.goto("/mailbox")
    letters = page.locator(".mail a").evaluate_all("all => all.map(a => a.href)")
    for letter in letters[:20]:
        page.goto(letter)
        text = page.locator(".letter__text").inner_text()
        if OFFERED in text:
            context.close()
            return LINK.search(text)[0]
    raise AssertionError("the sample offers nothing")


def look(page: Page) -> tuple[list[tuple[str, str]], int]:
    """Return what axe finds, and how far the page is wider than the window."""
    faults = Axe().run(page).response["violations"]
    wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    return [(fault["id"], fault["nodes"][0]["html"]) for fault in faults], wide


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [1440, 390, 320])
def test_it_reads_well_everywhere(house, chromium, link, width, theme):
    context = chromium.new_context(
        base_url=house, viewport={"width": width, "height": 844}, color_scheme=theme
    )
    page = context.new_page()
    page.goto(link)
    expect(page.get_by_role("heading", name=OFFERED)).to_be_visible()
    page.get_by_text("Ask a question", exact=True).click()
    page.get_by_text("Not now", exact=True).click()
    found = look(page)
    context.close()

    assert found == ([], 0)


def test_a_scanner_that_opens_and_posts_nothing_changes_nothing(house, chromium, link):
    """It runs scripts, opens every link of the page, and sends no form."""
    context = chromium.new_context(base_url=house)
    page = context.new_page()
    page.goto(link)
    offer = page.url
    for each in page.eval_on_selector_all("a[href]", "all => all.map(a => a.href)"):
        if each.startswith(house):
            page.goto(each)
    page.goto(offer)
    expect(page.get_by_role("button", name="Approve €3,800.00")).to_be_visible()
    context.close()


def test_it_is_agreed_on_by_a_phone_without_scripts(house, chromium, link):
    context = chromium.new_context(
        base_url=house,
        viewport={"width": 390, "height": 844},
        java_script_enabled=False,
    )
    page = context.new_page()
    page.goto(link)
    page.get_by_text("Ask a question", exact=True).click()
    page.get_by_label("Your question").fill("Is lunch included?")
    page.get_by_role("button", name="Send question").click()
    expect(page.locator("#thread")).to_contain_text("Is lunch included?")
    page.get_by_label("PO number").fill("PO-77")
    page.get_by_label("I can approve spending").check()
    page.get_by_role("button", name="Approve €3,800.00").click()

    expect(page.locator(".eyebrow")).to_contain_text("Agreed by Ingrid Solberg")
    expect(page.locator("main")).to_contain_text("PO-77")
    expect(page.get_by_role("button", name="Approve")).to_have_count(0)
    address = page.url
    scripted = chromium.new_context(
        base_url=house, storage_state=context.storage_state()
    )
    record = scripted.new_page()
    record.goto(address)
    assert look(record) == ([], 0)
    scripted.close()
    context.close()
