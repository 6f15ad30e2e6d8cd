"""What a person decides about a letter that is stuck: again, or it arrived."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from drumbeat.apps.audit import operations as audit
from drumbeat.apps.audit.operations import Actor, Event
from drumbeat.apps.delivery import operations as delivery
from drumbeat.apps.delivery.queries import find_letter
from drumbeat.apps.reminders.operations import note_deliveries
from drumbeat.core.errors import Refusal


class NothingToDecide(Refusal):
    """The letter does not wait for a person."""

    rule = "DLV-1"
    message = "Letter {letter} does not wait for a decision."


@transaction.atomic
def send_letter_again(
    workspace: int, letter: int, *, number: str = "", actor: Actor, at: datetime
) -> None:
    """Let a stuck letter go once more, under the same Message-ID. [S-69]

    With a `number` it must be a letter of that document.

    :raises NothingToDecide: it is not stuck, or not there
    """
    subject = _subject(workspace, letter, number)
    if not delivery.send_again(workspace, letter, at=at):
        raise NothingToDecide(letter=letter)
    _note(workspace, "letter sent again", subject, actor, at)


@transaction.atomic
def note_arrival(
    workspace: int, letter: int, *, number: str = "", actor: Actor, at: datetime
) -> None:
    """Record that a letter without an answer has arrived; its reminder is sent. [S-69]

    :raises NothingToDecide: it does not wait for an answer, or is not there
    """
    subject = _subject(workspace, letter, number)
    if not delivery.confirm_sent(workspace, letter, at=at):
        raise NothingToDecide(letter=letter)
    note_deliveries(workspace, at=at)
    _note(workspace, "letter arrived", subject, actor, at)


def _subject(workspace: int, letter: int, number: str) -> str:
    found = find_letter(workspace, letter)
    if found is None or (number and found != number):
        raise NothingToDecide(letter=letter)
    return f"invoice:{found}"


def _note(
    workspace: int, action: str, subject: str, actor: Actor, at: datetime
) -> None:
    audit.record(workspace, [Event(action, subject)], actor=actor, at=at)
