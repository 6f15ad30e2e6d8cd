"""Letters are shown under a policy of their own."""

from types import SimpleNamespace

import pytest
from django.http import Http404
from django.test import RequestFactory, override_settings

from drumbeat.web import mailbox


class OneLetter:
    """A mailbox with one hostile letter."""

    def __init__(self, workspace):
        assert workspace == "key"

    def read(self, message_id):
        if message_id != "known":
            raise LookupError(message_id)
        return SimpleNamespace(html="<script>alert(1)</script>")


@pytest.fixture(autouse=True)
def _a_house_with_a_mailbox(monkeypatch):
    monkeypatch.setattr(mailbox.wiring, "mailbox", OneLetter)
    monkeypatch.setattr(
        mailbox.access,
        "membership",
        lambda _request, **_: SimpleNamespace(
            name="Ada", workspace=SimpleNamespace(is_sample=False, key="key")
        ),
    )
    with override_settings(DRUMBEAT_SMTP_URL=""):
        yield


def letter(message_id):
    return mailbox.letter(RequestFactory().get("/"), message_id)


def test_a_letter_can_neither_act_nor_fetch():
    answer = letter("known")

    policy = answer["Content-Security-Policy"]
    assert policy.startswith("sandbox; default-src 'none';")
    assert "script-src" not in policy
    assert answer["X-Frame-Options"] == "SAMEORIGIN"


def test_a_letter_nobody_sent_is_not_found():
    with pytest.raises(Http404):
        letter("../secret.key")


def test_with_a_mail_server_there_is_no_mailbox():
    with override_settings(DRUMBEAT_SMTP_URL="smtp://x"), pytest.raises(Http404):
        letter("known")
