"""Clients: the list, one with what is on record, and its forms."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from drumbeat import clock
from drumbeat.apps.billing import operations as billing
from drumbeat.apps.identity.queries import MemberRow
from drumbeat.apps.parties import operations as parties
from drumbeat.apps.parties.queries import ClientFile, get_client_file
from drumbeat.apps.reports.client_list import list_clients
from drumbeat.apps.reports.client_page import client_page, list_open_drafts
from drumbeat.core.roles import may
from drumbeat.web import (
    access,
    addresses,
    asked,
    client_form,
    clients_view,
    feedback,
    frame,
    places,
)
from drumbeat.web.entered import Entered
from drumbeat.web.frame import Place
from drumbeat.web.guards import (
    acted,
    actor,
    only_by_form,
    today,
    unknown_is_not_found,
)

REFUSED = 422


@require_GET
def client_list(request: HttpRequest) -> HttpResponse:
    """List clients by name; with `state=archived` those who were put away."""
    member = access.membership(request)
    archived = request.GET.get("state") == "archived"
    page = list_clients(
        member.workspace.id,
        asked.cursor(request.GET),
        on=today(member),
        archived=archived,
        seen=member.clients,
    )
    words = {"view": clients_view.list_view(page, archived=archived)}
    return frame.show(
        request, member, "pages/client_list.html", Place("clients"), words
    )


@require_GET
@unknown_is_not_found
def client(request: HttpRequest, client: int) -> HttpResponse:
    """Show one client: engagements, invoices, payments, what is on record."""
    member = access.membership(request)
    page = client_page(member.workspace.id, client, on=today(member))
    words = {
        "view": clients_view.page_view(page, on=today(member)),
        "may_edit": may(member.role, needs="biller"),
    }
    place = Place("clients", client=client)
    return frame.show(request, member, "pages/client.html", place, words)


@require_http_methods(["GET", "POST"])
@unknown_is_not_found
def profile(request: HttpRequest, client: int) -> HttpResponse:
    """Change how a client is billed."""
    member, file = _editing(request, client)
    if request.method == "GET":
        form = Entered(client_form.profile_values(file))
        return _ask_profile(request, member, file, form)
    form = Entered.of(request.POST, *client_form.PROFILE)
    change = partial(
        parties.change_client,
        member.workspace.id,
        client,
        client_form.read_profile(form, file.profile),
        cost_centre=client_form.read_cost_centre(form),
        actor=actor(member),
        at=clock.now(),
    )
    if not _done(form, "name", change):
        return _ask_profile(request, member, file, form)
    return _saved(request, member, client)


@require_http_methods(["GET", "POST"])
@unknown_is_not_found
def contacts(request: HttpRequest, client: int) -> HttpResponse:
    """Add a contact."""
    member, file = _editing(request, client)
    if request.method == "GET":
        return _ask_contact(request, member, file, Entered({}))
    form = Entered.of(request.POST, *client_form.CONTACT)
    add = partial(
        parties.add_contact,
        member.workspace.id,
        client,
        client_form.read_contact(form),
        actor=actor(member),
        at=clock.now(),
    )
    if not _done(form, "email", add):
        return _ask_contact(request, member, file, form)
    return _saved(request, member, client)


@require_http_methods(["GET", "POST"])
@unknown_is_not_found
def contact(request: HttpRequest, client: int, contact: int) -> HttpResponse:
    """Change a contact."""
    member, file = _editing(request, client)
    kept = next((row for row in file.contacts if row.id == contact), None)
    if kept is None:
        raise Http404
    if request.method == "GET":
        form = Entered(client_form.contact_values(kept.contact))
        return _ask_contact(request, member, file, form, contact)
    form = Entered.of(request.POST, *client_form.CONTACT)
    change = partial(
        parties.change_contact,
        member.workspace.id,
        client,
        contact,
        client_form.read_contact(form),
        actor=actor(member),
        at=clock.now(),
    )
    if not _done(form, "email", change):
        return _ask_contact(request, member, file, form, contact)
    return _saved(request, member, client)


@only_by_form
def contact_removal(request: HttpRequest, client: int, contact: int) -> HttpResponse:
    """Write to a contact no more."""
    member, _ = _editing(request, client)
    try:
        parties.remove_contact(
            member.workspace.id, client, contact, actor=actor(member), at=clock.now()
        )
    except parties.NoSuchContact:
        raise Http404 from None
    return _saved(request, member, client)


@only_by_form
def archival(request: HttpRequest, client: int) -> HttpResponse:
    """Put a client away; nothing about it is removed."""
    member, file = _editing(request, client)
    archive = partial(
        billing.archive_client,
        member.workspace.id,
        client,
        on=today(member),
        actor=actor(member),
        at=clock.now(),
    )
    return acted(
        request,
        archive,
        sentence=f"{file.profile.name} is archived. Nothing about them is removed.",
        to=reverse("clients"),
        back=addresses.client(client),
    )


@only_by_form
def restoration(request: HttpRequest, client: int) -> HttpResponse:
    """List an archived client again."""
    member, file = _editing(request, client)
    parties.restore_client(
        member.workspace.id, client, actor=actor(member), at=clock.now()
    )
    said = f"{file.profile.name} is listed again."
    return feedback.done(request, said, to=addresses.client(client))


def _editing(request: HttpRequest, client: int) -> tuple[MemberRow, ClientFile]:
    """Return who edits, and what.

    :raises NoSuchClient: it is not in the member's workspace
    """
    member = access.membership(request, needs="biller")
    return member, get_client_file(member.workspace.id, client)


def _done(form: Entered, field: str, operation: Callable[[], None]) -> bool:
    """Do what the form asks; what is refused is said beside a field."""
    if not form.errors:
        try:
            operation()
        except (parties.NameTaken, parties.AddressTaken) as refused:
            form.note(field, refused.sentence)
    return not form.errors


def _saved(request: HttpRequest, member: MemberRow, client: int) -> HttpResponse:
    drafts = list_open_drafts(member.workspace.id, client)
    said = clients_view.saved(drafts)
    return feedback.done(request, said, to=addresses.client(client))


def _ask_profile(
    request: HttpRequest, member: MemberRow, file: ClientFile, form: Entered
) -> HttpResponse:
    words = {
        "client": file,
        "languages": client_form.LANGUAGES.items(),
        "countries": (("", "Not on record"), *places.countries()),
        "e_invoices": client_form.E_INVOICES.items(),
    }
    return _show_form(
        request, member, "pages/client_profile.html", file.id, form, words
    )


def _ask_contact(
    request: HttpRequest,
    member: MemberRow,
    file: ClientFile,
    form: Entered,
    contact: int | None = None,
) -> HttpResponse:
    words = {"client": file, "contact": contact, "parts": client_form.PARTS.items()}
    return _show_form(
        request, member, "pages/client_contact.html", file.id, form, words
    )


def _show_form(
    request: HttpRequest,
    member: MemberRow,
    template: str,
    client: int,
    form: Entered,
    words: Mapping[str, object],
) -> HttpResponse:
    status = REFUSED if form.errors else 200
    place = Place("clients", client=client)
    page = {**words, "form": form}
    return frame.show(request, member, template, place, page, status=status)
