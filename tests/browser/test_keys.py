"""Keys: where they lead, where they rest, and that they can be switched off."""

from __future__ import annotations

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

SELECTED = ".row.is-selected a.row__title"


def peek(page: Page, kind: str) -> str:
    """Select the first row of a kind by keyboard; return its subject."""
    for _ in range(60):
        subject = page.locator(SELECTED).get_attribute("data-subject")
        if subject.startswith(kind):
            break
        page.keyboard.press("j")
    expect(page.locator(f'[data-peek] [data-subject="{subject}"]')).to_be_visible()
    return subject


@pytest.mark.parametrize(
    ("key", "path"),
    [
        ("e", "/engagements"),
        ("i", "/invoices"),
        ("f", "/cash-flow"),
        ("c", "/clients"),
        ("p", "/payments"),
        ("s", "/settings"),
        ("q", "/"),
    ],
)
def test_g_and_a_letter_go_there(open_page, house, key, path):
    page = open_page("/settings/account")
    page.keyboard.press("g")
    page.keyboard.press(key)

    page.wait_for_url(f"{house}{path}")


def test_enter_opens_the_selected_row(open_page):
    page = open_page()
    subject = peek(page, "draft:")
    page.locator(SELECTED).focus()
    page.keyboard.press("Enter")

    page.wait_for_url(f"**/drafts/{subject.removeprefix('draft:')}")


def choose(page: Page, rows: str) -> str:
    """Select the first of the rows; return its subject once the peek shows it."""
    page.locator(f"{rows} a.row__title").first.click()
    subject = page.locator(SELECTED).get_attribute("data-subject")
    expect(page.locator(f'[data-peek] [data-subject="{subject}"]')).to_be_visible()
    return subject


def test_p_records_a_payment_of_what_the_peek_shows(open_page):
    page = open_page()
    # The first invoices need an answer or a call; one that runs by itself comes after.
    subject = choose(page, "#overdue")
    page.keyboard.press("p")

    page.wait_for_url(f"**/invoices/{subject.removeprefix('invoice:')}/payments")


def test_r_answers_with_a_hold_or_with_a_reason(open_page):
    page = open_page()
    choose(page, "#overdue")
    page.keyboard.press("r")

    # Which of the two depends on what the sample sent lately, and on the weekday.
    answer = page.locator("[data-toast], .note.st--question")
    expect(answer).to_contain_text(re.compile("Reminder to |reminder|weekdays|final"))
    if page.locator("[data-toast]").count():
        page.keyboard.press("u")
        expect(page.locator(".notices")).to_contain_text("The reminder keeps its day.")


def test_s_and_a_number_put_off_what_needs_somebody(open_page):
    page = open_page()
    subject = choose(page, "#today")
    page.keyboard.press("s")
    expect(page.locator("[data-peek] .menu")).to_be_visible()
    page.keyboard.press("1")

    expect(page.locator(".notices")).to_contain_text("Snoozed until")
    row = f'.row__title[data-subject="{subject}"]'
    expect(page.locator(f"#today {row}")).to_have_count(0)
    page.keyboard.press("u")
    expect(page.locator(".notices")).to_contain_text("It is back where it was.")
    expect(page.locator(f"#today {row}")).to_have_count(1)


def test_s_and_3_choose_a_day_of_ones_own(open_page):
    page = open_page()
    choose(page, "#today")
    page.keyboard.press("s")
    page.keyboard.press("3")
    expect(page.locator("#snooze-until")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("[data-peek] .menu")).not_to_be_visible()


def test_a_leads_to_the_answer(open_page):
    page = open_page()
    page.locator('li.row:has(.vh:text-is("Question")) a.row__title').first.click()
    expect(page.locator('[data-peek] [data-do="a"]')).to_be_visible()
    page.keyboard.press("a")

    page.wait_for_url("**/invoices/*#outcome")
    expect(page.locator("#outcome")).to_be_focused()


def test_f_goes_from_client_to_client_and_back_to_everyone(open_page, house):
    page = open_page()
    clients = page.locator("[data-filter]").count() - 1
    seen = set()
    for _ in range(clients):
        page.keyboard.press("f")
        page.wait_for_url(re.compile(r"\?client=\d+$"))
        expect(page.locator(".seg details.pick summary")).to_have_attribute(
            "aria-current", "true"
        )
        assert page.url not in seen
        seen.add(page.url)
        page.wait_for_load_state()
    page.keyboard.press("f")

    page.wait_for_url(f"{house}/")


def test_keys_rest_while_somebody_types(open_page, house):
    page = open_page("/invoices")
    field = page.locator("main input[name=q]")
    field.focus()
    page.keyboard.type("gqc/?")

    expect(field).to_have_value("gqc/?")
    expect(page.locator("dialog[open]")).to_have_count(0)
    page.keyboard.press("Escape")  # leaves the field
    expect(field).not_to_be_focused()
    page.keyboard.press("?")
    expect(page.locator("#shortcuts")).to_be_visible()


def test_ctrl_enter_sends_the_form_one_writes_in(open_page):
    page = open_page("/invoices")
    page.locator("main input[name=q]").fill("halden")
    page.keyboard.press("Control+Enter")

    page.wait_for_url("**/invoices?*q=halden*")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_list_of_keys_is_a_dialog(open_page, theme):
    page = open_page("/engagements", theme=theme)
    page.locator(".nav a").nth(1).focus()
    page.keyboard.press("?")

    dialog = page.get_by_role("dialog", name="Keyboard shortcuts")
    expect(dialog.get_by_text("Approve and send what is ready")).to_be_visible()
    assert Axe().run(page).response["violations"] == []
    for _ in range(4):
        page.keyboard.press("Tab")
        assert (
            page.evaluate("document.activeElement.closest('dialog')?.id") == "shortcuts"
        )
    page.keyboard.press("Escape")
    expect(dialog).not_to_be_visible()
    expect(page.locator(".nav a").nth(1)).to_be_focused()


def switch(page: Page, *, to: str) -> None:
    page.click(".side [data-shortcuts]")
    page.locator("[data-single-keys]").click()
    expect(page.locator("#keys-said")).to_have_text(to)
    page.keyboard.press("Escape")


def test_keys_that_act_alone_can_be_switched_off(open_page, house):
    page = open_page()
    switch(page, to="Saved. Only keys with Ctrl act.")
    try:
        for _ in range(2):  # at once, and on the next page
            page.keyboard.press("?")
            page.keyboard.press("g")
            page.keyboard.press("i")
            page.keyboard.press("/")
            expect(page.locator("dialog[open]")).to_have_count(0)
            assert page.url == f"{house}/"
            page.reload()
        page.keyboard.press("Control+k")
        expect(page.locator("#palette")).to_be_visible()
        page.keyboard.press("Escape")
    finally:
        switch(page, to="Saved. Keys act alone.")
    page.keyboard.press("?")
    expect(page.locator("#shortcuts")).to_be_visible()
