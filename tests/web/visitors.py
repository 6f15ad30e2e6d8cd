"""People who sign in to a practice, as tests of its settings need them."""

from __future__ import annotations

from django.test import Client

from cast import Practice
from drumbeat.apps.identity.models import Member
from drumbeat.apps.identity.operations.workspace import new_user

PASSWORD = "always small invoices"


def join(practice: Practice, role: str, email: str = "ben@x.example") -> Client:
    """Return the browser of a member with that role."""
    user = new_user(email, PASSWORD)
    Member.objects.create(
        workspace_id=practice.id, user=user, name=email.split("@")[0], role=role
    )
    return signed_in(email)


def signed_in(email: str = "nora@x.example") -> Client:
    browser = Client()
    answer = browser.post("/sign-in", {"email": email, "password": PASSWORD})
    assert answer["Location"] == "/"
    return browser


def confirm(browser: Client) -> None:
    """Show who one is, as pages ask before what cannot be taken back."""
    browser.post("/account/confirmation", {"password": PASSWORD})
