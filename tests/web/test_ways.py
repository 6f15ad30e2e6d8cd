"""Ways between pages: from each thing one reaches what it belongs to and has."""

import re

import pytest
import time_machine

from cast import Practice, monthly, noon
from drumbeat.apps.parties.queries import list_client_links

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel(noon("2026-03-10"), tick=False):
        yield


@pytest.fixture
def things(practice: Practice) -> dict[str, str]:
    """Return the address of one of each kind, all about Halden."""
    engagement = practice.agree(monthly("Halden"))
    practice.bill_and_issue("2026-02-01")
    practice.bill("2026-03-01")
    [draft] = practice.drafts()
    client = list_client_links(practice.id, most=1)[0].id
    return {
        "queue": "/",
        "client": f"/clients/{client}",
        "engagement": f"/engagements/{engagement}",
        "draft": f"/drafts/{draft.id}",
        "invoice": "/invoices/INV-2026-0001",
        "queue of the client": f"/?client={client}",
    }


WAYS = {
    "queue": ("client", "engagement", "draft", "invoice"),
    "client": ("engagement", "invoice", "queue of the client"),
    "queue of the client": ("client", "draft", "invoice"),
    "engagement": ("client", "draft", "invoice"),
    "draft": ("queue", "client", "engagement"),
    "invoice": ("queue", "client", "engagement"),
}


@pytest.mark.parametrize("start", WAYS)
def test_from_each_thing_the_others_are_one_link_away(things, nora, start):
    page = nora.get(things[start]).text
    main = page.split("<main", 1)[1].split("</main>", 1)[0]
    led_to = set(re.findall(r'(?:href|data-open)="([^"#]*)', main))

    assert [end for end in WAYS[start] if things[end] not in led_to] == []
    assert '<a href="/"' in page  # and the queue, from anywhere
