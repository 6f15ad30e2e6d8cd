"""The sample practice, really served, and a real browser that looks at it."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import (
    Browser,
    ConsoleMessage,
    Page,
    StorageState,
    expect,
    sync_playwright,
)

from concurrency.killing import own_database

CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
FLAGS = """--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-sync
    --disable-background-networking --disable-component-update""".split()
OWNER, PASSWORD = "nora@lindqvist.example", "always small invoices"
OWNER_OF_A_JOURNEY = "nora@x.example"  # as furnish.py says it
PROGRAM = Path(sys.executable).with_name("drumbeat")

FURNISH = Path(__file__).with_name("furnish.py")

expect.set_options(timeout=15_000)  # a busy machine is no fault of the page

Open = Callable[..., Page]


@dataclass(frozen=True)
class House:
    """A served house of a journey's own: where it is, and what stands in it."""

    address: str
    environment: dict[str, str]
    rooms: dict[str, dict[str, int]]  # by client: the ids of draft, engagement, client

    def check(self) -> None:
        """Assert that the books are whole, by the house's own proof of them."""
        done = subprocess.run(
            [PROGRAM, "fsck"],
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what needs chromium."""
    for item in items:
        if Path(item.path).parent == Path(__file__).parent:
            item.add_marker("browser")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def served(environment: dict[str, str], *words: str) -> Iterator[str]:
    """Run the program until it answers; yield its address."""
    bind = f"127.0.0.1:{free_port()}"
    environment = environment | {"DRUMBEAT_PUBLIC_URL": f"http://{bind}"}
    server = subprocess.Popen([PROGRAM, *words, "--bind", bind], env=environment)
    try:
        for _ in range(400):
            with suppress(OSError), urllib.request.urlopen(f"http://{bind}/health"):
                break
            assert server.poll() is None, "the program stopped before it served"
            time.sleep(0.25)
        yield f"http://{bind}"
    finally:
        server.terminate()
        server.wait(30)


def furnish(environment: dict[str, str], *wishes: str) -> dict[str, Any]:
    """Let furnish.py fill the house; return what it says stands there."""
    done = subprocess.run(
        [sys.executable, FURNISH, *wishes],
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    found: dict[str, Any] = json.loads(done.stdout)
    return found


@pytest.fixture(scope="session")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Serve the sample practice on the database under test; yield its address."""
    folder = tmp_path_factory.mktemp("house")
    with own_database(folder) as environment, served(environment, "demo") as address:
        yield address


@pytest.fixture
def furnished(tmp_path: Path) -> Iterator[Callable[..., House]]:
    """Return what serves a house of one's own, with what furnish.py puts in it."""
    with ExitStack() as stack:

        def open_house(*wishes: str, undo_seconds: int = 20) -> House:
            environment = stack.enter_context(own_database(tmp_path))
            environment |= {"DRUMBEAT_UNDO_SECONDS": str(undo_seconds)}
            rooms = furnish(environment, *wishes) if wishes else {}
            words = ("serve", "--workers", "1", "--work")
            address = stack.enter_context(served(environment, *words))
            return House(address, environment, rooms)

        yield open_house


@pytest.fixture
def visit(chromium: Browser) -> Iterator[Callable[..., Page]]:
    """Return what opens a house in a browser of its own; complaints are faults."""
    contexts, complaints = [], []

    def visit_(house: House, path: str = "/") -> Page:
        context = chromium.new_context(
            viewport={"width": 1440, "height": 900}, base_url=house.address
        )
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(path)
        return page

    yield visit_
    for context in contexts:
        context.close()
    assert complaints == []


def sign_in(page: Page, email: str = OWNER_OF_A_JOURNEY) -> None:
    """Sign in by the page, as everybody does."""
    page.goto("/sign-in")
    page.fill("#email", email)
    page.fill("#password", PASSWORD)
    page.click("button[type=submit]")
    expect(page.get_by_role("heading", name="Queue", level=1)).to_be_visible()


def comes_to_say(page: Page, path: str, words: str, *, within: float = 60) -> None:
    """Look at a page again and again until the worker made it say so."""
    main, ends = page.locator("main"), time.monotonic() + within
    while True:
        page.goto(path)
        if time.monotonic() > ends:
            expect(main).to_contain_text(words)
            return
        with suppress(AssertionError):
            expect(main).to_contain_text(words, timeout=500)
            return


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def owner(house: str, chromium: Browser) -> StorageState:
    """Sign in once; return what the browser keeps of it."""
    context = chromium.new_context(base_url=house)
    page = context.new_page()
    page.goto("/sign-in")
    page.fill("#email", OWNER)
    page.fill("#password", PASSWORD)
    page.click("button[type=submit]")
    page.wait_for_url(f"{house}/")
    state = context.storage_state()
    context.close()
    return state


# What htmx says when a search is given up because somebody typed on or went away.
GIVEN_UP = ("htmx:afterRequest, ", "htmx:sendAbort, ")


def is_fault(said: ConsoleMessage) -> bool:
    return said.type == "error" and not said.text.startswith(GIVEN_UP)


@pytest.fixture
def open_page(house: str, chromium: Browser, owner: StorageState) -> Iterator[Open]:
    """Return what opens a page as the owner; what the page complains of is a fault."""
    contexts, complaints = [], []

    def open_(path: str = "/", *, width: int = 1440, theme: str = "light") -> Page:
        context = chromium.new_context(
            viewport={"width": width, "height": 900},
            color_scheme=theme,
            base_url=house,
            storage_state=owner,
        )
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on(
            "console",
            lambda said: complaints.append(said.text) if is_fault(said) else None,
        )
        page.goto(path)
        return page

    yield open_
    for context in contexts:
        context.close()
    assert complaints == []
