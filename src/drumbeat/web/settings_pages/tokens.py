"""API tokens: keys by which programs read and write here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from drumbeat import clock
from drumbeat.apps.identity import operations
from drumbeat.apps.identity.operations import NewToken, NoSuchToken
from drumbeat.apps.identity.queries import MemberRow, TokenRow, list_tokens
from drumbeat.core.scopes import PERMITS, SCOPES
from drumbeat.web import access, feedback, formats
from drumbeat.web.entered import Entered
from drumbeat.web.guards import actor
from drumbeat.web.settings_pages.sections import REFUSED, show

_LASTS = {"30": 30, "90": 90, "365": 365}
_LAST_WORDS = (("30", "30 days"), ("90", "90 days"), ("365", "a year"))


@dataclass(frozen=True, slots=True)
class TokenView:
    """A token as the list shows it: never the token itself."""

    id: int
    name: str
    words: str


@never_cache
@require_http_methods(["GET", "POST"])
def tokens(request: HttpRequest) -> HttpResponse:
    """Show the tokens that work; make one and show it, this once."""
    member = access.membership(request, needs="owner")
    if request.method == "GET":
        return _page(request, member, Entered({"lasts": "90"}), frozenset({"read"}))
    entered = Entered.of(request.POST, "name", "lasts")
    name = entered.text("name", missing="Write what the token is for.", most=100)
    days = entered.choice("lasts", _LASTS)
    ticked = frozenset(s for s in SCOPES if s in request.POST.getlist("scope"))
    if not ticked:
        entered.note("scope", "Tick at least one thing the token is for.")
    if entered.errors:
        return _page(request, member, entered, ticked, status=REFUSED)
    access.membership(request, needs="owner", confirmed=True)
    now = clock.now()
    made = operations.make_token(
        member.workspace.id,
        member.id,
        NewToken(name, ticked, now + timedelta(days=days)),
        actor=actor(member),
        at=now,
    )
    # Shown in this very answer: a page to go on to would have to keep it meanwhile.
    empty = Entered({"lasts": "90"})
    return _page(request, member, empty, frozenset({"read"}), made=made)


@require_POST
def token_revocation(request: HttpRequest, token: int) -> HttpResponse:
    """Let a token open nothing."""
    member = access.membership(request, needs="owner")
    try:
        name = operations.revoke_token(
            member.workspace.id, token, actor=actor(member), at=clock.now()
        )
    except NoSuchToken:
        raise Http404 from None
    sentence = f"“{name}” is revoked. Programs that use it are refused from now on."
    return feedback.done(request, sentence, to=reverse("tokens"))


def _page(
    request: HttpRequest,
    member: MemberRow,
    entered: Entered,
    ticked: frozenset[str],
    *,
    made: str = "",
    status: int = 200,
) -> HttpResponse:
    zone = ZoneInfo(member.workspace.time_zone)
    rows = list_tokens(member.workspace.id, at=clock.now())
    words = {
        "form": entered,
        "made": made,
        "tokens": [_view(row, zone) for row in rows],
        "scopes": [(scope, scope.capitalize(), PERMITS[scope]) for scope in SCOPES],
        "ticked": ticked,
        "lasts": _LAST_WORDS,
    }
    template = "pages/settings/tokens.html"
    return show(request, member, "tokens", template, words, status=status)


def _view(row: TokenRow, zone: ZoneInfo) -> TokenView:
    def day(moment: datetime) -> str:
        return formats.long_date(moment.astimezone(zone).date())

    used = f"Last used on {day(row.last_used_at)}" if row.last_used_at else "Never used"
    words = (
        f"Ends in {row.hint}. May {formats.names(row.scopes.split())}. "
        f"Made by {row.member} on {day(row.created_at)}, works until "
        f"{day(row.expires_at)}. {used}."
    )
    return TokenView(row.id, row.name, words)
