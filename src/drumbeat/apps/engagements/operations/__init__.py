"""Writes of engagements, split by what they change."""

from drumbeat.apps.engagements.operations.deliverables import (
    NoSuchDeliverable,
    Part,
    accept_part,
    accept_silence,
    hand_over,
    note_parts_invoiced,
    send_back,
)
from drumbeat.apps.engagements.operations.events import date_projects
from drumbeat.apps.engagements.operations.projects import (
    NoSuchProject,
    accept_project,
    note_approved,
    note_invoiced,
)
from drumbeat.apps.engagements.operations.run import (
    Progress,
    lock,
    look_again,
    note_progress,
    park,
    resume_parked,
)
from drumbeat.apps.engagements.operations.terms import (
    ClientMissing,
    Imported,
    import_engagement,
    revise_terms,
)

__all__ = [
    "ClientMissing",
    "Imported",
    "NoSuchDeliverable",
    "NoSuchProject",
    "Part",
    "Progress",
    "accept_part",
    "accept_project",
    "accept_silence",
    "date_projects",
    "hand_over",
    "import_engagement",
    "lock",
    "look_again",
    "note_approved",
    "note_invoiced",
    "note_parts_invoiced",
    "note_progress",
    "park",
    "resume_parked",
    "revise_terms",
    "send_back",
]
