"""The first start: a workspace from one page, once; a sample that goes as a whole."""

from __future__ import annotations

import pytest
from django.core.cache import cache
from django.core.management import call_command
from django.test import Client

from cast import Practice
from drumbeat.apps.audit.queries import verify_chain
from drumbeat.apps.identity.models import Member, User, Workspace
from drumbeat.apps.identity.operations import NotASample, remove_sample
from drumbeat.apps.invoices.models import Invoice
from drumbeat.apps.parties.queries import get_seller
from drumbeat.core.tax_status import STANDARD_RATES, statuses_in
from drumbeat.core.terms_grammar import parse_tax, tax_words
from drumbeat.jobs import sample as samples
from drumbeat.jobs.sample import make_sample

TYPED = {
    "name": "Studio Ada",
    "address": "Lindenallee 2\r\n80331 München",
    "country": "DE",
    "currency": "EUR",
    "time_zone": "Europe/Berlin",
    "tax_status": "registered",
    "vat_id": "DE136695976",
    "iban": "DE89 3704 0044 0532 0130 00",
    "owner": "Ada Weber",
    "email": "Ada@Studio.example",
    "password": "always small invoices",
}


@pytest.fixture
def empty(db, settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    call_command("createcachetable", verbosity=0)
    cache.clear()


def start(**changes):
    return Client().post("/start", TYPED | changes)


def test_every_page_leads_to_the_first_start(empty):
    browser = Client()
    answer = browser.get("/", follow=True)
    assert answer.redirect_chain[-1][0] == "/start"


def test_one_page_makes_the_workspace_and_signs_its_owner_in(empty):
    browser = Client()
    answer = browser.post("/start", TYPED)
    assert (answer.status_code, answer["Location"]) == (302, "/")
    workspace = Workspace.objects.get()
    assert (workspace.name, workspace.country, workspace.default_tax) == (
        "Studio Ada",
        "DE",
        "S 19",
    )
    seller = get_seller(workspace.id)
    assert seller.address.lines == ("Lindenallee 2", "80331 München")
    assert seller.iban == "DE89370400440532013000"
    member = Member.objects.get()
    assert (member.name, member.role, member.user.email) == (
        "Ada Weber",
        "owner",
        "ada@studio.example",
    )
    assert "Start with one engagement" in browser.get("/").text
    assert verify_chain(workspace.id).ok


def test_the_first_start_happens_once(empty):
    start()
    assert Client().get("/start").status_code == 404
    assert start(email="eve@x.example").status_code == 404
    assert Client().get("/start/proposals?country=NL").status_code == 404
    assert Client().post("/start/sample", TYPED).status_code == 404
    assert Workspace.objects.count() == 1
    assert "Sign in" in Client().get("/sign-in").text


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"name": " "}, "Write the name that stands on your invoices."),
        ({"address": ""}, "An invoice needs your address."),
        ({"country": "XX"}, "Choose one of these."),
        ({"iban": "DE89 3704 0044 0532 0130 01"}, "The check digits do not fit."),
        ({"iban": "DE89 3704"}, "This IBAN has 8 characters"),
        ({"vat_id": "DE136695977"}, "The check digits do not fit."),
        ({"vat_id": "NL812345678B01"}, "A VAT id of this country begins with DE."),
        ({"vat_id": ""}, "Whoever is registered shows a VAT id."),
        ({"tax_status": "huge"}, "Choose one of these."),
        ({"email": "ada"}, "This is not an e-mail address."),
        ({"password": "short"}, "at least 12 characters"),
        ({"time_zone": "Mars/Olympus"}, "Choose one of these."),
    ],
)
def test_what_cannot_be_taken_is_said_beside_its_field(empty, wrong, sentence):
    answer = start(**wrong)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert "Lindenallee 2" in answer.text or "address" in wrong
    assert "always small invoices" not in answer.text
    assert not Workspace.objects.exists()
    assert not User.objects.exists()


def test_a_country_proposes_what_is_usual_there(empty):
    page = Client().get("/start", headers={"accept-language": "de-AT,de;q=0.8"}).text
    assert '<option value="AT" selected>' in page
    assert '<option value="Europe/Vienna" selected>' in page
    part = Client().get("/start/proposals?country=US").text
    assert '<option value="USD" selected>' in part
    assert "No VAT applies to us" in part
    assert "Registered for VAT" not in part
    assert "<html" not in part


@pytest.mark.parametrize("country", sorted(STANDARD_RATES))
def test_every_proposed_tax_can_stand_in_an_engagement_file(country):
    for status in statuses_in(country):
        words = tax_words(status.tax)
        assert parse_tax(words) == status.tax
        assert len(words) <= Workspace._meta.get_field("default_tax").max_length


@pytest.fixture
def short_sample(monkeypatch):
    from datetime import timedelta

    monkeypatch.setattr(samples, "HISTORY", timedelta(days=40))


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_a_sample_is_removed_in_one_click_with_everything_in_it(settings, short_sample):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    call_command("createcachetable", verbosity=0)
    cache.clear()
    browser = Client()
    refused = browser.post("/start/sample", TYPED | {"password": "short"})
    assert "at least 12 characters" in refused.text
    assert "Studio Ada" in refused.text
    answer = browser.post("/start/sample", TYPED)
    assert answer["Location"] == "/"
    page = browser.get("/").text
    assert "This is sample data." in page
    assert "Halden Robotics" in page
    assert Invoice.objects.exists()

    answer = browser.post("/sample/removal")
    assert (answer.status_code, answer["Location"]) == (303, "/start")
    assert not Workspace.objects.exists()
    assert not User.objects.exists()
    assert browser.get("/").status_code == 302
    assert start().status_code == 302
    [workspace] = Workspace.objects.all()
    assert workspace.is_sample is False
    assert verify_chain(workspace.id).ok
    _invoices_are_frozen_again()


def _invoices_are_frozen_again() -> None:
    from django.db import DatabaseError

    from cast import monthly

    practice = Practice.beside("Another")
    practice.agree(monthly())
    practice.bill_and_issue("2026-01-01")
    with pytest.raises(DatabaseError, match="never changed"):
        Invoice.objects.update(subject="other")


@pytest.mark.django_db
def test_a_real_workspace_is_never_removed():
    practice = Practice.open()
    with pytest.raises(NotASample) as refusal:
        remove_sample(practice.id)
    assert refusal.value.rule == "IDN-3"
    assert Workspace.objects.count() == 1


@pytest.mark.slow
@pytest.mark.django_db
def test_a_sample_beside_a_real_workspace_stays(short_sample):
    from cast import noon

    made = make_sample("a long password", at=noon("2026-06-01"), progress=print)
    Practice.beside("Real")
    with pytest.raises(NotASample):
        remove_sample(made)
