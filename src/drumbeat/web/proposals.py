"""Proposing a workshop or launch: written, seen as the client will, then sent."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from drumbeat import clock, wiring
from drumbeat.apps.calendars.queries import list_entries_from
from drumbeat.apps.identity.queries import MemberRow
from drumbeat.apps.offers.queries import Basis, get_basis
from drumbeat.apps.sharing.offers import Post, share
from drumbeat.core.errors import Refusal
from drumbeat.core.offer import Offer, check_offer
from drumbeat.web import access, client_preview, feedback, formats, frame
from drumbeat.web.entered import LONGEST, WIDE, Entered, Field
from drumbeat.web.frame import Place
from drumbeat.web.guards import actor, today, unknown_is_not_found
from drumbeat.web.work_forms import (
    BILLED,
    acceptance_fields,
    deliverable_fields,
    project_of,
)

REFUSED = 422
Options = tuple[tuple[str, str], ...]
_OPEN_FOR = timedelta(days=14)
_EVENTS_MOST = 100  # of a choice
_BEFORE = "Write what you propose, then press “Show their page”."


def fields(basis: Basis, events: Options = ()) -> dict[str, tuple[Field, ...]]:
    """Return what is asked, in groups; `events` are the calendar entries to come."""
    entry = Field("event", "Calendar entry", options=(("", "None"), *events))
    return {
        "What you propose": (
            Field("name", "What it is", help="Like “Positioning workshop”.", size=WIDE),
            Field("amount", f"Fixed price in {basis.terms.currency}, before VAT"),
            Field("until", "Open until", "date"),
            Field("billed", "Billed", options=BILLED),
            Field("day", "Day of the invoice", "date", "Where it is billed on a day."),
            *((entry,) if events else ()),
            Field("when", "When", "lines", "As you would say it.", rows=2),
            Field("where", "Where", "lines", rows=2),
        ),
        "What they get": deliverable_fields(),
        "Accepting it": acceptance_fields(),
        "Conditions": (
            Field("text", "In a few sentences", "lines", size=WIDE, rows=3),
        ),
    }


@require_http_methods(["GET", "POST"])
@unknown_is_not_found
def proposal(request: HttpRequest, engagement: int) -> HttpResponse:
    """Write a proposal, or send it to who approves."""
    member = access.membership(request, needs="biller")
    basis = _basis(member, engagement)
    if request.method == "GET":
        until = (today(member) + _OPEN_FOR).isoformat()
        typed = Entered({"billed": "acceptance", "until": until})
        return _show(request, member, engagement, basis, typed)
    typed = _typed(request, basis)
    offer = _offer(basis, typed)
    if typed.errors:
        return _show(request, member, engagement, basis, typed, status=REFUSED)
    try:
        made = share(
            member.workspace.id,
            engagement,
            offer,
            basis.contacts,
            post=Post(wiring.mail_domain(), member.workspace.time_zone),
            on=today(member),
            actor=actor(member),
            at=clock.now(),
        )
    except Refusal as refusal:
        typed.note("name", refusal.sentence)
        return _show(request, member, engagement, basis, typed, status=REFUSED)
    sentence = f"On its way to {', '.join(basis.approvers)}."
    return feedback.done(request, sentence, to=reverse("offer", args=[made]))


@require_http_methods(["GET", "POST"])
@unknown_is_not_found
def proposal_page(request: HttpRequest, engagement: int) -> HttpResponse:
    """Serve the client's page of what is typed, to the frame beside the form."""
    member = access.membership(request, needs="biller")
    basis = _basis(member, engagement)
    if request.method == "GET":
        return client_preview.not_yet(request, (_BEFORE,))
    typed = _typed(request, basis)
    offer = _offer(basis, typed)
    zone, on = member.workspace.time_zone, today(member)
    if not typed.errors:
        try:
            check_offer(offer, on=on)
        except Refusal as refusal:
            typed.note("until", refusal.sentence)
    if typed.errors:
        return client_preview.not_yet(request, tuple(typed.errors.values()))
    return client_preview.offer_page_of(request, offer, on=on, zone=zone)


def _basis(member: MemberRow, engagement: int) -> Basis:
    basis = get_basis(member.workspace.id, engagement)
    access.check_client(member, basis.client)
    return basis


def _events(member: MemberRow) -> Options:
    """Return the calendar entries to come, as a choice."""
    on = today(member)
    entries = list_entries_from(member.workspace.id, on)[:_EVENTS_MOST]
    return tuple(
        (entry.uid, f"{formats.weekday_day(entry.day, on=on)}, {entry.title}")
        for entry in entries
    )


def _typed(request: HttpRequest, basis: Basis) -> Entered:
    groups = fields(basis, (("", ""),)).values()
    names = [field.name for group in groups for field in group]
    return Entered({name: request.POST.get(name, "")[:LONGEST] for name in names})


def _offer(basis: Basis, typed: Entered) -> Offer:
    """Return the offer as typed; look at the errors before it is used."""
    project = project_of(basis.terms, typed)
    until = typed.day("until")
    return replace(
        basis.offer("project", project.name, valid_until=until),
        project=project,
        when="\n".join(typed.lines("when")),
        where="\n".join(typed.lines("where")),
        text="\n".join(typed.lines("text")),
    )


def _show(
    request: HttpRequest,
    member: MemberRow,
    engagement: int,
    basis: Basis,
    typed: Entered,
    *,
    status: int = 200,
) -> HttpResponse:
    words: dict[str, object] = {
        "groups": fields(basis, _events(member)),
        "typed": typed,
        "engagement": engagement,
        "engagement_name": basis.terms.name,
        "client": basis.buyer.name,
        "asked": ", ".join(basis.approvers),
    }
    place = Place("engagements", client=basis.client)
    page = "pages/proposal.html"
    return frame.show(request, member, page, place, words, status=status)
