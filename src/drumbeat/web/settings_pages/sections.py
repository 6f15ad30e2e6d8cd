"""The list of settings, and the frame that each of their pages stands in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from drumbeat.apps.identity.queries import MemberRow
from drumbeat.core.roles import Role, may
from drumbeat.web import access, frame
from drumbeat.web.frame import Place

REFUSED = 422


@dataclass(frozen=True, slots=True)
class Section:
    """An entry of the list: its name, its address, what it holds, whose it is."""

    name: str
    route: str
    holds: str
    needs: Role = "owner"


WORKSPACE = (
    Section("Business", "business", "Name, address, tax, bank account"),
    Section("Look", "look", "Colour and logo, as clients see them"),
    Section("Numbers", "numbers", "How invoices and credit notes are numbered"),
    Section("Reminders", "reminders", "When and in which words clients are asked"),
    Section("People", "people", "Who works here, and what they may do"),
    Section("Approvals", "approvals", "Above which amount two people approve"),
    Section("Mail", "mail", "How letters leave, and a test"),
    Section("Calendars", "calendars", "Feeds and files that projects follow", "biller"),
    Section("API tokens", "tokens", "Keys for programs"),
    Section("Export", "export", "A backup, and files to take along"),
    Section("Danger zone", "danger", "What cannot be taken back"),
)
YOURS = (
    Section("Account", "account", "E-mail, password, second factor", "reader"),
    Section("Preferences", "preferences", "Theme, time to take back", "reader"),
    Section("Keys", "keys", "Shortcuts, and whether keys act alone", "reader"),
)


@require_GET
def overview(request: HttpRequest) -> HttpResponse:
    """Show what can be set, as far as the visitor may."""
    member = access.membership(request)
    return show(request, member, "", "pages/settings/overview.html", {})


def show(
    request: HttpRequest,
    member: MemberRow,
    route: str,
    template: str,
    words: Mapping[str, object],
    *,
    status: int = 200,
) -> HttpResponse:
    """Answer with a page of settings; `route` names its entry in the list."""
    lists = (("Workspace", WORKSPACE), ("You", YOURS))
    around = {
        "lists": [
            (name, [s for s in sections if may(member.role, needs=s.needs)])
            for name, sections in lists
        ],
        "section": next((s for s in (*WORKSPACE, *YOURS) if s.route == route), None),
    }
    page = {**words, **around}
    return frame.show(request, member, template, Place("settings"), page, status=status)
