"""Agree, change, pause, end: every change adds a version of the terms."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.db import transaction
from django.db.models import F

from drumbeat.apps.audit.operations import Actor
from drumbeat.apps.engagements.models import Engagement, Project, TermsVersion
from drumbeat.apps.engagements.operations.run import lock
from drumbeat.apps.engagements.operations.trail import record
from drumbeat.apps.engagements.queries import get_terms
from drumbeat.apps.parties import operations as parties
from drumbeat.core.errors import Refusal
from drumbeat.core.terms import Change, EngagementTerms, Pause
from drumbeat.core.terms_snapshot import terms_to_json


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
        record(workspace, engagement.id, "engagement agreed", {}, actor=actor, at=at)
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
    record(
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
    # A project may come with any version; what became of one is kept for good.
    Project.objects.bulk_create(
        [Project(engagement_id=engagement, name=p.name) for p in terms.projects],
        ignore_conflicts=True,
    )
