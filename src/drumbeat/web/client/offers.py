"""What a client does with an offer: read it, agree, say not now, ask, accept work."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date
from functools import wraps

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from drumbeat import clock, wiring
from drumbeat.apps.identity.queries import get_workspace
from drumbeat.apps.reports.shared_offer import shared_offer
from drumbeat.apps.sharing import deliverables, offers
from drumbeat.apps.sharing import operations as sharing
from drumbeat.apps.sharing.offers import Post, Wish
from drumbeat.apps.sharing.queries import NoSuchLink, OpenedLink
from drumbeat.core.offer import OfferPage
from drumbeat.web.client.guards import ACT, READ, View, brought, ended, public
from drumbeat.web.client.offer_words import offer_words
from drumbeat.web.client.parts import acted, logo_of, look_of


@dataclass(frozen=True, slots=True)
class OfferVisit:
    """A link that opened an offer: its page, and the day and zone of who made it."""

    workspace: int
    page: OfferPage
    on: date
    zone: str

    @property
    def link(self) -> int:
        """Return the id in its address."""
        return self.page.reader.link


def by_offer_link(methods: Collection[str]) -> Callable[[View], View]:
    """Open a link of this browser for the view; what opens no offer has ended."""

    def guard(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, offer_link: int, **more: int) -> HttpResponse:
            try:
                return view(request, _visit(brought(request, offer_link)), **more)
            except NoSuchLink:
                return ended(request)

        return public(methods)(guarded)

    return guard


def _visit(link: OpenedLink) -> OfferVisit:
    zone = get_workspace(link.workspace).time_zone
    on = clock.today(zone)
    return OfferVisit(
        link.workspace, shared_offer(link.workspace, link.link, on=on), on, zone
    )


@by_offer_link(READ)
def page(request: HttpRequest, visit: OfferVisit) -> HttpResponse:
    """Show the offer as this person may answer it."""
    words = offer_words(visit.page, on=visit.on, zone=visit.zone)
    return render(request, "pages/client_offer.html", words)


@by_offer_link(ACT)
def decision(request: HttpRequest, visit: OfferVisit) -> HttpResponse:
    """Take a yes or a “not now” down."""
    typed = request.POST
    wish = Wish(
        is_yes=typed.get("decision") == "yes",
        shown=typed.get("shown", ""),
        may_spend=bool(typed.get("may_spend")),
        purchase_order=typed.get("purchase_order", ""),
        text=typed.get("text", ""),
        address=request.META.get("REMOTE_ADDR", ""),
    )

    def decide() -> None:
        post = Post(wiring.mail_domain(), visit.zone)
        on, now = visit.on, clock.now()
        offers.decide(visit.workspace, visit.link, wish, post=post, on=on, at=now)

    return _acted(request, visit, decide, "main")


@by_offer_link(ACT)
def questions(request: HttpRequest, visit: OfferVisit) -> HttpResponse:
    """Ask about the offer."""
    text = request.POST.get("text", "")

    def ask() -> None:
        on, now = visit.on, clock.now()
        deliverables.ask(visit.workspace, visit.link, text, on=on, at=now)

    return _acted(request, visit, ask, "thread")


@by_offer_link(ACT)
def part_acceptance(request: HttpRequest, visit: OfferVisit, part: int) -> HttpResponse:
    """Accept one deliverable."""

    def accept() -> None:
        deliverables.accept_deliverable(
            visit.workspace, visit.link, part, on=visit.on, at=clock.now()
        )

    return _acted(request, visit, accept, "main")


@by_offer_link(ACT)
def part_questions(request: HttpRequest, visit: OfferVisit, part: int) -> HttpResponse:
    """Ask about one deliverable."""
    text = request.POST.get("text", "")

    def ask() -> None:
        on, now = visit.on, clock.now()
        deliverables.question_deliverable(
            visit.workspace, visit.link, part, text, on=on, at=now
        )

    return _acted(request, visit, ask, "thread")


@by_offer_link(ACT)
def acceptance(request: HttpRequest, visit: OfferVisit) -> HttpResponse:
    """Accept the work of a project that was agreed on."""

    def accept() -> None:
        offers.accept_work(visit.workspace, visit.link, on=visit.on, at=clock.now())

    return _acted(request, visit, accept, "main")


@by_offer_link(ACT)
def seen(request: HttpRequest, visit: OfferVisit) -> HttpResponse:
    """Note that somebody looked, unless it is one of ours."""
    if not request.user.is_authenticated:
        sharing.note_visit(visit.workspace, visit.link, at=clock.now())
    return HttpResponse(status=204)


@by_offer_link(READ)
def look(request: HttpRequest, visit: OfferVisit) -> HttpResponse:
    """Give the colour of the sender, in both themes."""
    return look_of(request, visit.page.offer.seller.brand_colour)


@by_offer_link(READ)
def logo(request: HttpRequest, visit: OfferVisit) -> HttpResponse:
    """Give the picture of the sender, where there is one."""
    return logo_of(request, visit.workspace)


def _acted(
    request: HttpRequest, visit: OfferVisit, operation: Callable[[], None], place: str
) -> HttpResponse:
    here = reverse("offer_page", args=[visit.link])
    language = visit.page.offer.buyer.language
    return acted(request, operation, here=here, place=place, language=language)
