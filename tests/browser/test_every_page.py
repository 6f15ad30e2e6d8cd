"""Every page there is: found by its links, looked at by axe, and nothing scrolls."""

from __future__ import annotations

from urllib.parse import urljoin, urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import Resolver404, get_resolver, resolve
from playwright.sync_api import Browser, Page, Request, StorageState

# What forms are sent to, steps that follow a form, parts and files of a page, and what
# is for who is not signed in: no link leads the owner there.
NOT_LED_TO = """
    acceptances bank_account bank_file_reversal bank_line_aside brand_look
    calendar_removal cash_floor client_approval client_approval_withdrawal
    client_archival client_contact_removal client_feedback client_forwarding client_link
    client_logo client_look client_order client_page client_payment_day client_pdf
    client_questions client_receipt client_renewal client_reply client_restoration
    client_settlement client_thread_file client_visit departure draft_disposal
    draft_exception draft_letter draft_lines draft_page draft_parties draft_pdf
    draft_update engagement_plan_page engagement_plan_sharing event_move health
    invitation_letter invitation_link invitation_withdrawal invoice_answer invoice_call
    invoice_correction invoice_dispatches invoice_letter invoice_page invoice_payments
    invoice_pdf invoice_promise invoice_receipt invoice_reminder
    invoice_reminder_withdrawal invoice_talk invoice_thread_file issuance joining
    limit_removal link_revocation logo logo_picture logo_removal offer_acceptance
    offer_answer offer_decision offer_link_revocation offer_logo offer_look offer_page
    offer_part_acceptance offer_part_delivery offer_part_questions offer_questions
    offer_renewal offer_shown offer_visit offer_withdrawal proposal_page sample_ending
    sample_removal series session_endings sign_in sign_out snooze start start_proposals
    start_sample term test_letter token_endings token_revocation waking withdrawal
""".split()
OF_THE_LIBRARY = ("account_", "mfa_", "usersessions_")  # steps of signing in
NOT_PAGES = {"mailbox_letter"}
BYTES_OF_A_PAGE_MAX = 150_000  # its styles, scripts and font, compressed
WIDTHS_AND_THEMES = [(1440, "light"), (1440, "dark"), (390, "light"), (390, "dark")]


def name_of(path: str) -> str | None:
    """Return the name of the page at the path; None when it is no page of ours."""
    try:
        return resolve(path).url_name
    except Resolver404:
        return None


def every_page(page: Page) -> dict[str, str]:
    """Follow all links; return one path for each page by its name."""
    found, waiting = {"queue": "/"}, ["/"]
    while waiting:
        page.goto(waiting.pop())
        links = page.eval_on_selector_all("a[href]", "all => all.map(a => a.href)")
        for link in links:
            parts = urlsplit(urljoin(page.url, link))
            name = name_of(parts.path)
            same = parts.netloc == urlsplit(page.url).netloc
            if same and name and name not in found and name not in NOT_PAGES:
                found[name] = parts.path
                if not _is_a_file(page, parts.path):
                    waiting.append(parts.path)
                else:
                    del found[name]
                    NOT_PAGES.add(name)
    return found


def _is_a_file(page: Page, path: str) -> bool:
    return "html" not in page.request.get(path).headers.get("content-type", "")


@pytest.fixture(scope="module")
def pages(chromium: Browser, house: str, owner: StorageState) -> dict[str, str]:
    context = chromium.new_context(base_url=house, storage_state=owner)
    found = every_page(context.new_page())
    context.close()
    return found


def test_every_page_can_be_reached_by_a_link(pages):
    known = {name for name in get_resolver().reverse_dict if isinstance(name, str)}

    steps = {name for name in known if name.startswith(OF_THE_LIBRARY)}
    assert known - set(pages) - set(NOT_LED_TO) - NOT_PAGES - steps == set()


@pytest.mark.parametrize(("width", "theme"), WIDTHS_AND_THEMES)
def test_axe_finds_nothing_on_any_page(pages, open_page, width, theme):
    page = open_page(width=width, theme=theme)
    found = []
    for name, path in pages.items():
        page.goto(path)
        found += [
            f"{name}: {violation['id']}: {violation['help']}"
            for violation in Axe().run(page).response["violations"]
        ]

    assert found == []


def test_nothing_scrolls_sideways_on_a_narrow_phone(pages, open_page):
    page = open_page(width=320)
    wide = []
    for name, path in pages.items():
        page.goto(path)
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            wide.append(name)

    assert wide == []


def test_no_request_leaves_the_house(pages, open_page, house):
    page = open_page()
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    for path in pages.values():
        page.goto(path)

    assert [url for url in asked if not url.startswith((house, "data:"))] == []


def test_what_a_page_brings_is_light(pages, open_page):
    """Styles, scripts and the font of a page as they travel, when none is kept."""
    page = open_page()
    page.context.new_cdp_session(page).send(
        "Network.setCacheDisabled", {"cacheDisabled": True}
    )
    brought: list[Request] = []
    page.on("requestfinished", lambda request: brought.append(request))
    heavy = {}
    for name, path in pages.items():
        brought.clear()
        page.goto(path, wait_until="networkidle")
        sizes = {
            each.url: each.sizes()["responseBodySize"]
            for each in brought
            if each.resource_type in {"stylesheet", "script", "font"}
        }
        assert sizes, f"{name} brings no styles"
        if sum(sizes.values()) > BYTES_OF_A_PAGE_MAX:
            heavy[name] = sizes

    assert heavy == {}
