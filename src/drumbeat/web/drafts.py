"""Drafts: read one, look at what goes out, approve and send, take back, discard."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from functools import partial
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_GET

from drumbeat import clock, wiring
from drumbeat.apps.billing import operations
from drumbeat.apps.billing.agreements import agreement_of
from drumbeat.apps.billing.queries import find_number, get_draft
from drumbeat.apps.identity.queries import MemberRow
from drumbeat.apps.reports.draft_page import DraftPage, draft_document, draft_page
from drumbeat.core.documents import InvoiceDocument
from drumbeat.core.roles import may
from drumbeat.web import (
    access,
    client_preview,
    draft_view,
    feedback,
    formats,
    frame,
    history_view,
    previews,
    queue_view,
)
from drumbeat.web.document_view import document_view
from drumbeat.web.draft_view import SendBar, UpdateText
from drumbeat.web.entered import Entered
from drumbeat.web.frame import Place
from drumbeat.web.guards import (
    acted,
    actor,
    hold_seconds,
    only_by_form,
    today,
    unknown_is_not_found,
)

_ASKED = "Approved by you. It goes out when a second person approves it too."


@dataclass(frozen=True, slots=True)
class Said:
    """What the page says besides what is saved: typed text, a refusal, a conflict."""

    text: UpdateText
    refusal: str = ""
    theirs: UpdateText | None = None
    adds: bool = False
    status: int = 200


@require_GET
@unknown_is_not_found
def draft(request: HttpRequest, draft: int) -> HttpResponse:
    """Show the draft: its update to be written, its invoice, what is still missing."""
    member = access.membership(request)
    page = load(member, draft)
    if page.row.state == "issued":
        return redirect("invoice", find_number(member.workspace.id, draft))
    if page.row.state == "discarded":
        return feedback.done(request, "This draft was discarded.")
    text = draft_view.saved_text(page.document, page.row.bill_on)
    return show(request, member, page, Said(text, adds="add" in request.GET))


def load(member: MemberRow, draft: int) -> DraftPage:
    """Return the draft as it would be issued today.

    :raises NoSuchDraft: it is not in the member's workspace
    """
    page = draft_page(
        member.workspace.id,
        draft,
        on=today(member),
        calendars=wiring.calendars,
        seen=member.clients,
    )
    access.check_client(member, page.row.client)
    return page


def show(
    request: HttpRequest, member: MemberRow, page: DraftPage, said: Said
) -> HttpResponse:
    """Answer with the page of the draft."""
    on, now = today(member), clock.now()
    zone = ZoneInfo(member.workspace.time_zone)
    held = page.held if may(member.role, needs="biller") else ()
    words = {
        "draft": page.row,
        "sheet": document_view(page.document),
        "text": said.text,
        "adds": said.adds,
        "credits": page.document.preceding_invoice,
        "refusal": said.refusal,
        "theirs": said.theirs,
        "plan": draft_view.plan(page, on=on),
        "preview": previews.preview(request, page.document, at=now),
        "is_outdated": page.is_outdated,
        "talks": page.talks,
        "history": history_view.history(page.history, zone=zone, on=on),
        "toast": queue_view.toast(held, at=now, is_here=True),
        "update": page.document.update if page.document.has_update else None,
        "may_write": may(member.role, needs="contributor"),
    } | bar_words(page, member)
    place = Place("invoices", client=page.row.client, needs_you=page.needing.count)
    return frame.show(
        request, member, "pages/draft.html", place, words, status=said.status
    )


def bar_words(page: DraftPage, member: MemberRow) -> dict[str, object]:
    """Return what changes with each save: status, time, checks, the primary button."""
    zone = ZoneInfo(member.workspace.time_zone)
    return {
        "status": draft_view.status(page),
        "saved_at": draft_view.saved_at(page, zone),
        "bar": _bar(page, member),
        "on": today(member),
        "walk": draft_view.walk(page),
        "may_send": may(member.role, needs="biller"),
        "has_undo": hold_seconds(member) > 0,
    }


def _bar(page: DraftPage, member: MemberRow) -> SendBar:
    zone = ZoneInfo(member.workspace.time_zone)
    return draft_view.send_bar(page, zone=zone, on=today(member))


@require_GET
@unknown_is_not_found
def pdf(request: HttpRequest, draft: int) -> HttpResponse:
    """Serve the PDF as it would go out."""
    document, _ = _document(request, draft)
    download = "download" in request.GET
    return previews.pdf(document, name=f"draft-{draft}", download=download)


@require_GET
@unknown_is_not_found
def letter(request: HttpRequest, draft: int) -> HttpResponse:
    """Serve the letter as it would go out, to its frame."""
    document, now = _document(request, draft)
    return previews.letter_of(request, document, at=now)


@require_GET
@unknown_is_not_found
def client_page(request: HttpRequest, draft: int) -> HttpResponse:
    """Serve the client's page as it will be, to its frame."""
    document, _ = _document(request, draft)
    member = access.membership(request)
    zone = member.workspace.time_zone
    return client_preview.page_of(request, document, on=today(member), zone=zone)


def _document(request: HttpRequest, draft: int) -> tuple[InvoiceDocument, datetime]:
    member = access.membership(request)
    access.check_client(member, get_draft(member.workspace.id, draft).client)
    document = draft_document(
        member.workspace.id, draft, on=today(member), calendars=wiring.calendars
    )
    return document, clock.now()


@only_by_form
def issuance(request: HttpRequest, draft: int) -> HttpResponse:
    """Approve exactly the draft that was seen; it is issued when the hold ends."""
    member = access.membership(request, needs="biller")
    entered = Entered.of(request.POST, "later")
    later = entered.optional_day("later")
    here = reverse("draft", args=[draft])
    if entered.errors or (later and later <= today(member)):
        said = entered.error("later") or "Choose a day after today."
        return feedback.incomplete(request, said, to=here)
    approve = partial(
        operations.approve_and_issue,
        member.workspace.id,
        draft,
        actor=actor(member),
        at=clock.now(),
        hold_seconds=hold_seconds(member),
        expected_hash=request.POST.get("expected_hash", ""),
        override_reason=request.POST.get("reason"),
        not_before=_morning(member, later) if later else None,
    )
    after = request.POST.get("then", "")
    return acted(
        request,
        approve,
        sentence=lambda goes_at: _said(goes_at, later, on=today(member)),
        to=reverse("draft", args=[after]) if after.isdecimal() else "queue",
        # The queue sends no such field; its refusals are shown there.
        back=here if "then" in request.POST else "queue",
    )


def _morning(member: MemberRow, day: date) -> datetime:
    """Return nine o’clock on a day, where the workspace is."""
    return datetime.combine(day, time(9), ZoneInfo(member.workspace.time_zone))


def _said(goes_at: datetime | None, later: date | None, *, on: date) -> str:
    """Say what the toast does not: a second yes, or a later day."""
    if goes_at is None:
        return _ASKED
    if later is None:
        return ""
    return f"Approved. It goes out {formats.weekday_day(later, on=on)} at 9:00."


@only_by_form
def withdrawal(request: HttpRequest, draft: int) -> HttpResponse:
    """Return the draft to exactly where it was before it was approved."""
    member = access.membership(request, needs="biller")
    here = reverse("draft", args=[draft]) if "back" in request.POST else "queue"
    undo = partial(
        operations.undo_send,
        member.workspace.id,
        draft,
        actor=actor(member),
        at=clock.now(),
    )
    sentence = "Not sent. The draft is as it was."
    return acted(request, undo, sentence=sentence, to=here, back=here)


@require_GET
@unknown_is_not_found
def exception(request: HttpRequest, draft: int) -> HttpResponse:
    """Ask why the invoice goes without an update."""
    member = access.membership(request)
    page = load(member, draft)
    bar = _bar(page, member)
    if not bar.may_go_without_update:
        return redirect("draft", draft)
    place = Place("invoices", client=page.row.client, needs_you=page.needing.count)
    words = {"draft": page.row, "bar": bar}
    return frame.show(request, member, "pages/draft_exception.html", place, words)


@only_by_form
def parties(request: HttpRequest, draft: int) -> HttpResponse:
    """Take our details and the client's over as they stand now."""
    member = access.membership(request, needs="biller")
    workspace = member.workspace.id
    row = get_draft(workspace, draft)
    agreement = agreement_of(
        workspace, row.engagement, client=row.client, calendars=wiring.calendars
    )
    renew = partial(
        operations.renew_parties,
        workspace,
        draft,
        agreement,
        actor=actor(member),
        at=clock.now(),
    )
    here = reverse("draft", args=[draft])
    sentence = "The draft has the new details."
    return acted(request, renew, sentence=sentence, to=here, back=here)


@only_by_form
def disposal(request: HttpRequest, draft: int) -> HttpResponse:
    """Throw the draft away; what the terms want is prepared again by the next run."""
    member = access.membership(request, needs="biller")
    discard = partial(
        operations.discard,
        member.workspace.id,
        draft,
        actor=actor(member),
        at=clock.now(),
    )
    sentence = "The draft is discarded. The next run looks at the terms again."
    back = reverse("draft", args=[draft])
    return acted(request, discard, sentence=sentence, back=back)
