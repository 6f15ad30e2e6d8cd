"""What the house asks of the outside world, in our own words."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal, Protocol

from drumbeat.core.bank_lines import BankStatement
from drumbeat.core.documents import InvoiceDocument
from drumbeat.core.money import Money
from drumbeat.core.numbering import HighWater
from drumbeat.core.payment_receipt import PaymentReceipt


class DocumentRenderer(Protocol):
    """Turn a document into the bytes of a file."""

    def render(self, document: InvoiceDocument) -> bytes:
        """Return a PDF; equal documents give equal bytes."""
        ...

    def render_receipt(self, receipt: PaymentReceipt) -> bytes:
        """Return a PDF; equal receipts give equal bytes."""
        ...


class BankStatementReader(Protocol):
    """Read the files of banks."""

    def read(self, content: bytes, *, name: str) -> tuple[BankStatement, ...]:
        """Return the statements of a file, the format told by its content.

        `name` is that of the file, for sentences alone.

        :raises StatementUnreadable: it is none, or cannot be trusted
        """
        ...


class WorkingDays(Hashable, Protocol):
    """A holiday calendar: which days people work (versioned data, S-20).

    Hashable, because what follows from it is remembered.
    """

    @property
    def version(self) -> str:
        """Name and version, kept with every frozen due date."""
        ...

    def is_working_day(self, day: date) -> bool:
        """Say whether `day` is neither weekend nor holiday."""
        ...


@dataclass(frozen=True, slots=True)
class GivenNumber:
    """A number that is about to be given for ever, and to which content."""

    series: str  # the register's name of the series, the same after a restore
    sequence: int
    number: str
    sha256: str
    on: date


class NumberRegister(Protocol):
    """Remember, where no restore of the database reaches, which numbers were given."""

    def high_water(self, series: str) -> HighWater:
        """Return how far the series came; nothing known is the beginning."""
        ...

    def list_series(self, prefix: str) -> list[str]:
        """Return the names of all series that begin so."""
        ...

    def give(self, numbers: Sequence[GivenNumber]) -> None:
        """Write the numbers down, each series in order; on the disk on return.

        :raises OutsideFailure: they cannot be written down
        """
        ...

    def keep(self, series: str, sequence: int) -> None:
        """Note that everything up to `sequence` is committed; may be lost."""
        ...


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that travels with a message."""

    filename: str
    mime_type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Message:
    """A finished mail: everything is decided, nothing is looked up while sending."""

    message_id: str  # stable for a send key, so that a repeat is recognisable
    written_at: datetime
    sender: tuple[str, str]  # (name, address)
    to: tuple[tuple[str, str], ...]
    subject: str
    text: str
    html: str
    reply_to: str = ""
    in_reply_to: str = ""
    headers: tuple[tuple[str, str], ...] = ()
    attachments: tuple[Attachment, ...] = ()


@dataclass(frozen=True, slots=True)
class Letter:
    """To whom a mail goes, in which part, and its lasting name."""

    recipients: tuple[tuple[str, str], ...]  # (name, address)
    audience: Literal["approver", "payer"]
    message_id: str
    written_at: datetime
    in_reply_to: str = ""
    page_url: str = ""  # the reader's own page of the document; without it no button


@dataclass(frozen=True, slots=True)
class ReminderState:
    """How an invoice stands when a reminder is written."""

    tone: str
    number: int  # which reminder this is, from 1
    open_balance: Money
    on: date  # at the client
    next_contact_on: date | None
    in_question: str = ""  # the letters of sections that wait for our answer


@dataclass(frozen=True, slots=True)
class NoticeLetter:
    """A short letter of the house to one of its members; links stand on own lines."""

    message_id: str
    written_at: datetime
    sender: str  # the name it comes from
    to: str
    subject: str
    text: str


RecipientState = Literal["accepted", "refused_for_now", "refused"]


@dataclass(frozen=True, slots=True)
class RecipientResult:
    """What the server said of one recipient."""

    address: str
    state: RecipientState
    answer: str


Outcome = Literal["sent", "possibly_sent", "retry", "bounced", "failed"]


@dataclass(frozen=True, slots=True)
class DeliveryReport:
    """What became of one attempt (RELIABILITY D7)."""

    outcome: Outcome
    answer: str
    recipients: tuple[RecipientResult, ...] = ()


class Mailer(Protocol):
    """Hand one message to a server; never raises for what a server may do."""

    def send(
        self, message: Message, *, note_phase: Callable[[str], None]
    ) -> DeliveryReport:
        """Send, calling `note_phase("dot")` before the last chunk is written.

        Whatever fails after that call may have been accepted: possibly_sent.
        """
        ...


class Postmaster(Protocol):
    """Write the mails: words, layout and language are its business."""

    def invoice(
        self, document: InvoiceDocument, letter: Letter, *, pdf: bytes
    ) -> Message:
        """Return the mail that carries an invoice or credit note."""
        ...

    def reminder(
        self, document: InvoiceDocument, letter: Letter, state: ReminderState
    ) -> Message:
        """Return the reminder, with amounts as they are on the day. [S-70]"""
        ...

    def answer(
        self, document: InvoiceDocument, letter: Letter, *, question: str, text: str
    ) -> Message:
        """Return our answer to what the reader asked about the document."""
        ...

    def approval(
        self, document: InvoiceDocument, letter: Letter, *, by: str, on: date
    ) -> Message:
        """Return what tells who pays that the document was approved, by whom, when."""
        ...

    def notice(self, letter: NoticeLetter) -> Message:
        """Return a letter of the house to one of its members."""
        ...
