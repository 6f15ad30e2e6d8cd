"""The Django app’s name."""

from django.apps import AppConfig


class PartiesConfig(AppConfig):
    """Issuer and clients."""

    name = "drumbeat.apps.parties"
    label = "parties"
