"""The business: what stands on its invoices, where its clients pay."""

from __future__ import annotations

from dataclasses import replace

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from drumbeat import clock
from drumbeat.adapters.identifiers.ibans import compact, problem_with_bic
from drumbeat.adapters.pdf.payment_code import grouped
from drumbeat.apps.identity.operations import WorkspaceFacts
from drumbeat.apps.identity.queries import MemberRow, WorkspaceRow
from drumbeat.apps.parties import operations
from drumbeat.apps.parties.operations import BankAccount
from drumbeat.apps.parties.queries import bank_changed_at, get_seller
from drumbeat.core.party import PostalAddress, Seller
from drumbeat.core.tax_status import statuses_in
from drumbeat.core.terms_grammar import tax_words
from drumbeat.web import access, business_fields, feedback, formats, places
from drumbeat.web.business_fields import read_business, read_iban
from drumbeat.web.entered import Entered
from drumbeat.web.guards import actor
from drumbeat.web.settings_pages.sections import REFUSED, show

_MORE = ("tax_number", "legal_id", "email", "phone", "contact_name")


@require_http_methods(["GET", "POST"])
def business(request: HttpRequest) -> HttpResponse:
    """Show and change what stands on the next document."""
    member = access.membership(request, needs="owner")
    seller = get_seller(member.workspace.id)
    if request.method == "GET":
        return _page(request, member, _stored(member.workspace, seller))
    entered = Entered.of(request.POST, *business_fields.FIELDS, *_MORE)
    read = read_business(entered)
    more = {name: entered.text(name) for name in _MORE}
    more["email"] = entered.email("email")
    if entered.errors:
        return _page(request, member, entered, status=REFUSED)
    operations.change_business(
        member.workspace.id,
        replace(
            seller,
            name=read.name,
            address=PostalAddress(read.address, read.country),
            vat_id=read.vat_id,
            **more,
        ),
        WorkspaceFacts(
            read.name, read.country, read.currency, read.time_zone, read.default_tax
        ),
        actor=actor(member),
        at=clock.now(),
    )
    sentence = "Saved. The next invoice shows it; those already sent stay as they are."
    return feedback.done(request, sentence, to=reverse("business"))


@require_POST
def bank_account(request: HttpRequest) -> HttpResponse:
    """Change where clients pay, after showing that it is really the owner."""
    member = access.membership(request, needs="owner")
    entered = Entered.of(request.POST, "iban", "bic")
    iban, bic = read_iban(entered), compact(entered.text("bic"))
    if bic and (problem := problem_with_bic(bic)):
        entered.note("bic", problem)
    if entered.errors:
        stored = _stored(member.workspace, get_seller(member.workspace.id))
        both = Entered({**stored.values, **entered.values}, entered.errors)
        return _page(request, member, both, status=REFUSED)
    # Asked last, so that nobody shows who they are for a number that is refused.
    access.membership(request, needs="owner", confirmed=True)
    here = reverse("business")
    is_other = operations.change_bank_account(
        member.workspace.id,
        BankAccount(iban, bic),
        page_url=f"{settings.DRUMBEAT_PUBLIC_URL}{here}",
        actor=actor(member),
        at=clock.now(),
    )
    sentence = "The bank account is changed. Every owner was told by e-mail."
    return feedback.done(request, sentence if is_other else "", to=here)


def _stored(workspace: WorkspaceRow, seller: Seller) -> Entered:
    country = seller.address.country or workspace.country
    statuses = statuses_in(country)
    usual = (s.key for s in statuses if tax_words(s.tax) == workspace.default_tax)
    values = {
        "name": seller.name,
        "address": "\n".join(seller.address.lines),
        "country": country,
        "currency": workspace.currency,
        "time_zone": workspace.time_zone,
        "tax_status": next(usual, statuses[0].key),
        "vat_id": seller.vat_id,
        "iban": grouped(seller.iban),
        "bic": seller.bic,
    }
    return Entered(values | {name: getattr(seller, name) for name in _MORE})


def _page(
    request: HttpRequest, member: MemberRow, entered: Entered, *, status: int = 200
) -> HttpResponse:
    workspace = member.workspace
    changed = bank_changed_at(workspace.id)
    words = {
        "form": entered,
        "countries": places.countries(),
        "currencies": places.currencies(),
        "zones": places.time_zones(),
        "statuses": statuses_in(entered.value("country")),
        "bank_changed": formats.long_date(changed.date()) if changed else "",
    }
    template = "pages/settings/business.html"
    return show(request, member, "business", template, words, status=status)
