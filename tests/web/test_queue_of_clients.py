"""The queue of one client, and of those a contributor works for."""

import re

import pytest
import time_machine

from cast import Practice, monthly, noon
from drumbeat.apps.identity.models import Member
from drumbeat.apps.parties.models import ClientMember
from drumbeat.apps.parties.queries import list_client_links

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel(noon("2026-03-10"), tick=False):
        yield


@pytest.fixture
def billed(practice) -> Practice:
    """Halden and Atlas: February is late, March is a draft, April is to come."""
    for name in ("Halden", "Atlas"):
        practice.agree(monthly(name))
    practice.bill_and_issue("2026-02-01")
    practice.bill("2026-03-01")
    practice.pay("77.70", "2026-03-09", reference="Nobody knows")
    return practice


@pytest.fixture
def halden(billed) -> int:
    return client_of(billed, "Halden")


@pytest.fixture
def contributor(billed, halden, nora):
    """Nora, as somebody who works for Halden only."""
    Member.objects.update(role="contributor")
    ClientMember.objects.create(client_id=halden, member=Member.objects.get())
    return nora


def client_of(practice: Practice, name: str) -> int:
    return next(c.id for c in list_client_links(practice.id, most=9) if c.name == name)


def clients_in(text: str) -> set[str]:
    """Return whose rows stand in the list."""
    return set(re.findall(r'<a class="row__title"[^>]*><b>([^<]*)</b>', text))


def rows_that_need(text: str) -> list[str]:
    first = text.split('id="today"', 1)[1].split("</section>", 1)[0]
    return subjects_in(first)


def subjects_in(text: str) -> list[str]:
    return re.findall(r'data-subject="([^"]*)" data-open', text)


def count(text: str) -> int:
    """Return the number beside the queue's name."""
    found = re.search(r'<span class="count">(\d+)<', text)
    return int(found[1]) if found else 0


def test_everyone_is_everyone(billed, nora):
    text = nora.get("/").text

    assert clients_in(text) == {"Halden", "Atlas", "Nobody knows"}
    assert re.search(r'href="/" data-filter aria-current="true"', text)


def test_one_client_stands_in_the_address_and_stays_there(halden, nora):
    text = nora.get(f"/?client={halden}").text

    assert clients_in(text) == {"Halden"}
    assert f'href="/?client={halden}" data-filter aria-current="true"' in text
    rows = re.findall(r'<a class="row__title" href="([^"]*)"', text)
    assert rows
    # What has no peek beside the list leads to its own page.
    closely = [href for href in rows if href.startswith("?")]
    assert closely
    assert all(f"client={halden}" in href for href in closely)
    # The number beside the queue's name speaks of everyone.
    assert count(text) == count(nora.get("/").text) > 1


def test_what_is_asked_for_that_is_no_client_does_not_narrow(billed, nora):
    assert clients_in(nora.get("/?client=Halden").text) >= {"Halden", "Atlas"}
    assert nora.get("/?client=999999").status_code == 404


def test_another_workspaces_client_is_not_found(halden, cleo):
    assert cleo.get(f"/?client={halden}").status_code == 404
    assert clients_in(cleo.get("/").text) == set()


def test_a_contributor_has_a_queue_of_their_clients(contributor, billed, halden):
    """[ROL-2]"""
    text = contributor.get("/").text

    assert clients_in(text) == {"Halden"}
    assert "Atlas" not in text
    assert "Nobody knows" not in text
    assert count(text) == len(rows_that_need(text)) > 0
    assert count(contributor.get("/settings").text) == count(text)
    assert contributor.get(f"/?client={halden}").status_code == 200
    atlas = client_of(billed, "Atlas")
    assert contributor.get(f"/?client={atlas}").status_code == 404


def test_the_sums_of_a_contributor_are_of_their_clients(contributor, nora):
    strip = (
        contributor.get("/").text.split('class="strip"', 1)[1].split("</section>")[0]
    )

    assert "2 invoices" in strip  # January and February
    assert "€7,260" in strip


def test_a_contributor_looks_closely_at_their_clients_only(billed, halden, nora):
    """[ROL-2]"""
    subjects = [s for s in subjects_in(nora.get("/").text) if s[:4] in ("draf", "invo")]
    Member.objects.update(role="contributor")
    ClientMember.objects.create(client_id=halden, member=Member.objects.get())
    theirs = set(subjects_in(nora.get("/").text))

    answers = {
        subject: nora.get("/", {"part": "peek", "selected": subject}).status_code
        for subject in subjects
    }
    assert set(answers.values()) == {200, 404}
    assert {s for s, status in answers.items() if status == 200} == theirs & set(
        subjects
    )


def test_a_contributor_with_nobody_has_an_empty_queue(billed, nora):
    Member.objects.update(role="contributor")

    assert "Nothing needs you." in nora.get("/").text
    assert clients_in(nora.get("/").text) == set()


def test_who_may_not_send_is_offered_no_button(contributor):
    text = contributor.get("/").text

    assert "data-approve" not in text
    assert 'data-do="p"' not in text
    assert 'data-palette="new"' not in text


def test_an_open_invoice_leads_on_from_the_peek(billed, nora):
    text = nora.get("/?part=peek&selected=invoice:INV-2026-0001").text

    assert 'href="/invoices/INV-2026-0001/payments" data-do="p"' in text
    assert 'href="/invoices/INV-2026-0001#plan-title"' in text
    assert 'href="/invoices/INV-2026-0001#until"' in text
    assert 'action="/invoices/INV-2026-0001/reminder"' in text
    page = nora.get("/invoices/INV-2026-0001").text
    assert 'id="plan-title"' in page
    assert 'id="until"' in page


def test_money_nobody_explained_leads_to_where_it_is_looked_at(billed, nora):
    assert 'data-open="/payments?state=unmatched"' in nora.get("/").text
