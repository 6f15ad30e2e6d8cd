"""What a client answers to an update, and what came of a talk they asked for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from drumbeat.apps.audit.operations import Actor
from drumbeat.apps.delivery import operations as delivery
from drumbeat.apps.delivery.operations import Envelope
from drumbeat.apps.sharing.models import FEEDBACK, Feedback, FeedbackAnswer
from drumbeat.apps.sharing.operations import client, record
from drumbeat.apps.sharing.queries import find_respondent
from drumbeat.core.errors import Refusal

_MOST_TEXT = 2_000


class NoSuchAnswer(Refusal):
    """The feedback is none of the three."""

    rule = "LNK-5"
    message = "Choose one of the three answers."


class NothingNoted(Refusal):
    """A talk is answered with words."""

    rule = "LNK-12"
    message = "Write what came of the talk; it goes to who asked."


@dataclass(frozen=True, slots=True)
class TalkAnswered:
    """The invoice a talk was about, its engagement, and what came of it."""

    number: str
    engagement: int
    text: str


class NothingToTalkAbout(Refusal):
    """Nobody asked to talk, or what came of it is noted."""

    rule = "LNK-6"
    message = "Nobody waits for a talk about this invoice."


@transaction.atomic
def give_feedback(
    workspace: int, link: int, choice: str, text: str, *, at: datetime
) -> None:
    """Take down an answer to the update; a later one replaces it.

    :raises NotYoursToAnswer: the reader gets a copy
    :raises NoSuchAnswer: it is none of on_track, mostly, lets_talk
    """
    reader, invoice = find_respondent(workspace, link)
    if choice not in FEEDBACK:
        raise NoSuchAnswer
    Feedback.objects.create(
        invoice_id=invoice,
        link_id=link,
        choice=choice,
        text=text.strip()[:_MOST_TEXT],
        at=at,
    )
    facts: dict[str, object] = {"answer": choice}
    record(workspace, "client gave feedback", invoice, facts, client(reader), at)


@transaction.atomic
def answer_talk(
    workspace: int,
    feedback: int,
    text: str,
    *,
    domain: str,
    actor: Actor,
    at: datetime,
) -> TalkAnswered:
    """Note what came of a talk somebody asked for; it goes to them by mail.

    :raises NothingToTalkAbout: nobody asked, or it was noted already
    :raises NothingNoted: there are no words
    """
    said = text.strip()[:_MOST_TEXT]
    if not said:
        raise NothingNoted
    asked = Feedback.objects.filter(
        id=feedback, link__workspace_id=workspace, choice="lets_talk"
    )
    asked = asked.filter(feedbackanswer=None)
    found = asked.select_related("invoice", "link").first()
    if found is None:
        raise NothingToTalkAbout
    made = FeedbackAnswer.objects.create(
        feedback=found, text=said, by=actor.name, at=at
    )
    record(workspace, "talk noted", found.invoice_id, {}, actor, at)
    invoice, to = found.invoice, found.link
    if to.revoked_at is None:
        envelope = Envelope(
            invoice=invoice.id,
            kind="answer",
            step=f"talk-{made.id}",
            send_key=f"talk:{workspace}:{invoice.number}:{made.id}",
            recipients=((to.name, to.email),),
            audience="payer" if to.roles == "payer" else "approver",
            send_at=at,
        )
        delivery.queue(workspace, [envelope], domain=domain)
    return TalkAnswered(invoice.number, invoice.engagement_id, said)
