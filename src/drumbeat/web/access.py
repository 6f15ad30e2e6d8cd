"""Who is asking, and in which workspace: the door every page goes through."""

from __future__ import annotations

from django.http import Http404, HttpRequest

from drumbeat.apps.identity import queries as identity


def membership(request: HttpRequest) -> identity.MemberRow:
    """Return the visitor as a member of their workspace; a stranger finds no page."""
    user_id = request.user.pk
    found = identity.membership_of(user_id) if user_id else None
    if found is None:
        raise Http404
    return found
