"""Read engagements and their terms."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import F

from drumbeat.apps.engagements.models import Engagement, TermsVersion
from drumbeat.apps.engagements.project_queries import project_days
from drumbeat.apps.sql import Among, read
from drumbeat.core.billing_run import LOOK_BACK
from drumbeat.core.errors import Refusal
from drumbeat.core.governor import is_collecting
from drumbeat.core.plan_changes import InvoiceChange, preview_change
from drumbeat.core.ports import WorkingDays
from drumbeat.core.project_shares import with_days
from drumbeat.core.terms import EngagementTerms, ProjectDays
from drumbeat.core.terms_edits import Edit
from drumbeat.core.terms_snapshot import terms_from_json

_PREVIEWED = timedelta(days=366)


class NoSuchEngagement(Refusal):
    """The workspace has no such engagement."""

    rule = "ENG-4"
    message = "There is no engagement {id}."


@dataclass(frozen=True, slots=True)
class EngagementRow:
    """An engagement with the terms in force."""

    id: int
    name: str
    client: int
    client_name: str
    state: str
    parked_reason: str
    version: int
    terms: EngagementTerms


@dataclass(frozen=True, slots=True)
class VersionRow:
    """The terms in force and the number of their version, to be named by an edit."""

    number: int
    terms: EngagementTerms


@dataclass(frozen=True, slots=True)
class Preview:
    """What an edit would do to invoices, and the version it was tried on."""

    read: int
    changes: tuple[InvoiceChange, ...]


def get_version(workspace: int, engagement: int) -> VersionRow:
    """Return the terms in force with their version.

    :raises NoSuchEngagement: it is not in this workspace
    """
    found = (
        TermsVersion.objects.filter(
            engagement_id=engagement,
            engagement__workspace_id=workspace,
            number=F("engagement__version"),
        )
        .values_list("number", "terms")
        .first()
    )
    if found is None:
        raise NoSuchEngagement(id=engagement)
    number, terms = found
    return VersionRow(number, terms_from_json(terms))


def client_of(workspace: int, engagement: int) -> int:
    """Return the client an engagement was agreed with.

    :raises NoSuchEngagement: it is not in this workspace
    """
    mine = Engagement.objects.filter(workspace_id=workspace, id=engagement)
    client = mine.values_list("client_id", flat=True).first()
    if client is None:
        raise NoSuchEngagement(id=engagement)
    return client


def get_terms(workspace: int, engagement: int) -> EngagementTerms:
    """Return the terms in force.

    :raises NoSuchEngagement: it is not in this workspace
    """
    return get_version(workspace, engagement).terms


def preview_edit(
    workspace: int,
    engagement: int,
    edit: Edit,
    *,
    today: date,
    calendars: Callable[[str], WorkingDays],
) -> Preview:
    """Return what an edit would do to the invoices of a year; nothing is written.

    :raises NoSuchEngagement: it is not in this workspace
    :raises NotPossible: the edit contradicts the terms
    """
    version = get_version(workspace, engagement)
    changes = preview_change(
        version.terms,
        edit,
        today=today,
        until=today + _PREVIEWED,
        working=calendars(version.terms.holidays),
    )
    return Preview(version.number, tuple(changes))


def list_terms(
    workspace: int, engagements: Iterable[int]
) -> dict[int, EngagementTerms]:
    """Return the terms in force of several engagements in one query."""
    found = read(
        "SELECT t.engagement_id, t.terms FROM engagements_termsversion t "
        "JOIN engagements_engagement e "
        "ON e.id = t.engagement_id AND e.version = t.number "
        "WHERE e.workspace_id = %(workspace)s AND t.engagement_id {among}",
        workspace=workspace,
        ids=engagements,
    )
    return {engagement: terms_from_json(terms) for engagement, terms in found}


def list_engagements(workspace: int) -> list[EngagementRow]:
    """Return every engagement with its terms, in two joins."""
    versions = (
        TermsVersion.objects.filter(
            engagement__workspace_id=workspace, number=F("engagement__version")
        )
        .select_related("engagement__client")
        .order_by("engagement__client__name", "engagement__name", "engagement_id")
    )
    return [_engagement_row(version) for version in versions]


@dataclass(frozen=True, slots=True)
class ClientEngagement:
    """An engagement of a client; `billed_through` is the day the last run reached."""

    id: int
    name: str
    state: str
    billed_through: date | None
    terms: EngagementTerms

    def bills_on(self, on: date) -> bool:
        """Say whether anything can still be billed, as far as a run has looked."""
        if self.state == "parked" or self.terms.ends is None or self.terms.ends >= on:
            return True
        return self.billed_through is None or self.billed_through <= self.terms.ends


def list_of_client(workspace: int, client: int) -> list[ClientEngagement]:
    """Return the engagements of a client with their terms, by their start."""
    versions = TermsVersion.objects.filter(
        engagement__workspace_id=workspace,
        engagement__client_id=client,
        number=F("engagement__version"),
    )
    rows = versions.order_by("engagement__starts", "engagement_id").values_list(
        "engagement_id",
        "engagement__name",
        "engagement__state",
        "engagement__billed_through",
        "terms",
    )
    return [
        ClientEngagement(id_, name, state, through, terms_from_json(text))
        for id_, name, state, through, text in rows
    ]


def _engagement_row(version: TermsVersion) -> EngagementRow:
    return EngagementRow(
        id=version.engagement.id,
        name=version.engagement.name,
        client=version.engagement.client_id,
        client_name=version.engagement.client.name,
        state=version.engagement.state,
        parked_reason=version.engagement.parked_reason,
        version=version.number,
        terms=terms_from_json(version.terms),
    )


def list_rows(
    workspace: int,
    *,
    governed: bool = False,
    parked: bool = False,
    billing_by: date | None = None,
    most: int = 1_000,
) -> list[EngagementRow]:
    """Return engagements with limits, that are parked, or that bill by a day."""
    found = TermsVersion.objects.filter(
        engagement__workspace_id=workspace, number=F("engagement__version")
    )
    if governed:
        found = found.filter(engagement__is_governed=True, engagement__state="active")
    if parked:
        found = found.filter(engagement__state="parked")
    if billing_by is not None:
        found = found.filter(
            engagement__state="active", engagement__next_bill_on__lte=billing_by
        )
    ordered = found.select_related("engagement__client").order_by(
        "engagement__next_bill_on", "engagement_id"
    )
    return [_engagement_row(version) for version in ordered[:most]]


@dataclass(frozen=True, slots=True)
class DueEngagement:
    """An engagement that a billing run must look at.

    `since` is set when the terms are those of the last run: only what falls due from
    that day on can be new.
    """

    id: int
    client: int
    version: int
    terms: EngagementTerms
    since: date | None


def list_due(
    workspace: int, *, until: date, after: int, most: int
) -> list[DueEngagement]:
    """Return active engagements to be looked at by `until`, by id, beyond `after`.

    Their rows are locked until the transaction ends (SQLite: one writer at a time
    anyway): who changes terms or frees drafts waits for what the run notes. [S-30]
    """
    waiting = Engagement.objects.filter(
        workspace_id=workspace, state="active", next_bill_on__lte=until, id__gt=after
    )
    locked = waiting.order_by("id").select_for_update(no_key=True)
    ids = list(locked.values_list("id", flat=True)[:most])
    rows = (
        TermsVersion.objects.filter(
            Among("engagement_id", ids), number=F("engagement__version")
        )
        .order_by("engagement_id")
        .values_list(
            "engagement_id",
            "engagement__client_id",
            "number",
            "terms",
            "engagement__billed_version",
            "engagement__billed_through",
        )
    )
    found = list(rows)
    noted = project_days(row[0] for row in found)
    return [_due(*row, noted.get(row[0], {})) for row in found]


def _due(
    engagement: int,
    client: int,
    version: int,
    text: str,
    billed: int,
    through: date | None,
    noted: dict[str, ProjectDays],
) -> DueEngagement:
    terms = with_days(terms_from_json(text), noted)
    # The governor compares with all there is: its last invoice may be long ago.
    knows = through is not None and billed == version and not is_collecting(terms)
    return DueEngagement(
        id=engagement,
        client=client,
        version=version,
        terms=terms,
        since=through - LOOK_BACK if through and knows else None,
    )
