"""Secrets of links: guessing is slowed, nothing is told apart, no host is believed."""

from __future__ import annotations

import re
import secrets
from dataclasses import replace

import pytest
import time_machine
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cast import NORA, CountingMailer, Practice, monthly, noon
from drumbeat.apps.sharing import operations as sharing
from drumbeat.apps.sharing.queries import open_link
from drumbeat.core.party import Contact
from drumbeat.web.client import guards
from web.routes import BY_LINK, every_route

pytestmark = pytest.mark.django_db

READER = Contact("Ines Vos", "ines@halden.example", ("approver", "payer"))
AT = noon("2026-01-02")
FORGED = re.compile(r'name="csrfmiddlewaretoken" value="\w+"')
IDS = dict.fromkeys(("link", "offer_link", "thread", "part", "file"), 1)
OPENS = IDS | {"secret": "x" * 43}


@pytest.fixture
def token(practice: Practice) -> str:
    terms = monthly()
    practice.agree(replace(terms, client=replace(terms.client, contacts=(READER,))))
    [number] = practice.bill_and_issue("2026-01-01")
    practice.deliver(noon("2026-01-01"), CountingMailer())
    invoice = practice.invoice(number).id
    cache.clear()
    return sharing.make_token(practice.id, READER, invoice=invoice, at=AT)


def test_every_public_address_counts_who_asks(db, monkeypatch):
    """F23: not one of them, by any method, lets somebody guess without end."""
    counted: list[str] = []

    def count(request, **limits):
        counted.append(limits["action"])
        return True

    monkeypatch.setattr(guards.ratelimit, "consume_or_429", count)
    routes = [route for route in every_route() if route.name in BY_LINK]
    assert len(routes) == len(BY_LINK)
    for route in routes:
        path = route.path(OPENS)
        for method in ("get", "post"):
            counted.clear()
            answer = getattr(Client(), method)(path)
            assert (answer.status_code, bool(counted)) in {(429, True), (405, False)}


def test_guessing_is_told_to_wait(db):
    browser = Client()
    answers = [
        browser.get(f"/i/{secrets.token_urlsafe(32)}").status_code for _ in range(125)
    ]

    assert answers[0] == 404
    assert answers[-1] == 429


@time_machine.travel(AT, tick=False)
def test_an_unknown_and_a_revoked_link_take_the_same_way(practice, token):
    """F23: the same statements, the same answer; so neither tells it was ever there."""
    unknown = asked(secrets.token_urlsafe(32))
    opened = open_link(token)
    sharing.revoke(opened.workspace, opened.link, actor=NORA, at=AT)

    assert asked(token) == unknown


def asked(token: str) -> tuple[int, str, list[str]]:
    """Ask for a link as a stranger; return what comes back, and what it cost."""
    browser = Client()
    with CaptureQueriesContext(connection) as context:
        answer = browser.get(f"/i/{token}")
    # Counting who asks is the same for all; what looks for the link is compared.
    looked = [query["sql"] for query in context if "sharing_" in query["sql"]]
    statements = [sql.partition("WHERE")[0] for sql in looked]
    text = FORGED.sub("", answer.text.replace(token, ""))
    return answer.status_code, text, statements


@pytest.mark.parametrize("header", ["HTTP_HOST", "HTTP_X_FORWARDED_HOST"])
def test_no_host_that_somebody_names_is_believed(token, header, settings):
    """F21: what a letter or an answer leads to is the address of the settings."""
    settings.ALLOWED_HOSTS = ["testserver"]
    answer = Client().get(f"/i/{token}", **{header: "evil.example"})

    if header == "HTTP_HOST":
        assert answer.status_code == 400
    else:
        assert "evil" not in answer["Location"]
    assert "evil" not in answer.text
