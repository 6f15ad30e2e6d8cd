"""Agree, change, pause, end: every change adds a version of the terms."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.db import transaction
from django.db.models import F

from drumbeat.apps.audit import operations as audit
from drumbeat.apps.audit.operations import Actor, Event
from drumbeat.apps.engagements.models import Engagement, Project, TermsVersion
from drumbeat.apps.engagements.queries import get_terms
from drumbeat.apps.parties import operations as parties
from drumbeat.apps.sql import Among, has_row_locks, locked, read
from drumbeat.core.errors import Refusal
from drumbeat.core.lifecycle import MILESTONE, MilestoneState, advance
from drumbeat.core.terms import Change, EngagementTerms, Pause
from drumbeat.core.terms_snapshot import terms_to_json


class NoSuchProject(Refusal):
    """The engagement has no project of that name."""

    rule = "ENG-1"
    message = "This engagement has no project called “{name}”."


class ClientMissing(Refusal):
    """An engagement needs a client to bill."""

    rule = "ENG-3"
    message = "“{name}” names no client; add a [client] with a name."


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did; `new` is false when the same file was there already."""

    id: int
    name: str
    client: str
    new: bool


@transaction.atomic
def import_engagement(
    workspace: int, terms: EngagementTerms, *, actor: Actor, at: datetime
) -> Imported:
    """Create the engagement, its client and projects; the same again changes nothing.

    :raises ClientMissing: the terms name nobody to bill
    """
    if not terms.client.name:
        raise ClientMissing(name=terms.name)
    client = parties.add_client(workspace, terms.client)
    engagement, new = Engagement.objects.get_or_create(
        workspace_id=workspace,
        client_id=client,
        name=terms.name,
        starts=terms.starts,
        defaults={"next_bill_on": date.min},
    )
    if new:
        _add_version(engagement.id, 1, terms, actor=actor, at=at, reason="imported")
        Project.objects.bulk_create(
            Project(engagement=engagement, name=project.name)
            for project in terms.projects
        )
        _record(workspace, engagement.id, "engagement agreed", {}, actor=actor, at=at)
    return Imported(engagement.id, terms.name, terms.client.name, new)


@transaction.atomic
def revise_terms(
    workspace: int,
    engagement: int,
    terms: EngagementTerms,
    *,
    reason: str,
    actor: Actor,
    at: datetime,
) -> int:
    """Record the next version of the whole terms; return its number.

    The next billing run compares what the new terms want with what was billed.
    """
    kept = Engagement.objects.filter(workspace_id=workspace, id=engagement)
    # The UPDATE is the lock: a second writer waits here and then counts on.
    kept.update(version=F("version") + 1, next_bill_on=date.min)
    version: int = kept.get().version
    _add_version(engagement, version, terms, actor=actor, at=at, reason=reason)
    _record(
        workspace,
        engagement,
        "terms changed",
        {"version": version, "reason": reason},
        actor=actor,
        at=at,
    )
    return version


@transaction.atomic
def pause(
    workspace: int,
    engagement: int,
    period: Pause,
    *,
    actor: Actor,
    at: datetime,
) -> int:
    """Add a pause; return the new version. [S-36]"""
    lock(workspace, [engagement])  # or one of two changes at once is lost
    terms = get_terms(workspace, engagement)
    pauses = tuple(sorted((*terms.pauses, period), key=lambda p: p.starts))
    return revise_terms(
        workspace,
        engagement,
        replace(terms, pauses=pauses),
        reason=f"paused from {period.starts}",
        actor=actor,
        at=at,
    )


@transaction.atomic
def change(
    workspace: int,
    engagement: int,
    wanted: Change,
    *,
    actor: Actor,
    at: datetime,
) -> int:
    """Change a retainer from a service day on; return the new version. [S-40]"""
    lock(workspace, [engagement])  # or one of two changes at once is lost
    terms = get_terms(workspace, engagement)
    changes = tuple(sorted((*terms.changes, wanted), key=lambda c: c.starts))
    return revise_terms(
        workspace,
        engagement,
        replace(terms, changes=changes),
        reason=f"changed from {wanted.starts}",
        actor=actor,
        at=at,
    )


@transaction.atomic
def end(
    workspace: int,
    engagement: int,
    last_day: date | None,
    *,
    actor: Actor,
    at: datetime,
) -> int:
    """Set (or with None remove) the last day of service. [S-44, S-45]"""
    lock(workspace, [engagement])  # or one of two changes at once is lost
    terms = get_terms(workspace, engagement)
    return revise_terms(
        workspace,
        engagement,
        replace(terms, ends=last_day),
        reason=f"ends on {last_day}" if last_day else "re-opened",
        actor=actor,
        at=at,
    )


@transaction.atomic
def accept_project(
    workspace: int,
    engagement: int,
    name: str,
    *,
    on: date,
    by: str,
    actor: Actor,
    at: datetime,
) -> None:
    """Record the client’s acceptance: from that day the project may be billed.

    :raises NoSuchProject: the engagement has none of that name
    :raises NotAllowedNow: it was accepted, billed or cancelled before
    """
    project = Project.objects.filter(
        engagement_id=engagement, engagement__workspace_id=workspace, name=name
    ).first()
    if project is None:
        raise NoSuchProject(name=name)
    # The owner records the whole way at once when nothing was noted on it.
    state = MilestoneState(project.state)
    if state is MilestoneState.PLANNED:
        state = advance(MILESTONE, state, "start")
    if state is MilestoneState.IN_PROGRESS:
        state = advance(MILESTONE, state, "submit")
    state = advance(MILESTONE, state, "accept")
    untouched = Project.objects.filter(id=project.id, state=project.state)
    untouched.update(state=state, accepted_on=on, accepted_by=by)
    look_again(workspace, engagement)
    _record(
        workspace,
        engagement,
        "project accepted",
        {"project": name, "on": on.isoformat()},
        actor=actor,
        at=at,
    )


@transaction.atomic
def resume_parked(
    workspace: int, engagement: int, *, actor: Actor, at: datetime
) -> None:
    """Let a parked engagement bill again; a person has looked at the reason."""
    parked = Engagement.objects.filter(
        workspace_id=workspace, id=engagement, state="parked"
    )
    if parked.update(state="active", parked_reason=""):
        look_again(workspace, engagement)
        _record(workspace, engagement, "engagement resumed", {}, actor=actor, at=at)


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a billing run came with an engagement."""

    engagement: int
    through: date
    version: int
    next_bill_on: date | None


def note_progress(progress: Sequence[Progress]) -> None:
    """Record how far the run came, so that the next one looks only at what is due.

    Those that came equally far share one statement.
    """
    alike: dict[tuple[date, int, date | None], list[int]] = defaultdict(list)
    for p in progress:
        alike[p.through, p.version, p.next_bill_on].append(p.engagement)
    for (through, version, next_bill_on), engagements in alike.items():
        Engagement.objects.filter(Among("id", engagements), version=version).update(
            billed_through=through, billed_version=version, next_bill_on=next_bill_on
        )


def lock(workspace: int, engagements: Iterable[int]) -> None:
    """Keep billing runs and changes of terms off them until the transaction ends."""
    if has_row_locks():
        read(
            "SELECT id FROM engagements_engagement "  # noqa: S608  (the clause is ours)
            "WHERE workspace_id = %(workspace)s AND id {among} ORDER BY id" + locked(),
            workspace=workspace,
            ids=engagements,
        )


def park(workspace: int, engagement: int, reason: str) -> None:
    """Stop billing one engagement until a person looks; the others go on. [S-33]"""
    Engagement.objects.filter(workspace_id=workspace, id=engagement).update(
        state="parked", parked_reason=reason
    )


def look_again(workspace: int, engagement: int) -> None:
    """Let the next run compare everything of an engagement from its start."""
    Engagement.objects.filter(workspace_id=workspace, id=engagement).update(
        billed_version=0, next_bill_on=date.min
    )


def _add_version(
    engagement: int,
    number: int,
    terms: EngagementTerms,
    *,
    actor: Actor,
    at: datetime,
    reason: str,
) -> None:
    text = terms_to_json(terms)
    limits = (terms.unbilled_limit, terms.days_without_invoice_limit)
    Engagement.objects.filter(id=engagement).update(
        is_governed=any(limit is not None for limit in limits)
    )
    TermsVersion.objects.create(
        engagement_id=engagement,
        number=number,
        terms=text,
        sha256=hashlib.sha256(text.encode()).hexdigest(),
        recorded_at=at,
        recorded_by=actor.name,
        reason=reason,
    )


def _record(
    workspace: int,
    engagement: int,
    action: str,
    facts: dict[str, object],
    *,
    actor: Actor,
    at: datetime,
) -> None:
    payload = json.dumps(facts, sort_keys=True, separators=(",", ":"))
    event = Event(action, f"engagement:{engagement}", payload)
    audit.record(workspace, [event], actor=actor, at=at)
