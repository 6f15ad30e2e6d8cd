"""The shapes a client’s page is set from; every text is ready to be read."""

from __future__ import annotations

from dataclasses import dataclass

from drumbeat.adapters.pdf.payment_code import Modules
from drumbeat.web.client.pen import Figure


@dataclass(frozen=True, slots=True)
class DueView:
    """The amount at the top; `status` names the shape and colour of `label`."""

    heading: str
    amount: Figure
    status: str
    label: str
    when: str
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ApprovalView:
    """What the reader may still approve, what was approved, what can be undone."""

    lanes: tuple[str, ...]
    shown: str
    said: tuple[str, ...]
    may_be_undone: bool
    by_section: bool


@dataclass(frozen=True, slots=True)
class DoneView:
    """Something accomplished; `href` is empty where the evidence is no address."""

    text: str
    evidence: str
    href: str


@dataclass(frozen=True, slots=True)
class ChoiceView:
    """One of the answers to the update."""

    value: str
    label: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class FeedbackView:
    """The answers one may give, and what was said last."""

    choices: tuple[ChoiceView, ...]
    chosen: str
    said: str
    text: str


@dataclass(frozen=True, slots=True)
class UpdateView:
    """The account of the work; `parts` are headings with their text."""

    eyebrow: str
    title: str
    done: tuple[DoneView, ...]
    parts: tuple[tuple[str, str], ...]
    feedback: FeedbackView | None


@dataclass(frozen=True, slots=True)
class FileView:
    """A file that came with a message."""

    id: int
    name: str
    size: str


@dataclass(frozen=True, slots=True)
class MessageView:
    """A message of a thread."""

    by: str
    when: str
    text: str
    is_ours: bool
    file: FileView | None = None


@dataclass(frozen=True, slots=True)
class ThreadView:
    """A question under its line, with what may be done about it while it is open."""

    id: int
    heading: str
    status: str
    label: str
    messages: tuple[MessageView, ...]
    is_open: bool


@dataclass(frozen=True, slots=True)
class TypedView:
    """What was typed into a form that was refused: which form, and why not.

    `key` is that of a question, or the id of the thread of a reply.
    """

    key: str
    text: str
    problem: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class AskView:
    """The form of a question: where it belongs, and what it leads to."""

    key: str
    label: str
    lane: str
    line: int | None
    consequences: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LineView:
    """A line of a section with what was asked about it; `ask` is None at the end."""

    text: str
    details: tuple[str, ...]
    net: Figure
    threads: tuple[ThreadView, ...]
    ask: AskView | None


@dataclass(frozen=True, slots=True)
class LaneView:
    """A section: what it is booked on, its lines, and whether it waits for a yes."""

    letter: str
    name: str
    period: str
    net: Figure
    codes: tuple[tuple[str, str], ...]
    lines: tuple[LineView, ...]
    threads: tuple[ThreadView, ...]
    approved: str
    approve: str


@dataclass(frozen=True, slots=True)
class TotalView:
    """A row of the totals; `reason` says why no tax is charged."""

    label: str
    amount: Figure
    reason: str = ""


@dataclass(frozen=True, slots=True)
class InvoiceView:
    """The document as the page shows it."""

    heading: str
    facts: str
    lanes: tuple[LaneView, ...]
    totals: tuple[TotalView, ...]
    payable: TotalView
    threads: tuple[ThreadView, ...]
    ask: AskView | None
    order: str  # that somebody named later, and who
    is_payable_yet: bool


@dataclass(frozen=True, slots=True)
class BankRow:
    """A value of the transfer; `copied` is what its button takes, or nothing."""

    label: str
    text: str
    copied: str
    button: str


@dataclass(frozen=True, slots=True)
class PaymentView:
    """How to pay; `is_changed` warns of new bank details."""

    amount: str
    code: Modules | None
    code_says: str
    rows: tuple[BankRow, ...]
    trust: str
    is_changed: bool
    promised: str
    today: str
    tell: str


@dataclass(frozen=True, slots=True)
class PageView:
    """The page of one reader."""

    link: int
    title: str
    sender: str
    private: str
    not_you: str
    has_logo: bool
    due: DueView
    approval: ApprovalView
    update: UpdateView | None
    invoice: InvoiceView
    payment: PaymentView | None
    closing: tuple[str, str] | None
    reminders: str
    coming: tuple[tuple[str, str, Figure | None], ...]
    legal: tuple[str, ...]
    email: str
    pays_first: bool
    forwarded: tuple[str, ...]
    has_receipt: bool
