"""From an empty house to the first invoice that was sent, in less than two minutes."""

from __future__ import annotations

import time
from datetime import date

from playwright.sync_api import expect

from browser.conftest import comes_to_say

SECONDS_MOST = 120


def test_the_first_invoice_goes_out_within_two_minutes(furnished, visit):
    house = furnished()
    began = time.monotonic()
    page = visit(house)
    set_up(page)
    agree(page)
    comes_to_say(page, "/", "Write the update.")
    page.locator(".row__title", has_text="Halden").first.focus()
    page.keyboard.press("Enter")
    page.get_by_label("Deliverable", exact=True).fill("Plan signed off by the board")
    page.keyboard.press("Tab")
    page.get_by_role("button", name="Approve and send").click()
    expect(page.locator("[data-toast]")).to_contain_text("Sending to Halden")
    comes_to_say(page, "/invoices", "INV-")
    comes_to_say(page, "/mailbox", "INV-")
    took = time.monotonic() - began

    page.get_by_role("link", name="INV-").first.click()
    expect(page.get_by_role("main")).to_contain_text("Plan signed off by the board")
    house.check()
    assert took < SECONDS_MOST


def set_up(page):
    expect(
        page.get_by_role("heading", name="Let us set up your books.")
    ).to_be_visible()
    page.get_by_label("Name", exact=True).fill("Lindqvist Advisory")
    page.get_by_label("Address", exact=True).fill("Herengracht 401\n1017 BP Amsterdam")
    page.get_by_label("Country").select_option("NL")
    expect(page.get_by_label("Time zone")).to_have_value("Europe/Amsterdam")
    page.get_by_label("VAT id").fill("NL812345678B01")
    page.get_by_label("Bank account (IBAN)").fill("NL91 ABNA 0417 1643 00")
    page.get_by_label("Your name").fill("Nora Lindqvist")
    page.get_by_label("E-mail address").fill("nora@lindqvist.example")
    page.get_by_label("Password", exact=True).fill("four words are easy")
    page.get_by_role("button", name="Start", exact=True).click()
    expect(page.get_by_role("heading", name="Queue", level=1)).to_be_visible()


def agree(page):
    page.get_by_role("main").get_by_role("link", name="New engagement").click()
    page.get_by_role("link", name="Fractional CMO").click()
    page.get_by_label("Client", exact=True).fill("Halden Robotics B.V.")
    page.get_by_label("Address", exact=True).fill("Kanaalweg 8\n3526 KL Utrecht")
    page.get_by_label("Who approves").fill("Ingrid Solberg")
    page.get_by_label("Their e-mail address").fill("ingrid@halden.example")
    first = date.today().replace(day=1)  # noqa: DTZ011  (the browser's day)
    page.get_by_label("First day of service").fill(first.isoformat())
    page.get_by_role("button", name="See the first invoices").click()
    page.get_by_role("button", name="Agree on it").click()
    expect(page.locator(".notices")).to_contain_text("is agreed.")
