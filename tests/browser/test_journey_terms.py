"""A price raised with its effect shown first; a pause agreed and ended."""

from __future__ import annotations

from datetime import date, timedelta

from playwright.sync_api import Page, expect

from browser.conftest import sign_in


def first_of_next_month() -> date:
    today = date.today()  # noqa: DTZ011  (the browser's day)
    return (today.replace(day=1) + timedelta(days=32)).replace(day=1)


def planned(page: Page, side: str) -> list[str]:
    """Return the amounts of one side of the effect."""
    column = page.locator(".effect__sides > div", has_text=side)
    expect(column).to_be_visible()
    return column.locator(".amt").all_inner_texts()


def change(page: Page, field: str, day: date) -> None:
    """Choose a day and wait until the effect shown is that of the day."""
    seen = page.locator("#effect [name=seen]")
    seen.wait_for(state="attached")  # the page of the form, not the one before it
    page.wait_for_load_state()  # its scripts listen from then on
    before = seen.input_value()
    page.locator(f"#f-{field}").fill(day.isoformat())
    page.locator(f"#f-{field}").press("Tab")
    expect(seen).not_to_have_value(before)


def raise_price(page: Page) -> None:
    """Ask for 3,500 instead of 3,000 from next month on; do not save it."""
    page.locator(".terms a", has_text="€3,000").click()
    amount = page.locator("#f-amount")
    expect(amount).to_be_focused()
    page.wait_for_load_state()  # its scripts listen from then on
    page.locator("#f-from").fill(first_of_next_month().isoformat())
    amount.fill("3500")
    amount.press("Tab")


def test_a_new_price_shows_its_effect_before_it_is_agreed(furnished, visit):
    house = furnished("1")
    page = visit(house)
    sign_in(page)
    page.goto(f"/engagements/{house.rooms['Atlas']['engagement']}")
    raise_price(page)

    expect(page.locator(".effect__said")).to_contain_text("€3,500.00 instead of")
    assert "€3,000.00" in planned(page, "As agreed now")
    assert "€3,500.00" in planned(page, "After the change")
    page.get_by_role("link", name="Keep as it is").click()
    expect(page.locator(".terms")).not_to_contain_text("3,500")

    raise_price(page)
    page.get_by_role("button", name="Save").click()

    expect(page.locator(".notices")).to_contain_text("Saved.")
    expect(page.locator(".terms")).to_contain_text("€3,500")
    expect(page.locator(".tl")).to_contain_text("4,235")  # with VAT, next month
    page.goto(f"/drafts/{house.rooms['Atlas']['draft']}")
    expect(page.get_by_role("main")).to_contain_text("3,630")  # this month as agreed
    house.check()


def test_a_pause_stops_the_invoices_and_resuming_brings_them_back(furnished, visit):
    house = furnished("1")
    page = visit(house)
    sign_in(page)
    page.goto(f"/engagements/{house.rooms['Atlas']['engagement']}")
    before = page.locator(".tl").inner_text()
    starts = first_of_next_month()
    page.get_by_role("link", name="Pause", exact=True).click()
    expect(page.locator("#f-from")).to_have_value(starts.isoformat())
    change(page, "until", starts + timedelta(days=27))
    assert planned(page, "As agreed now") != planned(page, "After the change")
    page.get_by_role("button", name="Save").click()

    expect(page.locator(".notices")).to_contain_text("Saved.")
    resume = page.get_by_role("link", name="Resume", exact=True)
    expect(resume).to_be_visible()
    assert page.locator(".tl").inner_text() != before

    resume.click()
    change(page, "from", starts)
    page.get_by_role("button", name="Save").click()
    expect(page.locator(".notices")).to_contain_text("Saved.")
    expect(page.get_by_role("link", name="Pause", exact=True)).to_be_visible()
    house.check()
