"""Take the pictures of a running installation and check each page on the way.

Usage: python scripts/screens.py [http://127.0.0.1:8000 OUT_DIRECTORY]
Without arguments it makes the sample workspace, serves it and writes build/screens.
The address and password to sign in with come from SCREENS_EMAIL and SCREENS_PASSWORD.
Exit code 1: a page has an accessibility violation or scrolls sideways.
"""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, NamedTuple

import papers
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright

CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
FLAGS = """--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-sync
    --disable-background-networking --disable-component-update""".split()
PAGES = {
    "queue": "/",
    "engagements": "/engagements",
    "engagement": "/engagements/1",
    "engagement-amount": "/engagements/1/terms/amount",
    "engagement-pause": "/engagements/1/terms/pause",
    "engagement-project": "/engagements/1/terms/project",
    "engagement-plan": "/engagements/1/plan",
    "proposal": "/engagements/1/proposals/new",
    "offer": "/offers/1",
    "engagement-new": "/engagements/new",
    "engagement-starter": "/engagements/new?starter=fractional-cmo",
    "invoices": "/invoices",
    "payments": "/payments",
    "payment-new": "/payments/new",
    "clients": "/clients",
    "client": "/clients/1",
    "client-profile": "/clients/1/profile",
    "client-contacts": "/clients/1/contacts",
    "cash-flow": "/cash-flow",
    "cash-flow-months": "/cash-flow?show=months",
    "ageing": "/reports/ageing",
    "days-to-pay": "/reports/days-to-pay",
    "statements": "/reports/statements",
    "statement": "/reports/statements/1",
    "search": "/search?q=robotics",
    "keys": "/settings/keys",
    "settings": "/settings",
    "business": "/settings/business",
    "look": "/settings/look",
    "numbers": "/settings/numbers",
    "account": "/settings/account",
    "mailbox": "/mailbox",
    "settings-reminders": "/settings/reminders",
    "settings-people": "/settings/people",
    "settings-person": "/settings/people/1",
    "settings-approvals": "/settings/approvals",
    "settings-mail": "/settings/mail",
    "settings-calendars": "/settings/calendars",
    "settings-tokens": "/settings/tokens",
    "settings-export": "/settings/export",
    "settings-danger": "/settings/danger",
    "settings-preferences": "/settings/preferences",
}


class Below(NamedTuple):
    """A page whose address holds a number: what leads there, and where it lies."""

    page: str  # the page with the link
    begin: str  # how the link begins; the first that does is taken
    rest: str = ""


FOUND = {
    "invoice-editor": Below("/", "/drafts/"),
    "invoice-editor-letter": Below("/", "/drafts/", "?preview=letter"),
    "invoice-editor-lines": Below("/", "/drafts/", "/lines"),
    "invoice": Below("/", "/invoices/"),
    "invoice-correction": Below("/", "/invoices/", "/correction"),
    "invoice-payment": Below("/", "/invoices/", "/payments"),
    "mailbox-message": Below("/mailbox", "/mailbox/"),
}
PRIVATE_LINK = re.compile(r"/i/[\w-]{43}")
# Small pictures for the documents: the first such part of a page.
PARTS = {
    "part-terms": ("engagement", ".terms"),
    "part-rhythm": ("engagement", ".rhythm"),
    "part-plan": ("invoice-editor", "section.reminders"),
    "part-checks": ("invoice-editor", ".sendbar"),
}


# A letter is part of its reader's page: what WCAG asks for counts, landmarks do not.
LAW: dict[str, object] = {
    "runOnly": {
        "type": "tag",
        "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"],
    }
}


@dataclass(frozen=True)
class Screen:
    """A width, a theme and how many pixels stand for one."""

    name: str
    width: int
    height: int
    theme: Literal["light", "dark"] = "light"
    scale: int = 1


DESK = Screen("", 1440, 900)
SCREENS = (
    DESK,
    Screen("-dark", 1440, 900, theme="dark"),
    Screen("-1024", 1024, 800),
    Screen("-390", 390, 844, scale=2),
    Screen("-390-dark", 390, 844, theme="dark"),
    Screen("-320", 320, 700),
)


@dataclass
class Album:
    """Where the pictures go, and whether anything was found on the way."""

    out: Path
    failed: bool = False

    def take(self, page: Page, name: str, *, is_letter: bool = False) -> None:
        """Keep the whole page as a picture and say what is wrong with it."""
        in_full_height(page)
        page.screenshot(path=self.out / f"{name}.png")
        found = faults(page, LAW if is_letter else None)
        self.failed = self.failed or bool(found)
        print(f"{name}: {'; '.join(found) or 'nothing to report'}")

    def take_parts(self, page: Page, of: str) -> None:
        """Keep the parts of the page that documents show by themselves."""
        for name, (whole, selector) in PARTS.items():
            if whole == of:
                page.locator(selector).first.screenshot(path=self.out / f"{name}.png")


def in_full_height(page: Page) -> None:
    """Make the window as high as its page, so that bars at its foot are at the end."""
    size = page.viewport_size
    if size is None:
        raise ValueError("the page has no size")
    height = page.evaluate("document.documentElement.scrollHeight")
    if height > size["height"]:
        page.set_viewport_size({"width": size["width"], "height": height})


def faults(page: Page, options: dict[str, object] | None) -> list[str]:
    """Return what is wrong with the page as it stands."""
    found = [
        f"{violation['id']}: {violation['help']}"
        for violation in Axe().run(page, options=options).response["violations"]
    ]
    if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
        found.append("scrolls sideways")
    return found


def opened(browser: Browser, screen: Screen, address: str) -> Page:
    """Return an empty page of that size."""
    context = browser.new_context(
        viewport={"width": screen.width, "height": screen.height},
        color_scheme=screen.theme,
        device_scale_factor=screen.scale,
        base_url=address,
    )
    return context.new_page()


def sign_in(page: Page) -> None:
    """Sign in as the owner; the queue opens."""
    page.goto("/sign-in")
    page.fill("#email", os.environ["SCREENS_EMAIL"])
    page.fill("#password", os.environ["SCREENS_PASSWORD"])
    page.click("button[type=submit]")
    page.wait_for_url("**/")


def pages_of(page: Page) -> dict[str, str]:
    """Return the address of every page to look at."""
    found = {}
    for name, (leading, begin, rest) in FOUND.items():
        page.goto(leading)
        link = page.locator(
            f'main :is([data-open^="{begin}"], a[href^="{begin}"])'
        ).first
        way = link.get_attribute("data-open") or link.get_attribute("href")
        found[name] = f"{way}{rest}"
    return PAGES | found


def take_pages(browser: Browser, address: str, album: Album) -> None:
    """Take every page on every screen, and the way in."""
    for screen in SCREENS:
        page = opened(browser, screen, address)
        page.goto("/sign-in")
        album.take(page, f"sign-in{screen.name}")
        sign_in(page)
        for name, path in pages_of(page).items():
            page.set_viewport_size({"width": screen.width, "height": screen.height})
            page.goto(path)
            album.take(page, f"{name}{screen.name}")
            if screen == DESK:
                album.take_parts(page, name)
        page.context.close()


def take_undo(browser: Browser, address: str, album: Album) -> None:
    """Approve the first draft of the queue, take the offer to undo, and accept it."""
    page = opened(browser, DESK, address)
    sign_in(page)
    page.locator('[data-open^="/drafts/"]').first.click()
    page.locator("form[data-approve] button").click()
    page.locator("[data-toast]").wait_for()
    album.take(page, "queue-undo")
    page.locator("[data-undo] button").click()
    page.locator("[data-toast]").wait_for(state="detached")
    page.locator("[data-peek] summary[data-do=s]").click()
    album.take(page, "queue-snooze")
    page.locator("[data-peek] [data-day='1']").click()
    page.locator(".notices [data-undo]").wait_for()
    album.take(page, "queue-snoozed")
    page.locator(".notices [data-undo] button").click()
    page.locator(".notices [data-undo]").wait_for(state="detached")
    page.context.close()


def link_of_a_client(page: Page, form: str) -> str:
    """Return a private link out of the newest letter that leads to such a form."""
    page.goto("/mailbox")
    letters = page.locator(".mail a").evaluate_all("all => all.map(a => a.href)")
    for letter in letters:
        page.goto(letter)
        link = PRIVATE_LINK.search(page.locator(".letter__text").inner_text())
        if link:
            page.goto(link[0])
            if page.locator(form).count():
                return link[0]
    raise LookupError("no letter of the sample waits for a client")


def take_clients_page(browser: Browser, address: str, album: Album) -> None:
    """Take what a client opens: the invoice, the form of a question, an ended link."""
    page = opened(browser, DESK, address)
    sign_in(page)
    link = link_of_a_client(page, "form#approve")
    offer = link_of_a_client(page, "form#decide")
    for screen in SCREENS:
        page = opened(browser, screen, address)
        page.goto(link)
        album.take(page, f"client-invoice{screen.name}")
        page.locator(".askbox summary").first.click()
        album.take(page, f"client-invoice-question{screen.name}")
        page.goto(offer)
        album.take(page, f"client-offer{screen.name}")
        page.goto("/i/no-such-link")
        album.take(page, f"client-ended{screen.name}")
        page.context.close()


def take_papers(browser: Browser, address: str, album: Album) -> None:
    """Take what clients get: the invoice by mail, four reminders and the PDF."""
    page = opened(browser, DESK, address)
    sign_in(page)
    draft = pages_of(page)["invoice-editor"]
    invoice, reminders = papers.letters(page)
    document = page.request.get(f"{draft}/pdf").body()
    papers.side_by_side(document, album.out / "invoice-pdf.png")
    for screen in papers_screens():
        reading = opened(browser, screen, address)
        reading.set_content(invoice.html)
        album.take(reading, f"email-invoice{screen.name}", is_letter=True)
    reading = opened(browser, Screen("", 1280, 860), address)
    reading.set_content(papers.sheet_of(reminders))
    album.take(reading, "email-reminders")


def papers_screens() -> tuple[Screen, ...]:
    """Return how wide a letter is read."""
    return (
        Screen("", 760, 960),
        Screen("-dark", 760, 960, theme="dark"),
        Screen("-390", 390, 844, scale=2),
    )


def main(address: str, directory: str) -> int:
    """Take every page on every screen; return the exit code."""
    album = Album(Path(directory))
    album.out.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        for take in (take_pages, take_undo, take_clients_page, take_papers):
            take(browser, address.rstrip("/"), album)
        browser.close()
    return int(album.failed)


@contextmanager
def demo_house() -> Iterator[str]:
    """Make the sample workspace in a home of its own and serve it."""
    program = str(Path(sys.executable).with_name("drumbeat"))
    with tempfile.TemporaryDirectory() as home, socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        bind = f"127.0.0.1:{probe.getsockname()[1]}"
        probe.close()
        house = os.environ | {"DRUMBEAT_HOME": home, "DATABASE_URL": ""}
        server = subprocess.Popen([program, "demo", "--bind", bind], env=house)
        try:
            for _ in range(240):
                with suppress(OSError), urllib.request.urlopen(f"http://{bind}/health"):
                    break
                time.sleep(0.5)
            yield f"http://{bind}"
        finally:
            server.terminate()
            server.wait()


def main_of_the_demo(directory: str) -> int:
    """Take the pictures of the sample workspace."""
    os.environ.setdefault("SCREENS_EMAIL", "nora@lindqvist.example")
    os.environ.setdefault("SCREENS_PASSWORD", "always small invoices")
    with demo_house() as address:
        return main(address, directory)


if __name__ == "__main__":
    arguments = sys.argv[1:]
    sys.exit(main(*arguments) if arguments else main_of_the_demo("build/screens"))
