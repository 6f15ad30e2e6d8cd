"""Tables of workspaces and members."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.contrib.auth.models import AbstractUser, BaseUserManager
from django.db import models


class UserManager(BaseUserManager["User"]):
    """Makes users who sign in with their e-mail address."""

    def create_user(self, email: str, password: str | None = None) -> User:
        """Return a new user; without a password nobody can sign in as them."""
        user = self.model(email=self.normalize_email(email).lower())
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractUser):
    """Somebody who can sign in."""

    username = None  # type: ignore[assignment]  # the address is the name
    email = models.EmailField(unique=True)
    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects: ClassVar[UserManager] = UserManager()  # type: ignore[assignment]


class Workspace(models.Model):
    """One business that bills: the tenant everything belongs to."""

    name = models.CharField(max_length=200)
    country = models.CharField(max_length=2)
    currency = models.CharField(max_length=3)
    time_zone = models.CharField(max_length=60)
    update_required = models.BooleanField(default=True)
    # The most, in minor units by currency, that one person may approve alone.
    two_person_above = models.JSONField(default=dict)
    created_at = models.DateTimeField()
    # What the books are known by outside the database, whatever id they have in it.
    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    restored = models.BooleanField(default=False)  # D13: mail waits after a restore


class Member(models.Model):
    """A person in a workspace, with their part."""

    workspace = models.ForeignKey(Workspace, on_delete=models.PROTECT)
    user = models.ForeignKey(User, on_delete=models.PROTECT)
    name = models.CharField(max_length=200)
    role = models.CharField(max_length=20)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "user"], name="member_is_in_a_workspace_once"
            )
        ]
