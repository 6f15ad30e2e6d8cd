"""The Django app’s name."""

from django.apps import AppConfig


class BillingConfig(AppConfig):
    """Billing."""

    name = "drumbeat.apps.billing"
    label = "billing"
