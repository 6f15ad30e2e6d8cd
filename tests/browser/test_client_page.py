"""A client’s page in a real browser: forms arrive, values are copied, visits noted."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, FilePayload, Page, expect

LINK = re.compile(r"/i/[\w-]{43}")


@pytest.fixture(scope="module")
def links(house, chromium, owner) -> list[str]:
    """Return the addresses in the newest letters of the sample."""
    context = chromium.new_context(base_url=house, storage_state=owner)
    page = context.new_page()
    page.goto("/mailbox")
    letters = page.locator(".mail a").evaluate_all("all => all.map(a => a.href)")
    found = []
    for letter in letters[:20]:
        page.goto(letter)
        found += LINK.findall(page.locator(".letter__text").inner_text())
    context.close()
    assert found
    return found


@pytest.fixture
def reader(house: str, chromium: Browser) -> Iterator[BrowserContext]:
    """The browser of somebody outside, who may let pages write to the clipboard."""
    context = chromium.new_context(
        base_url=house, permissions=["clipboard-read", "clipboard-write"]
    )
    yield context
    context.close()


def to_approve(reader: BrowserContext, links: list[str]) -> Page:
    """Open the first page that waits for a yes."""
    page = reader.new_page()
    for link in links:
        page.goto(link)
        if page.locator("form#approve").count():
            return page
    raise AssertionError("nothing in the sample waits for a client")


def test_a_yes_arrives_and_is_taken_back(reader, links):
    page = to_approve(reader, links)
    assert "/i/" not in page.url
    page.locator("form#approve button").click()
    expect(page.locator(".c-due .c-said")).to_be_visible()
    page.locator(".c-due form button").click()

    expect(page.locator("form#approve")).to_be_visible()


def sent(name: str, content: bytes) -> FilePayload:
    return {"name": name, "mimeType": "", "buffer": content}


def test_everything_works_without_scripts(house, chromium, links):
    context = chromium.new_context(base_url=house, java_script_enabled=False)
    page = to_approve(context, links)
    assert page.locator("[data-copy]:visible").count() == 0
    page.locator(".askbox summary").first.click()
    form = page.locator(".askform").first
    form.locator("textarea").fill("Is this what we agreed?")
    form.locator("[type=file]").set_input_files(sent("run.exe", b"MZ\0"))
    form.locator("button").click()
    expect(form.locator(".error")).to_be_visible()
    expect(form.locator("textarea")).to_have_value("Is this what we agreed?")
    expect(form.locator("textarea")).to_be_focused()
    form.locator("[type=file]").set_input_files(sent("order.pdf", b"%PDF-1.7"))
    form.locator("button").click()
    expect(page.locator(".thread")).to_contain_text("Is this what we agreed?")
    with page.expect_download() as kept:
        page.locator(".thread__file a").click()
    assert kept.value.suggested_filename == "order.pdf"
    page.locator(".thread form button.ask").click()
    context.close()


def test_a_value_is_copied_and_says_so(reader, links):
    page = to_approve(reader, links)
    button = page.locator("[data-copy]").first
    button.click()

    expect(page.locator(".copied")).to_be_visible()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == button.get_attribute("data-copy")
    expect(page.locator(".copied")).to_have_count(0, timeout=4_000)


def test_a_visit_is_told_after_two_seconds(reader, links):
    page = reader.new_page()
    with page.expect_response(re.compile(r"/visit$"), timeout=6_000) as told:
        page.goto(links[0])

    assert told.value.status == 204


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [1440, 390, 320])
def test_it_reads_well_everywhere(house, chromium, links, width, theme):
    context = chromium.new_context(
        base_url=house, viewport={"width": width, "height": 844}, color_scheme=theme
    )
    page = to_approve(context, links)
    page.locator(".askbox summary").first.click()
    faults = Axe().run(page).response["violations"]
    wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    context.close()

    assert [(fault["id"], fault["nodes"][0]["html"]) for fault in faults] == []
    assert wide <= 0
