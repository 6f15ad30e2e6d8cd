"""What the settings say to every page."""

from __future__ import annotations

from django.conf import settings


def mailbox_is_built_in() -> bool:
    """Say whether mail stays here, because no server to send it was named."""
    return not settings.DRUMBEAT_SMTP_URL
