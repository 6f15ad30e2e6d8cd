"""What the address of a list asks for: whole numbers, and where its page begins."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlencode

from drumbeat.apps.reports.paging import Cursor, Page

_DIGITS = 18  # of the ids that a database keeps


def whole(asked: Mapping[str, str], name: str) -> int | None:
    """Return a number of the address, or None when there is none."""
    text = asked.get(name, "")
    is_number = text.isascii() and text.isdecimal() and len(text) <= _DIGITS
    return int(text) if is_number else None


def cursor(asked: Mapping[str, str]) -> Cursor:
    """Return where the page begins."""
    if back := asked.get("before", ""):
        return Cursor(back, backwards=True)
    return Cursor(asked.get("after", ""))


def address(path: str, narrow: Mapping[str, object]) -> str:
    """Return the path with what narrows it; what is empty is left out."""
    asked = {name: value for name, value in narrow.items() if value}
    return f"{path}?{urlencode(asked)}" if asked else path


def ways(
    page: Page[object], path: str, narrow: Mapping[str, object]
) -> tuple[str, str]:
    """Return the addresses of the page before and of the page after, or nothing."""
    back = address(path, {**narrow, "before": page.back}) if page.back else ""
    on = address(path, {**narrow, "after": page.on}) if page.on else ""
    return back, on
