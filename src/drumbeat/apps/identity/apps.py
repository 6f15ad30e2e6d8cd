"""The Django app’s name."""

from django.apps import AppConfig


class IdentityConfig(AppConfig):
    """Workspaces and members."""

    name = "drumbeat.apps.identity"
    label = "identity"
