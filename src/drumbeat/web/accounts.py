"""How allauth writes to members, what it says, and who may have an account."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse

from drumbeat import clock
from drumbeat.apps.identity import operations
from drumbeat.apps.identity.operations import NewNotice
from drumbeat.apps.identity.queries import membership_of


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # untyped
    """Accounts come from the first start and from invitations, never from strangers."""

    error_messages: Mapping[str, str] = DefaultAccountAdapter.error_messages | {
        "email_taken": "This address belongs to another account.",
        "enter_current_password": "This is not your current password.",
        "incorrect_code": "This is not the code. Look again, or ask for a new one.",
        "incorrect_password": "This is not your password.",
        "rate_limited": "Too many attempts. Wait a minute, then try again.",
        "same_as_current": "This is your address already.",
        "too_many_login_attempts": "Five attempts failed. Wait 15 minutes, then try "
        "again.",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Say no: a member is invited."""
        del request
        return False

    def get_reset_password_from_key_url(self, key: str) -> str:
        """Return the link of the letter: to our address, whatever host was asked."""
        user, _, token = key.partition("-")
        path = reverse("account_reset_password_from_key", args=[user, token])
        return f"{settings.DRUMBEAT_PUBLIC_URL}{path}"

    def send_mail(
        self, template_prefix: str, email: str, context: dict[str, Any]
    ) -> None:
        """Queue the letter, so that no page waits for a mail server.

        It is queued for known and unknown alike in the same time: a queued row.
        """
        user = context.get("user") or self.request.user
        member = membership_of(user.pk) if user.pk else None
        if member is None:
            return
        facts = context | {"email": email, "member": member}
        letter = NewNotice(
            to=email,
            subject=render_to_string(f"{template_prefix}_subject.txt", facts),
            text=render_to_string(f"{template_prefix}_message.txt", facts),
        )
        operations.queue_notice(member.workspace.id, letter, at=clock.now())

    def _get_login_attempts_cache_key(
        self, request: HttpRequest, **credentials: str
    ) -> str:
        """Count attempts on an account by where they come from.

        Counted by account alone, anybody could lock its owner out.
        """
        account = super()._get_login_attempts_cache_key(request, **credentials)
        return f"{self.get_client_ip(request)} {account}"


class SecondFactors(DefaultMFAAdapter):  # type: ignore[misc]  # untyped
    """What second factors are called and what is said of them."""

    error_messages: Mapping[str, str] = DefaultMFAAdapter.error_messages | {
        "incorrect_code": AccountAdapter.error_messages["incorrect_code"],
        "unverified_email": "Confirm your e-mail address first.",
    }

    def generate_authenticator_name(
        self,
        user: AbstractBaseUser,
        type: str,  # noqa: A002  (its name there)
    ) -> str:
        """Propose a name for a new passkey: “Passkey 2”."""
        count = Authenticator.objects.filter(user_id=user.pk, type=type).count()
        return f"Passkey {count + 1}"
