"""Writes of workspaces and people, split by what they are about."""

from drumbeat.apps.identity.operations.invitations import (
    AlreadyInvited,
    AlreadyMember,
    NewInvitation,
    NoSuchInvitation,
    accept_invitation,
    invite,
    send_invitation_again,
    withdraw_invitation,
)
from drumbeat.apps.identity.operations.notices import (
    NewNotice,
    deliver_notices,
    drop_waiting_notices,
    queue_notice,
)
from drumbeat.apps.identity.operations.people import (
    LastOwner,
    change_role,
    deactivate_member,
    end_every_session,
    rename_member,
)
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
    "AlreadyInvited",
    "AlreadyMember",
    "AlreadyOpen",
    "FloorTooLow",
    "LastOwner",
    "NewInvitation",
    "NewNotice",
    "NewWorkspace",
    "NoSuchInvitation",
    "NotASample",
    "WorkspaceFacts",
    "accept_invitation",
    "change_role",
    "change_workspace",
    "deactivate_member",
    "deliver_notices",
    "drop_waiting_notices",
    "end_every_session",
    "invite",
    "mark_restored",
    "open_first_workspace",
    "queue_notice",
    "remove_sample",
    "rename_member",
    "require_two_people",
    "send_invitation_again",
    "set_monthly_floor",
    "withdraw_invitation",
]
