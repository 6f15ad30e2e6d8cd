"""A month's billing for seven clients, by the keyboard alone."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from browser.conftest import OWNER_OF_A_JOURNEY, PASSWORD, comes_to_say

CLIENTS = 7


def test_seven_clients_are_billed_by_the_keyboard_alone(furnished, visit):
    house = furnished(str(CLIENTS), undo_seconds=3)
    page = visit(house, "/sign-in")
    keys = page.keyboard
    keys.press("Tab")
    tab_to(page, "email")
    keys.type(OWNER_OF_A_JOURNEY)
    keys.press("Tab")
    keys.type(PASSWORD)
    keys.press("Enter")
    expect(page.locator(".group").first).to_contain_text("Needs you today")

    for left in range(CLIENTS, 0, -1):
        expect(page.locator("#today .group__head .n")).to_have_text(str(left))
        page.wait_for_load_state()  # its scripts listen from then on
        keys.press("j")
        keys.press("k")
        keys.press("Enter")
        page.wait_for_url(re.compile(r"/drafts/\d+$"))
        client = page.locator(".crumbs a").first.inner_text()
        keys.press("d")
        keys.type(f"Roadmap of {client} agreed with the board")
        keys.press("Tab")
        expect(page.get_by_role("button", name="Approve and send")).to_be_visible()
        keys.press("Control+Enter")
        expect(page.locator("[data-toast]")).to_contain_text(f"Sending to {client}")

    expect(page.get_by_role("main")).to_contain_text("Nothing needs you.")
    comes_to_say(page, "/invoices?state=open", f"INV-{this_year(page)}-0007")
    for name in house.rooms:
        expect(page.locator(".row__title", has_text=name)).to_have_count(1)
    house.check()


def tab_to(page: Page, field: str) -> None:
    """Press Tab until the field has the focus."""
    for _ in range(20):
        if page.evaluate("document.activeElement.id") == field:
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"Tab never came to {field}")


def this_year(page: Page) -> str:
    return page.evaluate("String(new Date().getFullYear())")
