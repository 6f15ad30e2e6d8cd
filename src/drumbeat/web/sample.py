"""Sample data: removed in one click, for a workspace that was made as a sample."""

from __future__ import annotations

from django.contrib import auth
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_POST

from drumbeat import wiring
from drumbeat.apps.identity import operations
from drumbeat.core.errors import Refusal
from drumbeat.web import access, feedback


@require_POST
def removal(request: HttpRequest) -> HttpResponse:
    """Remove the sample and lead to the first start."""
    member = access.membership(request, needs="owner")
    try:
        operations.remove_sample(member.workspace.id)
    except Refusal as refusal:
        return feedback.refused(request, refusal)
    wiring.mailbox(member.workspace.key).empty()
    auth.logout(request)
    return feedback.done(request, to=reverse("start"))
