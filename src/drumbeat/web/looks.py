"""How each status word is drawn: its colour class and its shape (DESIGN §4)."""

from __future__ import annotations

from typing import NamedTuple


class Look(NamedTuple):
    """How a status word is drawn."""

    colour: str
    shape: str


LOOKS = {
    "Draft": Look("draft", "draft"),
    "Ready": Look("draft", "you"),
    "Scheduled": Look("scheduled", "scheduled"),
    "Sent": Look("sent", "sent"),
    "Seen": Look("sent", "seen"),
    "To approve": Look("sent", "await"),
    "Approved": Look("approved", "approved"),
    "Question": Look("question", "question"),
    "Part paid": Look("paid", "part"),
    "Overdue": Look("overdue", "overdue"),
    "Paid": Look("paid", "paid"),
    "Void": Look("void", "void"),
    "Held": Look("draft", "held"),
}


def look_of(word: str) -> Look:
    """Return the look of a status word; an unknown one looks like a draft."""
    return LOOKS.get(word, LOOKS["Draft"])
