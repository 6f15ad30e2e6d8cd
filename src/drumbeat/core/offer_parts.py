"""What a project hands over, part by part, and how far each has come."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from drumbeat.core.money import Money
from drumbeat.core.project_shares import handed_over, shares_of_project
from drumbeat.core.terms import Project


@dataclass(frozen=True, slots=True)
class PartNote:
    """What is on record of one part; `state` is a MilestoneState."""

    number: int
    state: str
    delivered_on: date | None
    silence_on: date | None  # its last day to be answered, where silence accepts
    accepted_on: date | None


@dataclass(frozen=True, slots=True)
class OfferedPart:
    """What a project hands over, and how far that has come; number 0 is the whole.

    `noted` is None of what is in work and was never delivered.
    """

    number: int
    name: str
    measure: str
    amount: Money
    noted: PartNote | None = None

    @property
    def state(self) -> str:
        """Return how far it has come; nothing was noted of what is in work."""
        return self.noted.state if self.noted else "planned"

    @property
    def is_delivered(self) -> bool:
        """Say whether it waits for the client’s yes."""
        return self.state == "submitted"

    @property
    def is_ours(self) -> bool:
        """Say whether it is still to be handed over, or again."""
        return self.state in {"planned", "in_progress", "rejected"}


def offered_parts(
    project: Project, noted: Iterable[PartNote] = ()
) -> tuple[OfferedPart, ...]:
    """Return what is handed over, in the order agreed, with what is on record."""
    by_number = {note.number: note for note in noted}
    measures = {each.name: each.measure for each in project.deliverables}
    amounts = {share.number: share.amount for share in shares_of_project(project)}
    return tuple(
        OfferedPart(
            number=number,
            name=name,
            measure=measures.get(name, ""),
            amount=project.amount if number == 0 else amounts[number],
            noted=by_number.get(number),
        )
        for number, name in handed_over(project).items()
    )
