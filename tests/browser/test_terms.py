"""A term changed in place with the script: opened, tried, saved, without a reload."""

from __future__ import annotations

from playwright.sync_api import expect

FILE = """
name = "Interim CMO"
starts = 2026-01-01
currency = "EUR"
[client]
name = "Northwind Robotics"
"""


def test_a_value_is_changed_where_it_stands(open_page):
    page = open_page("/engagements/2")
    page.click(".terms a[href$='/terms/amount']")
    amount = page.locator("#f-amount")
    expect(amount).to_be_focused()
    assert page.url.endswith("/engagements/2")  # the page around it stayed

    amount.fill("not yet")
    amount.press("Tab")
    expect(page.locator("#effect .error")).to_contain_text("is not an amount in EUR")
    expect(page.locator("button[value=save]")).to_have_count(0)

    amount.fill("5,100")
    amount.press("Tab")
    expect(page.locator(".effect__said")).to_contain_text("€5,100.00 instead of")
    page.click("button[value=save]")
    expect(page.locator(".notices")).to_contain_text("Saved.")
    expect(page.locator(".terms")).to_contain_text("it is €5,100")


def test_a_file_may_be_dropped(open_page):
    page = open_page("/engagements/new")
    page.evaluate(
        """(text) => {
          const given = new DataTransfer();
          given.items.add(new File([text], "cmo.toml"));
          document.querySelector("[data-drop]").dispatchEvent(
            new DragEvent("drop", { dataTransfer: given, bubbles: true }));
        }""",
        FILE,
    )
    expect(page.locator("#preview")).to_contain_text("Northwind Robotics, Interim CMO")
