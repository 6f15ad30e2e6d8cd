"""The Django app’s name."""

from django.apps import AppConfig


class PaymentsConfig(AppConfig):
    """Payments."""

    name = "drumbeat.apps.payments"
    label = "payments"
