"""Take the pictures of a running installation and check each page on the way.

Usage: python scripts/screens.py [http://127.0.0.1:8000 OUT_DIRECTORY]
Without arguments it makes the sample workspace, serves it and writes build/screens.
The address and password to sign in with come from SCREENS_EMAIL and SCREENS_PASSWORD.
Exit code 1: a page has an accessibility violation or scrolls sideways.
"""

from __future__ import annotations

import os
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
from typing import Literal

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
    "engagement-new": "/engagements/new",
    "engagement-starter": "/engagements/new?starter=fractional-cmo",
    "cash-flow": "/cash-flow",
    "cash-flow-months": "/cash-flow?show=months",
    "ageing": "/reports/ageing",
    "days-to-pay": "/reports/days-to-pay",
    "statements": "/reports/statements",
    "statement": "/reports/statements/1",
    "mailbox": "/mailbox",
}
# Of the first row of the queue that leads to such a page: where it lies below that.
FROM_THE_QUEUE = {
    "draft": ("/drafts/", ""),
    "draft-letter": ("/drafts/", "?preview=letter"),
    "draft-lines": ("/drafts/", "/lines"),
    "invoice": ("/invoices/", ""),
    "invoice-correction": ("/invoices/", "/correction"),
    "invoice-payment": ("/invoices/", "/payments"),
}


@dataclass(frozen=True)
class Screen:
    """A width, a theme and how many pixels stand for one."""

    name: str
    width: int
    height: int
    theme: Literal["light", "dark"] = "light"
    scale: int = 1


SCREENS = (
    Screen("", 1440, 900),
    Screen("-dark", 1440, 900, theme="dark"),
    Screen("-1024", 1024, 800),
    Screen("-390", 390, 844, scale=2),
    Screen("-320", 320, 700),
)


def signed_in(browser: Browser, screen: Screen, address: str) -> Page:
    """Return a page of that size, after signing in."""
    context = browser.new_context(
        viewport={"width": screen.width, "height": screen.height},
        color_scheme=screen.theme,
        device_scale_factor=screen.scale,
    )
    page = context.new_page()
    page.goto(f"{address}/sign-in")
    page.fill("#email", os.environ["SCREENS_EMAIL"])
    page.fill("#password", os.environ["SCREENS_PASSWORD"])
    page.click("button[type=submit]")
    page.wait_for_url(f"{address}/")
    return page


def faults(page: Page) -> list[str]:
    """Return what is wrong with the page as it stands."""
    found = [
        f"{violation['id']}: {violation['help']}"
        for violation in Axe().run(page).response["violations"]
    ]
    if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
        found.append("scrolls sideways")
    return found


def pages_of(page: Page) -> dict[str, str]:
    """Return the pages to look at; `page` shows the queue."""
    found = {
        name: page.locator(f'[data-open^="{begin}"]').first.get_attribute("data-open")
        for name, (begin, _) in FROM_THE_QUEUE.items()
    }
    return PAGES | {
        name: f"{found[name]}{rest}" for name, (_, rest) in FROM_THE_QUEUE.items()
    }


def main(address: str, directory: str) -> int:
    """Take every page on every screen; return the exit code."""
    out = Path(directory)
    out.mkdir(parents=True, exist_ok=True)
    failed = False
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        for screen in SCREENS:
            page = signed_in(browser, screen, address.rstrip("/"))
            for name, path in pages_of(page).items():
                page.goto(address.rstrip("/") + path)
                page.screenshot(path=out / f"{name}{screen.name}.png")
                found = faults(page)
                failed = failed or bool(found)
                print(f"{name}{screen.name}: {'; '.join(found) or 'nothing to report'}")
        browser.close()
    return int(failed)


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
