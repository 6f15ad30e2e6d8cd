"""The command menu: from anywhere, by keyboard alone, and back to where one was."""

from __future__ import annotations

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

FIELD = "#pal-q"


def ask(page: Page, text: str) -> None:
    """Type, and wait until the menu answers what was typed."""
    page.keyboard.type(text)
    expect(page.locator(f'#palette [data-found="{text}"]')).to_be_visible()


def meant(page: Page) -> str:
    """Return the option that is marked; the field comes to name it."""
    marked = page.locator('#palette [aria-selected="true"]')
    expect(marked).to_have_count(1)
    expect(page.locator(FIELD)).to_have_attribute(
        "aria-activedescendant", marked.get_attribute("id")
    )
    return marked.inner_text()


@pytest.mark.parametrize("path", ["/", "/engagements/1", "/settings/account"])
@pytest.mark.parametrize("key", ["/", "Control+k"])
def test_the_menu_opens_anywhere_and_gives_the_focus_back(open_page, path, key):
    page = open_page(path)
    page.locator(".nav a").nth(1).focus()
    page.keyboard.press(key)

    expect(page.get_by_role("dialog", name="Search or jump to")).to_be_visible()
    expect(page.get_by_role("option").first).to_be_visible()
    expect(page.locator(FIELD)).to_be_focused()

    page.keyboard.press("Escape")

    expect(page.locator("#palette")).not_to_be_visible()
    expect(page.locator(".nav a").nth(1)).to_be_focused()


def test_it_opens_from_a_field_and_by_the_search_in_the_frame(open_page):
    page = open_page("/invoices")
    page.locator("main input").first.focus()
    page.keyboard.press("Control+k")
    expect(page.locator(FIELD)).to_be_focused()
    page.keyboard.press("Control+k")
    expect(page.locator("#palette")).not_to_be_visible()

    page.click(".side .search")
    expect(page.locator(FIELD)).to_be_focused()


def test_arrows_choose_and_enter_goes_there(open_page):
    page = open_page()
    page.keyboard.press("/")
    ask(page, "halden")
    first = meant(page)

    page.keyboard.press("ArrowDown")
    assert meant(page) != first
    page.keyboard.press("ArrowUp")
    assert meant(page) == first
    page.keyboard.press("ArrowUp")  # round to the last one
    assert meant(page) == page.get_by_role("option").last.inner_text()
    expect(page.locator(FIELD)).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")

    page.wait_for_url("**/drafts/*")


def test_an_invoice_is_found_by_its_number(open_page):
    page = open_page("/engagements")
    page.keyboard.press("/")
    ask(page, "INV-2026-0003")
    page.keyboard.press("Enter")

    page.wait_for_url("**/invoices/INV-2026-0003")


def test_enter_before_the_answer_goes_to_the_page_of_the_search(open_page):
    page = open_page()
    page.keyboard.press("/")
    expect(page.get_by_role("option").first).to_be_visible()
    page.route("**/search?*part=found*", lambda _: None)  # no answer for a while
    page.keyboard.type("sable")
    page.evaluate("document.querySelector('#pal-found').replaceChildren()")
    page.keyboard.press("Enter")

    page.wait_for_url("**/search?q=sable")
    expect(page.get_by_role("link", name="Sable & Finch").first).to_be_visible()


def test_nothing_found_is_said_and_enter_leads_to_the_page_of_it(open_page):
    page = open_page()
    page.keyboard.press("/")
    ask(page, "zebra")

    expect(page.locator("#palette .hits__none")).to_contain_text("Nothing is called")
    expect(page.locator("#palette [data-said]")).to_have_text("Nothing found")
    field = page.locator(FIELD)
    expect(field).to_have_attribute("aria-expanded", "false")
    expect(field).not_to_have_attribute("aria-activedescendant", re.compile(""))


def test_tab_stays_in_the_menu(open_page):
    page = open_page()
    page.keyboard.press("/")
    expect(page.get_by_role("option").first).to_be_visible()
    for key in ("Tab", "Tab", "Tab", "Shift+Tab", "Shift+Tab"):
        page.keyboard.press(key)
        assert (
            page.evaluate("document.activeElement.closest('dialog')?.id") == "palette"
        )


def test_c_offers_what_is_new(open_page):
    page = open_page("/engagements")
    page.keyboard.press("c")

    expect(page.locator('#palette [data-found="new"]')).to_be_visible()
    assert "New engagement" in meant(page)
    page.keyboard.press("Enter")
    page.wait_for_url("**/engagements/new")


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [1440, 390])
@pytest.mark.parametrize("text", ["", "halden", "zebra"])
def test_axe_finds_nothing_in_the_menu(open_page, width, theme, text):
    page = open_page(width=width, theme=theme)
    page.keyboard.press("/")
    expect(page.get_by_role("option").first).to_be_visible()
    if text:
        ask(page, text)

    found = Axe().run(page).response["violations"]
    assert [(v["id"], v["nodes"][0]["html"]) for v in found] == []


def test_the_menu_fits_a_narrow_phone(open_page):
    page = open_page(width=320)
    page.click(".tabbar summary")
    page.click(".tabbar [data-palette]")
    ask(page, "halden")

    assert page.evaluate("palette.scrollWidth <= palette.clientWidth")
    page.click("#palette [data-close]")
    expect(page.locator("#palette")).not_to_be_visible()
