"""Calendars of the outside world: iCalendar files, and the feeds they come from."""
