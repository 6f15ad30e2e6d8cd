"""What somebody typed → the update that goes out with an invoice."""

from __future__ import annotations

from collections.abc import Iterable

from drumbeat.core.documents import Deliverable, UpdatePage
from drumbeat.core.errors import Refusal

TITLE_MAX = 120
SENTENCE_MAX = 500  # a deliverable, its evidence
TEXT_MAX = 4000  # what comes next, what is needed, what came of a talk
DELIVERABLES_MAX = 50


class TooLong(Refusal):
    """An update is read in a minute; what is longer belongs into a file."""

    rule = "UPD-1"
    message = "“{begin}…” has {length} characters; {most} are as many as fit."


class TooManyDeliverables(Refusal):
    """Nobody reads a list without end."""

    rule = "UPD-2"
    message = f"An update has at most {DELIVERABLES_MAX} deliverables."


def read_update(
    deliverables: Iterable[tuple[str, str]],
    *,
    titles: tuple[str, str],
    next_steps: str,
    needed: str,
    author: str,
    answer: str = "",
) -> UpdatePage:
    """Return the update; rows without a sentence are left out.

    `deliverables` are (sentence, evidence), `titles` the periods it speaks of and that
    comes next; `answer` is what came of a talk.

    :raises TooLong: a text is longer than what is printed of it
    :raises TooManyDeliverables: there are too many
    """
    done = tuple(
        Deliverable(
            _fitting(" ".join(text.split()), SENTENCE_MAX),
            _fitting(" ".join(evidence.split()), SENTENCE_MAX),
        )
        for text, evidence in deliverables
        if text.strip()
    )
    if len(done) > DELIVERABLES_MAX:
        raise TooManyDeliverables
    return UpdatePage(
        title=_fitting(titles[0].strip(), TITLE_MAX),
        accomplished=done,
        next_steps=_fitting(next_steps.strip(), TEXT_MAX),
        needed=_fitting(needed.strip(), TEXT_MAX),
        next_title=_fitting(titles[1].strip(), TITLE_MAX),
        author=author,
        answer=_fitting(answer.strip(), TEXT_MAX),
    )


def _fitting(text: str, most: int) -> str:
    text = text.replace("\r\n", "\n").replace("\x00", "")
    if len(text) > most:
        raise TooLong(begin=text[:20], length=len(text), most=most)
    return text
