"""The Django app’s name."""

from django.apps import AppConfig


class InvoicesConfig(AppConfig):
    """Invoices."""

    name = "drumbeat.apps.invoices"
    label = "invoices"
