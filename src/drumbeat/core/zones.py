"""Time zones by their IANA names. [S-1]"""

from __future__ import annotations

from functools import lru_cache
from zoneinfo import ZoneInfo


@lru_cache(maxsize=1024)
def is_zone(name: str) -> bool:
    """Say whether the name is a known IANA time zone."""
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return False
    return True
