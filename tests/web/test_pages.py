"""The real pages over the real facts: signing in, the queue, approval, other people."""

from __future__ import annotations

import pytest
from django.test import Client

from cast import NORA, Practice, monthly, noon
from drumbeat.apps.billing.queries import list_drafts
from drumbeat.apps.identity.models import Workspace
from drumbeat.apps.identity.operations import require_two_people
from drumbeat.core.documents import Deliverable, UpdatePage
from drumbeat.core.money import Money

pytestmark = pytest.mark.django_db


def with_update(practice: Practice, draft: int) -> None:
    from cast import NORA, noon
    from drumbeat.apps.billing import operations as billing

    page = UpdatePage(title="January", accomplished=(Deliverable("Plan signed off"),))
    billing.pair_update(practice.id, draft, page, actor=NORA, at=noon("2026-01-01"))


def test_a_wrong_password_is_answered_like_an_unknown_address(practice) -> None:
    browser = Client()
    answers = [
        browser.post("/sign-in", {"email": email, "password": "wrong password 123"})
        for email in ("nora@x.example", "nobody@x.example")
    ]
    assert [a.status_code for a in answers] == [422, 422]
    assert "do not belong together" in answers[0].text
    assert "do not belong together" in answers[1].text


def test_nobody_sees_the_queue_without_signing_in(practice) -> None:
    assert Client().get("/")["Location"].startswith("/sign-in")


def test_the_queue_shows_what_needs_its_owner(practice, nora) -> None:
    Workspace.objects.update(update_required=True)
    practice.agree(monthly())
    practice.bill("2026-01-01")
    page = nora.get("/").text
    assert "Write the update." in page
    assert "Retainer, January 2026" in page
    [draft] = list_drafts(practice.id)
    with_update(practice, draft.id)
    assert "Review and send." in nora.get("/").text


def test_the_page_asks_as_often_for_sixty_rows_as_for_five(
    practice, nora, django_assert_max_num_queries
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    counts = []
    for size in (5, 60):
        for number in range(size):
            practice.agree(monthly(f"Client {size} {number}"))
        practice.bill("2026-01-01")
        with CaptureQueriesContext(
            connection,
        ) as asked:
            assert nora.get("/").status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 45


def test_a_draft_is_approved_only_as_it_was_seen(practice, nora) -> None:
    """I-43: the approval names the content it is about."""
    practice.agree(monthly())
    practice.bill("2026-01-01")
    [draft] = list_drafts(practice.id)
    address = f"/drafts/{draft.id}/issuance"
    nora.post(address, {"expected_hash": "0" * 64})
    assert list_drafts(practice.id)[0].state == "draft"
    nora.post(address, {"expected_hash": draft.content_hash})
    assert list_drafts(practice.id)[0].state == "approved"
    nora.post(f"/drafts/{draft.id}/withdrawal")
    [again] = list_drafts(practice.id)
    assert (again.state, again.send_at) == ("draft", None)


def test_above_the_limit_a_page_asks_for_a_second_person(practice, nora) -> None:
    practice.agree(monthly())
    practice.bill("2026-01-01")
    [draft] = list_drafts(practice.id)
    limit = {"currency": "EUR", "above": draft.gross - Money(1, "EUR")}
    require_two_people(practice.id, **limit, actor=NORA, at=noon("2026-01-01"))
    said = nora.post(
        f"/drafts/{draft.id}/issuance",
        {"expected_hash": draft.content_hash},
        follow=True,
    ).text
    assert "when a second person approves it too" in said
    [asked] = list_drafts(practice.id)
    assert (asked.state, asked.send_at) == ("awaiting_approval", None)


def test_another_workspace_finds_no_draft(practice, cleo) -> None:
    practice.agree(monthly())
    practice.bill("2026-01-01")
    [draft] = list_drafts(practice.id)
    for action in ("issuance", "withdrawal"):
        answer = cleo.post(
            f"/drafts/{draft.id}/{action}", {"expected_hash": draft.content_hash}
        )
        assert answer.status_code == 404
    page = cleo.get(f"/?selected=draft:{draft.id}").text
    assert "Halden" not in page
    assert cleo.get(f"/?part=peek&selected=draft:{draft.id}").status_code == 404
    assert list_drafts(practice.id)[0].state == "draft"


@pytest.mark.parametrize("path", ["/?client=%00", "/invoices/%00", "/invoices?q=a%00"])
def test_what_is_no_text_is_refused_before_it_reaches_the_books(practice, nora, path):
    assert "This cannot be read." in nora.get(path).text
    sent = nora.post("/drafts/1/issuance", {"expected_hash": "a\x00"})
    assert sent.status_code == nora.get(path).status_code == 400


@pytest.mark.parametrize("noun", ["drafts", "engagements", "clients"])
def test_a_number_too_large_for_any_key_is_not_found(practice, nora, noun):
    assert nora.get(f"/{noun}/{'9' * 25}").status_code == 404
    assert nora.get(f"/?part=peek&selected=draft:{'9' * 25}").status_code == 404


def test_the_page_forbids_everything_it_does_not_bring(practice, nora) -> None:
    answer = nora.get("/")
    policy = answer["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe-inline" not in policy


def test_what_has_no_peek_is_no_fault(practice, nora) -> None:
    assert nora.get("/?part=peek&selected=scheduled:1:2026-12-01:").status_code == 204
    assert nora.get("/?part=peek&selected=draft:999").status_code == 404
