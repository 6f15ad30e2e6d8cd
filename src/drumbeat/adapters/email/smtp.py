"""A mailer over a real socket that always knows how far it came."""

from __future__ import annotations

import re
import smtplib
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from drumbeat.adapters.email.mime import to_mime
from drumbeat.core.errors import Refusal
from drumbeat.core.ports import (
    DeliveryReport,
    Message,
    Outcome,
    RecipientResult,
    RecipientState,
)

_LOOPBACK = {"localhost", "127.0.0.1", "::1"}
_LEADING_DOT = re.compile(rb"(?m)^\.")
NotePhase = Callable[[str], None]


class SmtpUrlRefused(Refusal):
    """DRUMBEAT_SMTP_URL cannot be read."""

    rule = "EML-2"
    message = (
        "DRUMBEAT_SMTP_URL must read smtp://user:password@host:port, or smtps:// for "
        "TLS from the first byte."
    )


@dataclass(frozen=True, slots=True)
class SmtpMailer:
    """Sends through one server; every fault becomes a report, never an exception.

    The time limit after the final dot is long on purpose (RFC 5321 §4.5.3.2.6):
    giving up early is what makes doubled mail.
    """

    host: str
    port: int
    username: str = ""
    password: str = ""
    is_tls: bool = False
    connect_seconds: float = 10
    dot_seconds: float = 120

    @classmethod
    def from_url(cls, url: str) -> SmtpMailer:
        """Read `smtp://user:password@host:port`.

        :raises SmtpUrlRefused: it is not such an address
        """
        parts = urlsplit(url)
        try:
            port = parts.port
        except ValueError:
            raise SmtpUrlRefused from None
        if parts.scheme not in {"smtp", "smtps"} or not parts.hostname:
            raise SmtpUrlRefused
        is_tls = parts.scheme == "smtps"
        return cls(
            host=parts.hostname,
            port=port or (465 if is_tls else 587 if parts.username else 25),
            username=unquote(parts.username or ""),
            password=unquote(parts.password or ""),
            is_tls=is_tls,
        )

    def send(self, message: Message, *, note_phase: NotePhase) -> DeliveryReport:
        """Send; after `note_phase("dot")` a lost answer means possibly_sent."""
        note_phase("connecting")
        try:
            content = to_mime(message).as_bytes()
        except (Refusal, ValueError) as unsendable:
            return DeliveryReport("failed", f"Cannot be written: {unsendable}")
        for address in (message.sender[1], *(a for _, a in message.to)):
            if not address.isascii():
                answer = f"{address} has letters that mail servers do not carry."
                return DeliveryReport("failed", answer)
        try:
            server = self._connect()
        except smtplib.SMTPAuthenticationError as refused:
            return DeliveryReport("retry", f"Sign-in refused: {_words(refused)}")
        except (OSError, smtplib.SMTPException, ValueError) as failure:
            # ValueError: a host, a password or a challenge that cannot be encoded.
            return DeliveryReport("retry", f"No connection: {failure}")
        try:
            report = self._converse(server, message, content, note_phase)
        except BaseException:
            server.close()  # without a QUIT, which would be read as part of the mail
            raise
        _leave(server)
        return report

    def _connect(self) -> smtplib.SMTP:
        context = ssl.create_default_context()
        server: smtplib.SMTP
        if self.is_tls:
            server = smtplib.SMTP_SSL(
                self.host, self.port, timeout=self.connect_seconds, context=context
            )
        else:
            server = smtplib.SMTP(self.host, self.port, timeout=self.connect_seconds)
        try:
            self._sign_in(server, context)
        except (OSError, smtplib.SMTPException, ValueError):
            server.close()
            raise
        return server

    def _sign_in(self, server: smtplib.SMTP, context: ssl.SSLContext) -> None:
        server.ehlo_or_helo_if_needed()
        is_private = self.is_tls or self.host in _LOOPBACK
        if not self.is_tls and server.has_extn("starttls"):
            server.starttls(context=context)
            server.ehlo()
            is_private = True
        if self.username:
            if not is_private:
                raise smtplib.SMTPNotSupportedError(
                    "the server offers no TLS, so the password was not sent"
                )
            server.login(self.username, self.password)

    def _converse(
        self,
        server: smtplib.SMTP,
        message: Message,
        content: bytes,
        note_phase: NotePhase,
    ) -> DeliveryReport:
        note_phase("recipients")
        try:
            code, words = server.mail(message.sender[1])
            if code != 250:
                return DeliveryReport(_failed(code), _answer(code, words))
            results = tuple(_ask(server, address) for _, address in message.to)
            if not any(r.state == "accepted" for r in results):
                return _nobody(results)
            code, words = server.docmd("DATA")
            if code != 354:
                return DeliveryReport(_failed(code), _answer(code, words), results)
        except (OSError, smtplib.SMTPException) as failure:
            return DeliveryReport("retry", f"Broken off before the mail: {failure}")
        return self._transmit(server, content, results, note_phase)

    def _transmit(
        self,
        server: smtplib.SMTP,
        content: bytes,
        results: tuple[RecipientResult, ...],
        note_phase: NotePhase,
    ) -> DeliveryReport:
        stuffed = _LEADING_DOT.sub(b"..", content)
        head, tail = stuffed[:-2], stuffed[-2:]
        try:
            server.send(head)
        except (OSError, smtplib.SMTPException) as failure:
            # Without its last bytes and the dot the server must throw it away.
            server.close()
            return DeliveryReport(
                "retry", f"Broken off in the mail: {failure}", results
            )
        note_phase("dot")
        try:
            if server.sock is not None:
                server.sock.settimeout(self.dot_seconds)
            server.send(tail + (b"" if tail == b"\r\n" else b"\r\n") + b".\r\n")
            code, words = server.getreply()
        except (OSError, smtplib.SMTPException) as failure:
            return DeliveryReport("possibly_sent", f"No answer: {failure}", results)
        return DeliveryReport(_after_dot(code), _answer(code, words), results)


def _ask(server: smtplib.SMTP, address: str) -> RecipientResult:
    code, words = server.rcpt(address)
    state: RecipientState = "refused"
    if code in {250, 251}:
        state = "accepted"
    elif 400 <= code < 500:
        state = "refused_for_now"
    elif code == -1:
        raise smtplib.SMTPServerDisconnected("the server went away")
    return RecipientResult(address, state, _answer(code, words))


def _nobody(results: tuple[RecipientResult, ...]) -> DeliveryReport:
    """Nobody was accepted: wait if anybody may be later, else it bounced."""
    outcome: Outcome = "bounced"
    if any(r.state == "refused_for_now" for r in results):
        outcome = "retry"
    return DeliveryReport(outcome, results[0].answer, results)


def _after_dot(code: int) -> Outcome:
    """Read the answer to a whole mail; what is no answer may still be a yes."""
    if 400 <= code < 600:
        return _failed(code)
    return "sent" if 200 <= code < 300 else "possibly_sent"


def _failed(code: int) -> Outcome:
    return "failed" if code >= 500 else "retry"


def _answer(code: int, words: bytes) -> str:
    return f"{code} {words.decode('utf-8', 'replace')}"


def _words(error: smtplib.SMTPResponseException) -> str:
    said = error.smtp_error
    return said.decode("utf-8", "replace") if isinstance(said, bytes) else str(said)


def _leave(server: smtplib.SMTP) -> None:
    """Say goodbye; what the server answers to that changes nothing."""
    if server.sock is None:
        return
    server.sock.settimeout(2)
    try:
        server.quit()
    except (OSError, smtplib.SMTPException):
        server.close()
