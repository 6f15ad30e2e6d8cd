"""The queue by keyboard alone: move, approve, undo."""

from __future__ import annotations

from playwright.sync_api import Page, expect

READY = 'li.row:has(.vh:text-is("Ready"))'


def select(page: Page, subject: str) -> None:
    """Move down until the subject is selected and the peek shows it."""
    select_row(page, subject)
    expect(page.locator(f'[data-peek] [data-subject="{subject}"]')).to_be_visible()


def test_a_send_is_approved_and_taken_back_by_two_keys(open_page):
    page = open_page()
    row = page.locator(f"{READY} .row__title").first
    subject = row.get_attribute("data-subject")

    select(page, subject)
    page.keyboard.press("e")

    expect(page.locator("[data-toast]")).to_contain_text("Sending to")
    expect(page.locator(f'.row__title[data-subject="{subject}"]')).to_have_count(0)

    page.keyboard.press("u")

    expect(page.locator(".notices")).to_contain_text("Not sent.")
    expect(page.locator(f'.row__title[data-subject="{subject}"]')).to_have_count(1)


def test_what_has_no_peek_leaves_it_empty_and_opens_by_enter(open_page):
    page = open_page()
    link = page.locator('a.row__title[data-subject^="offer:"]').first
    select_row(page, link.get_attribute("data-subject"))
    expect(page.locator("[data-peek]")).to_be_empty()
    page.keyboard.press("Enter")

    page.wait_for_url("**/offers/*")


def select_row(page: Page, subject: str) -> None:
    """Move down until the subject is selected."""
    for _ in range(60):
        link = page.locator(".row.is-selected .row__title")
        if link.get_attribute("data-subject") == subject:
            return
        page.keyboard.press("j")
    raise AssertionError(f"{subject} was never selected")


def test_real_focus_moves_with_the_selection(open_page):
    page = open_page()
    page.keyboard.press("j")
    selected = page.locator(".row.is-selected .row__title")

    focused = page.evaluate("document.activeElement.dataset.subject")
    assert focused == selected.get_attribute("data-subject")
