"""An offer of a workshop to Halden, and the letters that carry it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from cast import NORA, VAT, Practice, eur, monthly, noon
from drumbeat import wiring
from drumbeat.apps.offers.queries import get_basis
from drumbeat.apps.sharing.offers import Post, Wish, decide, share
from drumbeat.apps.sharing.queries import open_link
from drumbeat.core.offer import Offer
from drumbeat.core.party import Contact
from drumbeat.core.ports import DeliveryReport, Message
from drumbeat.core.terms import Project, PromisedDeliverable
from drumbeat.jobs import duties
from drumbeat.jobs.duties import DayReport, Shift

WOUTER = Contact("Wouter Claes", "wouter@halden.example", ("approver",))
PAY = Contact("", "ap@halden.example", ("payer",))
POST = Post("x.example", "Europe/Amsterdam")
AT = noon("2026-01-05")
ON = AT.date()
UNTIL = date(2026, 1, 15)
WORKSHOP = Project(
    "Positioning workshop",
    eur("3800.00"),
    "acceptance",
    VAT,
    deliverables=(PromisedDeliverable("One-page positioning", "Read by the team"),),
)
LINK = re.compile(r"/i/([\w-]{43})")


@dataclass
class KeepingMailer:
    """A server that accepts everything and keeps it."""

    kept: list[Message] = field(default_factory=list)

    def send(self, message: Message, *, note_phase: Any) -> DeliveryReport:
        note_phase("dot")
        self.kept.append(message)
        return DeliveryReport("sent", "250 noted")


def agreed(practice: Practice) -> int:
    """Agree on a retainer with Halden, where one person approves and one pays."""
    terms = monthly()
    client = replace(terms.client, contacts=(WOUTER, PAY))
    return practice.agree(replace(terms, client=client))


def workshop(practice: Practice, engagement: int, **changes: Any) -> Offer:
    """Return the offer as the owner writes it."""
    basis = get_basis(practice.id, engagement)
    offer = replace(
        basis.offer("project", WORKSHOP.name, valid_until=UNTIL),
        when="Thu 19 February\n09:30 to 16:00",
        where="Your office, Antwerp",
        text="Up to 8 people. Travel is included.",
        project=WORKSHOP,
    )
    return replace(offer, **changes)


def offered(practice: Practice, engagement: int, **changes: Any) -> int:
    """Make the offer and queue its letters; return its id."""
    return share(
        practice.id,
        engagement,
        workshop(practice, engagement, **changes),
        (WOUTER, PAY),
        post=POST,
        on=ON,
        actor=NORA,
        at=AT,
    )


def mails(practice: Practice, at: datetime) -> list[Message]:
    """Deliver what may go by then; return what went."""
    mailer, register = KeepingMailer(), wiring.number_register()
    shift = Shift(practice.workspace, at, mailer, register)
    duties.deliver(shift, DayReport())
    return mailer.kept


def link_in(mail: Message) -> int:
    """Return the link that a letter carries."""
    found = LINK.search(mail.text)
    assert found is not None
    return open_link(found[1]).link


def say_yes(practice: Practice, link: int, shown: str, **changes: Any) -> None:
    """Agree as an approver who may spend."""
    wish = replace(Wish(is_yes=True, shown=shown, may_spend=True), **changes)
    decide(practice.id, link, wish, post=POST, on=ON, at=AT)
