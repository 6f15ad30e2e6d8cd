"""A new engagement: from a starter or from a file, seen before it is agreed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from drumbeat import clock, wiring
from drumbeat.apps.audit.operations import Actor
from drumbeat.apps.engagements import operations
from drumbeat.apps.identity.queries import MemberRow
from drumbeat.apps.reminders.queries import usual_policy
from drumbeat.core.billing_plan import PlannedInvoice, bill_plan
from drumbeat.core.engagement_file import (
    EngagementFileRefused,
    Problem,
    parse,
    render,
)
from drumbeat.core.errors import Refusal
from drumbeat.core.project_shares import ProjectShare
from drumbeat.core.schedule import unscheduled
from drumbeat.core.terms import EngagementTerms
from drumbeat.core.terms_grammar import parse_tax
from drumbeat.web import access, feedback, frame, terms_words
from drumbeat.web.agreement_form import agreed, client_fields, proposed, work_fields
from drumbeat.web.entered import LONGEST, Entered, Field, digest
from drumbeat.web.frame import Place
from drumbeat.web.starters import Starter, list_starters
from drumbeat.web.terms_words import Said

REFUSED = 422
SHOWN = 6  # invoices of the preview
FILE_MOST = 200_000  # bytes; a file of this size is no engagement
_A_YEAR = timedelta(days=366)
_PAGE = "pages/engagement_new.html"


@dataclass(frozen=True, slots=True)
class Preview:
    """What would be agreed, said and billed; `seen` marks what it was made from."""

    client: str
    name: str
    sentence: tuple[Said, ...]
    invoices: tuple[PlannedInvoice, ...]
    waiting: tuple[ProjectShare, ...]
    due_already: int  # of the first year
    seen: str


@require_http_methods(["GET", "POST"])
def engagement_new(request: HttpRequest) -> HttpResponse:
    """Choose a starter or a file, fill it in, see the first invoices, then agree."""
    member = access.membership(request, needs="biller")
    asked = request.POST if request.method == "POST" else request.GET
    key = asked.get("starter", "")
    if key:
        starter = list_starters().get(key)
        if starter is None:
            raise Http404
        return _from_starter(request, member, starter)
    if request.method == "POST":
        return _from_file(request, member)
    words: dict[str, object] = {"starters": list_starters().values()}
    return _show(request, member, "pages/engagement_choose.html", words)


def _from_starter(
    request: HttpRequest, member: MemberRow, starter: Starter
) -> HttpResponse:
    today = clock.today(member.workspace.time_zone)
    tax = parse_tax(member.workspace.default_tax)
    groups: dict[str, tuple[Field, ...]] = {
        "The client": client_fields(),
        "The work": work_fields(starter, tax),
    }
    words: dict[str, object] = {"starter": starter, "groups": groups, "text": ""}
    if request.method == "GET":
        typed = Entered(proposed(starter, member.workspace, on=today))
        return _show(request, member, _PAGE, words | {"typed": typed})
    fields = [field.name for group in groups.values() for field in group]
    typed = Entered({name: request.POST.get(name, "")[:LONGEST] for name in fields})
    policy = usual_policy(member.workspace.id)
    terms = replace(agreed(starter, typed, tax), reminders=policy)
    words["typed"] = typed
    if typed.errors:
        return _show(request, member, _PAGE, words, status=REFUSED)
    # The text is what is agreed: whatever a form lets through, the file refuses.
    return _from_text(request, member, render(terms), words)


def _from_file(request: HttpRequest, member: MemberRow) -> HttpResponse:
    words: dict[str, object] = {"starter": None, "groups": {}, "typed": Entered({})}
    sent = request.FILES.get("file")
    if sent is None:
        text = request.POST.get("text", "").replace("\r\n", "\n")
        return _from_text(request, member, text, words)
    trouble = ""
    try:
        if sent.size is None or sent.size > FILE_MOST:
            trouble = "This file is too large to be an engagement; choose another."
        else:
            text = sent.read().decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError:
        trouble = "This is not UTF-8 text; save it as UTF-8 and choose it again."
    if trouble:
        words |= {"text": "", "problems": (Problem(sent.name or "", 1, trouble),)}
        return _show(request, member, _PAGE, words, status=REFUSED)
    return _from_text(request, member, text, words)


def _from_text(
    request: HttpRequest,
    member: MemberRow,
    text: str,
    words: dict[str, object],
) -> HttpResponse:
    """Show what the text agrees to, or agree to it when just that was seen."""
    words["text"] = text
    try:
        terms = parse(text, file="", known_holidays=wiring.knows_calendar)
        if not terms.client.name:
            raise operations.ClientMissing(name=terms.name)
    except EngagementFileRefused as refusal:
        words["problems"] = refusal.problems
        return _show(request, member, _PAGE, words, status=REFUSED)
    except Refusal as refusal:
        words["problems"] = (Problem("", 1, refusal.sentence),)
        return _show(request, member, _PAGE, words, status=REFUSED)
    seen = digest({"text": text})
    is_wanted = request.POST.get("intent") == "create"
    if is_wanted and request.POST.get("seen") == seen:
        return _agree(request, member, terms)
    today = clock.today(member.workspace.time_zone)
    words["preview"] = _preview(terms, member, today, seen)
    return _show(request, member, _PAGE, words)


def _preview(
    terms: EngagementTerms, member: MemberRow, today: date, seen: str
) -> Preview:
    zone = member.workspace.time_zone
    first = max(terms.starts, today)
    plan = bill_plan(
        terms,
        until=first + _A_YEAR,
        working=wiring.calendars(terms.holidays),
        zone=zone,
    )
    return Preview(
        client=terms.client.name,
        name=terms.name,
        sentence=terms_words.sentence(
            terms, on=first, update_required=member.workspace.update_required
        ),
        invoices=tuple(plan[:SHOWN]),
        waiting=tuple(unscheduled(terms)),
        due_already=sum(invoice.bill_on <= today for invoice in plan),
        seen=seen,
    )


def _agree(
    request: HttpRequest, member: MemberRow, terms: EngagementTerms
) -> HttpResponse:
    made = operations.import_engagement(
        member.workspace.id,
        terms,
        actor=Actor(member.name, "web"),
        at=clock.now(),
    )
    said = f"{made.name} for {made.client} is agreed."
    if not made.new:
        said = f"{made.name} for {made.client} was here already. Nothing changed."
    return feedback.done(request, said, to=reverse("engagement", args=[made.id]))


def _show(
    request: HttpRequest,
    member: MemberRow,
    template: str,
    words: dict[str, object],
    *,
    status: int = 200,
) -> HttpResponse:
    today = clock.today(member.workspace.time_zone)
    complete = {"problems": (), "preview": None, "on": today} | words
    place = Place("engagements")
    return frame.show(request, member, template, place, complete, status=status)
