"""Register the app under a short label."""

from django.apps import AppConfig


class OffersConfig(AppConfig):
    """What clients are asked to agree on."""

    name = "drumbeat.apps.offers"
    label = "offers"
    default_auto_field = "django.db.models.BigAutoField"
