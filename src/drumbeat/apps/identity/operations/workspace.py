"""Open the first workspace; remember that one was restored."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import datetime

from allauth.account.models import EmailAddress
from django.db import transaction

from drumbeat.apps.audit import operations as audit
from drumbeat.apps.audit.operations import Actor, Event
from drumbeat.apps.frozen import empty_every_table
from drumbeat.apps.identity.models import Member, User, Workspace
from drumbeat.apps.identity.operations.notices import drop_waiting_notices
from drumbeat.core.errors import Refusal
from drumbeat.core.money import Money
from drumbeat.core.tax_status import statuses_in
from drumbeat.core.terms_grammar import tax_words


class AlreadyOpen(Refusal):
    """The first workspace exists; the set-up never runs twice."""

    rule = "IDN-1"
    message = "There is a workspace already (“{name}”); init runs once."


class NotASample(Refusal):
    """Only what was made to look around is ever removed."""

    rule = "IDN-3"
    message = "This workspace is no sample; its books are kept."


class FloorTooLow(Refusal):
    """A floor of nothing is no floor."""

    rule = "FLR-1"
    message = "A floor is an amount above zero; leave the field empty for none."


@dataclass(frozen=True, slots=True)
class NewWorkspace:
    """What a workspace needs to exist."""

    name: str
    country: str
    currency: str
    time_zone: str
    owner_email: str
    owner_name: str
    password: str
    default_tax: str = ""  # empty: as businesses in the country usually stand to VAT
    is_sample: bool = False


@transaction.atomic
def open_first_workspace(new: NewWorkspace, *, at: datetime, via: str = "cli") -> int:
    """Make the first workspace and its owner; return the workspace’s id.

    :raises AlreadyOpen: there is one
    """
    existing = Workspace.objects.first()
    if existing is not None:
        raise AlreadyOpen(name=existing.name)
    workspace = Workspace.objects.create(
        name=new.name,
        country=new.country,
        currency=new.currency,
        time_zone=new.time_zone,
        default_tax=new.default_tax or _usual_tax(new.country),
        is_sample=new.is_sample,
        created_at=at,
    )
    user = new_user(new.owner_email, new.password)
    Member.objects.create(
        workspace=workspace, user=user, name=new.owner_name, role="owner"
    )
    audit.record(
        workspace.id,
        [Event("workspace opened", f"workspace:{workspace.id}")],
        actor=Actor(new.owner_name, via),
        at=at,
    )
    return workspace.id


@dataclass(frozen=True, slots=True)
class WorkspaceFacts:
    """What of a workspace is decided in its settings."""

    name: str
    country: str
    currency: str
    time_zone: str
    default_tax: str


def change_workspace(workspace: int, facts: WorkspaceFacts) -> None:
    """Change name, place and what a new engagement begins with."""
    Workspace.objects.filter(id=workspace).update(**asdict(facts))


@transaction.atomic
def require_two_people(
    workspace: int,
    currency: str,
    above: Money | None,
    *,
    actor: Actor,
    at: datetime,
) -> None:
    """Let nobody alone approve more than this in a currency; None lifts the limit."""
    audit.hold_trail(workspace)  # or one of two limits set at once is lost
    limits: dict[str, int] = dict(Workspace.objects.get(id=workspace).two_person_above)
    limits.pop(currency, None)
    if above is not None:
        limits[currency] = above.minor
    Workspace.objects.filter(id=workspace).update(two_person_above=limits)
    payload = json.dumps(limits, sort_keys=True, separators=(",", ":"))
    event = Event("limit of one person set", f"workspace:{workspace}", payload)
    audit.record(workspace, [event], actor=actor, at=at)


@transaction.atomic
def set_monthly_floor(
    workspace: int, floor: Money | None, *, actor: Actor, at: datetime
) -> None:
    """Record the least that should come in each month, or that there is none.

    :raises FloorTooLow: it is zero or less
    :raises CurrenciesDiffer: it is not in the workspace’s currency
    """
    if floor is not None:
        home = Workspace.objects.values_list("currency", flat=True).get(id=workspace)
        if floor <= Money.zero(home):
            raise FloorTooLow
    minor = floor.minor if floor else None
    Workspace.objects.filter(id=workspace).update(monthly_floor_minor=minor)
    payload = json.dumps({"minor": minor}, separators=(",", ":"))
    event = Event("monthly floor set", f"workspace:{workspace}", payload)
    audit.record(workspace, [event], actor=actor, at=at)


@transaction.atomic
def note_backup(workspace: int, *, actor: Actor, at: datetime) -> None:
    """Record that somebody takes a copy of everything along."""
    event = Event("backup downloaded", f"workspace:{workspace}")
    audit.record(workspace, [event], actor=actor, at=at)


def mark_restored(workspace: int, *, restored: bool) -> None:
    """Remember that a workspace came from a backup, or that somebody released it."""
    if restored:
        drop_waiting_notices(workspace)
    Workspace.objects.filter(id=workspace).update(restored=restored)


@transaction.atomic
def remove_sample(workspace: int) -> None:
    """Remove a workspace that was made to look around, with everything in it.

    Whether it is one was said when it was made, and nothing changes that later.

    :raises NotASample: it is a real one, or there is another beside it
    """
    only = Workspace.objects.filter(id=workspace, is_sample=True)
    if not only.exists() or Workspace.objects.count() != 1:
        raise NotASample
    empty_every_table()


def new_user(email: str, password: str | None) -> User:
    """Return a new user whose address is known to be theirs.

    Who opens the house is trusted; who was invited came by a letter to that address.
    """
    user = User.objects.create_user(email, password)
    EmailAddress.objects.create(
        user=user, email=user.email, verified=True, primary=True
    )
    return user


def _usual_tax(country: str) -> str:
    return tax_words(statuses_in(country)[0].tax)
