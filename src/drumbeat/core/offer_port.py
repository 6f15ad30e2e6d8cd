"""What the house asks of who writes letters about offers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal, Protocol

from drumbeat.core.offer import Offer
from drumbeat.core.ports import Letter, Message


@dataclass(frozen=True, slots=True)
class OfferNews:
    """What a letter about an offer says: that it is there, that it ends, an answer.

    `question` and `text` are those of an answer; `agreed_at` is the client's time of
    a yes, `shown` what it was bound to. `part` is what was handed over, and silence
    accepts it after `silence_on`, where that was agreed.
    """

    step: Literal["new", "nudge", "answer", "record", "handed"]
    text: str = ""
    question: str = ""
    agreed_at: datetime | None = None
    shown: str = ""
    part: str = ""
    silence_on: date | None = None


class OfferLetters(Protocol):
    """Write letters about something a client is asked to agree on."""

    def offer(self, offer: Offer, letter: Letter, news: OfferNews) -> Message:
        """Return the letter, in the client's language."""
        ...
