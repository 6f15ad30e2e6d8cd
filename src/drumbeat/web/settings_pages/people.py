"""The people of a workspace: who they are, what they may do, who is asked in."""

from __future__ import annotations

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from drumbeat import clock
from drumbeat.apps.identity import operations, queries
from drumbeat.apps.identity.operations import (
    AlreadyInvited,
    AlreadyMember,
    LastOwner,
    NewInvitation,
    NoSuchInvitation,
)
from drumbeat.apps.identity.queries import (
    InvitationRow,
    MemberRow,
    NoSuchMember,
    PersonRow,
)
from drumbeat.apps.parties.operations import change_part
from drumbeat.apps.parties.queries import (
    list_client_ids_of,
    list_client_links,
    list_clients_by_member,
)
from drumbeat.core.roles import DUTIES, ROLES, Role, sees_every_client
from drumbeat.web import access, feedback, formats
from drumbeat.web.entered import Entered
from drumbeat.web.guards import actor
from drumbeat.web.settings_pages.sections import REFUSED, show

_CLIENTS = 1000  # more than anybody ticks
_CHOICES: dict[str, Role] = {role: role for role in reversed(ROLES)}


@dataclass(frozen=True, slots=True)
class PersonView:
    """A member as the list shows them."""

    id: int
    name: str
    email: str
    role: str
    clients: str  # of a contributor
    is_you: bool


@dataclass(frozen=True, slots=True)
class InvitationView:
    """A letter that waits for an answer."""

    id: int
    email: str
    words: str


@require_http_methods(["GET", "POST"])
def people(request: HttpRequest) -> HttpResponse:
    """Show who is here; ask somebody in."""
    member = access.membership(request, needs="owner")
    if request.method == "GET":
        entered, ticked = Entered({"email": "", "role": "biller"}), frozenset[int]()
        return _people(request, member, entered, ticked)
    entered = Entered.of(request.POST, "email", "role")
    email = entered.email("email", missing="Write the e-mail address.")
    role, clients = _read_part(request, member, entered)
    if entered.errors:
        return _people(request, member, entered, clients, status=REFUSED)
    access.membership(request, needs="owner", confirmed=True)
    try:
        operations.invite(
            member.workspace.id,
            NewInvitation(email, role, tuple(clients)),
            address=_address,
            actor=actor(member),
            at=clock.now(),
        )
    except (AlreadyMember, AlreadyInvited) as refusal:
        entered.note("email", refusal.sentence)
        return _people(request, member, entered, clients, status=REFUSED)
    sentence = f"A letter is on its way to {email}."
    return feedback.done(request, sentence, to=reverse("people"))


@require_POST
def invitation_letter(request: HttpRequest, invitation: int) -> HttpResponse:
    """Send the letter again, with a new link."""
    member = access.membership(request, needs="owner")
    try:
        email = operations.send_invitation_again(
            member.workspace.id,
            invitation,
            address=_address,
            actor=actor(member),
            at=clock.now(),
        )
    except NoSuchInvitation:
        raise Http404 from None
    sentence = f"A new letter is on its way to {email}. The old link opens nothing."
    return feedback.done(request, sentence, to=reverse("people"))


@require_POST
def invitation_withdrawal(request: HttpRequest, invitation: int) -> HttpResponse:
    """Let the link open nothing."""
    member = access.membership(request, needs="owner")
    try:
        email = operations.withdraw_invitation(
            member.workspace.id, invitation, actor=actor(member), at=clock.now()
        )
    except NoSuchInvitation:
        raise Http404 from None
    sentence = f"The invitation of {email} is withdrawn. Its link opens nothing."
    return feedback.done(request, sentence, to=reverse("people"))


@require_http_methods(["GET", "POST"])
def person(request: HttpRequest, person: int) -> HttpResponse:
    """Show one member; change their role and their clients."""
    member = access.membership(request, needs="owner")
    row = _found(member, person)
    if request.method == "GET":
        ticked = frozenset(list_client_ids_of(member.workspace.id, person))
        return _person(request, member, row, Entered({"role": row.role}), ticked)
    entered = Entered.of(request.POST, "role")
    role, clients = _read_part(request, member, entered)
    if entered.errors:
        return _person(request, member, row, entered, clients, status=REFUSED)
    access.membership(request, needs="owner", confirmed=True)
    try:
        change_part(
            member.workspace.id,
            person,
            role,
            clients,
            actor=actor(member),
            at=clock.now(),
        )
    except LastOwner as refusal:
        entered.note("role", refusal.sentence)
        return _person(request, member, row, entered, clients, status=REFUSED)
    sentence = f"Saved. {row.name} is {_article(role)} from the next click on."
    to = "settings" if person == member.id and role != "owner" else "people"
    return feedback.done(request, sentence, to=reverse(to))


@require_POST
def departure(request: HttpRequest, person: int) -> HttpResponse:
    """Let a member go."""
    member = access.membership(request, needs="owner", confirmed=True)
    row = _found(member, person)
    try:
        operations.deactivate_member(
            member.workspace.id, person, actor=actor(member), at=clock.now()
        )
    except LastOwner as refusal:
        return feedback.refused(request, refusal, to=reverse("person", args=[person]))
    if person == member.id:
        return feedback.done(request, to=reverse("sign_in"))
    sentence = f"{row.name} is deactivated and signed out everywhere."
    return feedback.done(request, sentence, to=reverse("people"))


def _address(word: str) -> str:
    path = reverse("invitation_link", args=[word])
    return f"{settings.DRUMBEAT_PUBLIC_URL}{path}"


def _found(member: MemberRow, person: int) -> PersonRow:
    try:
        return queries.get_person(member.workspace.id, person)
    except NoSuchMember:
        raise Http404 from None


def _read_part(
    request: HttpRequest, member: MemberRow, entered: Entered
) -> tuple[Role, frozenset[int]]:
    """Read a role and, for a contributor, at least one client."""
    role = entered.choice("role", _CHOICES)
    known = {link.id for link in list_client_links(member.workspace.id, most=_CLIENTS)}
    sent = {int(text) for text in request.POST.getlist("client") if text.isdecimal()}
    if not sees_every_client(role) and not known & sent:
        entered.note("role", "Tick at least one client a contributor works for.")
    return role, frozenset(known & sent)


def _article(role: str) -> str:
    return f"an {role}" if role == "owner" else f"a {role}"


def _people(
    request: HttpRequest,
    member: MemberRow,
    entered: Entered,
    ticked: frozenset[int],
    *,
    status: int = 200,
) -> HttpResponse:
    workspace = member.workspace.id
    theirs = list_clients_by_member(workspace)
    members = [
        PersonView(
            id=row.id,
            name=row.name,
            email=row.email,
            role=row.role.capitalize(),
            clients=formats.names(theirs.get(row.id, [])),
            is_you=row.id == member.id,
        )
        for row in queries.list_members(workspace)
    ]
    open_ones = [
        _invitation(member, row) for row in queries.list_invitations(workspace)
    ]
    words = {
        "members": members,
        "invitations": open_ones,
        **_part_words(member, entered, ticked),
    }
    template = "pages/settings/people.html"
    return show(request, member, "people", template, words, status=status)


def _invitation(member: MemberRow, row: InvitationRow) -> InvitationView:
    until = row.expires_at.astimezone(ZoneInfo(member.workspace.time_zone)).date()
    is_open = row.expires_at > clock.now()
    ends = "The link works until" if is_open else "The link ended on"
    words = f"Asked in as {row.role} by {row.invited_by}. {ends} "
    return InvitationView(row.id, row.email, f"{words}{formats.long_date(until)}.")


def _person(
    request: HttpRequest,
    member: MemberRow,
    row: PersonRow,
    entered: Entered,
    ticked: frozenset[int],
    *,
    status: int = 200,
) -> HttpResponse:
    words = {
        "person": row,
        "is_you": row.id == member.id,
        **_part_words(member, entered, ticked),
    }
    template = "pages/settings/person.html"
    return show(request, member, "people", template, words, status=status)


def _part_words(
    member: MemberRow, entered: Entered, ticked: frozenset[int]
) -> dict[str, object]:
    return {
        "form": entered,
        "roles": [
            (role, role.capitalize(), DUTIES[role]) for role in _CHOICES.values()
        ],
        "all_clients": list_client_links(member.workspace.id, most=_CLIENTS),
        "ticked": ticked,
    }
