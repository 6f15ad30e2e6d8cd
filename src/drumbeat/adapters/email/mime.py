"""A finished message as bytes: MIME parts, threads, and no line break in a header."""

from __future__ import annotations

from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from hashlib import sha256

from drumbeat.core.errors import Refusal
from drumbeat.core.ports import Message


class HeaderRefused(Refusal):
    """A header would carry a line break: somebody tries to add headers of their own."""

    rule = "EML-1"
    message = "“{name}” of a mail cannot hold a line break."


# Seven bits pass every server, also one that does not offer 8BITMIME.
_WIRE = SMTP.clone(cte_type="7bit")


def to_mime(message: Message) -> EmailMessage:
    """Return the message with text, HTML and attachments; equal ones byte for byte.

    :raises HeaderRefused: a header holds CR or LF
    :raises ValueError: an address is none
    """
    mime = EmailMessage(policy=_WIRE)
    mime["Message-ID"] = _one_line("Message-ID", message.message_id)
    mime["Date"] = format_datetime(message.written_at)
    mime["From"] = _address("From", *message.sender)
    mime["To"] = [_address("To", *recipient) for recipient in message.to]
    mime["Subject"] = _one_line("Subject", message.subject)
    if message.reply_to:
        mime["Reply-To"] = _one_line("Reply-To", message.reply_to)
    if message.in_reply_to:
        mime["In-Reply-To"] = _one_line("In-Reply-To", message.in_reply_to)
        mime["References"] = message.in_reply_to
    for name, value in message.headers:
        mime[name] = _one_line(name, value)
    mime.set_content(message.text)
    mime.add_alternative(message.html, subtype="html")
    for attachment in message.attachments:
        maintype, _, subtype = attachment.mime_type.partition("/")
        mime.add_attachment(
            attachment.content,
            maintype=maintype,
            subtype=subtype,
            filename=attachment.filename,
        )
    seed = sha256(message.message_id.encode()).hexdigest()[:24]
    for place, part in enumerate(mime.walk()):
        if part.is_multipart():
            part.set_boundary(f"=_{seed}_{place}")
    return mime


def _one_line(name: str, value: str) -> str:
    if "\r" in value or "\n" in value:
        raise HeaderRefused(name=name)
    return value


def _address(header: str, name: str, address: str) -> Address:
    return Address(
        display_name=_one_line(header, name), addr_spec=_one_line(header, address)
    )
