"""Accounts: the second step, lost passwords, new addresses, sessions."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from allauth.usersessions.models import UserSession
from django.test import Client

from drumbeat.apps.identity.models import Notice, User

PASSWORD = "always small invoices"
ANOTHER = "and never a lost cent"
EMAIL = "nora@x.example"

pytestmark = pytest.mark.django_db


def sign_in(password: str = PASSWORD, email: str = EMAIL, **more):
    browser = Client(**more)
    answer = browser.post("/sign-in", {"email": email, "password": password})
    return browser, answer


def confirm(browser: Client, password: str = PASSWORD):
    return browser.post("/account/confirmation", {"password": password})


def code_of(secret: str) -> str:
    from allauth.mfa.totp.internal.auth import yield_hotp_counters_from_time

    return format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time())))


def test_a_link_to_choose_a_new_password_works_once(practice) -> None:
    browser = Client()
    browser.post("/password-reset", {"email": EMAIL})
    [letter] = Notice.objects.all()
    assert letter.to == EMAIL
    [link] = re.findall(r"http\S+", letter.text)
    path = urlsplit(link).path
    form = browser.get(path, follow=True)
    browser.post(
        form.redirect_chain[-1][0], {"password1": ANOTHER, "password2": ANOTHER}
    )
    assert sign_in()[1].status_code == 422
    assert sign_in(ANOTHER)[1]["Location"] == "/"
    assert "does not work any more" in Client().get(path, follow=True).text


def test_the_link_leads_to_our_address_whatever_host_was_asked(practice) -> None:
    Client().post("/password-reset", {"email": EMAIL}, headers={"host": "localhost"})
    assert "http://127.0.0.1:8000/password-reset/" in Notice.objects.get().text


def test_an_unknown_address_reads_the_same_and_gets_no_letter(practice) -> None:
    pages = [
        Client().post("/password-reset", {"email": email}, follow=True)
        for email in (EMAIL, "nobody@x.example")
    ]
    assert pages[0].redirect_chain == pages[1].redirect_chain
    assert pages[0].text == pages[1].text
    assert Notice.objects.count() == 1


def test_a_stranger_cannot_make_an_account(practice) -> None:
    assert "Members are invited." in Client().get("/sign-up").text
    Client().post("/sign-up", {"email": "eve@x.example", "password1": ANOTHER})
    assert User.objects.count() == 1


def test_attempts_are_counted_by_where_they_come_from(practice) -> None:
    for _ in range(6):
        _, answer = sign_in("wrong password 123", REMOTE_ADDR="192.0.2.7")
    assert answer.status_code == 429
    assert sign_in(REMOTE_ADDR="192.0.2.8")[1]["Location"] == "/"


def test_an_authenticator_app_is_asked_for_after_the_password(
    nora, django_capture_on_commit_callbacks
) -> None:
    address = "/account/second-factor/app"
    assert nora.get(address)["Location"].startswith("/account/confirmation")
    confirm(nora)
    page = nora.get(address).text
    [secret] = re.findall(r"<code>(\w+)</code>", page)
    with django_capture_on_commit_callbacks(execute=True):
        answer = nora.post(address, {"code": code_of(secret)})
    assert answer.status_code == 302
    codes = Authenticator.objects.get(type="recovery_codes").wrap().get_unused_codes()
    assert len(codes) == 10
    assert "authenticator app was set up" in Notice.objects.latest("id").text

    browser, answer = sign_in()
    assert answer["Location"] == "/sign-in/second-step"
    assert browser.get("/")["Location"].startswith("/sign-in")
    assert "Second step" in browser.get("/sign-in/second-step").text
    answer = browser.post("/sign-in/second-step", {"code": "000000"})
    assert "This is not the code." in answer.text
    answer = browser.post("/sign-in/second-step", {"code": codes[0]})
    assert answer["Location"] == "/"
    assert browser.get("/settings/account").text.count("9 recovery codes left") == 1

    again, _ = sign_in()
    spent = again.post("/sign-in/second-step", {"code": codes[0]})
    assert "This is not the code." in spent.text
    secret = TOTP(Authenticator.objects.get(type="totp")).instance.data["secret"]
    again.post("/sign-in/second-step", {"code": code_of(secret)})
    assert again.get("/settings/account").status_code == 200


def test_a_new_address_waits_for_its_code_and_the_old_one_is_told(nora) -> None:
    change = {"email": "nora@new.example", "action_add": ""}
    assert nora.post("/account/e-mail", change)["Location"].startswith(
        "/account/confirmation"
    )
    confirm(nora)
    nora.post("/account/e-mail", change)
    letter = Notice.objects.get()
    assert letter.to == "nora@new.example"
    code = letter.subject.split()[0]
    assert User.objects.get().email == EMAIL
    nora.post("/account/e-mail/code", {"code": code})
    assert User.objects.get().email == "nora@new.example"
    assert EmailAddress.objects.get().email == "nora@new.example"
    assert Notice.objects.filter(to=EMAIL, subject="Your address was changed").exists()
    assert sign_in(email="nora@new.example")[1]["Location"] == "/"


def test_a_changed_password_ends_the_other_sessions(nora) -> None:
    elsewhere, _ = sign_in()
    nora.post(
        "/account/password",
        {"oldpassword": PASSWORD, "password1": ANOTHER, "password2": ANOTHER},
    )
    assert nora.get("/settings/account").status_code == 200
    assert elsewhere.get("/")["Location"].startswith("/sign-in")
    assert Notice.objects.get().subject == "Your password was changed"


def test_a_weak_password_is_refused_with_a_reason(nora) -> None:
    answer = nora.post(
        "/account/password",
        {"oldpassword": PASSWORD, "password1": "short", "password2": "short"},
    )
    assert "at least 12 characters" in answer.text
    assert User.objects.get().check_password(PASSWORD)


def test_other_sessions_can_be_ended(nora) -> None:
    elsewhere, _ = sign_in(headers={"user-agent": "Mozilla (Windows) Firefox/140.0"})
    page = nora.get("/account/sessions").text
    assert "Firefox on Windows" in page
    nora.post("/account/sessions")
    assert elsewhere.get("/")["Location"].startswith("/sign-in")
    assert UserSession.objects.count() == 1


def test_the_name_others_see_can_be_changed(nora) -> None:
    answer = nora.post("/settings/account", {"name": "Nora L. <b>"}, follow=True)
    assert "Saved." in answer.text
    assert "Nora L. &lt;b&gt;" in answer.text
    refused = nora.post("/settings/account", {"name": " "})
    assert "Write the name others see." in refused.text


@pytest.mark.parametrize(
    "address",
    [
        "/settings",
        "/settings/account",
        "/account/e-mail",
        "/account/password",
        "/account/second-factor",
        "/account/second-factor/app",
        "/account/passkeys",
        "/account/passkeys/new",
        "/account/sessions",
        "/account/confirmation",
    ],
)
def test_every_page_keeps_the_strict_policy(nora, address) -> None:
    confirm(nora)
    answer = nora.get(address)
    assert answer.status_code == 200
    assert "unsafe" not in answer["Content-Security-Policy"]
    assert " style=" not in answer.text
    assert not re.search(r"<script(?![^>]*(src=|application/json))", answer.text)
    assert not re.search(r"\son[a-z]+=", answer.text)


def test_a_passkey_is_asked_for_by_a_question_of_its_own(practice) -> None:
    asked = Client().get("/sign-in/passkey", headers={"accept": "application/json"})
    assert asked.json()["request_options"]["publicKey"]["challenge"]
    refused = Client().post("/sign-in/passkey", {"credential": "{}"})
    assert refused["Location"] == "/sign-in"
