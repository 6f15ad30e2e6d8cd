"""Register the app under a short label."""

from django.apps import AppConfig


class BankingConfig(AppConfig):
    """Banking that are read."""

    name = "drumbeat.apps.banking"
    label = "banking"
    default_auto_field = "django.db.models.BigAutoField"
