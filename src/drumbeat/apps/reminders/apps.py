"""The Django app’s name."""

from django.apps import AppConfig


class RemindersConfig(AppConfig):
    """Reminders."""

    name = "drumbeat.apps.reminders"
    label = "reminders"
