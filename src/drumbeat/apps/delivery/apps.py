"""The Django app’s name."""

from django.apps import AppConfig


class DeliveryConfig(AppConfig):
    """Delivery."""

    name = "drumbeat.apps.delivery"
    label = "delivery"
