"""Which adapter stands behind which port, from the settings."""

from __future__ import annotations

from functools import cache

from django.conf import settings

from drumbeat.adapters.email.letters import Letters
from drumbeat.adapters.email.mailbox import BuiltInMailbox
from drumbeat.adapters.email.smtp import SmtpMailer
from drumbeat.adapters.holidays.calendar import is_known, working_days
from drumbeat.adapters.numbers.high_water import HighWaterFile
from drumbeat.adapters.pdf.renderer import PdfRenderer
from drumbeat.core.ports import (
    DocumentRenderer,
    Mailer,
    NumberRegister,
    Postmaster,
    WorkingDays,
)

HIGH_WATER = "high-water.jsonl"  # in the home


@cache
def document_renderer() -> DocumentRenderer:
    """Return what turns documents into PDFs; one for all threads."""
    return PdfRenderer()


def calendars(code: str) -> WorkingDays:
    """Return the holiday calendar of that code."""
    return working_days(code)


def number_register() -> NumberRegister:
    """Return what remembers the numbers given: in the home, in no backup."""
    return HighWaterFile(settings.DRUMBEAT_HOME / HIGH_WATER)


def knows_calendar(code: str) -> bool:
    """Say whether there is a holiday calendar of that code."""
    return is_known(code)


def mail_domain() -> str:
    """Return the domain of our Message-IDs."""
    domain: str = settings.DRUMBEAT_MAIL_DOMAIN
    return domain


def mailer(workspace: str) -> Mailer:
    """Return the server of DRUMBEAT_SMTP_URL, else the workspace's own mailbox.

    :raises SmtpUrlRefused: the setting cannot be read
    """
    if settings.DRUMBEAT_SMTP_URL:
        return SmtpMailer.from_url(settings.DRUMBEAT_SMTP_URL)
    return mailbox(workspace)


def mailbox(workspace: str) -> BuiltInMailbox:
    """Return what keeps the mail that the workspace of that key would have sent."""
    return BuiltInMailbox(settings.DRUMBEAT_HOME / "mailbox" / workspace)


def letters() -> Postmaster:
    """Return who writes the mails; the address is for sellers that have none."""
    return Letters(fallback_address=f"invoices@{mail_domain()}")
