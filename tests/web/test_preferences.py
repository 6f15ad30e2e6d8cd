"""Preferences: everybody’s own, and nobody else’s."""

import re
from datetime import timedelta

import pytest
import time_machine

from cast import monthly, noon
from drumbeat.apps.billing.models import Draft
from drumbeat.apps.identity.models import Member
from web.visitors import join

HERE = "/settings/preferences"
WANTED = {"theme": "dark", "undo": "60"}

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("role", ["reader", "contributor", "biller"])
def test_everybody_has_their_own(practice, nora, role):
    ben = join(practice, role)
    page = ben.post(HERE, WANTED, follow=True).text
    assert "Saved." in page
    assert 'data-theme="dark"' in page
    row = Member.objects.get(name="ben")
    assert (row.theme, row.single_keys, row.undo_seconds) == ("dark", True, 60)
    others = nora.get(HERE).text
    assert "data-theme=" not in others
    assert 'value="system" checked' in others


def test_what_one_approves_waits_as_long_as_one_chose(practice, nora):
    practice.agree(monthly())
    with time_machine.travel(noon("2026-01-01"), tick=False):
        practice.bill("2026-01-01")
        nora.post(HERE, WANTED)
        draft = Draft.objects.get()
        page = nora.get("/").text
        [seen] = set(re.findall(r'name="expected_hash" value="(\w+)"', page))
        typed = {"expected_hash": seen, "reason": "agreed on the phone"}
        nora.post(f"/drafts/{draft.id}/issuance", typed)
        draft.refresh_from_db()
    assert draft.send_at == noon("2026-01-01") + timedelta(seconds=60)


@pytest.mark.parametrize(
    "wrong", [{"theme": "neon"}, {"undo": "5"}, {"undo": "3600"}, {"theme": ""}]
)
def test_what_cannot_be_chosen_is_refused(practice, nora, wrong):
    answer = nora.post(HERE, WANTED | wrong)
    assert answer.status_code == 422
    assert "Choose one of these." in answer.text
    row = Member.objects.get()
    assert (row.theme, row.undo_seconds) == ("system", None)
