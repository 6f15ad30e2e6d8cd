"""Register the app under a short label."""

from django.apps import AppConfig


class SharingConfig(AppConfig):
    """What clients may open and say."""

    name = "drumbeat.apps.sharing"
    label = "sharing"
    default_auto_field = "django.db.models.BigAutoField"
