"""The billing plan of an engagement, shared before the first invoice exists."""

from __future__ import annotations

from datetime import date, timedelta

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_GET

from drumbeat import clock, wiring
from drumbeat.apps.identity.queries import MemberRow
from drumbeat.apps.offers.queries import Basis, get_basis, list_offers
from drumbeat.apps.sharing.offers import Post, share
from drumbeat.core.offer import Offer
from drumbeat.core.offer_terms import with_plan
from drumbeat.core.roles import may
from drumbeat.web import access, client_preview, feedback, frame
from drumbeat.web.engagement_view import offer_views
from drumbeat.web.entered import Entered
from drumbeat.web.frame import Place
from drumbeat.web.guards import acted, actor, only_by_form, today, unknown_is_not_found

_OPEN_FOR = timedelta(days=14)
_CHANGES = (
    ("amount", "The price"),
    ("every", "How often it is billed"),
    ("payment", "When it is due"),
    ("reminders", "The reminders"),
    ("pause", "A pause"),
    ("add-on", "An add-on"),
    ("project", "A project"),
    ("end", "The end"),
)


@require_GET
@unknown_is_not_found
def plan(request: HttpRequest, engagement: int) -> HttpResponse:
    """Show the plan as its reader will find it, and whether it was confirmed."""
    member = access.membership(request)
    basis, on = _basis(member, engagement), today(member)
    offers = list_offers(member.workspace.id, engagement, on=on)
    words: dict[str, object] = {
        "engagement": engagement,
        "engagement_name": basis.terms.name,
        "client": basis.buyer.name,
        "asked": ", ".join(basis.approvers),
        "until": on + _OPEN_FOR,
        "offers": offer_views([o for o in offers if o.kind != "project"], on=on),
        "changes": _CHANGES if basis.terms.retainers else _CHANGES[2:],
        "may_act": may(member.role, needs="biller"),
    }
    place = Place("engagements", client=basis.client)
    return frame.show(request, member, "pages/plan.html", place, words)


@require_GET
@unknown_is_not_found
def plan_page(request: HttpRequest, engagement: int) -> HttpResponse:
    """Serve the client's page of the plan as it is now, to its frame."""
    member = access.membership(request)
    basis, on = _basis(member, engagement), today(member)
    zone = member.workspace.time_zone
    offer = _offer(basis, on, on + _OPEN_FOR, zone)
    return client_preview.offer_page_of(request, offer, on=on, zone=zone)


@only_by_form
def sharing(request: HttpRequest, engagement: int) -> HttpResponse:
    """Send the plan to who approves, to be confirmed."""
    member = access.membership(request, needs="biller")
    basis, on = _basis(member, engagement), today(member)
    here = reverse("engagement_plan", args=[engagement])
    typed = Entered.of(request.POST, "until")
    until = typed.day("until")
    if typed.errors:
        return feedback.incomplete(request, typed.error("until"), to=here)
    zone = member.workspace.time_zone

    def send() -> int:
        return share(
            member.workspace.id,
            engagement,
            _offer(basis, on, until, zone),
            basis.contacts,
            post=Post(wiring.mail_domain(), zone),
            on=on,
            actor=actor(member),
            at=clock.now(),
        )

    sentence = f"The plan is on its way to {', '.join(basis.approvers)}."
    return acted(request, send, sentence=sentence, to=here, back=here)


def _basis(member: MemberRow, engagement: int) -> Basis:
    basis = get_basis(member.workspace.id, engagement)
    access.check_client(member, basis.client)
    return basis


def _offer(basis: Basis, on: date, until: date, zone: str) -> Offer:
    blank = basis.offer("plan", basis.terms.name, valid_until=until)
    working = wiring.calendars(basis.terms.holidays)
    return with_plan(blank, basis.terms, on=on, working=working, zone=zone)
