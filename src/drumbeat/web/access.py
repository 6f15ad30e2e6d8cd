"""Who is asking, and in which workspace: the door every page goes through."""

from __future__ import annotations

from django.http import Http404, HttpRequest

from drumbeat.apps.identity import queries as identity


def membership(request: HttpRequest) -> identity.MemberRow:
    """Return the visitor as a member of their workspace; a stranger finds no page."""
    found = identity.membership_of(request.user.pk)
    if found is None:
        raise Http404
    return found
