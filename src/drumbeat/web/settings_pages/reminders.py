"""The usual reminders, and every letter as a client will read it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from drumbeat import clock, wiring
from drumbeat.apps.identity.queries import MemberRow
from drumbeat.apps.parties.queries import get_seller
from drumbeat.apps.reminders.operations import choose_policy
from drumbeat.apps.reminders.queries import usual_policy
from drumbeat.core.dates import Convention
from drumbeat.core.documents import InvoiceDocument, Lane, Line, Tax
from drumbeat.core.money import Money
from drumbeat.core.party import Buyer, Language, PostalAddress, Seller
from drumbeat.core.ports import Letter, Message, ReminderState
from drumbeat.core.terms import ReminderPolicy, ReminderStep
from drumbeat.core.terms_grammar import (
    parse_step,
    parse_time,
    step_words,
    time_words,
)
from drumbeat.core.totals import totals_of
from drumbeat.web import access, feedback
from drumbeat.web.entered import Entered
from drumbeat.web.guards import actor, today
from drumbeat.web.settings_pages.sections import REFUSED, show
from drumbeat.web.terms_words import POLICIES, policy_name

OWN = "own"
_MOVES = {
    "following": Convention.FOLLOWING,
    "preceding": Convention.PRECEDING,
    "none": Convention.NONE,
}
_MOVE_WORDS = (
    ("following", "to the next working day"),
    ("preceding", "to the working day before"),
    ("none", "not at all"),
)
_LANGUAGES: dict[Language, str] = {
    "en": "English",
    "de": "German",
    "fr": "French",
    "nl": "Dutch",
    "es": "Spanish",
}
_COUNTRIES = {"en": "GB", "de": "DE", "fr": "FR", "nl": "NL", "es": "ES"}


@dataclass(frozen=True, slots=True)
class Tone:
    """A letter that can be looked at: its tone, and on which day it would be sent."""

    key: str
    name: str
    days: int  # from the due date
    tone: str


_TONES = (
    Tone("heads-up", "Heads-up", -3, "friendly"),
    Tone("friendly", "Friendly", 1, "friendly"),
    Tone("clear", "Clear", 7, "clear"),
    Tone("firm", "Firm", 14, "firm"),
    Tone("final", "Final", 30, "final"),
)


@require_http_methods(["GET", "POST"])
def reminders(request: HttpRequest) -> HttpResponse:
    """Choose what a new engagement begins with, and look at the letters."""
    member = access.membership(request, needs="owner")
    if request.method == "GET":
        return _page(request, member, _stored(usual_policy(member.workspace.id)))
    entered = Entered.of(request.POST, "policy", "steps", "send_at", "moves")
    policy = ReminderPolicy(
        send_at=entered.read("send_at", parse_time, time(9)),
        moves=entered.choice("moves", _MOVES),
        steps=_steps(entered),
    )
    if entered.errors:
        return _page(request, member, entered, status=REFUSED)
    choose_policy(member.workspace.id, policy, actor=actor(member), at=clock.now())
    sentence = "Saved. New engagements begin with it; the others keep what was agreed."
    return feedback.done(request, sentence, to=reverse("reminders"))


def _steps(entered: Entered) -> tuple[ReminderStep, ...]:
    own: dict[str, tuple[ReminderStep, ...]] = {OWN: ()}
    chosen = entered.choice("policy", POLICIES | own)
    if entered.value("policy") != OWN:
        return chosen
    lines = [line for line in entered.value("steps").splitlines() if line.strip()]
    read = [entered.read("steps", _step, None, line) for line in lines]
    steps = tuple(step for step in read if step is not None)
    days = [step.days for step in steps]
    if days != sorted(set(days)):
        entered.note("steps", "Write the steps in the order of their days, each once.")
    if not steps:
        entered.note("steps", "Write at least one step, or choose “off”.")
    return steps


def _step(line: str) -> ReminderStep | None:
    return parse_step(line)


def _stored(policy: ReminderPolicy) -> Entered:
    name = policy_name(policy.steps)
    return Entered(
        {
            "policy": name if name in POLICIES else OWN,
            "steps": "\n".join(step_words(step) for step in policy.steps),
            "send_at": time_words(policy.send_at),
            "moves": policy.moves.value,
        }
    )


def _page(
    request: HttpRequest, member: MemberRow, entered: Entered, *, status: int = 200
) -> HttpResponse:
    tone = next((t for t in _TONES if t.key == request.GET.get("tone")), _TONES[1])
    asked = request.GET.get("language", "")
    language: Language = next((known for known in _LANGUAGES if known == asked), "en")
    seller = get_seller(member.workspace.id)
    words = {
        "form": entered,
        "policies": [*((name, _about(name)) for name in POLICIES), (OWN, "Your own")],
        "moves": _MOVE_WORDS,
        "tones": _TONES,
        "tone": tone,
        "languages": _LANGUAGES.items(),
        "language": language,
        "letter": preview(seller, tone, language, on=today(member)),
    }
    template = "pages/settings/reminders.html"
    return show(request, member, "reminders", template, words, status=status)


def _about(name: str) -> str:
    days = ", ".join(step.name.replace("-", "−") for step in POLICIES[name])
    said = name[:1].upper() + name[1:]
    return f"{said}: {days} days from the due date" if days else said


def preview(seller: Seller, tone: Tone, language: Language, *, on: date) -> Message:
    """Return a reminder as it would go out today, about an invoice that is made up."""
    document = _made_up(seller, language, due=on - timedelta(days=tone.days))
    at = datetime.combine(on, time(9), tzinfo=UTC)
    letter = Letter(
        recipients=(("", "finance@halden.example"),),
        audience="payer",
        message_id="<preview@localhost>",
        written_at=at,
    )
    state = ReminderState(
        tone=tone.tone,
        number=1,
        open_balance=document.totals.gross,
        on=on,
        next_contact_on=on + timedelta(days=7),
    )
    return wiring.letters().reminder(document, letter, state)


def _made_up(seller: Seller, language: Language, *, due: date) -> InvoiceDocument:
    issued = due - timedelta(days=14)
    net = Money(600000, "EUR")
    line = Line(
        lane="Retainer",
        description="Retainer",
        service_start=issued,
        service_end=due,
        quantity=Decimal(1),
        unit_price=Decimal("6000.00"),
        net=net,
        tax=Tax("S", Decimal(21)),
    )
    return InvoiceDocument(
        kind="invoice",
        number=f"INV-{issued.year}-0053",
        issue_date=issued,
        due_date=due,
        payment_terms="",
        seller=seller,
        buyer=Buyer(
            "Halden Robotics",
            PostalAddress(("Lindenallee 2",), _COUNTRIES[language]),
            language=language,
        ),
        currency=net.currency,
        lanes=(Lane("retainer", "Retainer", (line,)),),
        totals=totals_of((line,), net.currency),
        reference="",
    )
