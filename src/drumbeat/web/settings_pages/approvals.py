"""Approvals: above which amount one person alone is not enough."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from drumbeat import clock
from drumbeat.apps.identity.operations import require_two_people
from drumbeat.apps.identity.queries import MemberRow, list_members
from drumbeat.core.money import Money
from drumbeat.core.roles import may
from drumbeat.web import access, feedback, places
from drumbeat.web.entered import Entered
from drumbeat.web.guards import actor
from drumbeat.web.settings_pages.sections import REFUSED, show

_PEOPLE = 2
_CURRENCIES = tuple(code for code, _ in places.currencies())


@require_http_methods(["GET", "POST"])
def approvals(request: HttpRequest) -> HttpResponse:
    """Show the limits by currency; set one."""
    member = access.membership(request, needs="owner")
    workspace = member.workspace
    if request.method == "GET":
        return _page(request, member, Entered({"currency": workspace.currency}))
    entered = Entered.of(request.POST, "currency", "amount")
    currency = entered.choice(
        "currency", {code: code for code, _ in places.currencies()}
    )
    above = entered.money("amount", currency)
    if entered.errors:
        return _page(request, member, entered, status=REFUSED)
    access.membership(request, needs="owner", confirmed=True)
    require_two_people(
        workspace.id, currency, above, actor=actor(member), at=clock.now()
    )
    sentence = "Saved. It holds for every approval from now on."
    return feedback.done(request, sentence, to=reverse("approvals"))


@require_POST
def limit_removal(request: HttpRequest, currency: str) -> HttpResponse:
    """Let one person approve any amount in a currency."""
    member = access.membership(request, needs="owner", confirmed=True)
    if currency not in member.workspace.two_person_above:
        raise Http404
    require_two_people(
        member.workspace.id, currency, None, actor=actor(member), at=clock.now()
    )
    sentence = f"One person may approve any amount in {currency} again."
    return feedback.done(request, sentence, to=reverse("approvals"))


def _page(
    request: HttpRequest, member: MemberRow, entered: Entered, *, status: int = 200
) -> HttpResponse:
    limits = sorted(member.workspace.two_person_above.items())
    present = list_members(member.workspace.id)
    approvers = sum(may(person.role, needs="biller") for person in present)
    words = {
        "form": entered,
        "limits": [Money(minor, currency) for currency, minor in limits],
        "currencies": places.currencies(),
        "is_alone": approvers < _PEOPLE,
    }
    template = "pages/settings/approvals.html"
    return show(request, member, "approvals", template, words, status=status)
