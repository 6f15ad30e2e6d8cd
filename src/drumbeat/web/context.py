"""What every template knows: the product's name and whether there is a mailbox."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest


def product(_request: HttpRequest) -> dict[str, object]:
    """Return the name, kept once in the settings, and the optional destinations."""
    return {
        "PRODUCT_NAME": settings.PRODUCT_NAME,
        "has_mailbox": mailbox_is_built_in(),
    }


def mailbox_is_built_in() -> bool:
    """Say whether mail stays here, because no server to send it was named."""
    return not settings.DRUMBEAT_SMTP_URL
