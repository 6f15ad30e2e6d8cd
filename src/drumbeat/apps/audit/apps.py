"""The Django app’s name."""

from django.apps import AppConfig


class AuditConfig(AppConfig):
    """The audit trail."""

    name = "drumbeat.apps.audit"
    label = "audit"
