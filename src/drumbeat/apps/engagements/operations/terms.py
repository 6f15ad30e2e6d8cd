"""Agree on terms and edit them: every edit adds a version of the whole."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from drumbeat.apps.audit.operations import Actor
from drumbeat.apps.engagements.models import Engagement, Project, TermsVersion
from drumbeat.apps.engagements.operations.deliverables import check_frozen
from drumbeat.apps.engagements.operations.run import lock
from drumbeat.apps.engagements.operations.trail import record
from drumbeat.apps.engagements.queries import get_version
from drumbeat.apps.parties import operations as parties
from drumbeat.core.errors import Refusal
from drumbeat.core.terms import EngagementTerms
from drumbeat.core.terms_edits import Edit, check_read
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
    edit: Edit,
    *,
    read: int | None = None,
    actor: Actor,
    at: datetime,
) -> int:
    """Record the terms after an edit as their next version; return its number.

    `read` is the version the edit was thought out on, None when it is right on any:
    it is applied to the terms in force, so that of two changes at once none is lost.
    The next billing run compares what the new terms want with what was billed.

    :raises NoSuchEngagement: it is not in this workspace
    :raises TermsChanged: the terms are not those that were read
    :raises NotPossible: the edit contradicts the terms
    :raises AmountFrozen: it changes the price of what is accepted already
    """
    lock(workspace, [engagement])
    before = get_version(workspace, engagement)
    check_read(read, before.number)
    after = edit(before.terms)
    check_frozen(engagement, before.terms, after)
    version = before.number + 1
    Engagement.objects.filter(workspace_id=workspace, id=engagement).update(
        version=version, next_bill_on=date.min
    )
    _add_version(engagement, version, after, actor=actor, at=at, reason=edit.reason)
    facts: dict[str, object] = {"version": version, "reason": edit.reason}
    record(workspace, engagement, "terms changed", facts, actor=actor, at=at)
    return version


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
