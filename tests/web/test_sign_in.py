"""Signing in: one answer for everybody, five attempts."""

import pytest
from django.core.cache import cache
from django.test import RequestFactory, override_settings

from drumbeat.web import sign_in


class NobodyIsKnown:
    """A backend to whom every password is wrong."""

    def authenticate(self, request, email="", password=""):
        return None


@pytest.fixture(autouse=True)
def _no_database():
    memory = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
    backend = f"{__name__}.NobodyIsKnown"
    with (
        override_settings(
            CACHES={"default": memory}, AUTHENTICATION_BACKENDS=[backend]
        ),
        pytest.MonkeyPatch.context() as patch,
    ):
        patch.setattr("django.contrib.auth.load_backend", lambda _path: NobodyIsKnown())
        cache.clear()
        yield


def attempt(email="ada@example.com", address="192.0.2.1", **more):
    typed = {"email": email, "password": "wrong", **more}
    request = RequestFactory().post("/sign-in", typed, REMOTE_ADDR=address)
    return sign_in.sign_in(request)


def test_a_wrong_password_says_what_an_unknown_address_says():
    answer = attempt()

    assert answer.status_code == 422
    assert sign_in.NotTogether.message in answer.content.decode()
    assert "wrong" not in answer.content.decode()


def test_the_sixth_attempt_waits_whatever_its_capitals():
    codes = [attempt().status_code for _ in range(5)]
    sixth = attempt("Ada@Example.com")

    assert codes == [422] * 5
    assert sixth.status_code == 429
    assert sign_in.TOO_MANY in sixth.content.decode()


def test_the_limit_is_of_one_address_and_one_account():
    for _ in range(6):
        attempt()

    assert attempt(address="192.0.2.2").status_code == 422
    assert attempt("ben@example.com").status_code == 422


def test_an_unfinished_form_uses_no_attempt():
    for _ in range(6):
        assert attempt("not an address").status_code == 422

    assert sign_in.NotTogether.message in attempt().content.decode()


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example"])
def test_the_way_back_never_leads_elsewhere(elsewhere):
    request = RequestFactory().post("/sign-in", {"next": elsewhere})

    assert sign_in._destination(request) is None


def test_the_way_back_leads_where_one_came_from():
    request = RequestFactory().post("/sign-in", {"next": "/mailbox?a=1"})

    assert sign_in._destination(request) == "/mailbox?a=1"
