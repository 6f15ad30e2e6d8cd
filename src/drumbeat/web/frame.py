"""What stands around every page: the destinations, the clients, who is signed in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from drumbeat import clock
from drumbeat.apps.identity.queries import MemberRow
from drumbeat.apps.parties.queries import ClientLink, list_client_links
from drumbeat.apps.reports.queries import count_needing
from drumbeat.core.roles import may
from drumbeat.web import access, context

CLIENTS = 25  # as many as stand at the side; the page of clients has them all


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page stands: its destination, its client, and the count if known."""

    here: str
    client: int | None = None
    needs_you: int | None = None


@dataclass(frozen=True, slots=True)
class Frame:
    """The frame as it is written."""

    here: str
    member: str
    needs_you: int
    clients: tuple[ClientLink, ...]
    client: int | None
    is_sample: bool = False
    has_mailbox: bool = False
    theme: str = "system"
    sees_all: bool = True  # whether pages about every client are theirs to open
    bills: bool = True  # whether they may change what is billed
    owns: bool = True
    single_keys: bool = True  # whether a key alone does something


def show(
    request: HttpRequest,
    member: MemberRow,
    template: str,
    place: Place,
    words: Mapping[str, object],
    *,
    status: int = 200,
) -> HttpResponse:
    """Answer with a page in its frame; `words` are what its template is given.

    A page about a client is no page for a member who may not see them.
    """
    if place.client is not None:
        access.check_client(member, place.client)
    around = {"frame": frame(member, place)}
    return render(request, template, {**words, **around}, status=status)


def frame(member: MemberRow, place: Place) -> Frame:
    """Return what stands around a page of the member."""
    workspace = member.workspace
    needs_you = place.needs_you
    if needs_you is None:
        today = clock.today(workspace.time_zone)
        needs_you = count_needing(workspace.id, on=today, seen=member.clients)
    owns = may(member.role, needs="owner")
    return Frame(
        here=place.here,
        member=member.name,
        needs_you=needs_you,
        clients=list_client_links(workspace.id, most=CLIENTS, seen=member.clients),
        client=place.client,
        is_sample=workspace.is_sample,
        has_mailbox=owns and context.has_mailbox(workspace),
        theme=member.preferences.theme,
        sees_all=member.clients is None,
        bills=may(member.role, needs="biller"),
        owns=owns,
        single_keys=member.preferences.single_keys,
    )
