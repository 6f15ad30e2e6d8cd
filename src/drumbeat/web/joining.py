"""The page that an invitation opens: a name and a password, and one is in."""

from __future__ import annotations

from allauth.core import ratelimit
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from drumbeat import clock
from drumbeat.apps.identity.operations import NoSuchInvitation
from drumbeat.apps.identity.queries import (
    InvitationRow,
    find_invitation,
    get_workspace,
)
from drumbeat.apps.parties.operations import join
from drumbeat.core.roles import DUTIES
from drumbeat.web import sign_in
from drumbeat.web.entered import Entered

_COOKIE = "invitation"
_SECONDS = 3600
REFUSED = 422


@login_not_required
@never_cache
@require_safe
def invitation_link(request: HttpRequest, word: str) -> HttpResponse:
    """Take the word out of the address before any page is shown. (D12)

    An address is kept by browsers and told to others; the page behind has none. A
    link that opens nothing is answered as any page that is not there.
    """
    too_many: HttpResponse | None = ratelimit.consume_or_429(
        request, action="invitation", limit_get=True
    )
    if too_many:
        return too_many
    if find_invitation(word, at=clock.now()) is None:
        raise Http404
    answer = redirect("joining")
    answer.set_signed_cookie(
        _COOKIE,
        word,
        max_age=_SECONDS,
        httponly=True,
        secure=settings.SESSION_COOKIE_SECURE,
        samesite="Lax",
    )
    answer["Referrer-Policy"] = "no-referrer"
    return answer


@login_not_required
@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def joining(request: HttpRequest) -> HttpResponse:
    """Ask who was invited for a name and a password; make them a member."""
    word, invitation = _asked(request)
    if request.method == "GET":
        return _show(request, invitation, Entered({}))
    entered = Entered.of(request.POST, "name", "password")
    name = entered.text("name", missing="Write your name.", most=200)
    password = entered.value("password")
    try:
        validate_password(password)
    except ValidationError as weak:
        entered.note("password", " ".join(weak.messages))
    if entered.errors:
        return _show(request, invitation, entered, REFUSED)
    try:
        email = join(invitation.workspace, word, name, password, at=clock.now())
    except NoSuchInvitation:  # answered in another window, or withdrawn meanwhile
        raise Http404 from None
    answer = sign_in.enter(request, email, password)
    answer.delete_cookie(_COOKIE)
    return answer


def _asked(request: HttpRequest) -> tuple[str, InvitationRow]:
    """Return the word that was brought along, and what it opens."""
    brought = request.get_signed_cookie(_COOKIE, default="", max_age=_SECONDS)
    word = brought or ""
    invitation = find_invitation(word, at=clock.now())
    if invitation is None:
        raise Http404
    return word, invitation


def _show(
    request: HttpRequest, invitation: InvitationRow, entered: Entered, code: int = 200
) -> HttpResponse:
    words = {
        "form": entered,
        "business": get_workspace(invitation.workspace).name,
        "invitation": invitation,
        "duty": next(said for r, said in DUTIES.items() if r == invitation.role),
    }
    return render(request, "pages/joining.html", words, status=code)
