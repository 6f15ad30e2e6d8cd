"""What a client opens with a private link: read, approve, ask, say, name a day."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from drumbeat import clock, wiring
from drumbeat.apps.billing.operations import take_order
from drumbeat.apps.reminders import answers
from drumbeat.apps.reminders.answers import NewQuestion
from drumbeat.apps.reminders.queries import find_file
from drumbeat.apps.sharing import feedback as answers_to_updates
from drumbeat.apps.sharing import operations as sharing
from drumbeat.apps.sharing.queries import NoSuchLink
from drumbeat.core.payment_receipt import NoReceipt
from drumbeat.core.terms_grammar import parse_day
from drumbeat.jobs import client_links
from drumbeat.web import feedback, previews
from drumbeat.web.asked import whole
from drumbeat.web.client import cookie
from drumbeat.web.client.guards import (
    ACT,
    READ,
    Visit,
    by_link,
    ended,
    place_of,
    public,
    spoken,
)
from drumbeat.web.client.invoice_view import ask_key
from drumbeat.web.client.languages.refusals import refused_in
from drumbeat.web.client.page_words import page_words
from drumbeat.web.client.parts import acted, logo_of, look_of
from drumbeat.web.client.shapes import TypedView
from drumbeat.web.sent_files import download, sent_file

REFUSED = 422


@public(READ)
def client_link(request: HttpRequest, secret: str) -> HttpResponse:
    """Take the secret out of the address before any page is shown. (D12)"""
    try:
        place = place_of(secret)
    except NoSuchLink:
        return ended(request, secret)
    answer = feedback.done(request, to=place)
    if request.method == "GET":
        cookie.keep(request, answer, secret)
    return answer


@public((*READ, *ACT))
def renewal(request: HttpRequest) -> HttpResponse:
    """Write to the address on record; who asks learns nothing by the answer."""
    if request.method == "POST":
        client_links.renew(request.POST.get("token", ""), at=clock.now())
        messages.info(request, spoken(request).ended_sent)
        return feedback.done(request, to=reverse("client_renewal"))
    return ended(request)


@by_link(READ)
def page(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Show the invoice as this person may read and answer it."""
    words = page_words(visit.page, on=visit.on, zone=visit.zone)
    return render(request, "pages/client_invoice.html", words)


@by_link(ACT)
def approval(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Approve the sections that were shown."""
    lanes, shown = request.POST.getlist("lane"), request.POST.get("shown", "")

    def approve() -> None:
        domain, now = wiring.mail_domain(), clock.now()
        sharing.approve(
            visit.workspace, visit.link, lanes, shown=shown, domain=domain, at=now
        )

    return _acted(request, visit, approve, "due")


@by_link(ACT)
def approval_withdrawal(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Take an approval back, for ten minutes."""

    def withdraw() -> None:
        sharing.withdraw_approval(visit.workspace, visit.link, at=clock.now())

    return _acted(request, visit, withdraw, "due")


@by_link(ACT)
def answer_to_update(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Take down whether the update matches what the client saw."""
    choice, text = request.POST.get("choice", ""), request.POST.get("text", "")

    def give() -> None:
        answers_to_updates.give_feedback(
            visit.workspace, visit.link, choice, text, at=clock.now()
        )

    return _acted(request, visit, give, "feedback")


@by_link(ACT)
def questions(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Ask about a line, a section or all of it; “Not agreed” disputes it."""
    reason, lane = request.POST.get("reason", ""), request.POST.get("lane", "")
    line = whole(request.POST, "line")

    def ask() -> None:
        question = NewQuestion(
            reason=reason,
            text=request.POST.get("text", ""),
            lane=lane,
            line=line,
            is_dispute=reason == "not_agreed",
            file=sent_file(request),
        )
        on, now = visit.on, clock.now()
        answers.ask(visit.workspace, visit.link, question, on=on, at=now)

    again = _typed_again(request, visit, ask_key(lane, line))
    return _acted(request, visit, ask, "inv", again)


@by_link(ACT)
def reply(request: HttpRequest, visit: Visit, thread: int) -> HttpResponse:
    """Say something more in a thread."""
    text = request.POST.get("text", "")

    def say() -> None:
        file, now = sent_file(request), clock.now()
        answers.reply(visit.workspace, visit.link, thread, text, file=file, at=now)

    again = _typed_again(request, visit, str(thread))
    return _acted(request, visit, say, f"thread-{thread}", again)


@by_link(ACT)
def settlement(request: HttpRequest, visit: Visit, thread: int) -> HttpResponse:
    """Close a thread: the question is answered."""

    def settle() -> None:
        answers.settle(visit.workspace, visit.link, thread, at=clock.now())

    return _acted(request, visit, settle, f"thread-{thread}")


@by_link(ACT)
def payment_day(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Note the day on which it was or will be paid."""
    is_paid = bool(request.POST.get("is_paid"))

    def name() -> None:
        day: date = parse_day(request.POST.get("day", ""))
        answers.name_day(
            visit.workspace,
            visit.link,
            day,
            is_paid=is_paid,
            calendars=wiring.calendars,
            on=visit.on,
            at=clock.now(),
        )

    return _acted(request, visit, name, "pay")


@by_link(ACT)
def forwarding(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Send the invoice on to finance, who get a link of their own."""
    name, email = request.POST.get("name", ""), request.POST.get("email", "")

    def send_on() -> None:
        domain, now = wiring.mail_domain(), clock.now()
        sharing.forward(visit.workspace, visit.link, name, email, domain=domain, at=now)

    return _acted(request, visit, send_on, "files-h")


@by_link(ACT)
def order(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Take the number of a purchase order down."""
    number = request.POST.get("number", "")

    def take() -> None:
        take_order(visit.workspace, visit.link, number, at=clock.now())

    return _acted(request, visit, take, "inv")


@by_link(ACT)
def seen(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Note that somebody looked; scanners of mail do not stay that long.

    Whoever is signed in here looks at what they sent, and is not its reader.
    """
    if not request.user.is_authenticated:
        sharing.note_visit(visit.workspace, visit.link, at=clock.now())
    return HttpResponse(status=204)


@by_link(READ)
def pdf(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Give the document as a file."""
    del request
    document = visit.page.document
    return previews.pdf(document, name=document.number, download=True)


@by_link(READ)
def receipt(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Give the receipt of an invoice that is paid; before, say when there is one."""
    if visit.page.receipt is None:
        language = visit.page.document.buyer.language
        here = reverse("client_page", args=[visit.link])
        return feedback.incomplete(request, refused_in(language, NoReceipt()), to=here)
    return previews.receipt(visit.page.receipt, download=True)


@by_link(READ)
def thread_file(request: HttpRequest, visit: Visit, file: int) -> HttpResponse:
    """Give out a file that came with a question about this document."""
    found = find_file(visit.workspace, visit.page.document.number, file)
    return download(found) if found else ended(request)


@by_link(READ)
def look(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Give the colour of the sender, in both themes."""
    return look_of(request, visit.page.document.seller.brand_colour)


@by_link(READ)
def logo(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Give the picture of the sender, where there is one."""
    return logo_of(request, visit.workspace)


Again = Callable[[str], HttpResponse]


def _acted(
    request: HttpRequest,
    visit: Visit,
    operation: Callable[[], None],
    place: str,
    again: Again | None = None,
) -> HttpResponse:
    return acted(
        request,
        operation,
        here=reverse("client_page", args=[visit.link]),
        place=place,
        language=visit.page.document.buyer.language,
        again=again,
    )


def _typed_again(request: HttpRequest, visit: Visit, key: str) -> Again:
    """Return what shows the page with that form as it was sent, and why it was not."""

    def again(problem: str) -> HttpResponse:
        messages.error(request, problem)
        typed = TypedView(
            key=key,
            text=request.POST.get("text", ""),
            problem=problem,
            reason=request.POST.get("reason", ""),
        )
        words = page_words(visit.page, on=visit.on, zone=visit.zone, typed=typed)
        return render(request, "pages/client_invoice.html", words, status=REFUSED)

    return again
