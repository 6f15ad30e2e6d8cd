"""A person at the pages: signs in, approves, takes back, and notes each answer."""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from http.client import HTTPConnection, HTTPException, HTTPResponse
from http.cookies import SimpleCookie
from urllib.parse import urlencode

from concurrency.promises import Journal

WHO = {"email": "nora@x.example", "password": "a long password"}  # of Practice.open
_HASH = re.compile(r'name="expected_hash" value="([0-9a-f]+)"')


class Visitor:
    """One browser, with its cookies; what it notes outlives the server."""

    def __init__(self, port: int, wishes: Journal, chance: random.Random) -> None:
        self._port = port
        self._wishes = wishes
        self._chance = chance
        self._cookies = SimpleCookie()
        self._approved: set[int] = set()  # as far as told
        self.answers = 0  # to requests that change something
        self.faults: list[str] = []

    def arrive(self) -> None:
        """Sign in, once: the session outlives every kill."""
        if not self._cookies:
            self._ask("GET", "/sign-in")
            self._post("/sign-in", 302, **WHO)

    def work(self, drafts: Sequence[int]) -> None:
        """Decide about these drafts, which are nobody else's, until the server dies."""
        try:
            while True:
                undoable = sorted(self._approved.intersection(drafts))
                if undoable and self._chance.random() < 0.5:
                    self._take_back(self._chance.choice(undoable))
                else:
                    self._approve(self._chance.choice(drafts))
        except (HTTPException, OSError):
            return  # no answer: the wish stays “asked”
        except AssertionError as fault:
            self.faults.append(str(fault))

    def _approve(self, draft: int) -> None:
        status, page = self._ask("GET", f"/?part=peek&selected=draft:{draft}")
        seen = _HASH.search(page)
        assert seen, f"draft {draft} cannot be approved: {status}, {page[:200]}"
        self._wish(draft, "approved", "issuance", expected_hash=seen[1])
        self._approved.add(draft)

    def _take_back(self, draft: int) -> None:
        self._wish(draft, "draft", "withdrawal")
        self._approved.remove(draft)

    def _wish(self, draft: int, state: str, noun: str, **form: str) -> None:
        self._wishes.note("asked", draft, state)
        self._post(f"/drafts/{draft}/{noun}", 303, **form)
        self._wishes.note("told", draft, state)

    def _post(self, path: str, wanted: int, **form: str) -> None:
        status, page = self._ask("POST", path, **form)
        assert status == wanted, f"{path} was answered with {status}: {page[:200]}"
        self.answers += 1

    def _ask(self, method: str, path: str, **form: str) -> tuple[int, str]:
        headers = {"Cookie": "; ".join(f"{m.key}={m.value}" for m in self._morsels())}
        if method == "POST":
            headers["Content-Type"] = "application/x-www-form-urlencoded"
            headers["X-CSRFToken"] = self._cookies["csrftoken"].value
        connection = HTTPConnection("127.0.0.1", self._port, timeout=30)
        try:
            connection.request(method, path, urlencode(form), headers)
            answer = connection.getresponse()
            page = answer.read().decode()
        finally:
            connection.close()
        self._keep_cookies(answer)
        return answer.status, page

    def _morsels(self) -> list:
        return [morsel for morsel in self._cookies.values() if morsel.value]

    def _keep_cookies(self, answer: HTTPResponse) -> None:
        for said in answer.headers.get_all("Set-Cookie", []):
            self._cookies.load(said)
