"""Danger zone: nothing ends before the name of the workspace was typed."""

import pytest
from allauth.usersessions.models import UserSession
from django.test import Client

from drumbeat.apps.audit.models import Activity
from drumbeat.apps.identity.models import ApiToken, Workspace
from web.visitors import confirm, join, signed_in

HERE = "/settings/danger"
TYPED = {"name": "Lindqvist"}
NEW_TOKEN = {"name": "Bookkeeping", "lasts": "30", "scope": ["read"]}

pytestmark = pytest.mark.django_db


@pytest.fixture
def confirmed(nora) -> Client:
    confirm(nora)
    return nora


def test_everybody_is_signed_out_and_can_sign_in_again(practice, confirmed):
    ben = join(practice, "biller")
    answer = confirmed.post(f"{HERE}/sessions", TYPED)
    assert answer["Location"] == "/sign-in"
    for browser in (confirmed, ben):
        assert browser.get("/")["Location"].startswith("/sign-in")
    assert not UserSession.objects.exists()
    assert Activity.objects.latest("id").action == "every session ended"
    assert signed_in().get("/").status_code == 200


def test_nobody_elsewhere_is_signed_out(practice, confirmed, cleo):
    confirmed.post(f"{HERE}/sessions", TYPED)
    assert cleo.get("/").status_code == 200


def test_every_token_is_revoked(practice, confirmed):
    assert "Revoke every token" not in confirmed.get(HERE).text
    for _ in range(2):
        confirmed.post("/settings/tokens", NEW_TOKEN)
    assert "2 tokens would stop." in confirmed.get(HERE).text
    page = confirmed.post(f"{HERE}/tokens", TYPED, follow=True).text
    assert "2 tokens are revoked." in page
    assert not ApiToken.objects.filter(revoked_at=None).exists()
    assert Activity.objects.latest("id").action == "every token revoked"


@pytest.mark.django_db(transaction=True)  # it alters tables, as no open one allows
def test_a_sample_is_removed_as_a_whole(practice, confirmed, settings, tmp_path):
    settings.DRUMBEAT_HOME = tmp_path
    Workspace.objects.update(is_sample=True)
    assert confirmed.post(f"{HERE}/sample", TYPED)["Location"] == "/start"
    assert not Workspace.objects.exists()


def test_real_books_are_never_removed(practice, confirmed):
    page = confirmed.get(HERE).text
    assert "Remove the sample" not in page
    assert "Books are never deleted here" in page
    answer = confirmed.post(f"{HERE}/sample", TYPED, follow=True)
    assert "This workspace is no sample; its books are kept." in answer.text
    assert Workspace.objects.count() == 1


@pytest.mark.parametrize("end", ["sessions", "tokens", "sample"])
@pytest.mark.parametrize("typed", [{}, {"name": "lindqvist"}, {"name": "yes"}])
def test_nothing_ends_before_the_name_is_typed(practice, confirmed, end, typed):
    Workspace.objects.update(is_sample=True)
    confirmed.post("/settings/tokens", NEW_TOKEN)
    answer = confirmed.post(f"{HERE}/{end}", typed)
    assert answer.status_code == 422
    assert "to go on. Nothing was done." in answer.text
    assert confirmed.get("/").status_code == 200
    assert ApiToken.objects.get().revoked_at is None


@pytest.mark.parametrize("end", ["sessions", "tokens", "sample"])
def test_nothing_ends_before_one_showed_who_one_is(practice, nora, end):
    answer = nora.post(f"{HERE}/{end}", TYPED)
    assert answer["Location"].startswith("/account/confirmation")
    assert Workspace.objects.exists()
    biller = join(practice, "biller")
    confirm(biller)
    assert biller.post(f"{HERE}/{end}", TYPED).status_code == 403
    assert biller.get(HERE).status_code == 403
