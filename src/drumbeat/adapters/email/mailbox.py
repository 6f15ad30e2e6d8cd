"""The built-in mailbox: mail that stays here, one file a message."""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.parser import BytesHeaderParser
from email.policy import default as email_policy
from email.utils import parsedate_to_datetime
from hashlib import sha256
from pathlib import Path

from drumbeat.adapters.email.mime import to_mime
from drumbeat.core.errors import Refusal
from drumbeat.core.ports import DeliveryReport, Message, RecipientResult


@dataclass(frozen=True, slots=True)
class KeptMessage:
    """A message as a list shows it."""

    id: str
    subject: str
    to: tuple[str, ...]
    received_at: datetime


@dataclass(frozen=True, slots=True)
class KeptAttachment:
    """A file of a message."""

    filename: str
    mime_type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class ReadMessage:
    """A message opened."""

    subject: str
    sender: str
    to: str
    text: str
    html: str
    attachments: tuple[KeptAttachment, ...]


class BuiltInMailbox:
    """Keeps messages in a directory; the same Message-ID is the same file."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory

    def send(
        self, message: Message, *, note_phase: Callable[[str], None]
    ) -> DeliveryReport:
        """Store the message so that it survives a crash, then say sent."""
        note_phase("connecting")
        try:
            content = to_mime(message).as_bytes()
        except (Refusal, ValueError) as unsendable:
            return DeliveryReport("failed", f"Cannot be written: {unsendable}")
        name = f"{sha256(message.message_id.encode()).hexdigest()[:32]}.eml"
        partial = self._directory / f".{name}.{os.getpid()}"
        try:
            self._directory.mkdir(parents=True, exist_ok=True, mode=0o700)
            with partial.open("wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            note_phase("dot")
            partial.replace(self._directory / name)
            self._flush_directory()
        except OSError as failure:
            return DeliveryReport("retry", f"The mailbox is not writable: {failure}")
        finally:
            with suppress(OSError):
                partial.unlink(missing_ok=True)
        results = tuple(
            RecipientResult(address, "accepted", "kept") for _, address in message.to
        )
        return DeliveryReport("sent", "Kept in the built-in mailbox.", results)

    def list_messages(self) -> list[KeptMessage]:
        """Return all messages, the newest first."""
        paths = self._directory.glob("*.eml")
        found = [kept for path in paths if (kept := self._listed(path)) is not None]
        return sorted(found, key=lambda m: (m.received_at, m.id), reverse=True)

    def read(self, message_id: str) -> ReadMessage:
        """Return one message.

        :raises LookupError: there is none of that id
        """
        if not message_id.isalnum():
            raise LookupError(message_id)
        mime = self._parsed(self._directory / f"{message_id}.eml")
        text, html = mime.get_body(("plain",)), mime.get_body(("html",))
        return ReadMessage(
            subject=str(mime["Subject"]),
            sender=str(mime["From"]),
            to=str(mime["To"]),
            text=text.get_content() if text else "",
            html=html.get_content() if html else "",
            attachments=tuple(
                KeptAttachment(
                    part.get_filename() or "attachment",
                    part.get_content_type(),
                    bytes(part.get_payload(decode=True) or b""),
                )
                for part in mime.iter_attachments()
            ),
        )

    def empty(self) -> None:
        """Remove every message."""
        for path in self._directory.glob("*.eml"):
            path.unlink(missing_ok=True)

    def _flush_directory(self) -> None:
        """Make the new name itself survive a crash."""
        entry = os.open(self._directory, os.O_RDONLY)
        try:
            os.fsync(entry)
        finally:
            os.close(entry)

    def _listed(self, path: Path) -> KeptMessage | None:
        """Return the headers of a file; a damaged one is no message."""
        with path.open("rb") as file:
            mime = BytesHeaderParser(policy=email_policy).parse(file)
        if mime["To"] is None or mime["Date"] is None:
            return None
        return KeptMessage(
            id=path.stem,
            subject=str(mime["Subject"]),
            to=tuple(a.addr_spec for a in mime["To"].addresses),
            received_at=parsedate_to_datetime(str(mime["Date"])),
        )

    def _parsed(self, path: Path) -> EmailMessage:
        try:
            content = path.read_bytes()
        except FileNotFoundError:
            raise LookupError(path.stem) from None
        return message_from_bytes(content, policy=email_policy)
