"""What was agreed: the terms of an engagement, as frozen values."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, time
from decimal import Decimal
from typing import Any, Literal, NamedTuple

from drumbeat.core.dates import Convention
from drumbeat.core.documents import Tax
from drumbeat.core.money import Money
from drumbeat.core.party import Contact, Language

CadenceUnit = Literal["week", "half month", "month"]
Timing = Literal["in advance", "in arrears"]
PartPeriod = Literal["prorate", "full", "free"]
EInvoiceFormat = Literal[
    "none", "factur-x", "cii", "xrechnung-cii", "xrechnung-ubl", "peppol"
]
Collected = Literal["", "week", "2 weeks"]
Tone = Literal["friendly", "clear", "firm", "final"]
LAST_DAY = 32  # the anchor day “last”: clamps to the end of every month


@dataclass(frozen=True, slots=True)
class Cadence:
    """How long a service period is: so many weeks, months or half months."""

    unit: CadenceUnit
    count: int = 1  # quarter = 3 months, year = 12 months; half months are always 1


@dataclass(frozen=True, slots=True)
class Anchor:
    """Where the grid is tied: a day of the month, a weekday, or a full date.

    Exactly one is set. `day` is 1–31 or LAST_DAY; `weekday` 0 = Monday.
    """

    day: int | None = None
    weekday: int | None = None
    on: date | None = None


@dataclass(frozen=True, slots=True)
class Retainer:
    """A recurring fee for a service period."""

    name: str  # may hold {period}
    amount: Money  # per service period, net
    every: Cadence
    tax: Tax
    anchor: Anchor | None = None
    timing: Timing = "in advance"
    bill_days_before: int = 0
    first_period: PartPeriod = "prorate"
    last_period: PartPeriod = "prorate"
    allowance_hours: Decimal | None = None
    overage_rate: Money | None = None
    rollover: str = "none"  # none · capped N · full


@dataclass(frozen=True, slots=True)
class AddOn:
    """Extra work in its own lane of the retainer's invoice.

    With `until` (inclusive) it recurs with every service period; without, once.
    """

    name: str
    amount: Money
    starts: date
    tax: Tax
    until: date | None = None


@dataclass(frozen=True, slots=True)
class PromisedDeliverable:
    """Something specific and measurable that a project hands over."""

    name: str
    measure: str
    amount: Money | None = None


@dataclass(frozen=True, slots=True)
class Instalment:
    """A share of a project's price: percent, and `approval`, `completion` or a date."""

    percent: Decimal
    trigger: str
    on: date | None = None


@dataclass(frozen=True, slots=True)
class ProjectDays:
    """What is on record of a project, by day; it is no part of what was agreed.

    `accepted` are its accepted deliverables and `billed` those on a draft or an
    invoice, both by their number, from 1.
    """

    approved_on: date | None = None
    event_on: date | None = None
    accepted_on: date | None = None  # the whole of it
    accepted: tuple[tuple[int, date], ...] = ()
    billed: tuple[tuple[int, date], ...] = ()
    is_invoiced: bool = False  # the whole of it


@dataclass(frozen=True, slots=True)
class Project:
    """A workshop, audit, diagnostic or launch with its own invoice path.

    `bill_on` is a date, "acceptance", or "event UID". `collected` puts accepted
    deliverables on one invoice a week or every two, and silence accepts what was
    delivered after `accepted_after_days`, where that is agreed.
    """

    name: str
    amount: Money
    bill_on: date | str
    tax: Tax
    instalments: tuple[Instalment, ...] = ()
    deliverables: tuple[PromisedDeliverable, ...] = ()
    purchase_order: str = ""  # empty: that of the engagement
    collected: Collected = ""
    accepted_after_days: int | None = None
    known: ProjectDays = ProjectDays()


@dataclass(frozen=True, slots=True)
class Pause:
    """Days without service: `until` is inclusive, None while open. [S-36]"""

    starts: date
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """What becomes different about one retainer, from which service day on. [S-40]

    None means unchanged. A new cadence keeps the anchor unless one is given. [S-41]
    """

    starts: date
    retainer: str
    amount: Money | None = None
    every: Cadence | None = None
    anchor: Anchor | None = None
    timing: Timing | None = None
    tax: Tax | None = None

    @property
    def news(self) -> dict[str, Any]:
        """Return what becomes different, by field of the retainer."""
        fields = ("amount", "every", "anchor", "timing", "tax")
        said = {name: getattr(self, name) for name in fields}
        return {name: value for name, value in said.items() if value is not None}


@dataclass(frozen=True, slots=True)
class PaymentTerms:
    """When an invoice is due, counted from its issue date. [S-21]"""

    kind: Literal[
        "on receipt",
        "days",
        "days after end of month",
        "end of month after days",
        "day of next month",
        "day after days",
    ]
    days: int = 0
    day: int = 0

    def __str__(self) -> str:
        """Return the words of the engagement file."""
        return {
            "on receipt": "on receipt",
            "days": f"{self.days} days",
            "days after end of month": f"{self.days} days after end of month",
            "end of month after days": f"end of month after {self.days} days",
            "day of next month": f"day {self.day} of next month",
            "day after days": f"day {self.day} after {self.days} days",
        }[self.kind]


@dataclass(frozen=True, slots=True)
class PayRun:
    """When a client pays: every n-th weekday from a date, with a cut-off."""

    every_weeks: int
    starts: date
    cut_off_days: int = 0


class ReminderStep(NamedTuple):
    """Days from the due date (negative: before it) and the tone."""

    days: int
    tone: Tone

    @property
    def name(self) -> str:
        """Return “-3” or “+7”, as written in the engagement file."""
        return f"{self.days:+d}"


STANDARD_STEPS = (
    ReminderStep(-3, "friendly"),
    ReminderStep(1, "friendly"),
    ReminderStep(7, "clear"),
    ReminderStep(14, "firm"),
    ReminderStep(30, "final"),
)


class ReminderPolicy(NamedTuple):
    """The ladder, at the client's wall clock, on working days. [S-61]"""

    send_at: time = time(9, 0)
    moves: Convention = Convention.FOLLOWING
    steps: tuple[ReminderStep, ...] = STANDARD_STEPS


@dataclass(frozen=True, slots=True)
class ClientProfile:
    """The client as agreed in the engagement file."""

    name: str = ""
    language: Language = "en"
    country: str = ""
    address: tuple[str, ...] = ()
    vat_id: str = ""
    buyer_reference: str = ""
    e_invoice: EInvoiceFormat = "none"
    peppol_id: str = ""
    purchase_order_required: bool = False
    pay_run: PayRun | None = None
    contacts: tuple[Contact, ...] = ()


@dataclass(frozen=True, slots=True)
class EngagementTerms:
    """Everything one engagement file says. `ends` is the last day of service."""

    name: str
    starts: date
    currency: str
    ends: date | None = None
    time_zone: str = ""  # empty: the workspace's
    holidays: str = "none"
    payment: PaymentTerms = PaymentTerms("days", days=14)
    due_moves: Convention = Convention.NONE
    bill_moves: Convention = Convention.NONE
    purchase_order: str = ""
    unbilled_limit: Money | None = None
    days_without_invoice_limit: int | None = None
    auto_issue: bool = False
    client: ClientProfile = ClientProfile()
    retainers: tuple[Retainer, ...] = ()
    add_ons: tuple[AddOn, ...] = ()
    projects: tuple[Project, ...] = ()
    pauses: tuple[Pause, ...] = ()
    changes: tuple[Change, ...] = ()
    reminders: ReminderPolicy = field(default_factory=ReminderPolicy)
