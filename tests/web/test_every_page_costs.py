"""Each page asks the books as often for many rows as for few, and is whole at once."""

from __future__ import annotations

import pytest
from allauth.mfa.models import Authenticator
from django.db import connection
from django.test.utils import CaptureQueriesContext
from lxml import html

from cast import NORA, monthly, noon
from drumbeat.apps.billing.operations import approve
from web.conftest import PASSWORD
from web.routes import confirm, every_route, full_workspace, is_html

pytestmark = pytest.mark.django_db

QUERIES_MOST = 60
MORE_CLIENTS = 12
# What a page would ask for by itself after it came.
LATER = ("load", "revealed", "intersect", "every")


@pytest.fixture
def ids(settings, tmp_path, practice, nora):
    settings.DRUMBEAT_HOME = settings.DRUMBEAT_BACKUPS = tmp_path
    confirm(nora, PASSWORD)
    found = full_workspace(practice)
    nora.cookies["links"] = found["links"]  # as if she were that client, too
    Authenticator.objects.all().delete()  # no device made it, so it cannot be read
    return found


def pages(browser, ids) -> dict[str, tuple[int, bytes]]:
    """Return for each page how often it asked, and what it said."""
    found = {}
    for route in every_route():
        path = route.path(ids)
        answer = browser.get(path)  # what is worked out once is now remembered
        if is_html(answer):
            with CaptureQueriesContext(connection) as asked:
                answer = browser.get(path)
            found[route.name] = (len(asked), answer.content)
    return found


def test_no_page_asks_more_often_for_more_rows(practice, nora, ids):
    few = pages(nora, ids)
    for number in range(MORE_CLIENTS):
        practice.agree(monthly(f"Client {number}"))
    waiting = {draft.id for draft in practice.drafts()}
    practice.bill("2026-03-01")
    more = [draft.id for draft in practice.drafts() if draft.id not in waiting]
    for draft in more:
        approve(practice.id, draft, actor=NORA, at=noon("2026-03-01"))
    practice.issue(more, "2026-03-01")
    for number in range(MORE_CLIENTS):
        practice.pay("500.00", "2026-03-05", client=f"Client {number}")
        practice.agree(monthly(f"Coming {number}"))
    practice.bill("2026-04-01")
    many = pages(nora, ids)

    assert len(few) > len(list(every_route())) / 3
    assert set(few) == set(many)
    dearer = {n: (few[n][0], many[n][0]) for n in few if few[n][0] != many[n][0]}
    assert dearer == {}
    assert {n: asked for n, (asked, _) in few.items() if asked > QUERIES_MOST} == {}


def test_a_page_is_complete_when_it_comes(nora, ids):
    late = []
    for name, (_, content) in pages(nora, ids).items():
        for element in html.fromstring(content).iter("*"):
            when = (
                f"{element.get('hx-trigger', '')} {element.get('data-hx-trigger', '')}"
            )
            late += [f"{name}: {word}" for word in LATER if word in when.split()]

    assert late == []
