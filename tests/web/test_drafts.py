"""A session that ended never repeats an action by itself."""

from types import SimpleNamespace

import pytest
from django.contrib.messages.storage.cookie import CookieStorage
from django.test import RequestFactory

from drumbeat.web import drafts


@pytest.mark.parametrize("view", [drafts.issuance, drafts.withdrawal])
def test_coming_back_from_sign_in_does_nothing_and_says_so(view, monkeypatch):
    member = SimpleNamespace(id=1, workspace=SimpleNamespace(id=1))
    monkeypatch.setattr(drafts.access, "membership", lambda _request, **_: member)
    request = RequestFactory().get("/drafts/12/issuance")
    request._messages = CookieStorage(request)

    answer = view(request, draft=12)

    assert (answer.status_code, answer["Location"]) == (303, "/")
    assert [str(said) for said in request._messages] == [
        "Nothing was done before you signed in."
    ]
