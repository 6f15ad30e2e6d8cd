"""Who is asking, in which workspace, and may they: the door of every page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from allauth.account.internal.flows.reauthentication import (
    raise_if_reauthentication_required,
)
from django.http import Http404, HttpRequest

from drumbeat.apps.identity import queries as identity
from drumbeat.apps.parties.queries import (
    ClientLink,
    NoSuchClient,
    get_client_link,
    list_client_ids_of,
)
from drumbeat.core.roles import Role, may, sees_every_client
from drumbeat.web.asked import whole
from drumbeat.web.feedback import NotForYou

_REFUSED: dict[Role, str] = {
    "reader": "You are no member of this workspace any more.",
    "contributor": "You can read here, and nothing else.",
    "biller": "Approving and sending is for billers and owners.",
    "owner": "Only an owner can open this page.",
}


def membership(
    request: HttpRequest, *, needs: Role = "reader", confirmed: bool = False
) -> identity.MemberRow:
    """Return the visitor as a member of their workspace who may do this. [ROL-1]

    A stranger finds no page; a member without the right reads why. With `confirmed`,
    who has not shown within minutes that it is them is asked to first.
    """
    user_id = request.user.pk
    found = identity.membership_of(user_id) if user_id else None
    if found is None:
        raise Http404
    if not may(found.role, needs=needs):
        raise NotForYou(_REFUSED[needs])
    if confirmed:
        raise_if_reauthentication_required(request, app="allauth.account")
    if sees_every_client(found.role):
        return found
    theirs = list_client_ids_of(found.workspace.id, found.id)
    return replace(found, clients=frozenset(theirs))


def overview(request: HttpRequest, *, needs: Role = "reader") -> identity.MemberRow:
    """Return the visitor of a page that is about every client. [ROL-2]"""
    member = membership(request, needs=needs)
    if member.clients is not None:
        raise NotForYou("This page is about every client, and you work for some.")
    return member


def client_asked(
    member: identity.MemberRow, asked: Mapping[str, str]
) -> ClientLink | None:
    """Return the client that an address names; who is another's is no page. [ROL-2]"""
    client = whole(asked, "client")
    if client is None:
        return None
    check_client(member, client)
    try:
        return get_client_link(member.workspace.id, client)
    except NoSuchClient:
        raise Http404 from None


def check_client(member: identity.MemberRow, client: int) -> None:
    """Find no page about a client who is none of the member's business. [ROL-2]"""
    if member.clients is not None and client not in member.clients:
        raise Http404
