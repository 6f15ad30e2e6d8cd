"""An issued invoice or credit note: read, with its life, and what may still be done."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from drumbeat import clock, wiring
from drumbeat.apps.billing import operations as billing
from drumbeat.apps.billing.agreements import agreement_of
from drumbeat.apps.billing.content import Agreement
from drumbeat.apps.identity.queries import MemberRow
from drumbeat.apps.invoices.queries import get_document, get_invoice
from drumbeat.apps.reminders import answers, stuck, wishes
from drumbeat.apps.reminders import operations as reminders
from drumbeat.apps.reminders.answers import OurAnswer
from drumbeat.apps.reminders.queries import find_file
from drumbeat.apps.reports.invoice_page import InvoicePage, invoice_page
from drumbeat.apps.reports.receipts import find_receipt, get_receipt
from drumbeat.apps.sharing import operations as sharing
from drumbeat.core.documents import InvoiceDocument
from drumbeat.core.payment_receipt import NoReceipt
from drumbeat.core.roles import may
from drumbeat.web import (
    access,
    client_preview,
    feedback,
    frame,
    history_view,
    invoice_view,
    previews,
    queue_view,
)
from drumbeat.web.asked import whole
from drumbeat.web.document_view import document_view
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
from drumbeat.web.sent_files import download

_TWO_DRAFTS = "Approve the credit note, then the new invoice. Both are drafts."


@require_GET
@unknown_is_not_found
def invoice(request: HttpRequest, number: str) -> HttpResponse:
    """Show the document as it went out, and what became of it."""
    member = access.membership(request)
    on, now = today(member), clock.now()
    page = invoice_page(member.workspace.id, number, on=on, seen=member.clients)
    held = page.held if may(member.role, needs="biller") else ()
    words = _words(page, member) | {
        "preview": previews.preview(request, page.document, at=now),
        "toast": queue_view.toast(held, at=now, is_here=True),
    }
    place = Place("invoices", client=page.row.client)
    return frame.show(request, member, "pages/invoice.html", place, words)


def _words(page: InvoicePage, member: MemberRow) -> dict[str, Any]:
    on, zone = today(member), ZoneInfo(member.workspace.time_zone)
    return {
        "invoice": page.row,
        "sheet": document_view(page.document),
        "update": page.document.update if page.document.has_update else None,
        "status": invoice_view.status(page),
        "standing": invoice_view.standing(page, on=on),
        "entries": invoice_view.entries(page.entries, on=on),
        "receipt": find_receipt(page.document, page.entries),
        "is_open": bool(page.settlement.open) and page.row.kind == "invoice",
        "letters": invoice_view.letters(page, zone=zone, on=on),
        "plan": invoice_view.plan(page, on=on),
        "rests": invoice_view.rests(page, on=on),
        "questions": page.questions,
        "files": page.files,
        "guests": invoice_view.guests(page, zone=zone, on=on),
        "said": invoice_view.said(page, zone=zone, on=on),
        "waiting": page.waiting,
        "may_act": may(member.role, needs="biller"),
        "on": on,
        "history": history_view.history(page.history, zone=zone, on=on),
    }


@require_GET
@unknown_is_not_found
def pdf(request: HttpRequest, number: str) -> HttpResponse:
    """Serve the PDF; equal documents give equal files."""
    document = _document(request, number)
    return previews.pdf(document, name=number, download="download" in request.GET)


@require_GET
@unknown_is_not_found
def receipt(request: HttpRequest, number: str) -> HttpResponse:
    """Serve the receipt of an invoice that is paid; before, say when there is one."""
    member = _reader(request, number)
    try:
        found = get_receipt(member.workspace.id, number)
    except NoReceipt as refusal:
        return feedback.refused(request, refusal, to=reverse("invoice", args=[number]))
    return previews.receipt(found, download="download" in request.GET)


@require_GET
@unknown_is_not_found
def letter(request: HttpRequest, number: str) -> HttpResponse:
    """Serve the letter to its frame."""
    return previews.letter_of(request, _document(request, number), at=clock.now())


@require_GET
@unknown_is_not_found
def client_page(request: HttpRequest, number: str) -> HttpResponse:
    """Serve the client's page as it was when it went out, to its frame."""
    document = _document(request, number)
    member = access.membership(request)
    zone = member.workspace.time_zone
    return client_preview.page_of(request, document, on=document.issue_date, zone=zone)


@require_GET
@unknown_is_not_found
def thread_file(request: HttpRequest, number: str, file: int) -> HttpResponse:
    """Give out a file that came with a question of the client."""
    member = _reader(request, number)
    found = find_file(member.workspace.id, number, file)
    if found is None:
        raise Http404
    return download(found)


def _document(request: HttpRequest, number: str) -> InvoiceDocument:
    return get_document(_reader(request, number).workspace.id, number)


def _reader(request: HttpRequest, number: str) -> MemberRow:
    """Return the member who may see the client of that document."""
    member = access.membership(request)
    access.check_client(member, get_invoice(member.workspace.id, number).client)
    return member


@require_http_methods(["GET", "POST"])
@unknown_is_not_found
def correction(request: HttpRequest, number: str) -> HttpResponse:
    """Ask why, then credit the invoice whole, or credit it and issue it anew."""
    member = access.membership(request, needs="biller")
    on = today(member)
    if request.method == "GET":
        page = invoice_page(member.workspace.id, number, on=on)
        place = Place("invoices", client=page.row.client)
        words = {"invoice": page.row, "left": invoice_view.left_to_credit(page)}
        template = "pages/invoice_correction.html"
        return frame.show(request, member, template, place, words)
    row = get_invoice(member.workspace.id, number)
    agreement = agreement_of(
        member.workspace.id,
        row.engagement,
        client=row.client,
        calendars=wiring.calendars,
    )
    correct = _reissued if request.POST.get("way") == "reissue" else _credited
    return correct(request, member, number, agreement)


def _credited(
    request: HttpRequest, member: MemberRow, number: str, agreement: Agreement
) -> HttpResponse:
    credit = partial(
        billing.credit_whole,
        member.workspace.id,
        number,
        agreement,
        reason=request.POST.get("reason", ""),
        on=today(member),
        actor=actor(member),
        at=clock.now(),
        hold_seconds=hold_seconds(member),
    )
    return acted(request, credit, back=reverse("invoice_correction", args=[number]))


def _reissued(
    request: HttpRequest, member: MemberRow, number: str, agreement: Agreement
) -> HttpResponse:
    reissue = partial(
        billing.reissue_invoice,
        member.workspace.id,
        number,
        agreement,
        reason=request.POST.get("reason", ""),
        on=today(member),
        actor=actor(member),
        at=clock.now(),
    )
    return acted(
        request,
        reissue,
        sentence=_TWO_DRAFTS,
        to=lambda drafts: reverse("draft", args=[drafts.credit_note]),
        back=reverse("invoice_correction", args=[number]),
    )


@only_by_form
def answer(request: HttpRequest, number: str) -> HttpResponse:
    """Answer a question, or settle it so that reminders go on.

    Who asked on their page gets the answer by mail; of a call there is only a note.
    """
    outcome = request.POST.get("outcome", "").strip()
    thread = whole(request.POST, "thread")
    settles = request.POST.get("way") != "answer"
    sentence = "Settled. The reminders go on." if settles else "Answered, by mail."
    if thread is None:
        settle = reminders.settle_dispute
        return _note(request, number, settle, outcome, sentence=sentence)
    member = access.membership(request, needs="biller")
    get_invoice(member.workspace.id, number)
    reply = partial(
        answers.answer,
        member.workspace.id,
        thread,
        OurAnswer(outcome, settles=settles),
        domain=wiring.mail_domain(),
        actor=actor(member),
        at=clock.now(),
    )
    return _noted(request, reply, number, sentence)


@only_by_form
def talk(request: HttpRequest, number: str) -> HttpResponse:
    """Say what came of a talk, by mail and in the next update; reminders go on."""
    member = access.membership(request, needs="biller")
    get_invoice(member.workspace.id, number)
    note = partial(
        billing.answer_talk,
        member.workspace.id,
        whole(request.POST, "talk") or 0,
        request.POST.get("outcome", ""),
        domain=wiring.mail_domain(),
        actor=actor(member),
        at=clock.now(),
    )
    draft = whole(request.POST, "draft")
    to = reverse("draft", args=[draft]) if draft is not None else ""
    return _noted(request, note, number, "Answered. The reminders go on.", to=to)


@only_by_form
def revocation(request: HttpRequest, number: str, link: int) -> HttpResponse:
    """End somebody's link at once."""
    member = access.membership(request, needs="biller")
    get_invoice(member.workspace.id, number)
    revoke = partial(
        sharing.revoke,
        member.workspace.id,
        link,
        actor=actor(member),
        at=clock.now(),
    )
    return _noted(request, revoke, number, "The link has ended, in every letter.")


@only_by_form
def call(request: HttpRequest, number: str) -> HttpResponse:
    """Note a call: the final notice may go after it."""
    said = request.POST.get("note", "").strip()
    sentence = "The call is noted."
    return _note(request, number, reminders.log_call, said, sentence=sentence)


@only_by_form
def promise(request: HttpRequest, number: str) -> HttpResponse:
    """Note the day the client named: reminders rest until it."""
    entered = Entered.of(request.POST, "until", "person")
    until, person = entered.day("until"), entered.text("person")
    if entered.errors:
        member = access.membership(request, needs="biller")
        get_invoice(member.workspace.id, number)
        here = reverse("invoice", args=[number])
        return feedback.incomplete(request, entered.error("until"), to=here)
    rest = partial(reminders.promise, person=person)
    sentence = "Noted. Reminders rest until that day."
    return _note(request, number, rest, until, sentence=sentence)


def _note(
    request: HttpRequest,
    number: str,
    operation: Callable[..., object],
    *said: object,
    sentence: str = "",
    to: str = "",
) -> HttpResponse:
    """Note what a client said about an invoice, or what is wanted of it."""
    member = access.membership(request, needs="biller")
    noted = partial(
        operation,
        member.workspace.id,
        get_invoice(member.workspace.id, number).id,
        number,
        *said,
        actor=actor(member),
        at=clock.now(),
    )
    return _noted(request, noted, number, sentence, to=to)


@only_by_form
def reminder(request: HttpRequest, number: str) -> HttpResponse:
    """Bring the next reminder forward; it goes when the hold ends."""
    member = access.membership(request, needs="biller")
    remind = partial(wishes.remind_now, hold_seconds=hold_seconds(member))
    return _note(request, number, remind, to=_wished_from(request))


@only_by_form
def reminder_withdrawal(request: HttpRequest, number: str) -> HttpResponse:
    """Put the reminder back to its day."""
    sentence = "Not sent. The reminder keeps its day."
    wait = wishes.let_reminder_wait
    return _note(request, number, wait, sentence=sentence, to=_wished_from(request))


def _wished_from(request: HttpRequest) -> str:
    """Return the queue, or nothing for the page of the invoice itself."""
    return "" if "back" in request.POST else "queue"


@only_by_form
def dispatches(request: HttpRequest, number: str) -> HttpResponse:
    """Decide about a letter that is stuck: send it again, or note that it arrived."""
    member = access.membership(request, needs="biller")
    get_invoice(member.workspace.id, number)
    asked = request.POST.get("letter", "")
    arrived = request.POST.get("decision") == "arrived"
    decide = partial(
        stuck.note_arrival if arrived else stuck.send_letter_again,
        member.workspace.id,
        int(asked) if asked.isdecimal() else 0,
        number=number,
        actor=actor(member),
        at=clock.now(),
    )
    sentence = "Noted as sent." if arrived else "It is sent again within a minute."
    return _noted(request, decide, number, sentence)


def _noted(
    request: HttpRequest,
    operation: Callable[[], object],
    number: str,
    sentence: str,
    *,
    to: str = "",
) -> HttpResponse:
    here = to or reverse("invoice", args=[number])
    return acted(request, operation, sentence=sentence, to=here, back=here)
