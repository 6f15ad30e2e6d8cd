"""Copies of the whole database, and back."""
