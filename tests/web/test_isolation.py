"""No page leads to what is another's: every route, with every id, for everybody else.

The routes come from the addresses themselves, so that a new page is looked at too.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.test import Client

import drumbeat.web
from cast import Practice, noon
from drumbeat import wiring
from drumbeat.apps.identity.models import Member, Workspace
from drumbeat.apps.parties.models import ClientMember
from drumbeat.apps.reports.queries import queue_page
from drumbeat.core.roles import ROLES, may
from drumbeat.web import access
from web.conftest import PASSWORD
from web.routes import (
    BY_LINK,
    HIDDEN,
    METHODS,
    Route,
    ask,
    confirm,
    every_route,
    full_workspace,
    is_html,
    joined,
    offers,
    said,
    second_client,
)

pytestmark = pytest.mark.django_db

# What one may send in an address, and whether that can be an id of somebody's.
QUERY_WORDS = set(
    "add after all before country download earlier language next of part preview q "
    "reader show starter state tone year".split()
)
WITH_QUERIES = "/ /engagements /invoices /invoices.csv /payments /search".split()
QUERY_IDS = {"client", "selected"}
# Everybody's own: signing in, one's account, and what a house without books shows.
OWN = re.compile(
    r"account|mfa_|usersessions_|sign_|start|health|settings$|keys$|preferences$"
    r"|invitation_link|joining"
)
TOKENS = re.compile(r"\b\w{64}\b")  # against forged forms, anew each time
READS = re.compile(
    r"""(?:GET|asked)\.get\(\s*"(\w+)"|(?:GET|asked),\s*"(\w+)"|"(\w+)" in request\.G"""
)


@pytest.fixture
def home(settings, tmp_path):
    settings.DRUMBEAT_HOME = settings.DRUMBEAT_BACKUPS = tmp_path


@pytest.fixture
def ids(home, practice, nora) -> dict[str, object]:
    confirm(nora, PASSWORD)  # before there is a passkey, which would be asked for
    found = full_workspace(practice)
    # As if she were that client, too.
    nora.cookies["links"] = f"{found['links']}.{found['offer_links']}"
    return found


@pytest.fixture
def stranger(ids) -> Client:
    """The owner of another workspace."""
    return joined(Practice.beside("Elsewhere").id, "owner", PASSWORD)


def is_own(route: Route) -> bool:
    """Say whether it shows everybody their own, and asks for no member."""
    return route.name in BY_LINK or bool(OWN.match(route.name))


def does_nothing(method: str, answer) -> bool:
    """Say whether it answers anybody alike: by a GET nothing is looked for."""
    led_away = answer.status_code == 303 and answer["Location"] == "/"
    return answer.status_code == 405 or (method == "GET" and led_away)


def test_another_workspace_finds_nothing_by_any_id(ids, nora, stranger):
    found = []
    for route in filter(Route.leads_to_rows.fget, every_route()):
        path = route.path(ids)
        for method in METHODS:
            theirs, ours = ask(stranger, method, path), ask(nora, method, path)
            if ours.status_code == 404:
                found.append(f"{method} {route.name}: not even its owner finds it")
            elif theirs.status_code != 404 and not (
                does_nothing(method, theirs) and does_nothing(method, ours)
            ):
                found.append(f"{method} {route.name}: {theirs.status_code}")

    assert "\n".join(found) == ""


def test_what_pages_read_of_an_address_is_known_here():
    """Who adds a word to an address says here whether it can be an id."""
    sources = Path(drumbeat.web.__file__).parent.rglob("*.py")
    text = "".join(source.read_text(encoding="utf-8") for source in sources)
    read = {name for names in READS.findall(text) for name in names if name}

    assert read == QUERY_WORDS | QUERY_IDS


def test_no_id_in_a_query_string_leads_into_another_workspace(ids, stranger):
    shown = []
    for route in every_route():
        if route.parameters or is_own(route):
            continue
        for query, hidden in asked_for(ids).items():
            answer = ask(stranger, "GET", f"{route.path({})}?{query}")
            text = said(answer)
            shown += [f"{route.name}?{query}: {h}" for h in hidden if h in text]
            if query == f"client={ids['client']}" and answer.status_code == 200:
                without = said(ask(stranger, "GET", route.path({})))
                if TOKENS.sub("", text) != TOKENS.sub("", without):  # it read the id
                    shown.append(f"{route.name}?{query}: 200")

    assert "\n".join(shown) == ""


def asked_for(ids) -> dict[str, tuple[str, ...]]:
    """Return what may be asked for, and what may not be answered to it."""
    number, draft = ids["number"], ids["draft"]
    return {
        f"client={ids['client']}": HIDDEN,
        f"selected=draft:{draft}": HIDDEN,
        f"selected=invoice:{number}": HIDDEN,
        f"part=peek&selected=draft:{draft}": HIDDEN,
        f"part=peek&selected=invoice:{number}": HIDDEN,
        "client=Halden": HIDDEN[1:],  # what was typed may stand there again
        "q=Halden": HIDDEN[1:],
        "q=Interim": HIDDEN,  # what the work is called with each of them
    }


def test_no_id_in_a_form_leads_into_another_workspace(ids, stranger):
    sent = {"amount": "1.00", "currency": "EUR", "received_on": "2026-01-05"}
    for step in ("", "record"):
        form = {**sent, "client": ids["client"], "step": step}
        answer = ask(stranger, "POST", "/payments/new", form)
        assert answer.status_code == 404
    form = {"email": "eve@x.example", "role": "contributor", "client": ids["client"]}
    answer = ask(stranger, "POST", "/settings/people", form)
    assert "Tick at least one client" in answer.text


@pytest.fixture
def needs(ids, nora, monkeypatch) -> dict[tuple[str, str], str]:
    """Return what each view asks of a visitor, as the views themselves say it."""
    found: dict[tuple[str, str], str] = {}
    asked: list[str] = []
    membership = access.membership

    def noting(request, *, needs="reader", **more):
        asked.append(needs)
        return membership(request, needs=needs, **more)

    monkeypatch.setattr(access, "membership", noting)
    for route in every_route():
        if is_own(route):
            continue
        for method in METHODS:
            asked.clear()
            answer = ask(nora, method, route.path(ids))
            if asked and answer.status_code != 405:
                found[route.name, method] = max(asked, key=ROLES.index)
    monkeypatch.undo()
    return found


def test_every_page_asks_who_is_there(needs):
    asking = {name for name, _ in needs}
    unasked = {r.name for r in every_route() if not is_own(r)} - asking

    assert unasked == set()


def test_who_only_reads_changes_nothing(needs):
    changing = [key for key in needs if key[1] == "POST" and not OWN.match(key[0])]

    assert [key for key in changing if not may(needs[key], needs="contributor")] == []


@pytest.mark.parametrize("role", ROLES)
def test_pages_open_to_those_who_may(needs, ids, practice, role):
    browser = joined(practice.id, role, PASSWORD)
    ClientMember.objects.create(client_id=ids["client"], member=member_of(browser))
    wrong = []
    for route in every_route():
        for method in METHODS:
            if (route.name, method) not in needs:
                continue
            may_open = may(role, needs=needs[route.name, method])
            answer = ask(browser, method, route.path(ids))
            about_all = b"about every client" in said(answer).encode()
            is_open = answer.status_code not in {403, 404}
            if is_open != may_open and not (role == "contributor" and about_all):
                wrong.append(f"{method} {route.name}: {answer.status_code}")

    assert "\n".join(wrong) == ""


@pytest.mark.parametrize("role", ROLES)
def test_a_page_offers_nothing_that_its_reader_may_not(needs, ids, practice, role):
    browser = joined(practice.id, role, PASSWORD)
    ClientMember.objects.create(client_id=ids["client"], member=member_of(browser))
    Workspace.objects.filter(id=practice.id).update(is_sample=True)
    too_much = set()
    for route in every_route():
        answer = ask(browser, "GET", route.path(ids))
        if is_html(answer):
            too_much |= {
                f"{route.name}: {method} {offered}"
                for method, offered in offers(answer)
                if not may(role, needs=needs.get((offered, method), "reader"))
            }

    assert "\n".join(too_much) == ""


def test_a_contributor_finds_nothing_of_clients_who_are_not_theirs(ids, practice):
    browser = joined(practice.id, "contributor", PASSWORD)
    other = second_client(practice)
    ClientMember.objects.create(client_id=other, member=member_of(browser))
    shown = []
    for route in every_route():
        for method in METHODS:
            answer = ask(browser, method, route.path(ids))
            about_a_client = route.leads_to_rows and route.name != "logo_picture"
            if about_a_client and answer.status_code < 300:
                shown.append(f"{method} {route.name}: {answer.status_code}")
            text = said(answer)
            shown += [
                f"{method} {route.name}: {hidden}"
                for hidden in HIDDEN
                if hidden in text
            ]
    for query, hidden in asked_for(ids).items():
        for path in WITH_QUERIES:
            text = said(ask(browser, "GET", f"{path}?{query}"))
            shown += [f"{path}?{query}: {h}" for h in hidden if h in text]
    for subject in (f"draft:{ids['draft']}", f"invoice:{ids['number']}"):
        answer = ask(browser, "GET", f"/?part=peek&selected={subject}")
        assert answer.status_code == 404

    assert "\n".join(shown) == ""
    assert "Osterhaus" in said(ask(browser, "GET", "/"))


def member_of(browser: Client):
    return Member.objects.get(user_id=browser.session["_auth_user_id"])


def test_the_queue_of_somebody_without_clients_says_nothing(ids, practice):
    on = noon("2026-02-10").date()
    page = queue_page(practice.id, on=on, zone="Europe/Amsterdam", seen=frozenset())

    assert (page.needs_you, page.overdue_count, page.held) == (0, 0, ())
    assert (page.overdue, page.next_30_days) == ((), ())
    weeks = {(w.received, w.expected, w.overdue, w.scheduled) for w in page.weeks}
    assert weeks == {(0, 0, 0, 0)}
    assert [group.count for group in page.groups if group.count] == []


def test_each_workspace_has_a_mailbox_of_its_own(ids, practice):
    assert wiring.mailbox(practice.workspace.key).list_messages()
    assert (
        wiring.mailbox(Practice.beside("Elsewhere").workspace.key).list_messages() == []
    )
