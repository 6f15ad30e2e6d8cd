"""What a client sees of an invoice and has said about it, on one day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from drumbeat.core.dates import ONE_DAY, Convention, WeekdaysOnly, moved
from drumbeat.core.documents import InvoiceDocument, Lane
from drumbeat.core.lane_amounts import lane_amounts, lettered
from drumbeat.core.money import Money
from drumbeat.core.party import Contact, ContactRole
from drumbeat.core.payment_receipt import PaymentReceipt
from drumbeat.core.sent_file import KeptFile
from drumbeat.core.settlement import Settlement, settle

UNDO_FOR = timedelta(minutes=10)  # that a client may take an approval back
LASTS = timedelta(days=90)  # that a link lives after its document is settled


@dataclass(frozen=True, slots=True)
class Reader:
    """Whose page it is; `link` is the id in its address."""

    link: int
    name: str
    email: str
    roles: tuple[ContactRole, ...]

    @property
    def may_approve(self) -> bool:
        """Say whether an approval of theirs counts."""
        return "approver" in self.roles

    @property
    def only_reads(self) -> bool:
        """Say whether they get a copy, and nothing is asked of them."""
        return self.roles == ("copy",)

    @property
    def hears_of_work(self) -> bool:
        """Say whether the update asks for their answer: not who only pays or reads."""
        return self.roles not in {("payer",), ("copy",)}

    @property
    def may_pay(self) -> bool:
        """Say whether paying is their business: everybody’s but who gets a copy."""
        return not self.only_reads

    @property
    def called(self) -> str:
        """Return the name, or the address of a mailbox."""
        return self.name or self.email


@dataclass(frozen=True, slots=True)
class GivenApproval:
    """A yes to a section; `may_be_undone` until ten minutes after, by who gave it."""

    by: str
    at: datetime
    may_be_undone: bool = False


@dataclass(frozen=True, slots=True)
class Said:
    """A message of a thread; `is_ours` when the sender of the invoice wrote it."""

    by: str
    text: str
    at: datetime
    is_ours: bool = False
    about: str = ""  # a deliverable, where it is about one
    file: KeptFile | None = None


@dataclass(frozen=True, slots=True)
class Thread:
    """A question or dispute, about a section, one of its lines, or the whole invoice.

    `lane` is a letter, `line` counts from 0; the first message is the question.
    """

    id: int
    reason: str  # detail · amount · not_agreed · wrong_order
    messages: tuple[Said, ...]
    lane: str = ""
    line: int | None = None
    is_open: bool = True
    is_dispute: bool = False


@dataclass(frozen=True, slots=True)
class SharedLane:
    """A section as the client may answer it; `gross` is its part of the total."""

    letter: str
    lane: Lane
    gross: Money
    approval: GivenApproval | None = None
    is_disputed: bool = False


@dataclass(frozen=True, slots=True)
class GivenFeedback:
    """What somebody answered to the update: on_track, mostly or lets_talk."""

    choice: str
    text: str
    at: datetime


@dataclass(frozen=True, slots=True)
class NamedOrder:
    """A purchase order that somebody named after the invoice was issued."""

    number: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Forwarded:
    """Somebody to whom the reader sent the invoice on."""

    name: str
    is_seen: bool


@dataclass(frozen=True, slots=True)
class Announced:
    """Something to come: a reminder that stops with the payment, or a next invoice."""

    on: date
    tone: str = ""  # of a reminder
    subject: str = ""  # of an invoice
    amount: Money | None = None


@dataclass(frozen=True, slots=True)
class ClientPage:
    """The page of one reader.

    `payable` is what is open less what is disputed; `bank_since` the day our account
    was last changed; `promised` a day the client named; `ended` says the document is
    settled or credited and nothing is asked for any more.
    """

    reader: Reader
    document: InvoiceDocument
    shown: str  # SHA-256 of the snapshot, which an approval must name
    owner: str  # who answers
    settlement: Settlement
    payable: Money
    lanes: tuple[SharedLane, ...]
    threads: tuple[Thread, ...] = ()
    feedback: GivenFeedback | None = None
    promised: date | None = None
    paid_on: date | None = None
    credited_by: str = ""
    bank_since: date | None = None
    reminders: tuple[Announced, ...] = ()
    coming: tuple[Announced, ...] = ()
    logo: str = ""  # SHA-256 of its picture
    order: NamedOrder | None = None
    forwarded: tuple[Forwarded, ...] = ()
    receipt: PaymentReceipt | None = None

    @property
    def is_approved(self) -> bool:
        """Say whether every section has its yes."""
        return all(lane.approval for lane in self.lanes)

    def reminded_on(self, on: date) -> list[date]:
        """Return the days after `on` for which reminders are announced, in order.

        What a promise keeps back goes on the working day after it, unless it only
        announces a due date that has come by then. [S-63, S-66]
        """
        if self.promised is None:
            return sorted({step.on for step in self.reminders if step.on > on})
        again = moved(self.promised + ONE_DAY, Convention.FOLLOWING, WeekdaysOnly())
        due = self.document.due_date
        sent = (step.on for step in self.reminders if step.on >= due or again < due)
        return sorted({max(day, again) for day in sent})

    @property
    def has_question(self) -> bool:
        """Say whether something waits for our answer."""
        return any(thread.is_open for thread in self.threads)


def foreseen(document: InvoiceDocument, reader: Contact, *, on: date) -> ClientPage:
    """Return the page as its reader will find it on a day, with nothing said yet.

    It has no link: nobody but us looks at it.
    """
    gross = document.totals.gross
    amounts = lane_amounts(document)
    return ClientPage(
        reader=Reader(0, reader.name, reader.email, reader.roles),
        document=document,
        shown="",
        owner=document.seller.contact_name or document.seller.name,
        settlement=settle(gross, (), due_date=document.due_date, on=on),
        payable=gross,
        lanes=tuple(
            SharedLane(letter, lane, amounts[letter])
            for letter, lane in lettered(document)
        ),
        reminders=tuple(
            Announced(step.at.date(), tone=step.tone) for step in document.reminders
        ),
    )
