"""What a rule says when it is not met: a Refusal stops, a Finding reports."""

from dataclasses import dataclass
from typing import ClassVar


class Refusal(Exception):
    """An anticipated “no”: a rule id and one sentence that says what to do.

    Subclasses state `rule` and `message`; the message is filled with the keyword
    arguments of the refusal, so the sentence is written once.
    """

    rule: ClassVar[str] = "GEN-1"
    message: ClassVar[str] = "This cannot be done now."

    def __init__(self, **facts: object) -> None:
        self.facts = facts
        super().__init__(self.message.format(**facts))

    @property
    def sentence(self) -> str:
        """Return the sentence to show."""
        return str(self.args[0])


class OutsideFailure(Exception):
    """Something that is not ours failed: a mail server, a disk, a database."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of a check: which rule, which field, what to do about it."""

    rule: str
    field: str
    message: str
    blocking: bool = True
