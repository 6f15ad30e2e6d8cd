"""Drumbeat: always small invoices, on a dependable beat."""

__version__ = "0.1.0"
