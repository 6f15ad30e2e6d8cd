"""A send taken back in time, and a draft that two tabs change."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from browser.conftest import comes_to_say, sign_in


def approve(page: Page) -> None:
    page.get_by_role("button", name="Approve and send").click()


def test_a_send_that_is_undone_never_goes_out(furnished, visit):
    house = furnished("2", "written", undo_seconds=10)
    page = visit(house)
    sign_in(page)
    atlas, brightwell = (
        f"/drafts/{house.rooms[name]['draft']}" for name in ("Atlas", "Brightwell")
    )
    page.goto(atlas)
    approve(page)
    expect(page.locator("[data-toast]")).to_contain_text("Sending to Atlas")
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_role("main")).to_contain_text("Not sent.")

    # What is approved later goes out, so the hold of what was undone is over by then.
    page.goto(brightwell)
    approve(page)
    comes_to_say(page, "/invoices", "0001")
    expect(page.locator(".row__title")).to_have_count(1)
    expect(page.locator(".row__title")).to_contain_text("Brightwell")
    page.goto(atlas)
    expect(page.get_by_role("button", name="Approve and send")).to_be_visible()
    house.check()


def test_two_tabs_never_write_over_each_other(furnished, visit):
    house = furnished("1")
    first = visit(house)
    sign_in(first)
    draft = f"/drafts/{house.rooms['Atlas']['draft']}"
    second = first.context.new_page()
    first.goto(draft)
    second.goto(draft)
    write(first, "Written in the first tab")
    expect(first.get_by_role("button", name="Approve and send")).to_be_visible()

    write(second, "Written in the second tab")
    conflict = second.get_by_role("alert")
    expect(conflict).to_contain_text("This draft was changed in another tab.")
    expect(field(second)).to_have_value("Written in the second tab")
    second.get_by_text("Show theirs").click()
    expect(conflict).to_contain_text("Written in the first tab")

    second.get_by_role("button", name="Keep mine").click()
    expect(second.get_by_role("button", name="Approve and send")).to_be_visible()
    expect(second.get_by_role("alert")).to_have_count(0)
    # The first tab still shows what it wrote; that is not what would go out.
    approve(first)
    expect(first.get_by_role("main")).to_contain_text("changed")
    first.goto(draft)
    expect(field(first)).to_have_value("Written in the second tab")
    first.goto("/invoices")
    expect(first.get_by_role("main")).to_contain_text("Nothing is issued yet.")
    house.check()


def field(page: Page):
    return page.get_by_label("Deliverable", exact=True).first


def write(page: Page, words: str) -> None:
    field(page).fill(words)
    field(page).press("Tab")
