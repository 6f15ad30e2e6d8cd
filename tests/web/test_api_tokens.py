"""API tokens: shown once, kept as a hash, limited in what and for how long."""

import re
from datetime import timedelta

import pytest
import time_machine

from cast import NORA, noon
from drumbeat.apps.audit.models import Activity
from drumbeat.apps.audit.queries import verify_chain
from drumbeat.apps.identity.models import ApiToken, Member
from drumbeat.apps.identity.operations import deactivate_member, use_token
from web.visitors import confirm, join

HERE = "/settings/tokens"
NEW = {"name": "Bookkeeping", "lasts": "30", "scope": ["send", "read", "root"]}
AT = noon("2026-11-03")

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(AT, tick=False) as travelled:
        yield travelled


def made(browser) -> str:
    confirm(browser)
    answer = browser.post(HERE, NEW)
    assert "no-store" in answer["Cache-Control"]
    [token] = re.findall(r"key_[\w-]{43}", answer.text)
    return str(token)


def test_a_token_is_shown_once_and_kept_as_a_hash(practice, nora):
    """TOK-2: what is stored opens nothing."""
    token = made(nora)
    page = nora.get(HERE).text
    assert token not in page
    assert f"Ends in {token[-4:]}. May read and send." in page
    assert "works until 3 December 2026. Never used." in page
    row = ApiToken.objects.get()
    assert token not in str(row.__dict__)
    assert row.scopes == "read send"
    trail = Activity.objects.latest("id")
    assert (trail.action, trail.payload) == ("token made", '{"scopes":["read","send"]}')
    assert verify_chain(practice.id).ok


def test_a_token_opens_what_it_permits_and_its_use_is_noted(practice, nora, clock):
    token = made(nora)
    used = use_token(token, at=AT)
    assert used is not None
    assert (used.workspace, used.scopes) == (practice.id, {"read", "send"})
    assert used.member == Member.objects.get().id
    assert "Last used on 3 November 2026." in nora.get(HERE).text
    use_token(token, at=AT + timedelta(seconds=30))
    assert ApiToken.objects.get().last_used_at == AT
    use_token(token, at=AT + timedelta(seconds=90))
    assert ApiToken.objects.get().last_used_at == AT + timedelta(seconds=90)


def revoked(practice, nora) -> None:
    row = ApiToken.objects.get()
    page = nora.post(f"{HERE}/{row.id}/revocation", follow=True).text
    assert "“Bookkeeping” is revoked." in page
    assert "No token works at present." in page
    assert Activity.objects.latest("id").action == "token revoked"
    assert nora.post(f"{HERE}/{row.id}/revocation").status_code == 404


def left(practice, nora) -> None:
    join(practice, "owner")
    first = Member.objects.order_by("id")[0]
    deactivate_member(practice.id, first.id, actor=NORA, at=AT)


@pytest.mark.parametrize("ending", [revoked, left])
def test_a_token_that_was_ended_opens_nothing(practice, nora, ending):
    token = made(nora)
    ending(practice, nora)
    assert use_token(token, at=AT) is None
    assert ApiToken.objects.get().last_used_at is None


def test_a_token_opens_nothing_after_its_time_nor_a_wrong_one_ever(practice, nora):
    token = made(nora)
    assert use_token(token, at=AT + timedelta(days=30)) is None
    assert use_token(f"{token}x", at=AT) is None
    assert use_token(ApiToken.objects.get().token_hash, at=AT) is None


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"name": ""}, "Write what the token is for."),
        ({"scope": []}, "Tick at least one thing the token is for."),
        ({"scope": ["root"]}, "Tick at least one thing the token is for."),
        ({"lasts": "36500"}, "Choose one of these."),
        ({"name": "x" * 101}, "at most 100 letters"),
    ],
)
def test_a_token_for_nothing_or_for_ever_is_refused(nora, typed, sentence):
    confirm(nora)
    answer = nora.post(HERE, NEW | typed)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert not ApiToken.objects.exists()


def test_making_one_asks_who_one_is(nora):
    assert nora.post(HERE, NEW)["Location"].startswith("/account/confirmation")
    assert not ApiToken.objects.exists()


def test_another_workspace_revokes_nothing(practice, nora, cleo):
    token = made(nora)
    row = ApiToken.objects.get()
    assert cleo.post(f"{HERE}/{row.id}/revocation").status_code == 404
    assert "Bookkeeping" not in cleo.get(HERE).text
    biller = join(practice, "biller")
    assert biller.post(f"{HERE}/{row.id}/revocation").status_code == 403
    assert use_token(token, at=AT) is not None
