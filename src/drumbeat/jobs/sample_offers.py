"""What the sample's clients are asked to agree on: one is silent, one asks."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

from drumbeat import wiring
from drumbeat.apps.audit.operations import Actor
from drumbeat.apps.engagements.queries import list_engagements
from drumbeat.apps.offers.queries import get_basis
from drumbeat.apps.sharing.deliverables import ask
from drumbeat.apps.sharing.offers import Post, share
from drumbeat.apps.sharing.operations import make_token
from drumbeat.apps.sharing.queries import open_link
from drumbeat.core.money import Money
from drumbeat.core.terms import Project, PromisedDeliverable

_SILENT, _CURIOUS = "Halden Robotics B.V.", "Koru Coffee Roasters"
_GIVEN = (
    PromisedDeliverable("One-page positioning your whole team can repeat", ""),
    PromisedDeliverable("Three proof points, tested with two partners", ""),
    PromisedDeliverable("A written summary within 3 working days", ""),
)


def make_offers(
    workspace: int, zone: str, *, on: date, actor: Actor, at: datetime
) -> None:
    """Offer a workshop to one client and an audit to another, who asks about it."""
    post = Post(wiring.mail_domain(), zone)
    for row in list_engagements(workspace):
        if row.client_name not in {_SILENT, _CURIOUS}:
            continue
        basis = get_basis(workspace, row.id)
        tax = row.terms.retainers[0].tax
        currency = basis.terms.currency
        day = on + timedelta(days=24)
        workshop = Project(
            "Partner workshop", Money(380_000, currency), day, tax, (), _GIVEN
        )
        audit = Project(
            "Pricing audit", Money(240_000, currency), "acceptance", tax, (), _GIVEN[1:]
        )
        project = workshop if row.client_name == _SILENT else audit
        offer = replace(
            basis.offer("project", project.name, valid_until=on + timedelta(days=12)),
            project=project,
            when=f"{day - timedelta(days=1):%A %-d %B}\n09:30 to 16:00",
            where="Your office",
            text="Up to 8 people. Travel is included. You can move the date once, up "
            "to 5 working days before.",
        )
        made = share(
            workspace,
            row.id,
            offer,
            basis.contacts,
            post=post,
            on=on,
            actor=actor,
            at=at,
        )
        if row.client_name == _CURIOUS:
            reader = next(c for c in basis.contacts if "approver" in c.roles)
            link = open_link(make_token(workspace, reader, offer=made, at=at)).link
            question = "Is the follow-up session part of it?"
            ask(workspace, link, question, on=on, at=at)
