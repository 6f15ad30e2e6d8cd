"""Tables of workspaces and members."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.contrib.auth.models import AbstractUser, BaseUserManager
from django.db import models
from django.db.models import Q


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
    default_tax = models.CharField(max_length=120, default="O")  # as files write it
    created_at = models.DateTimeField()
    # What the books are known by outside the database, whatever id they have in it.
    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    restored = models.BooleanField(default=False)  # D13: mail waits after a restore
    is_sample = models.BooleanField(default=False)  # made to look around; removable
    # The least that should come in each month, in the workspace's currency.
    monthly_floor_minor = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="workspace_floor_is_above_nothing",
                condition=Q(monthly_floor_minor__isnull=True)
                | Q(monthly_floor_minor__gt=0),
            )
        ]


class Member(models.Model):
    """A person in a workspace, with their part."""

    workspace = models.ForeignKey(Workspace, on_delete=models.PROTECT)
    user = models.ForeignKey(User, on_delete=models.PROTECT)
    name = models.CharField(max_length=200)
    role = models.CharField(max_length=20)
    left_at = models.DateTimeField(null=True)
    undo_seconds = models.PositiveSmallIntegerField(null=True)  # null: as the house
    single_keys = models.BooleanField(default=True)
    theme = models.CharField(max_length=10, default="system")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "user"], name="member_is_in_a_workspace_once"
            )
        ]


class Notice(models.Model):
    """A short letter of the house to a member: a link, a code, a warning."""

    workspace = models.ForeignKey(Workspace, on_delete=models.PROTECT)
    to = models.EmailField(max_length=254)
    subject = models.CharField(max_length=200)
    text = models.TextField(blank=True)  # emptied once it has gone
    state = models.CharField(max_length=10)  # waiting · sent · failed · dropped
    attempts = models.PositiveSmallIntegerField(default=0)
    answer = models.TextField(blank=True)
    queued_at = models.DateTimeField()
    send_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["workspace", "send_at", "id"],
                condition=Q(state="waiting"),
                name="notice_waiting_by_time",
            )
        ]


class Invitation(models.Model):
    """A letter that lets one person join; its token is kept only as a hash."""

    workspace = models.ForeignKey(Workspace, on_delete=models.PROTECT)
    email = models.EmailField(max_length=254)
    role = models.CharField(max_length=20)
    clients = models.JSONField(default=list)  # ids, for a contributor
    token_hash = models.CharField(max_length=64, unique=True)
    invited_by = models.CharField(max_length=200)
    invited_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "email"],
                condition=Q(answered_at__isnull=True, withdrawn_at__isnull=True),
                name="invitation_is_open_once_for_an_address",
            )
        ]


class ApiToken(models.Model):
    """A key for programs, shown once and kept as a hash."""

    workspace = models.ForeignKey(Workspace, on_delete=models.PROTECT)
    member = models.ForeignKey(Member, on_delete=models.PROTECT)
    name = models.CharField(max_length=100)
    token_hash = models.CharField(max_length=64, unique=True)
    hint = models.CharField(max_length=8)  # its last letters, to tell them apart
    scopes = models.CharField(max_length=100)  # separated by blanks
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)
