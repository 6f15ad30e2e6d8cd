"""Terms: each underlined value opens a form, shows its effect, and is then saved."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_http_methods, require_POST

from drumbeat import clock, wiring
from drumbeat.apps.audit.operations import Actor
from drumbeat.apps.engagements import operations
from drumbeat.apps.engagements.queries import NoSuchEngagement, VersionRow, get_version
from drumbeat.apps.identity.queries import MemberRow
from drumbeat.apps.offers.queries import get_basis
from drumbeat.apps.sharing.offers import Post, share
from drumbeat.core.edit_effects import Effect, effect_of
from drumbeat.core.errors import Refusal
from drumbeat.core.offer_terms import with_change
from drumbeat.core.terms_edits import Edit, TermsChanged, check_read
from drumbeat.web import access, engagements, feedback
from drumbeat.web.entered import LONGEST, Entered, Field, digest
from drumbeat.web.term_forms import GENERAL_FORMS, RETAINER_FORMS, Situation, TermForm
from drumbeat.web.work_forms import WORK_FORMS, pause_form

REFUSED, CONFLICT = 422, 409
_ASKED_FOR = timedelta(days=14)  # that a change waits for the client
_UNSEEN = (
    "Nothing is saved yet: you changed something after the effect was shown. This is "
    "what it does now."
)
_FORMS = RETAINER_FORMS | GENERAL_FORMS | WORK_FORMS


@dataclass(frozen=True, slots=True)
class Editing:
    """A form as it stands open: what was typed, and what that would do.

    `seen` marks the values that the effect belongs to: only they can be saved.
    """

    address: str
    back: str
    form: TermForm
    fields: tuple[Field, ...]
    typed: Entered
    situation: Situation
    read: int
    effect: Effect | None = None
    refusal: str = ""
    seen: str = ""
    note: str = ""  # for the client, if they are asked first
    is_alone: bool = False  # sent without the page around it

    @property
    def on(self) -> date:
        """Return the day it is thought out on."""
        return self.situation.on


@require_http_methods(["GET", "POST"])
def term(request: HttpRequest, engagement: int, term: str) -> HttpResponse:
    """Open the form of one term, show the effect of what was typed, or save it."""
    member = access.membership(request, needs="biller")
    editing = _opened(request, member, engagement, term)
    if request.method == "GET":
        if editing.form.is_complete:
            editing, _ = _tried(editing)
        return _answer(request, member, engagement, editing)
    typed = {
        field.name: request.POST.get(field.name, "")[:LONGEST]
        for field in editing.fields
    }
    editing, edit = _tried(replace(editing, typed=Entered(typed)))
    intent = request.POST.get("intent")
    if edit is None or intent not in {"save", "ask"}:
        return _answer(request, member, engagement, editing)
    try:
        check_read(_number(request.POST.get("read", "")), editing.read)
        if request.POST.get("seen") != editing.seen:
            editing = replace(editing, refusal=_UNSEEN)
            return _answer(request, member, engagement, editing)
        finish = _asked if intent == "ask" else _saved
        return finish(request, member, engagement, editing, edit)
    except TermsChanged as refusal:
        editing = replace(editing, refusal=refusal.sentence)
        return _answer(request, member, engagement, editing, status=CONFLICT)
    except Refusal as refusal:
        editing = replace(editing, refusal=refusal.sentence)
        return _answer(request, member, engagement, editing)


def _version(member: MemberRow, engagement: int) -> VersionRow:
    try:
        return get_version(member.workspace.id, engagement)
    except NoSuchEngagement:
        raise Http404 from None


def _opened(
    request: HttpRequest, member: MemberRow, engagement: int, term: str
) -> Editing:
    """Return the form with what stands there now; a stranger finds none."""
    version = _version(member, engagement)
    place = _number(request.POST.get("of") or request.GET.get("of") or "0")
    today = clock.today(member.workspace.time_zone)
    situation = Situation(version.terms, place, today)
    form = pause_form(situation) if term == "pause" else _FORMS.get(term)
    if form is None or (form.of_retainer and place >= len(version.terms.retainers)):
        raise Http404
    return Editing(
        address=reverse("term", args=[engagement, term]),
        back=reverse("engagement", args=[engagement]),
        form=form,
        fields=form.fields(situation),
        typed=Entered(form.present(situation)),
        situation=situation,
        read=version.number,
        note=request.POST.get("note", "").strip()[:LONGEST],
        is_alone=_wants_part(request),
    )


def _tried(editing: Editing) -> tuple[Editing, Edit | None]:
    """Return the form with the effect of what was typed, and the edit if there is one.

    The effect is that of the plan which bills: what is shown is what happens. [I-21]
    """
    form, typed, situation = editing.form, editing.typed, editing.situation
    edit = form.edit(situation, typed)
    present = form.present(situation)
    asked = [field.name for field in editing.fields if field.name != "from"]
    if not form.is_complete and all(
        typed.value(name) == present.get(name, "") for name in asked
    ):
        typed.note(asked[0], "This is what holds now.")
    if typed.errors:
        return editing, None
    working = wiring.calendars(situation.terms.holidays)
    try:
        effect = effect_of(situation.terms, edit, today=situation.on, working=working)
    except Refusal as refusal:
        return replace(editing, refusal=refusal.sentence), None
    seen = digest({**typed.values, "read": str(editing.read)})
    return replace(editing, effect=effect, seen=seen), edit


def _saved(
    request: HttpRequest,
    member: MemberRow,
    engagement: int,
    editing: Editing,
    edit: Edit,
) -> HttpResponse:
    operations.revise_terms(
        member.workspace.id,
        engagement,
        edit,
        read=editing.read,
        actor=Actor(member.name, "web"),
        at=clock.now(),
    )
    said = editing.effect.sentences if editing.effect else ()
    return feedback.done(
        request,
        " ".join(("Saved.", *said)),
        to=editing.back,
    )


def _asked(
    request: HttpRequest,
    member: MemberRow,
    engagement: int,
    editing: Editing,
    edit: Edit,
) -> HttpResponse:
    """Put the change before the client instead of saving it."""
    basis, zone = get_basis(member.workspace.id, engagement), member.workspace.time_zone
    until = editing.on + _ASKED_FOR
    blank = basis.offer("change", basis.terms.name, valid_until=until)
    offer = with_change(
        replace(blank, text=editing.note),
        basis.terms,
        edit,
        on=editing.on,
        working=wiring.calendars(basis.terms.holidays),
    )
    made = share(
        member.workspace.id,
        engagement,
        offer,
        basis.contacts,
        post=Post(wiring.mail_domain(), zone),
        on=editing.on,
        actor=Actor(member.name, "web"),
        at=clock.now(),
    )
    sentence = f"Nothing changes yet: {', '.join(basis.approvers)} is asked first."
    return feedback.done(request, sentence, to=reverse("offer", args=[made]))


def _answer(
    request: HttpRequest,
    member: MemberRow,
    engagement: int,
    editing: Editing,
    *,
    status: int = 200,
) -> HttpResponse:
    """Answer with the form alone where a script asked for it, else with its page."""
    words: dict[str, object] = {"editing": editing}
    if editing.is_alone:
        answer = render(request, "components/term_edit.html", words)
    else:
        if editing.typed.errors or (editing.refusal and status != CONFLICT):
            status = REFUSED
        answer = engagements.show(request, member, engagement, words, status=status)
    patch_vary_headers(answer, ["HX-Request"])
    return answer


def _wants_part(request: HttpRequest) -> bool:
    asked = request.headers
    return "HX-Request" in asked and "HX-History-Restore-Request" not in asked


def _number(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise Http404
    return int(text)


@require_POST
def acceptances(request: HttpRequest, engagement: int) -> HttpResponse:
    """Record the client’s yes to a project, from which it may be billed."""
    member = access.membership(request, needs="biller")
    _version(member, engagement)
    address = reverse("engagement", args=[engagement])
    name = request.POST.get("project", "")
    typed = Entered({key: request.POST.get(key, "") for key in ("by", "on")})
    by = typed.text("by", missing="Say who approved it.")
    on = typed.day("on")
    now = clock.now()
    if on > clock.today(member.workspace.time_zone):
        typed.note("on", "An approval lies in the past; choose its day.")
    if typed.errors:
        sentence = next(iter(typed.errors.values()))
        return feedback.incomplete(request, sentence, to=address)
    try:
        operations.accept_project(
            member.workspace.id,
            engagement,
            name,
            on=on,
            by=by,
            actor=Actor(member.name, "web"),
            at=now,
        )
    except operations.NoSuchProject:
        raise Http404 from None
    except Refusal as refusal:
        return feedback.refused(request, refusal, to=address)
    return feedback.done(
        request,
        f"{name} is approved. It is invoiced with the next billing run.",
        to=address,
    )
