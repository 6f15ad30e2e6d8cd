"""Register the app under a short label."""

from django.apps import AppConfig


class CalendarsConfig(AppConfig):
    """Calendars that are read."""

    name = "drumbeat.apps.calendars"
    label = "calendars"
    default_auto_field = "django.db.models.BigAutoField"
