"""Which adapter stands behind which port, from the settings."""

from __future__ import annotations

from functools import cache

from django.conf import settings

from drumbeat.adapters.holidays.calendar import working_days
from drumbeat.adapters.pdf.renderer import PdfRenderer
from drumbeat.core.ports import DocumentRenderer, WorkingDays


@cache
def document_renderer() -> DocumentRenderer:
    """Return what turns documents into PDFs; one for all threads."""
    return PdfRenderer()


def calendars(code: str) -> WorkingDays:
    """Return the holiday calendar of that code."""
    return working_days(code)


def mail_domain() -> str:
    """Return the domain of our Message-IDs."""
    domain: str = settings.DRUMBEAT_MAIL_DOMAIN
    return domain
