"""The keys: their list, and the switch for those that act alone."""

import pytest

from drumbeat.apps.identity.models import Member

pytestmark = pytest.mark.django_db


def test_the_list_is_a_page_and_a_part(practice, nora):
    page, part = (
        nora.get("/settings/keys").text,
        nora.get("/settings/keys?part=list").text,
    )

    for text in (page, part):
        assert "Approve and send what is ready" in text
        assert "data-single-keys checked" in text
    assert ">Save</button>" in page
    assert ">Save</button>" not in part
    assert "<html" not in part


def test_keys_that_act_alone_are_switched_off_and_on(practice, nora):
    assert 'data-keys="off"' not in nora.get("/").text

    answer = nora.post("/settings/keys", follow=True)
    assert "Saved. Only keys with Ctrl act." in answer.text
    assert not Member.objects.get().single_keys
    assert 'data-keys="off"' in nora.get("/").text
    assert "data-single-keys checked" not in nora.get("/settings/keys").text

    said = nora.post("/settings/keys", {"on": "yes"}, headers={"HX-Request": "true"})
    assert said.text == "Saved. Keys act alone."
    assert Member.objects.get().single_keys


def test_the_switch_is_ones_own(practice, nora, cleo):
    nora.post("/settings/keys")

    assert 'data-keys="off"' not in cleo.get("/").text


def test_everybody_may_switch_their_keys(practice, nora):
    Member.objects.update(role="contributor")

    assert nora.post("/settings/keys").status_code == 303
    assert "Cash flow" not in nora.get("/settings/keys?part=list").text
