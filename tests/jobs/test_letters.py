"""The mails of one invoice share its PDF."""

from dataclasses import replace

import pytest

from cast import Practice, monthly, noon
from drumbeat import wiring
from drumbeat.apps.delivery.operations import claim_next
from drumbeat.core.party import Contact
from drumbeat.jobs.letters import letter_writer

pytestmark = pytest.mark.django_db


class CountingRenderer:
    """Renders nothing and remembers what it was asked for."""

    def __init__(self):
        self.asked = []

    def render(self, document):
        self.asked.append(document.number)
        return b"%PDF"


def test_two_readers_of_an_invoice_get_one_rendering(monkeypatch):
    renderer = CountingRenderer()
    monkeypatch.setattr(wiring, "document_renderer", lambda: renderer)
    practice = Practice.open()
    terms = monthly()
    both = tuple(
        Contact(name, f"{name}@halden.example", (role,))
        for name, role in (("ines", "approver"), ("ap", "payer"))
    )
    practice.agree(replace(terms, client=replace(terms.client, contacts=both)))
    practice.bill_and_issue("2026-01-01")
    at = noon("2026-01-02")
    write = letter_writer(practice.id, at=at)
    claims = [claim_next(practice.id, at=at) for _ in range(2)]
    sent = [write(claimed) for claimed in claims]
    assert sorted(mail.to[0][1] for mail in sent) == [
        "ap@halden.example",
        "ines@halden.example",
    ]
    assert renderer.asked == ["INV-2026-0001"]
