"""What is put before a client to agree on: a project, a billing plan, a change."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Literal

from drumbeat.core.client_page import Reader, Said
from drumbeat.core.errors import Refusal
from drumbeat.core.money import Money, total
from drumbeat.core.offer_parts import OfferedPart
from drumbeat.core.party import Buyer, Seller
from drumbeat.core.terms import EngagementTerms, PaymentTerms, Project
from drumbeat.core.terms_edits import Edit, adding, replacing

OfferKind = Literal["project", "plan", "change"]
MOST_DAYS = 365  # that an offer may stay open
_NUDGES = (3, 1)  # days before an offer ends on which its reader is reminded


class OfferState(StrEnum):
    """What became of an offer; `expired` follows from the day and is never kept."""

    OPEN = "requested"
    AGREED = "approved"
    DECLINED = "rejected"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"


class OfferIncomplete(Refusal):
    """Something is missing without which nobody can agree."""

    rule = "OFR-1"
    message = "{problem}"


class TermsMovedOn(Refusal):
    """The terms changed after they were offered: what was shown will not be."""

    rule = "OFR-2"
    message = (
        "The terms changed since this was shared, so it cannot be agreed on as it "
        "stands. Ask {owner} for a new one."
    )


@dataclass(frozen=True, slots=True)
class OfferedInvoice:
    """An invoice of a billing plan: when, what for, how much, and its reminders.

    `reminders` are days with their tones; amounts are net and with tax.
    """

    bill_on: date
    due: date
    what: str
    net: Money
    gross: Money
    reminders: tuple[tuple[date, str], ...] = ()


@dataclass(frozen=True, slots=True)
class ChangedInvoice:
    """An invoice to come that a change of terms touches, net; None where none is."""

    bill_on: date
    what: str
    before: Money | None
    after: Money | None


@dataclass(frozen=True, slots=True)
class Offer:
    """What one client is asked to agree on, complete and frozen.

    `title` names it; `when` and `where` are ours to word; `project` is set when a
    project is offered, `invoices` when a plan is, `changes` and `agreed` (the whole
    terms after it) when a change is. `version` is that of the terms it was made from.
    """

    kind: OfferKind
    title: str
    seller: Seller
    buyer: Buyer
    engagement: str
    currency: str
    payment: PaymentTerms
    valid_until: date
    version: int
    starts: date | None = None
    when: str = ""
    where: str = ""
    text: str = ""  # conditions of a project; why, of a change
    project: Project | None = None
    invoices: tuple[OfferedInvoice, ...] = ()
    changes: tuple[ChangedInvoice, ...] = ()
    agreed: EngagementTerms | None = None

    @property
    def edit(self) -> Edit | None:
        """Return what an agreement makes of the terms; a plan changes nothing."""
        if self.project is not None:
            return adding(self.project)
        if self.agreed is not None:
            return replacing(
                self.agreed, reason=f"agreed with the client: {self.title}"
            )
        return None

    @property
    def sums(self) -> tuple[Money, Money]:
        """Return what the changed invoices come to before and after, net."""
        zero = Money.zero(self.currency)
        before = total((c.before or zero for c in self.changes), self.currency)
        return before, total((c.after or zero for c in self.changes), self.currency)

    @property
    def asks_for_money(self) -> bool:
        """Say whether a yes spends more than is agreed already."""
        before, after = self.sums
        return self.project is not None or before < after

    @property
    def must_match(self) -> int | None:
        """Return the version that must still hold; None when it is right on any."""
        return self.version if self.agreed is not None else None


@dataclass(frozen=True, slots=True)
class GivenAnswer:
    """What a client decided: who, in which part, when, and what they added."""

    is_yes: bool
    by: str
    at: datetime
    purchase_order: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class OfferPage:
    """The page of one reader of an offer."""

    reader: Reader
    offer: Offer
    shown: str  # SHA-256 of its content, which an answer must name
    state: OfferState
    answer: GivenAnswer | None = None
    thread: tuple[Said, ...] = ()
    logo: str = ""
    project_state: str = ""  # of the project it became, once it is agreed
    accepted_on: date | None = None
    parts: tuple[OfferedPart, ...] = ()

    @property
    def owner(self) -> str:
        """Return who answers for the seller."""
        return self.offer.seller.contact_name or self.offer.seller.name

    @property
    def may_decide(self) -> bool:
        """Say whether a yes or no of this reader counts now."""
        return self.state is OfferState.OPEN and self.reader.may_approve


def state_on(kept: str, valid_until: date, on: date) -> OfferState:
    """Return what became of an offer by that day: it is open through its last day."""
    state = OfferState(kept)
    is_over = state is OfferState.OPEN and on > valid_until
    return OfferState.EXPIRED if is_over else state


def check_offer(offer: Offer, *, on: date) -> None:
    """Refuse what nobody could agree on. [OFR-1]

    :raises OfferIncomplete: a day, a price or a subject is missing or out of bounds
    """
    days = (offer.valid_until - on).days
    price = offer.project.amount.minor if offer.project is not None else 1
    problems = (
        (not offer.title.strip(), "Say what it is."),
        (price <= 0, "A price is more than nothing."),
        (days < 0, "It would have ended already; choose a later day."),
        (days > MOST_DAYS, "Nobody keeps an offer open for more than a year."),
        (
            offer.kind == "change" and not offer.changes and not offer.text.strip(),
            "No amount changes by this. Write what is different, for the client.",
        ),
        (offer.kind == "plan" and not offer.invoices, "The plan has no invoice."),
    )
    for is_wrong, problem in problems:
        if is_wrong:
            raise OfferIncomplete(problem=problem)


def nudge_days(made_on: date, valid_until: date) -> tuple[date, ...]:
    """Return on which days a silent reader is reminded, none on the first day."""
    days = (date.fromordinal(valid_until.toordinal() - n) for n in _NUDGES)
    return tuple(day for day in days if day > made_on)
