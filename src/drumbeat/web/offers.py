"""An offer at its owner's desk: what was shown, what was said, what may be done."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_GET

from drumbeat import clock, wiring
from drumbeat.apps.identity.queries import MemberRow
from drumbeat.apps.offers import operations as offers
from drumbeat.apps.offers.queries import get_basis
from drumbeat.apps.reports.offer_page import OfferDesk, offer_page
from drumbeat.apps.sharing import deliverables
from drumbeat.apps.sharing import offers as sharing
from drumbeat.apps.sharing import operations as links
from drumbeat.apps.sharing.offers import Post
from drumbeat.core.roles import may
from drumbeat.web import access, client_preview, feedback, frame, offer_desk
from drumbeat.web.entered import Entered
from drumbeat.web.frame import Place
from drumbeat.web.guards import acted, actor, only_by_form, today, unknown_is_not_found


@require_GET
@unknown_is_not_found
def offer(request: HttpRequest, offer: int) -> HttpResponse:
    """Show an offer as it was made, and what became of it."""
    member = access.membership(request)
    desk = _desk(member, offer)
    zone = member.workspace.time_zone
    words: dict[str, object] = {
        "view": offer_desk.view(desk, zone=zone, on=today(member)),
        "may_act": may(member.role, needs="biller"),
    }
    place = Place("engagements", client=desk.client)
    return frame.show(request, member, "pages/offer.html", place, words)


@require_GET
@unknown_is_not_found
def client_page(request: HttpRequest, offer: int) -> HttpResponse:
    """Serve the client's page of the offer, to its frame."""
    member = access.membership(request)
    made = _desk(member, offer).row.offer
    zone = member.workspace.time_zone
    return client_preview.offer_page_of(request, made, on=today(member), zone=zone)


@only_by_form
def answer(request: HttpRequest, offer: int) -> HttpResponse:
    """Answer what was asked; it goes out by mail."""
    member = _biller(request, offer)
    say = partial(
        sharing.answer,
        member.workspace.id,
        offer,
        request.POST.get("text", ""),
        domain=wiring.mail_domain(),
        on=today(member),
        actor=actor(member),
        at=clock.now(),
    )
    return _done(request, offer, say, "Your answer is on its way.")


@only_by_form
def withdrawal(request: HttpRequest, offer: int) -> HttpResponse:
    """Take an offer back."""
    member = _biller(request, offer)
    withdraw = partial(
        offers.withdraw_offer,
        member.workspace.id,
        offer,
        actor=actor(member),
        at=clock.now(),
    )
    return _done(request, offer, withdraw, "The offer is withdrawn.")


@only_by_form
def renewal(request: HttpRequest, offer: int) -> HttpResponse:
    """Send an offer anew, open until another day."""
    member = _biller(request, offer)
    here = reverse("offer", args=[offer])
    typed = Entered.of(request.POST, "until")
    until = typed.day("until")
    if typed.errors:
        return feedback.incomplete(request, typed.error("until"), to=here)
    row = _desk(member, offer).row
    renew = partial(
        sharing.renew_offer,
        member.workspace.id,
        offer,
        until,
        get_basis(member.workspace.id, row.engagement).contacts,
        post=Post(wiring.mail_domain(), member.workspace.time_zone),
        on=today(member),
        actor=actor(member),
        at=clock.now(),
    )
    sentence = "Renewed, and on its way again."
    return acted(
        request,
        renew,
        sentence=sentence,
        to=lambda made: reverse("offer", args=[made]),
        back=here,
    )


@only_by_form
def delivery(request: HttpRequest, offer: int, part: int) -> HttpResponse:
    """Say that a deliverable is done; its approvers are told."""
    member = _biller(request, offer)
    hand_over = partial(
        deliverables.hand_over,
        member.workspace.id,
        offer,
        part,
        post=Post(wiring.mail_domain(), member.workspace.time_zone),
        on=today(member),
        actor=actor(member),
        at=clock.now(),
    )
    return _done(request, offer, hand_over, "Delivered. Who accepts it is told now.")


@only_by_form
def revocation(request: HttpRequest, offer: int, link: int) -> HttpResponse:
    """End somebody's link at once."""
    member = _biller(request, offer)
    revoke = partial(
        links.revoke, member.workspace.id, link, actor=actor(member), at=clock.now()
    )
    return _done(request, offer, revoke, "The link has ended, in every letter.")


def _biller(request: HttpRequest, offer: int) -> MemberRow:
    member = access.membership(request, needs="biller")
    _desk(member, offer)
    return member


def _desk(member: MemberRow, offer: int) -> OfferDesk:
    desk = offer_page(member.workspace.id, offer, on=today(member))
    access.check_client(member, desk.client)
    return desk


def _done(
    request: HttpRequest, offer: int, operation: Callable[[], object], sentence: str
) -> HttpResponse:
    here = reverse("offer", args=[offer])
    return acted(request, operation, sentence=sentence, to=here, back=here)
