"""What the sample's clients are asked: one is silent, one asks, one agreed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from drumbeat import wiring
from drumbeat.apps.audit.operations import Actor
from drumbeat.apps.engagements.queries import EngagementRow, list_engagements
from drumbeat.apps.offers.queries import get_basis, get_offer
from drumbeat.apps.sharing.deliverables import accept_deliverable, ask, hand_over
from drumbeat.apps.sharing.offers import Post, Wish, decide, share
from drumbeat.apps.sharing.operations import make_token
from drumbeat.apps.sharing.queries import open_link
from drumbeat.core.documents import Tax
from drumbeat.core.money import Money, total
from drumbeat.core.terms import Project, PromisedDeliverable

_SILENT, _CURIOUS = "Halden Robotics B.V.", "Koru Coffee Roasters"
_DECIDED = "Brightwell Health B.V."
_MOVABLE = (
    "Up to 8 people. Travel is included. You can move the date once, up to 5 working "
    "days before."
)
_PACK = (
    ("Cash forecast for 13 weeks", "agreed with the bank", 90_000),
    ("Board pack on two pages", "read out at the board meeting", 120_000),
    ("Close in five working days", "done once, with notes", 90_000),
)
_GIVEN = (
    PromisedDeliverable("One-page positioning your whole team can repeat", ""),
    PromisedDeliverable("Three proof points, tested with two partners", ""),
    PromisedDeliverable("A written summary within 3 working days", ""),
)


@dataclass(frozen=True, slots=True)
class _Desk:
    """Where offers are made, by whom and when."""

    workspace: int
    post: Post
    on: date
    actor: Actor
    at: datetime


def make_offers(
    workspace: int, zone: str, *, on: date, actor: Actor, at: datetime
) -> None:
    """Offer something to three clients, who do three different things about it."""
    desk = _Desk(workspace, Post(wiring.mail_domain(), zone), on, actor, at)
    plays = {_SILENT: _offer_workshop, _CURIOUS: _offer_audit, _DECIDED: _deliver_pack}
    for row in list_engagements(workspace):
        if row.client_name in plays:
            plays[row.client_name](desk, row)


def _offer_workshop(desk: _Desk, row: EngagementRow) -> None:
    """Offer a workshop to who says nothing yet."""
    day = desk.on + timedelta(days=24)
    price = Money(380_000, row.terms.currency)
    workshop = Project("Partner workshop", price, day, _tax(row), (), _GIVEN)
    when = f"{day - timedelta(days=1):%A %-d %B}\n09:30 to 16:00"
    _share(desk, row, workshop, when=when, where="Your office", text=_MOVABLE)


def _offer_audit(desk: _Desk, row: EngagementRow) -> None:
    """Offer an audit to who asks about it."""
    price = Money(240_000, row.terms.currency)
    audit = Project("Pricing audit", price, "acceptance", _tax(row), (), _GIVEN[1:])
    link, _ = _share(desk, row, audit)
    question = "Is the follow-up session part of it?"
    ask(desk.workspace, link, question, on=desk.on, at=desk.at)


def _deliver_pack(desk: _Desk, row: EngagementRow) -> None:
    """Let somebody agree: one deliverable is accepted, one is with them."""
    parts = tuple(
        PromisedDeliverable(name, measure, Money(minor, row.terms.currency))
        for name, measure, minor in _PACK
    )
    price = total((p.amount for p in parts if p.amount), row.terms.currency)
    pack = Project(
        "Board reporting pack",
        price,
        "acceptance",
        _tax(row),
        deliverables=parts,
        collected="2 weeks",
        accepted_after_days=10,
    )
    link, made = _share(desk, row, pack)
    shown = get_offer(desk.workspace, made, on=desk.on).sha256
    wish = Wish(is_yes=True, shown=shown, may_spend=True)
    decide(desk.workspace, link, wish, post=desk.post, on=desk.on, at=desk.at)
    for number in (1, 2):
        hand_over(
            desk.workspace,
            made,
            number,
            post=desk.post,
            on=desk.on,
            actor=desk.actor,
            at=desk.at,
        )
    accept_deliverable(desk.workspace, link, 1, on=desk.on, at=desk.at)


def _share(
    desk: _Desk,
    row: EngagementRow,
    project: Project,
    *,
    when: str = "",
    where: str = "",
    text: str = "",
) -> tuple[int, int]:
    """Send a project to a client; return the link of who approves, and the offer."""
    basis = get_basis(desk.workspace, row.id)
    until = desk.on + timedelta(days=12)
    blank = basis.offer("project", project.name, valid_until=until)
    made = share(
        desk.workspace,
        row.id,
        replace(blank, project=project, when=when, where=where, text=text),
        basis.contacts,
        post=desk.post,
        on=desk.on,
        actor=desk.actor,
        at=desk.at,
    )
    reader = next(c for c in basis.contacts if "approver" in c.roles)
    token = make_token(desk.workspace, reader, offer=made, at=desk.at)
    return open_link(token).link, made


def _tax(row: EngagementRow) -> Tax:
    return row.terms.retainers[0].tax
