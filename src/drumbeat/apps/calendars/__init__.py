"""Calendars that are read, their entries, and what a moved one did to a project."""
