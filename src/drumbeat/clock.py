"""The one door to the system clock."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.utils import timezone


def now() -> datetime:
    """Return the present instant, aware, in UTC."""
    return timezone.now()  # noqa: TID251  (this is the door)


def today(zone: str) -> date:
    """Return the date on the wall in that IANA zone. [S-2]"""
    return now().astimezone(ZoneInfo(zone)).date()
