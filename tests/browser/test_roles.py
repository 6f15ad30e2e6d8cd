"""Three people read one invoice: each does their part and is offered no other."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from browser.conftest import furnish, served, sign_in
from concurrency.killing import own_database

OURS, THEIRS = "Atlas", "Brightwell"  # clients of furnish.py
ENDED = "This link has ended."
PROMISED_IN = timedelta(days=5)
Visit = Callable[..., Page]
on_each_device = pytest.mark.parametrize(
    ("width", "scripts"), [(390, True), (390, False), (1440, True), (1440, False)]
)


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, object]]:
    """Serve a house with an invoice for each client; return its address and links."""
    with own_database(tmp_path_factory.mktemp("office")) as environment:
        rooms = furnish(environment, "2", "readers")
        with served(environment, "serve", "--workers", "1") as address:
            yield {"address": address, **rooms}


@pytest.fixture
def outside(office, chromium: Browser) -> Iterator[Callable[..., BrowserContext]]:
    """Return what opens a browser of somebody’s own; it is closed at the end."""
    opened = []

    def open_(*, width: int = 1440, scripts: bool = True) -> BrowserContext:
        context = chromium.new_context(
            base_url=office["address"],
            viewport={"width": width, "height": 844},
            java_script_enabled=scripts,
            permissions=["clipboard-read", "clipboard-write"],
        )
        opened.append(context)
        return context

    yield open_
    for context in opened:
        context.close()


@pytest.fixture
def visit(office, outside) -> Visit:
    """Return what lets a reader of an invoice follow the link of their letter."""

    def visit_(part: str, *, client: str = OURS, **device: object) -> Page:
        page = outside(**device).new_page()
        page.goto(office[client][part])
        expect(page.get_by_text(f"Plan for {client} signed off")).to_be_visible()
        return page

    return visit_


def offers(page: Page) -> set[str]:
    """Return what the page offers to do, by the ends of the addresses of its forms."""
    actions = page.locator("form").evaluate_all("all => all.map(a => a.action)")
    return {action.rpartition("/")[2] for action in actions} - {"visit"}


@on_each_device
def test_who_approves_approves_a_section_and_takes_it_back(visit, width, scripts):
    page = visit("approver", width=width, scripts=scripts)
    assert {"approval", "feedback", "questions"} <= offers(page)
    page.get_by_role("button", name="Approve section B").click()

    expect(page.locator("#due")).to_contain_text("Section B approved by Ada")
    expect(page.get_by_role("button", name="Approve section B")).to_have_count(0)
    page.get_by_role("button", name="Undo, for 10 minutes").click()
    expect(page.get_by_role("button", name="Approve section B")).to_be_visible()
    expect(page.locator("#due")).not_to_contain_text("approved by")


@on_each_device
def test_who_pays_copies_the_account_and_names_days(visit, width, scripts):
    page = visit("payer", width=width, scripts=scripts)
    assert offers(page) == {"questions", "order", "payment-day", "forwarding"}
    expect(page.get_by_text("Approve")).to_have_count(0)
    expect(page.locator(".bank")).to_contain_text("NL91 ABNA 0417 1643 00")
    copy = page.get_by_role("button", name="Copy IBAN")
    expect(copy).to_have_count(1 if scripts else 0)
    if scripts:
        copy.click()
        expect(page.locator(".copied")).to_be_visible()
        assert page.evaluate("navigator.clipboard.readText()") == "NL91ABNA0417164300"

    today = name_day(page, "Already paid? Say when", "Paid on", "max")
    expect(page.locator("#pay")).to_contain_text("Noted. Reminders rest until")
    promised = name_day(page, "We pay on", "We pay on", "min", PROMISED_IN)
    assert promised - today == PROMISED_IN
    expect(page.locator("#pay")).to_contain_text(f"until {promised:%-d %B}")


def name_day(
    page: Page, question: str, label: str, limit: str, later: timedelta = timedelta()
) -> date:
    """Open the question, name the day so much after today, and return it."""
    asked = page.locator(".c-day", has_text=question)
    asked.get_by_text(question, exact=True).first.click()
    field = asked.get_by_label(label, exact=True)
    day = date.fromisoformat(field.get_attribute(limit)) + later
    field.fill(day.isoformat())
    asked.get_by_role("button").click()
    return day


@on_each_device
def test_who_gets_a_copy_reads_and_downloads(visit, width, scripts):
    page = visit("copy", width=width, scripts=scripts)
    assert offers(page) == set()
    expect(page.locator("button:visible, summary, input:visible")).to_have_count(0)
    expect(page.locator("#inv")).to_contain_text("€4,598.00")
    with page.expect_download() as download:
        page.get_by_role("link", name="Invoice INV-").click()

    assert Path(download.value.path()).read_bytes().startswith(b"%PDF-")


def test_nobody_opens_the_page_of_another(visit):
    """Of another client, of a colleague, of nobody: the same page, which names none."""
    ours, theirs = visit("approver"), visit("payer", client=THEIRS)
    pages = [ours.url, theirs.url, visit("copy").url, f"{theirs.url}99"]
    said = set()
    for page, own in ((ours, ours.url), (theirs, theirs.url)):
        for address in set(pages) - {own}:
            assert page.goto(address).status == 404
            said.add(page.locator("body").inner_text())

    [body] = said
    assert ENDED in body
    assert OURS not in body
    assert THEIRS not in body


def approve(page: Page) -> None:
    page.get_by_role("button", name="Approve invoice").click()


def promise(page: Page) -> None:
    name_day(page, "We pay on", "We pay on", "min")


@pytest.mark.parametrize(
    ("part", "scripts", "click"),
    [("approver", True, approve), ("payer", False, promise)],
)
def test_an_ended_link_dies_at_the_next_click(
    office, outside, visit, part, scripts, click
):
    """The owner ends it while its reader has the page before them."""
    page = visit(part, client=THEIRS, scripts=scripts)
    number, link = office[THEIRS]["number"], page.url.rpartition("/")[2]
    owner = outside().new_page()
    sign_in(owner)
    owner.goto(f"/invoices/{number}")
    owner.locator(f'form[action$="/links/{link}/revocation"] button').click()
    expect(owner.locator("main")).to_contain_text("The link has ended")

    click(page)
    expect(page.get_by_role("heading", name=ENDED)).to_be_visible()
