"""Mail: by which server it leaves, and a letter to oneself as the proof."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from drumbeat import clock, wiring
from drumbeat.adapters.email.smtp import SmtpMailer, SmtpUrlRefused
from drumbeat.apps.identity.queries import MemberRow
from drumbeat.apps.parties.queries import get_seller
from drumbeat.core.ports import NoticeLetter, Outcome
from drumbeat.web import access, context, feedback
from drumbeat.web.guards import actor
from drumbeat.web.settings_pages.sections import show

_SAID: Mapping[Outcome, str] = {
    "sent": "The server took the letter to {to}. It said: “{answer}”",
    "possibly_sent": "The letter to {to} was handed over, but no answer came back. "
    "It may arrive. What we know: “{answer}”",
    "retry": "The letter did not go out; a real one would be tried again. "
    "The reason: “{answer}”",
    "bounced": "The server does not know {to}. It said: “{answer}”",
    "failed": "The server refused the letter. It said: “{answer}”",
}


@dataclass(frozen=True, slots=True)
class ServerView:
    """A mail server as the settings name it; its password is nobody's to read."""

    host: str
    port: int
    privacy: str
    user: str


@require_GET
def mail(request: HttpRequest) -> HttpResponse:
    """Show what is set, and what that means."""
    member = access.membership(request, needs="owner")
    server, refusal = None, ""
    if not context.has_mailbox(member.workspace):
        try:
            server = _server(SmtpMailer.from_url(settings.DRUMBEAT_SMTP_URL))
        except SmtpUrlRefused as refused:
            refusal = refused.sentence
    words = {
        "variable": "DRUMBEAT_SMTP_URL",
        "server": server,
        "refusal": refusal,
        "is_sample": member.workspace.is_sample,
        "sender": get_seller(member.workspace.id).email,
        "house": wiring.house_address(),
        "public": settings.DRUMBEAT_PUBLIC_URL,
    }
    return show(request, member, "mail", "pages/settings/mail.html", words)


@require_POST
def test_letter(request: HttpRequest) -> HttpResponse:
    """Send a letter to oneself, the way every letter goes, and say what came of it."""
    member = access.membership(request, needs="owner")
    here = reverse("mail")
    try:
        mailer = wiring.mailer_of_a_page(
            member.workspace.key, is_sample=member.workspace.is_sample
        )
    except SmtpUrlRefused as refusal:
        return feedback.refused(request, refusal, to=here)
    letter = wiring.letters().notice(_letter(member))
    report = mailer.send(letter, note_phase=lambda _phase: None)
    sentence = _SAID[report.outcome].format(to=member.email, answer=report.answer)
    if context.has_mailbox(member.workspace) and report.outcome == "sent":
        sentence = f"The letter to {member.email} lies in the mailbox here."
    say = feedback.done if report.outcome == "sent" else feedback.incomplete
    return say(request, sentence, to=here)


def _server(mailer: SmtpMailer) -> ServerView:
    privacy = "TLS from the first byte" if mailer.is_tls else "TLS where it offers it"
    return ServerView(mailer.host, mailer.port, privacy, mailer.username)


def _letter(member: MemberRow) -> NoticeLetter:
    name = secrets.token_hex(16)
    return NoticeLetter(
        message_id=f"<test-{name}@{wiring.mail_domain()}>",
        written_at=clock.now(),
        sender=member.workspace.name,
        to=member.email,
        subject="Mail goes out",
        text=f"{actor(member).name}, you asked for this letter in the settings.\n\n"
        "It came the way every invoice and every reminder does.",
    )
