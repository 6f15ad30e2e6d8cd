"""The first start: one page makes the workspace and its owner, then it is gone."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from drumbeat import clock
from drumbeat.apps.identity.operations import (
    AlreadyOpen,
    NewWorkspace,
    open_first_workspace,
)
from drumbeat.apps.identity.queries import list_workspaces
from drumbeat.apps.parties.operations import set_issuer
from drumbeat.core.party import PostalAddress, Seller
from drumbeat.core.tax_status import statuses_in
from drumbeat.jobs.sample import make_sample
from drumbeat.web import business_fields, places, sign_in
from drumbeat.web.business_fields import read_business, read_iban
from drumbeat.web.entered import Entered

FIELDS = (*business_fields.FIELDS, "iban", "owner", "email", "password")
REFUSED = 422


class _Owner(NamedTuple):
    email: str
    password: str


@login_not_required
@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def start(request: HttpRequest) -> HttpResponse:
    """Ask for what a workspace needs; make it and sign its owner in."""
    _only_while_empty()
    if request.method == "GET":
        country = places.country_of(request.headers.get("Accept-Language", ""))
        return _show(request, Entered(_proposed(country)))
    entered = Entered.of(request.POST, *FIELDS)
    business, iban, owner = (
        read_business(entered),
        read_iban(entered),
        _read_owner(entered),
    )
    name = entered.text("owner", missing="Write your own name.")
    if entered.errors:
        return _show(request, entered, REFUSED)
    new = NewWorkspace(
        name=business.name,
        country=business.country,
        currency=business.currency,
        time_zone=business.time_zone,
        owner_email=owner.email,
        owner_name=name,
        password=owner.password,
        default_tax=business.default_tax,
    )
    seller = Seller(
        name=business.name,
        address=PostalAddress(business.address, business.country),
        vat_id=business.vat_id,
        email=owner.email,
        contact_name=name,
        iban=iban,
    )
    try:
        with transaction.atomic():
            workspace = open_first_workspace(new, at=clock.now(), via="web")
            set_issuer(workspace, seller)
    except (AlreadyOpen, IntegrityError):  # a second click was quicker
        return redirect("sign_in")
    return sign_in.enter(request, owner.email, owner.password)


@login_not_required
@sensitive_post_parameters("password")
@require_POST
def sample(request: HttpRequest) -> HttpResponse:
    """Make a sample workspace to look around in; it can be removed as a whole."""
    _only_while_empty()
    # What was entered about the business is kept, and not asked for by this button.
    entered = Entered.of(request.POST, *FIELDS)
    owner = _read_owner(entered)
    if entered.errors:
        return _show(request, entered, REFUSED)
    make_sample(
        owner.password,
        at=clock.now(),
        progress=lambda _done, _total: None,
        owner=owner.email,
    )
    return sign_in.enter(request, owner.email, owner.password)


@login_not_required
@require_GET
def proposals(request: HttpRequest) -> HttpResponse:
    """Return what depends on the country, as that country usually has it."""
    _only_while_empty()
    entered = Entered(_proposed(request.GET.get("country", "")))
    return render(request, "components/start_proposals.html", _words(entered))


def _only_while_empty() -> None:
    """Find no page once there is a workspace: the first start happens once."""
    if list_workspaces():
        raise Http404


def _read_owner(entered: Entered) -> _Owner:
    missing = "Write your e-mail address; you sign in with it."
    email = entered.email("email", missing=missing)
    password = entered.value("password")
    try:
        validate_password(password)
    except ValidationError as weak:
        entered.note("password", " ".join(weak.messages))
    return _Owner(email, password)


def _proposed(country: str) -> dict[str, str]:
    usual = places.usual_in(country)
    return {
        "country": country,
        "currency": usual.currency,
        "time_zone": usual.time_zone,
        "tax_status": statuses_in(country)[0].key,
    }


def _show(request: HttpRequest, entered: Entered, code: int = 200) -> HttpResponse:
    return render(request, "pages/start.html", _words(entered), status=code)


def _words(entered: Entered) -> Mapping[str, object]:
    return {
        "form": entered,
        "countries": places.countries(),
        "currencies": places.currencies(),
        "zones": places.time_zones(),
        "statuses": statuses_in(entered.value("country")),
    }
