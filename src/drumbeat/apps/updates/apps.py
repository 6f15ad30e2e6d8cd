"""The Django app’s name."""

from django.apps import AppConfig


class UpdatesConfig(AppConfig):
    """Updates."""

    name = "drumbeat.apps.updates"
    label = "updates"
