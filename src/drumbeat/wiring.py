"""Which adapter stands behind which port, from the settings."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import cache
from zoneinfo import ZoneInfo

from django.conf import settings

from drumbeat.adapters.bankstatements.reader import BankFiles
from drumbeat.adapters.calendar.feed import fetch
from drumbeat.adapters.calendar.ics import read_entries
from drumbeat.adapters.email.letters import Letters
from drumbeat.adapters.email.mailbox import BuiltInMailbox
from drumbeat.adapters.email.smtp import SmtpMailer
from drumbeat.adapters.holidays.calendar import is_known, working_days
from drumbeat.adapters.numbers.high_water import HighWaterFile
from drumbeat.adapters.pdf.renderer import PdfRenderer
from drumbeat.core.calendar_entries import Entry
from drumbeat.core.offer_port import OfferLetters
from drumbeat.core.ports import (
    BankStatementReader,
    DocumentRenderer,
    Mailer,
    NumberRegister,
    Postmaster,
    WorkingDays,
)

PATIENCE_SECONDS = 10  # that somebody looks at a page that does not answer
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


def bank_files(currency: str) -> BankStatementReader:
    """Return what reads the files of banks; `currency` where a file says none."""
    return BankFiles(currency)


def mail_domain() -> str:
    """Return the domain of our Message-IDs."""
    domain: str = settings.DRUMBEAT_MAIL_DOMAIN
    return domain


def mailer(workspace: str, *, is_sample: bool) -> Mailer:
    """Return the server of DRUMBEAT_SMTP_URL, else the workspace's own mailbox.

    What a sample writes stays here in any case: its clients are nobody's.

    :raises SmtpUrlRefused: the setting cannot be read
    """
    if settings.DRUMBEAT_SMTP_URL and not is_sample:
        return SmtpMailer.from_url(settings.DRUMBEAT_SMTP_URL)
    return mailbox(workspace)


def mailer_of_a_page(workspace: str, *, is_sample: bool) -> Mailer:
    """Return the same for somebody who waits: it gives the server up sooner.

    :raises SmtpUrlRefused: the setting cannot be read
    """
    found = mailer(workspace, is_sample=is_sample)
    if isinstance(found, SmtpMailer):
        return replace(found, dot_seconds=PATIENCE_SECONDS)
    return found


def mailbox(workspace: str) -> BuiltInMailbox:
    """Return what keeps the mail that the workspace of that key would have sent."""
    return BuiltInMailbox(settings.DRUMBEAT_HOME / "mailbox" / workspace)


def letters() -> Postmaster:
    """Return who writes the mails; the address is for sellers that have none."""
    return Letters(fallback_address=house_address())


def calendar_entries(content: bytes, *, on: date, zone: ZoneInfo) -> list[Entry]:
    """Return the entries of a calendar file.

    :raises CalendarUnreadable: it is none
    """
    return read_entries(content, on=on, zone=zone)


def fetch_calendar(url: str) -> bytes:
    """Return the calendar file at a public address.

    :raises CalendarUnreadable: it cannot be had
    """
    return fetch(url)


def offer_letters() -> OfferLetters:
    """Return who writes letters about offers."""
    return Letters(fallback_address=house_address())


def house_address() -> str:
    """Return where letters of the house come from."""
    return f"invoices@{mail_domain()}"
