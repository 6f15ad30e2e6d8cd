"""Danger zone: what cannot be taken back, each behind a name that is typed."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from drumbeat import clock
from drumbeat.apps.identity import operations
from drumbeat.apps.identity.queries import MemberRow, list_tokens
from drumbeat.core.errors import Refusal
from drumbeat.web import access, feedback, sample
from drumbeat.web.entered import Entered
from drumbeat.web.guards import actor
from drumbeat.web.settings_pages.sections import REFUSED, show


@require_GET
def danger(request: HttpRequest) -> HttpResponse:
    """Show what can be ended."""
    member = access.membership(request, needs="owner")
    return _page(request, member, {})


@require_POST
def session_endings(request: HttpRequest) -> HttpResponse:
    """Sign everybody out, on every device."""
    member = access.membership(request, needs="owner", confirmed=True)
    if wrong := _mistyped(request, member):
        return _page(request, member, {"sessions": wrong}, status=REFUSED)
    operations.end_every_session(
        member.workspace.id, actor=actor(member), at=clock.now()
    )
    request.session.flush()
    return feedback.done(request, to=reverse("sign_in"))


@require_POST
def token_endings(request: HttpRequest) -> HttpResponse:
    """Revoke every token."""
    member = access.membership(request, needs="owner", confirmed=True)
    if wrong := _mistyped(request, member):
        return _page(request, member, {"tokens": wrong}, status=REFUSED)
    count = operations.revoke_every_token(
        member.workspace.id, actor=actor(member), at=clock.now()
    )
    sentence = "1 token is revoked." if count == 1 else f"{count} tokens are revoked."
    return feedback.done(request, sentence, to=reverse("danger"))


@require_POST
def sample_ending(request: HttpRequest) -> HttpResponse:
    """Remove the sample, and lead to the first start."""
    member = access.membership(request, needs="owner", confirmed=True)
    if wrong := _mistyped(request, member):
        return _page(request, member, {"sample": wrong}, status=REFUSED)
    try:
        return sample.remove(request, member)
    except Refusal as refusal:
        return feedback.refused(request, refusal, to=reverse("danger"))


def _mistyped(request: HttpRequest, member: MemberRow) -> Entered | None:
    """Return the form with what is wrong, unless the workspace’s name was typed."""
    entered = Entered.of(request.POST, "name")
    if entered.text("name") == " ".join(member.workspace.name.split()):
        return None
    entered.note("name", f"Type “{member.workspace.name}” to go on. Nothing was done.")
    return entered


def _page(
    request: HttpRequest,
    member: MemberRow,
    refused: dict[str, Entered],
    *,
    status: int = 200,
) -> HttpResponse:
    words = {
        "refused": refused,
        "empty": Entered({}),
        "business": member.workspace.name,
        "is_sample": member.workspace.is_sample,
        "tokens": len(list_tokens(member.workspace.id, at=clock.now())),
    }
    template = "pages/settings/danger.html"
    return show(request, member, "danger", template, words, status=status)
