"""The Django app’s name."""

from django.apps import AppConfig


class EngagementsConfig(AppConfig):
    """Agreements."""

    name = "drumbeat.apps.engagements"
    label = "engagements"
