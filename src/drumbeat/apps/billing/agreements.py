"""An engagement as composing needs it, read afresh."""

from __future__ import annotations

from collections.abc import Callable

from drumbeat.apps.billing.content import Agreement
from drumbeat.apps.engagements.queries import get_terms
from drumbeat.apps.identity.queries import get_workspace
from drumbeat.apps.parties.queries import get_seller, list_clients
from drumbeat.core.ports import WorkingDays


def agreement_of(
    workspace: int,
    engagement: int,
    *,
    client: int,
    calendars: Callable[[str], WorkingDays],
) -> Agreement:
    """Return the terms in force with parties, calendar and zone."""
    terms = get_terms(workspace, engagement)
    return Agreement(
        id=engagement,
        terms=terms,
        client=list_clients(workspace, [client])[client],
        seller=get_seller(workspace),
        working=calendars(terms.holidays),
        zone=terms.time_zone or get_workspace(workspace).time_zone,
    )
