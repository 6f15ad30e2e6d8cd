"""Search on its page and in the command menu: what it offers, to whom, at what cost."""

import re

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cast import Practice, monthly, noon
from drumbeat.apps.identity.models import Member
from drumbeat.apps.parties.models import ClientMember
from drumbeat.apps.parties.queries import list_client_links

pytestmark = pytest.mark.django_db

NEW = [
    "/engagements/new",
    "/engagements/new?starter=workshop",
    "/engagements/new?starter=launch",
    "/payments/new",
]


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel(noon("2026-04-10"), tick=False):
        yield


@pytest.fixture
def billed(practice) -> Practice:
    practice.agree(monthly("Halden <b>"))
    practice.agree(monthly("Atlas"))
    practice.bill_and_issue("2026-03-01")
    practice.pay("3630.00", "2026-03-20", reference="INV-2026-0001")
    practice.pay("77.70", "2026-03-21", reference="Nobody knows")
    practice.bill("2026-04-01")
    return practice


def links(text: str) -> list[tuple[str, str]]:
    """Return where the lines found lead, and what they say."""
    found = re.findall(r'<a class="hit"[^>]*href="([^"]*)">(.*?)</a>', text, re.DOTALL)
    return [
        (
            href,
            " ".join(re.sub(r"<span aria-hidden.*?</span>|<[^>]*>", "", line).split()),
        )
        for href, line in found
    ]


def client_of(practice: Practice, name: str) -> int:
    return next(
        c.id for c in list_client_links(practice.id, most=9) if c.name.startswith(name)
    )


def test_a_name_leads_to_what_can_be_done_and_opened(billed, nora):
    halden = client_of(billed, "Halden")
    answer = nora.get("/search?q=hald")
    found = links(answer.text)

    assert 'value="hald"' in answer.text
    assert "Halden <b>" not in answer.text
    hrefs = [href for href, _ in found]
    assert hrefs[0].startswith("/drafts/")
    assert f"/payments/new?client={halden}" in hrefs
    assert f"/clients/{halden}" in hrefs
    assert f"/payments?client={halden}" in hrefs
    assert any(href.startswith("/engagements/") for href in hrefs)
    said = dict(found)["/invoices/INV-2026-0001"]
    assert said.startswith("INV-2026-0001, Halden &lt;b&gt;")
    assert "3,630" in said


def test_every_line_leads_to_a_page(billed, nora):
    for text in ("", "hald", "3630", "77.70", "a"):
        for href, _ in links(nora.get("/search", {"q": text}).text):
            address = href.replace("&amp;", "&")
            assert nora.get(address).status_code == 200, address


def test_without_a_word_there_are_actions_drafts_and_places(billed, nora):
    hrefs = [href for href, _ in links(nora.get("/search").text)]

    assert hrefs[:4] == NEW
    for place in ("/", "/clients", "/invoices", "/cash-flow", "/settings"):
        assert place in hrefs
    assert any(href.startswith("/drafts/") for href in hrefs)


def test_a_place_and_an_action_are_found_by_other_words_too(practice, nora):
    assert [href for href, _ in links(nora.get("/search?q=forecast").text)] == [
        "/cash-flow"
    ]
    new = [href for href, _ in links(nora.get("/search?q=new").text)]
    assert new == NEW


def test_nothing_found_says_what_to_try(practice, nora):
    text = nora.get("/search", {"q": "zebra <b>"}).text

    assert "Nothing is called “zebra &lt;b&gt;”. Try a name, a number" in text
    assert nora.get("/search", {"q": "x" * 5000}).status_code == 200


def test_the_menu_gets_the_same_as_options_and_no_page(billed, nora):
    page, part = nora.get("/search?q=hald"), nora.get("/search?q=hald&part=found")

    assert links(part.text) == links(page.text)
    assert 'role="listbox"' in part.text
    assert 'data-found="hald"' in part.text
    assert part.text.count('role="option"') == len(links(part.text))
    assert "<html" not in part.text
    nothing = nora.get("/search?q=zebra&part=found").text
    assert "listbox" not in nothing
    assert "Nothing is called" in nothing


def test_a_reader_is_offered_nothing_to_do_with_money(billed, nora):
    Member.objects.update(role="reader")
    hrefs = [href for href, _ in links(nora.get("/search?q=hald").text)]

    assert not [href for href in hrefs if href.startswith("/payments/new")]
    assert "/engagements/new" not in [h for h, _ in links(nora.get("/search").text)]
    assert "/cash-flow" in [h for h, _ in links(nora.get("/search").text)]


def test_a_contributor_finds_their_clients_only(billed, nora):
    """[ROL-2]"""
    Member.objects.update(role="contributor")
    member = Member.objects.get()
    ClientMember.objects.create(client_id=client_of(billed, "Halden"), member=member)

    for text in ("", "retainer", "3630", "INV-2026-0002", "atlas", "77.70"):
        said = " ".join(
            line for _, line in links(nora.get("/search", {"q": text}).text)
        )
        assert "Atlas" not in said
        assert "77.70" not in said
    assert "Halden" in nora.get("/search?q=hald").text
    assert "/cash-flow" not in [href for href, _ in links(nora.get("/search").text)]


def test_another_workspace_finds_nothing(billed, cleo):
    for words in ("", "hald", "3630", "INV-2026-0001", "nobody"):
        text = cleo.get("/search", {"q": words}).text
        assert "Halden" not in text
        assert "/invoices/INV" not in text
    assert links(cleo.get("/search?q=hald").text) == []


def test_who_is_not_signed_in_signs_in(practice, client):
    answer = client.get("/search?q=hald")

    assert (answer.status_code, answer["Location"]) == (
        302,
        "/sign-in?next=/search%3Fq%3Dhald",
    )


def test_the_page_asks_as_often_for_many_rows_as_for_few(billed, nora):
    def asked(address: str) -> int:
        with CaptureQueriesContext(connection) as captured:
            assert nora.get(address).status_code == 200
        return len(captured)

    pages = ("/search?q=a", "/search?q=3630", "/search?part=found")
    before = [asked(page) for page in pages]
    for n in range(12):
        billed.agree(monthly(f"Client {n} a"))
    billed.bill_and_issue("2026-04-02")
    billed.bill("2026-05-01")

    assert [asked(page) for page in pages] == before
    assert max(before) <= 45
