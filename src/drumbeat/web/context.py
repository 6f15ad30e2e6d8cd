"""What the settings say to every page."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest

from drumbeat.apps.identity.queries import WorkspaceRow


def mailbox_is_built_in() -> bool:
    """Say whether mail stays here, because no server to send it was named."""
    return not settings.DRUMBEAT_SMTP_URL


def has_mailbox(workspace: WorkspaceRow) -> bool:
    """Say whether mail of the workspace stays here; that of a sample always does."""
    return mailbox_is_built_in() or workspace.is_sample


def account_page(request: HttpRequest) -> dict[str, object]:
    """Return what the pages of signing in and of one's account are given."""
    return {
        "PRODUCT_NAME": settings.PRODUCT_NAME,
        "is_signed_in": request.user.is_authenticated,
    }
