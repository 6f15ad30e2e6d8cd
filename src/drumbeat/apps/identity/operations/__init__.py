"""Writes of workspaces and people, split by what they are about."""

from drumbeat.apps.identity.operations.notices import (
    NewNotice,
    deliver_notices,
    drop_waiting_notices,
    queue_notice,
)
from drumbeat.apps.identity.operations.people import rename_member
from drumbeat.apps.identity.operations.workspace import (
    AlreadyOpen,
    FloorTooLow,
    NewWorkspace,
    NotASample,
    WorkspaceFacts,
    change_workspace,
    mark_restored,
    open_first_workspace,
    remove_sample,
    require_two_people,
    set_monthly_floor,
)

__all__ = [
    "AlreadyOpen",
    "FloorTooLow",
    "NewNotice",
    "NewWorkspace",
    "NotASample",
    "WorkspaceFacts",
    "change_workspace",
    "deliver_notices",
    "drop_waiting_notices",
    "mark_restored",
    "open_first_workspace",
    "queue_notice",
    "remove_sample",
    "rename_member",
    "require_two_people",
    "set_monthly_floor",
]
