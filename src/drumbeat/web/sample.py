"""Sample data: removed in one click, for a workspace that was made as a sample."""

from __future__ import annotations

from django.contrib import auth
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_POST

from drumbeat import wiring
from drumbeat.apps.identity import operations
from drumbeat.apps.identity.queries import MemberRow
from drumbeat.core.errors import Refusal
from drumbeat.web import access, feedback


@require_POST
def removal(request: HttpRequest) -> HttpResponse:
    """Remove the sample and lead to the first start."""
    member = access.membership(request, needs="owner")
    try:
        return remove(request, member)
    except Refusal as refusal:
        return feedback.refused(request, refusal)


def remove(request: HttpRequest, member: MemberRow) -> HttpResponse:
    """Remove it with its letters, and sign out: nobody is left.

    :raises NotASample: the workspace is a real one
    """
    operations.remove_sample(member.workspace.id)
    wiring.mailbox(member.workspace.key).empty()
    auth.logout(request)
    return feedback.done(request, to=reverse("start"))
