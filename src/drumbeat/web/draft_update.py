"""The update of a draft: saved as it is typed, and never over somebody else's."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from drumbeat import clock
from drumbeat.apps.billing import operations
from drumbeat.apps.billing.queries import NoSuchDraft, get_draft
from drumbeat.apps.identity.queries import MemberRow
from drumbeat.core.approval import StaleRequest
from drumbeat.core.errors import Refusal
from drumbeat.web import access, draft_view, feedback
from drumbeat.web.draft_view import UpdateText
from drumbeat.web.drafts import Said, bar_words, load, show
from drumbeat.web.guards import actor, only_by_form


@only_by_form
def update(request: HttpRequest, draft: int) -> HttpResponse:
    """Save the update; the script asks for what changes with it alone."""
    member = access.membership(request, needs="contributor")
    access.check_client(member, get_draft(member.workspace.id, draft).client)
    text = draft_view.typed_text(request.POST)
    seen = request.POST.get("keep") or request.POST.get("expected_hash", "")
    try:
        operations.pair_update(
            member.workspace.id,
            draft,
            text.page(member.name),
            actor=actor(member),
            at=clock.now(),
            expected_hash=seen,
        )
    except StaleRequest:
        return _conflict(request, member, draft, text)
    except NoSuchDraft:
        raise
    except Refusal as refusal:
        return _refused(request, member, draft, text, refusal)
    if _by_script(request):
        return _saved(request, member, draft)
    here = reverse("draft", args=[draft])
    adds = request.POST.get("add")
    return feedback.done(request, to=f"{here}?add#new" if adds else f"{here}#update")


def _by_script(request: HttpRequest) -> bool:
    return "HX-Request" in request.headers


def _saved(request: HttpRequest, member: MemberRow, draft: int) -> HttpResponse:
    page = load(member, draft)
    words = {"draft": page.row} | bar_words(page, member)
    return render(request, "components/draft_saved.html", words)


def _conflict(
    request: HttpRequest, member: MemberRow, draft: int, text: UpdateText
) -> HttpResponse:
    """Show both versions; what was typed stays in the fields."""
    page = load(member, draft)
    theirs = draft_view.saved_text(page.document, page.row.bill_on)
    if _by_script(request):
        words = {"draft": page.row, "theirs": theirs}
        return render(request, "components/draft_conflict.html", words, status=409)
    return show(request, member, page, Said(text, theirs=theirs, status=409))


def _refused(
    request: HttpRequest,
    member: MemberRow,
    draft: int,
    text: UpdateText,
    refusal: Refusal,
) -> HttpResponse:
    if _by_script(request):
        words = {"refusal": refusal.sentence}
        return render(request, "components/draft_refusal.html", words, status=422)
    page = load(member, draft)
    return show(request, member, page, Said(text, refusal=refusal.sentence, status=422))
