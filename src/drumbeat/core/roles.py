"""The parts people have in a workspace, and what each of them may do."""

from __future__ import annotations

from typing import Literal, get_args

Role = Literal["reader", "contributor", "biller", "owner"]

# From the least to the most: whoever may do more may do what stands before.
ROLES: tuple[Role, ...] = get_args(Role)
DUTIES: dict[Role, str] = {
    "reader": "Sees everything, changes nothing. For an accountant.",
    "contributor": "Writes updates for some clients, and sees only those.",
    "biller": "Approves, sends, reminds and records payments, for every client.",
    "owner": "Everything, and these settings.",
}


def may(role: str, *, needs: Role) -> bool:
    """Say whether a role includes what needs another; an unknown one has nothing."""
    known = [place for place, name in enumerate(ROLES) if name == role]
    return bool(known) and known[0] >= ROLES.index(needs)


def sees_every_client(role: str) -> bool:
    """Say whether a role is about the whole workspace. [ROL-2]

    A contributor is asked in for some clients; the others are none of their business.
    """
    return role != "contributor"
