"""Writes of engagements, split by what they change."""

from drumbeat.apps.engagements.operations.events import date_projects
from drumbeat.apps.engagements.operations.projects import (
    NoSuchProject,
    accept_project,
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
    "NoSuchProject",
    "Progress",
    "accept_project",
    "date_projects",
    "import_engagement",
    "lock",
    "look_again",
    "note_invoiced",
    "note_progress",
    "park",
    "resume_parked",
    "revise_terms",
]
